#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/json/writer.h"
#include "core/pii/redact.h"
#include "core/pii/scan.h"

/// What all modules have in common of docs/boundary.md: one buffer in, one answer out, since
/// JavaScript has one thread here. `reserve` and `answer` are registered in boundary.cpp.
namespace feedspan::boundary {

/// The first `length` bytes of what JavaScript has written.
std::string_view in_buffer(std::uint32_t length);

/// The answer of the call at hand.
extern std::string answer_text;

json::Writer begin_answer();

/// Closes the answer's object and returns the answer's length.
std::uint32_t end_answer();

/// What a page's options say, by handle; given back ones are null. Only modules with
/// policy_bindings.cpp ever have any.
extern std::vector<std::unique_ptr<pii::Masking>> policies;

/// That which JavaScript knows by that handle. 0 is the one without options; so is a handle that
/// was given back, since nothing may be let through by it.
const pii::Masking& masking_at(std::uint32_t handle);

/// A span as JavaScript sees it, in UTF-16 units.
struct Utf16Span {
  std::uint32_t type;  ///< and the scheme in the second byte
  std::uint32_t start, end;
  std::uint32_t confidence;
};

/// Writes one for each of `spans`, which are of `text`, to `out`.
void to_utf16(std::string_view text, const std::vector<pii::Span>& spans, Utf16Span* out);

/// Handles count from 1.
template <class Owner>
auto* at(const std::vector<Owner>& owners, std::uint32_t handle) {
  return handle >= 1 && handle <= owners.size() ? owners[handle - 1].get() : nullptr;
}

}  // namespace feedspan::boundary
