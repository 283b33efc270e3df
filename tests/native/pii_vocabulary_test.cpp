// The vocabulary holds no words but what their hashes tell (core/pii/ribbon.h), so words that are
// not listed are looked for, too.
#include "core/pii/vocabulary.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <random>
#include <string>

namespace feedspan::pii {
namespace {

Role role(const std::string& word) {
  std::string around(Text::margin, '\0');
  around += word + std::string(Text::margin, '\0');
  const std::size_t begin = reinterpret_cast<std::size_t>(around.data()) + Text::margin;
  return role_of({}, begin, begin + word.size());
}

TEST(Vocabulary, KnowsItsWords) {
  EXPECT_EQ(role("phone"), Role::phone);
  EXPECT_EQ(role("Passwort"), Role::password);
  EXPECT_EQ(role("API-Key"), Role::token);
  EXPECT_EQ(role("fünf"), Role::five);
  EXPECT_EQ(role("né"), Role::birth);
  EXPECT_EQ(role("Rechnungsnummer"), Role::other);
  EXPECT_EQ(role("телефон"), Role::phone);
  EXPECT_EQ(role("رقمي"), Role::phone);
  EXPECT_EQ(role("密码"), Role::password);
  EXPECT_EQ(role("생년"), Role::birth);
  EXPECT_EQ(role("nine"), Role::nine);
  EXPECT_EQ(role("errata"), Role::no_secret);
}

TEST(Vocabulary, TakesOneOfAThousandOtherWordsForItsOwn) {
  std::mt19937 random(20260728);
  int known = 0;
  constexpr int words = 200'000;
  for (int i = 0; i < words; ++i) {
    std::string word;
    for (std::size_t size = 7 + random() % 6; size > 0; --size)
      word += static_cast<char>('a' + random() % 26);
    const Role found = role(word);
    ASSERT_LE(found, Role::nine);
    known += found != Role::none ? 1 : 0;
  }
  EXPECT_LT(known, words / 700);
}

TEST(Vocabulary, KnowsFewNames) {
  std::ifstream names(FEEDSPAN_VECTORS_DIR "/../../names/last.txt");
  int all = 0;
  int known = 0;
  for (std::string name; std::getline(names, name); ++all) {
    if (name.empty() || name.front() == '#' || name.back() == '*') continue;
    known += role(name) != Role::none ? 1 : 0;
  }
  ASSERT_GT(all, 5000);
  EXPECT_LT(known, all / 500) << "another hash_basis is due";
}

}  // namespace
}  // namespace feedspan::pii
