#include <algorithm>
#include <array>

#include "core/pii/recognizers/ip_address.h"

// RFC 4291 2.2 by a parser, and then the question whether this is an address at all: `a::b` in C++
// is one by the grammar. The zone id of RFC 4007 is a part of the span, a prefix length is not, and
// a prefix with all host bits zero makes it a network, which is nobody's address.
namespace feedspan::pii {
namespace {

constexpr std::size_t longest_zone = 16;

struct Address {
  std::array<std::uint16_t, 8>
      groups{};  ///< as written: the groups before the gap, then those after it
  std::size_t count = 0;
  std::size_t gap = 8;         ///< how many groups stand before "::"; 8 if there is none
  std::size_t end = 0;         ///< in the text
  std::size_t first_size = 0;  ///< digits of the first group
  bool dotted = false;         ///< the last two groups are written as a dotted quad
  bool pairs = true;           ///< every group has two digits, as in a fingerprint
  bool has_digit =
      false;  ///< the first group has a decimal digit, or another group begins with one

  bool compressed() const { return gap < 8; }
};

/// Reads the group at `address.end`; false if there is none.
bool read_group(Text text, Address& address) {
  const std::size_t begin = address.end;
  unsigned value = 0;
  std::size_t size = 0;
  bool decimal = text::is_digit(text[begin]);
  for (; size < 4 && text::is_hex(text[begin + size]); ++size) {
    value = value << 4 | static_cast<unsigned>(text::hex_value(text[begin + size]));
    if (address.count == 0 && text::is_digit(text[begin + size])) decimal = true;
  }
  if (size == 0) return false;
  if (text[begin + size] == '.' && address.count <= 6) {
    std::uint32_t quad = 0;
    if (const std::size_t end = dotted_quad_end(text, begin, quad); end != 0) {
      address.groups[address.count++] = static_cast<std::uint16_t>(quad >> 16);
      address.groups[address.count++] = static_cast<std::uint16_t>(quad);
      address.dotted = true;
      address.end = end;
      return true;
    }
  }
  if (address.count == 0) address.first_size = size;
  address.pairs = address.pairs && size == 2;
  address.has_digit = address.has_digit || decimal;
  address.groups[address.count++] = static_cast<std::uint16_t>(value);
  address.end = begin + size;
  return true;
}

/// The grammar alone.
bool read_address(Text text, std::size_t begin, Address& address) {
  address.end = begin;
  if (text[begin] == ':') {
    if (text[begin + 1] != ':') return false;
    address.gap = 0;
    address.end += 2;
  }
  while (address.count < 8 && read_group(text, address) && !address.dotted) {
    if (text[address.end] != ':') break;
    if (text[address.end + 1] == ':') {
      if (address.compressed()) return false;
      address.gap = address.count;
      address.end += 2;
    } else if (address.count < 8 && text::is_hex(text[address.end + 1])) {
      ++address.end;
    } else {
      break;
    }
  }
  return address.compressed() ? address.count < 8 : address.count == 8;
}

/// Addresses in use begin with 2 or 3 (global), f (local, multicast), 64:ff9b (NAT64) or ::ffff
/// (IPv4). A short one has to; and one decimal digit has to tell it from identifiers made of the
/// letters a to f.
bool is_address_in_use(const Address& address) {
  if (!address.compressed()) return !address.pairs;
  if (address.count < 2) return false;
  if (address.count >= 5) return address.has_digit;
  if (address.gap == 0) return address.dotted;
  if (address.groups[0] == 0x64 && address.groups[1] == 0xFF9B) return true;
  const unsigned top = address.groups[0] >> 12;
  return address.first_size == 4 && (top == 2 || top == 3 || top == 0xF) && address.has_digit;
}

bool begins_inside_other(Text text, std::size_t begin) {
  const unsigned char before = text[begin - 1];
  if (text::is_word(before) || before == '.') return true;
  if (before != ':') return false;
  // "addr:2001:db8::1" begins here; after a group, or after "::", an earlier colon was the place to
  // begin.
  std::size_t size = 0;
  while (size < 5 && text::is_hex(text[begin - 2 - size])) ++size;
  if (size == 0) return text[begin - 2] == ':';
  return size < 5 && !text::is_word(text[begin - 2 - size]);
}

/// a[1::2]; "mail.example.com[2001:db8::7]" is how mail servers write whom they speak with.
bool is_slice(Text text, std::size_t begin, const Address& address) {
  const unsigned char further = text[begin - 2];
  return text[begin - 1] == '[' && address.count < 3 &&
         (text::is_word(further) || further == ')' || further == ']');
}

bool ends_inside_other(Text text, std::size_t end) {
  const unsigned char after = text[end];
  const unsigned char further = text[end + 1];
  if (after == ':') return further == ':' || text::is_hex(further);
  if (after == '.') return text::is_digit(further);
  return text::is_word(after);
}

/// All bits behind the prefix are zero.
bool is_network(Text text, const Address& address) {
  const int prefix = read_prefix_length(text, address.end, 128);
  if (prefix < 0 || prefix == 128) return false;
  const std::size_t head = address.compressed() ? address.gap : address.count;
  for (std::size_t i = 0; i < address.count; ++i) {
    // Behind the gap groups stand at the end of the address.
    const std::size_t place = i < head ? i : 8 - address.count + i;
    const int network_bits = prefix - 16 * static_cast<int>(place);
    if (network_bits < 16 && (address.groups[i] & (0xFFFFU >> std::max(network_bits, 0))) != 0)
      return false;
  }
  return true;
}

/// Past the zone id at `end`, or `end`.
std::size_t skip_zone(Text text, std::size_t end) {
  if (text[end] != '%' || !text::is_alnum(text[end + 1])) return end;
  std::size_t zone_end = end + 1;
  for (std::size_t i = end + 1; i <= end + longest_zone; ++i) {
    if (text::is_alnum(text[i])) {
      zone_end = i + 1;
    } else if (text[i] != '.' && text[i] != '-' && text[i] != '_') {
      break;
    }
  }
  return zone_end;
}

/// fe80::/10 (RFC 4291 2.5.6), fc00::/7 (RFC 4193).
bool is_local(const Address& address) {
  return address.gap != 0 &&
         ((address.groups[0] & 0xFFC0) == 0xFE80 || (address.groups[0] & 0xFE00) == 0xFC00);
}

/// ff00::/8 (RFC 4291 2.7).
bool is_multicast(const Address& address) {
  return address.gap != 0 && address.groups[0] >= 0xFF00;
}

}  // namespace

bool recognize_ipv6(Text text, std::size_t at, Candidate& candidate) {
  std::size_t begin = at;
  while (at - begin < 4 && text::is_hex(text[begin - 1])) --begin;
  if (begins_inside_other(text, begin)) return false;
  Address address;
  if (!read_address(text, begin, address) || !is_address_in_use(address)) return false;
  if (is_slice(text, begin, address)) return false;
  if (ends_inside_other(text, address.end) || is_network(text, address)) return false;
  candidate.begin = begin;
  candidate.end = skip_zone(text, address.end);
  if (is_local(address)) candidate.confidence = local_address_confidence;
  if (is_multicast(address)) candidate.confidence = nobodys_address_confidence;
  return true;
}

}  // namespace feedspan::pii
