#include "core/digest/sha256.h"

#include <gtest/gtest.h>

#include <string>

namespace feedspan {
namespace {

std::string hex(std::string_view message) {
  return hex_prefix(Sha256().update(message).finish(), 32);
}

// https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values
TEST(Sha256, AgreesWithThePublishedExamples) {
  EXPECT_EQ(hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(
      hex("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklm"
          "nopqrlmnopqrsmnopqrstnopqrstu"),
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  EXPECT_EQ(hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, TakesAMessageInAnyPieces) {
  const std::string message(200, 'x');
  for (std::size_t size = 0; size <= message.size(); ++size) {
    const std::string_view text = std::string_view(message).substr(0, size);
    const auto whole = Sha256().update(text).finish();
    EXPECT_EQ(Sha256().update(text.substr(0, size / 3)).update(text.substr(size / 3)).finish(),
              whole);
  }
}

TEST(Sha256, KeepsFieldsApart) {
  EXPECT_NE(Sha256().field("ab").field("c").finish(), Sha256().field("a").field("bc").finish());
  EXPECT_NE(Sha256().field("").field("a").finish(), Sha256().field("a").field("").finish());
}

TEST(HexPrefix, CutsWholeBytes) {
  const auto digest = Sha256().update("abc").finish();
  EXPECT_EQ(hex_prefix(digest, 0), "");
  EXPECT_EQ(hex_prefix(digest, 4), "ba7816bf");
}

}  // namespace
}  // namespace feedspan
