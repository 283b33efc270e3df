#pragma once

#include <array>
#include <cstddef>

/// Tables of numbers with a small value each, as a page loads them: as text, since brotli knows the
/// letters and digits of the vocabulary already, and the bytes of structures not.
///
/// A row is the letter of its value, from 'a' on; the numbers that are passed over before it stand
/// in front in decimal. "10a5b" has value 0 for 11 and 1 for 17.
namespace feedspan::pii {

struct Row {
  unsigned number;  ///< not 0, and greater than that of the row before
  unsigned value;
};

template <std::size_t Count, class Put>
constexpr void write_rows(const std::array<Row, Count>& rows, Put put) {
  unsigned last = 0;
  for (const Row& row : rows) {
    const unsigned passed = row.number - last - 1;
    last = row.number;
    unsigned unit = 1;
    while (passed / unit >= 10) unit *= 10;
    for (; unit > 0 && passed > 0; unit /= 10) put(static_cast<char>('0' + passed / unit % 10));
    put(static_cast<char>('a' + row.value));
  }
  put('\0');
}

template <std::size_t Count>
constexpr std::size_t rows_size(const std::array<Row, Count>& rows) {
  std::size_t size = 0;
  write_rows(rows, [&size](char) { ++size; });
  return size;
}

/// `rows`, whose `rows_size` is `Size`, with a NUL at the end.
template <std::size_t Size, std::size_t Count>
constexpr std::array<char, Size> pack_rows(const std::array<Row, Count>& rows) {
  std::array<char, Size> made{};
  std::size_t size = 0;
  write_rows(rows, [&](char c) { made[size++] = c; });
  return made;
}

/// The value of `number` in packed rows, or -1.
int find_row(const char* rows, unsigned number);

}  // namespace feedspan::pii
