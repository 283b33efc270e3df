#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace feedspan::pii {

inline constexpr std::size_t longest_document_number = 20;

/// Letters and digits as registers write them: in a row, or in groups with one kind of separator.
struct DocumentNumber {
  std::array<unsigned char, longest_document_number> characters{};  ///< capitals and digits
  std::size_t size = 0;
  std::size_t letters = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint64_t groups = 0;     ///< sizes as hexadecimal digits, 0x324; 0 if there is one alone
  unsigned char separator = 0;  ///< ' ', '-', '.' or '/'; '*' if they differ
};

}  // namespace feedspan::pii
