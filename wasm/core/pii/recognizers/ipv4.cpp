#include "core/pii/recognizers/digits.h"
#include "core/pii/recognizers/ip_address.h"
#include "core/pii/vocabulary.h"

// A strict dotted quad that is neither a version nor the number of a section. A prefix length stays
// outside of the span; with all host bits zero it makes the quad a network, which is nobody's
// address.
namespace feedspan::pii {
namespace {

bool begins_inside_version(Text text, std::size_t at) {
  const unsigned char before = text[at - 1];
  const unsigned char further = text[at - 2];
  if (before == '.') return text::is_alnum(further);        // a longer run, or libfoo.so.1.2.3.4
  if (before == '-') return text::is_alpha(further);        // libfoo-1.2.3.4; a digit ends a range
  if (before == '=') return text::is_in("=<>~!", further);  // pkg==1.2.3.4
  return text::is_in("~^$", before) || text::is_word(before);
}

bool ends_inside_version(Text text, std::size_t end) {
  const unsigned char after = text[end];
  const unsigned char further = text[end + 1];
  if (after == '.')
    return text::is_digit(further) || (text::is_alpha(further) && !text::is_upper(further));
  if (after == '-') return text::is_alpha(further);
  return text::is_word(after);
}

/// "Foo/10.20.30.40" is a product token (RFC 9110 10.1.5); "host/10.20.30.40:443" is how Java
/// prints a socket.
bool is_product_token(Text text, std::size_t begin, std::size_t end) {
  return text[begin - 1] == '/' && text::is_alnum(text[begin - 2]) &&
         !(text[end] == ':' && text::is_digit(text[end + 1]));
}

bool is_network(Text text, std::uint32_t value, std::size_t end) {
  const int prefix = read_prefix_length(text, end, 32);
  return prefix >= 0 && prefix < 32 && (value & (0xFFFFFFFFU >> prefix)) == 0;
}

constexpr bool in(std::uint32_t value, std::uint32_t network, int prefix) {
  return (value ^ network) >> (32 - prefix) == 0;
}

/// Names a host: not "this host", a group, a mask or broadcast, nor three zeros at the end, which
/// versions have.
constexpr bool is_host(std::uint32_t value) {
  return !in(value, 0x00000000, 8) && value < 0xE0000000 && (value & 0x00FFFFFFU) != 0;
}

/// Small numbers, as headings and object identifiers have them. One address in 500 looks like that,
/// and those that people know by heart are resolvers; so somebody has to say that it is a
/// host. 10.0.0.0/8 is the exception, being in use everywhere.
constexpr bool is_like_heading(std::uint32_t value) {
  return (value & 0xE0E0E000U) == 0 && !in(value, 0x0A000000, 8);
}

bool is_said_to_be_host(Text text, std::size_t begin, std::size_t end) {
  return (text[end] == ':' && text::is_digit(text[end + 1])) ||
         (text[begin - 1] == '/' && text[begin - 2] == '/') ||
         role_right_before(text, begin) == Role::host;
}

constexpr bool is_loopback(std::uint32_t value) {
  return in(value, 0x7F000000, 8);
}  // RFC 1122 3.2.1.3

/// RFC 1918, RFC 3927 (link-local).
constexpr bool is_local(std::uint32_t value) {
  return in(value, 0x0A000000, 8) || in(value, 0xAC100000, 12) || in(value, 0xC0A80000, 16) ||
         in(value, 0xA9FE0000, 16);
}

}  // namespace

std::size_t dotted_quad_end(Text text, std::size_t at, std::uint32_t& value) {
  value = 0;
  for (int octets = 0; octets < 4; ++octets) {
    if (octets > 0 && text[at++] != '.') return 0;
    const std::size_t end = digits_end(text, at);
    const unsigned octet = value_of(text, at, end);
    if (end == at || octet > 255 || (text[at] == '0' && end - at > 1)) return 0;
    value = value << 8 | octet;
    at = end;
  }
  return at;
}

int read_prefix_length(Text text, std::size_t at, int most) {
  if (text[at] != '/') return -1;
  const std::size_t end = digits_end(text, at + 1);
  const auto length = static_cast<int>(value_of(text, at + 1, end));
  return end == at + 1 || length > most ? -1 : length;
}

bool recognize_ipv4(Text text, std::size_t at, Candidate& candidate) {
  // First, so that of a long dotted run only the beginning is read.
  if (begins_inside_version(text, at)) return false;
  std::uint32_t value = 0;
  const std::size_t end = dotted_quad_end(text, at, value);
  if (end == 0 || !is_host(value) || ends_inside_version(text, end)) return false;
  if (is_product_token(text, at, end) || is_network(text, value, end)) return false;
  if (role_right_before(text, at) == Role::version) return false;
  if (is_like_heading(value) && !is_said_to_be_host(text, at, end)) return false;
  candidate.begin = at;
  candidate.end = end;
  if (is_local(value)) candidate.confidence = local_address_confidence;
  if (is_loopback(value)) candidate.confidence = nobodys_address_confidence;
  return true;
}

}  // namespace feedspan::pii
