#include "core/queue/reduce.h"

#include <cstddef>

#include "core/text/utf8.h"

namespace feedspan {
namespace {

constexpr std::string_view metadata_mark = R"({"feedspan":"metadata left out: too large"})";
constexpr std::string_view cut_mark = "\xE2\x80\xA6 [cut: too large]";

/// 16, 4 and 1 KiB, for the steps 2, 3 and 4.
std::size_t text_limit(unsigned reduction) {
  return reduction < 2 ? std::string::npos : (64 * 1024U) >> (2 * (reduction - 1));
}

void cut(std::string& text, std::size_t limit) {
  if (text.size() <= limit) return;
  while (limit > 0 && text::is_continuation(static_cast<unsigned char>(text[limit]))) --limit;
  text.resize(limit);
  text += cut_mark;
}

}  // namespace

unsigned next_reduction(const Event& event, unsigned reduction) {
  if (reduction == 0 && event.metadata.size() > metadata_mark.size()) return 1;
  for (unsigned next = reduction < 1 ? 2 : reduction + 1; next <= last_reduction; ++next) {
    // The mark must not make longer what it shortens.
    const std::size_t limit = text_limit(next) + cut_mark.size();
    if (event.message.size() > limit || (event.has_text_value() && event.value.size() > limit))
      return next;
  }
  return 0;
}

Event reduced(const Event& event, unsigned reduction) {
  Event copy = event;
  if (copy.metadata.size() > metadata_mark.size()) copy.metadata = metadata_mark;
  cut(copy.message, text_limit(reduction));
  if (copy.has_text_value()) cut(copy.value, text_limit(reduction));
  return copy;
}

}  // namespace feedspan
