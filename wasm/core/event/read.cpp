#include <algorithm>
#include <memory>

#include "core/digest/sha256.h"
#include "core/event/event.h"
#include "core/event/id.h"
#include "core/json/reader.h"
#include "core/json/writer.h"
#include "core/text/ascii.h"
#include "core/text/decimal.h"

namespace feedspan {
namespace {

constexpr std::int64_t ms_per_day = 86'400'000;
constexpr std::int64_t last_time = 253'402'300'799'999;  // of the year 9999, where RFC 3339 ends
constexpr std::int64_t last_seq = (std::int64_t{1} << 53) - 1;  // JavaScript rounds what is above
constexpr std::size_t max_number_token =
    32;  // the longest that JSON.stringify writes of a double has 25 characters
constexpr std::string_view pseudonym_prefix = "anon:";

bool is_event_name(std::string_view name) {
  if (name.empty() || name.size() > Limits::name ||
      !text::is_alpha(static_cast<unsigned char>(name.front())))
    return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return text::is_alnum(static_cast<unsigned char>(c)) ||
           std::string_view(" ._:/-").find(c) != std::string_view::npos;
  });
}

bool is_key(std::string_view key) {
  return key.size() == 32 && std::all_of(key.begin(), key.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return text::is_hex(byte) && !text::is_upper(byte);
         });
}

/// Whoever merges an object with such a key into another one in JavaScript changes every object
/// there is.
bool is_forbidden(std::string_view key) {
  return key == "__proto__" || key == "constructor";
}

/// Takes a record's fields as they come; the value waits until the kind is known.
class RecordVisitor final : public json::Visitor {
 public:
  RecordVisitor(Origin origin, pii::Redactor& redactor, Event& event)
      : origin_(origin), redactor_(redactor), event_(event) {}

  bool key(std::string_view name) override {
    if (is_forbidden(name)) return fail(Error::forbidden_key);
    if (depth_ > 1 && section_ == Section::metadata) return metadata_key(name);
    field_ = name;
    return true;
  }

  bool value(const json::Value& value) override {
    const bool container = value.type == json::Type::object || value.type == json::Type::array;
    if (container && depth_ > Limits::depth) return fail(Error::metadata_too_deep);
    if (depth_ == 0) {
      if (value.type != json::Type::object) return false;
    } else if (depth_ == 1) {
      if (container ? !begin_section(value) : !field(value)) return false;
    } else if (section_ == Section::metadata) {
      if (!metadata_value(value)) return false;
    } else if (depth_ == 2 && section_ == Section::links) {
      if (!link(value)) return false;
    } else if (depth_ == 2 && section_ == Section::pii) {
      pii_count(value);
    }
    if (container) {
      ++depth_;
      bases_.push_back(path_.size());
      brackets_ += value.type == json::Type::object ? '}' : ']';
    }
    return true;
  }

  bool end() override {
    --depth_;
    if (depth_ >= 1 && section_ == Section::metadata) event_.metadata += brackets_.back();
    brackets_.pop_back();
    path_.resize(std::min(path_.size(), bases_.back()));
    bases_.pop_back();
    return metadata_size_fits();
  }

  Error error() const { return error_; }
  bool has_kind() const { return has_kind_; }
  bool has_time() const { return has_time_; }
  const json::Value& raw_value() const { return raw_value_; }
  std::string_view raw_text() const { return raw_text_; }

 private:
  enum class Section : std::uint8_t { other, links, metadata, pii };

  bool fail(Error error) {
    error_ = error;
    return false;
  }

  bool begin_section(const json::Value& value) {
    section_ = Section::other;
    if (field_ == "metadata") {
      if (value.type != json::Type::object) return fail(Error::metadata_not_object);
      section_ = Section::metadata;
      event_.metadata = "{";
      metadata_keys_ = 0;
      path_ = field_;
    } else if (field_ == "links") {
      if (value.type != json::Type::object) return fail(Error::invalid_link);
      section_ = Section::links;
    } else if (field_ == "pii") {
      section_ = Section::pii;
    } else if (field_ == "value" || field_ == "message") {
      return fail(Error::invalid_value);
    }
    return true;
  }

  bool field(const json::Value& value) {
    if (field_ == "value") {
      raw_value_ = value;
      raw_text_ = value.text;
      return true;
    }
    if (field_ == "time") {
      const auto time = value.integer();
      if (!time || *time < 0 || *time > last_time) return fail(Error::invalid_time);
      event_.time = *time;
      has_time_ = true;
      return true;
    }
    if (value.type == json::Type::null) return true;
    if (field_ == "kind") {
      const auto kind = value.is_string() ? kind_of(value.text) : std::nullopt;
      if (!kind) return fail(Error::unknown_kind);
      event_.kind = *kind;
      has_kind_ = true;
    } else if (field_ == "name") {
      if (!value.is_string()) return fail(Error::invalid_name);
      event_.name = value.text;
    } else if (field_ == "message") {
      if (!value.is_string()) return fail(Error::invalid_value);
      event_.message = value.text;
    } else if (field_ == "links") {
      return fail(Error::invalid_link);
    } else if (field_ == "metadata") {
      return fail(Error::metadata_not_object);
    } else if (origin_ == Origin::canonical) {
      if (field_ == "id" && value.is_string()) event_.id = value.text;
      if (field_ == "key" && value.is_string()) event_.key = value.text;
      if (field_ == "seq") event_.seq = value.integer().value_or(-1);
    }
    return true;
  }

  bool link(const json::Value& value) {
    if (field_ == link_token_name && value.is_string()) {
      event_.link_token = value.text;
      return (value.text.size() <= Limits::link_token && is_link_token(value.text)) ||
             fail(Error::link_token);
    }
    const auto link = link_of(field_);
    if (!link || value.type == json::Type::null) return true;
    if (value.type != json::Type::string) return fail(Error::invalid_link);
    event_.links[*link] = value.text;
    return normalise_link(*link, event_.links[*link]) || fail(Error::invalid_link);
  }

  void pii_count(const json::Value& value) {
    const auto count = value.integer();
    if (!count || *count <= 0 || *count > 0xFFFF) return;
    event_.pii.add(field_, static_cast<std::uint32_t>(*count));
  }

  bool metadata_key(std::string_view name) {
    path_.resize(bases_.back());
    // Two that are masked alike must not become one.
    if (redactor_.redact(name, masked_, path_) && ++masked_keys_ > 1) {
      masked_ += ' ';
      text::append_decimal(masked_, masked_keys_);
    }
    path_ += '.';
    path_ += name;
    if (++metadata_keys_ > Limits::metadata_keys || masked_.size() > Limits::metadata_key) {
      return fail(Error::metadata_too_many_keys);
    }
    json::Writer(event_.metadata, json::Writer::Inside{}).key(masked_);
    return metadata_size_fits();
  }

  bool metadata_value(const json::Value& value) {
    json::Writer writer(event_.metadata, json::Writer::Inside{});
    switch (value.type) {
      case json::Type::null:
        writer.null();
        break;
      case json::Type::boolean:
        writer.boolean(value.boolean);
        break;
      case json::Type::number:
        // A card number is no less one for having no quotes.
        if (redactor_.redact(value.text, masked_, path_)) {
          writer.string(masked_);
        } else {
          writer.raw(value.text);
        }
        break;
      case json::Type::string:
        redactor_.redact(value.text, masked_, path_);
        writer.string(masked_);
        break;
      case json::Type::object:
      case json::Type::array:
        if (value.type == json::Type::object) {
          writer.begin_object();
        } else {
          writer.begin_array();
        }
    }
    return metadata_size_fits();
  }

  bool metadata_size_fits() {
    return event_.metadata.size() <= Limits::metadata || fail(Error::metadata_too_large);
  }

  Origin origin_;
  pii::Redactor& redactor_;
  Event& event_;
  Error error_ = Error::none;
  std::size_t depth_ = 0;
  Section section_ = Section::other;
  std::string brackets_;  ///< what closes each open object and array
  std::string field_;
  std::string path_;  ///< of the metadata at hand, as policies name it: "metadata.order.note"
  std::vector<std::size_t> bases_;  ///< the length of the path of each open object and array
  bool has_kind_ = false;
  bool has_time_ = false;
  json::Value raw_value_;
  std::string raw_text_;
  std::size_t metadata_keys_ = 0;
  std::int64_t masked_keys_ = 0;
  std::string masked_;
};

/// Checks the value against the kind and masks it.
Error take_value(const json::Value& value, std::string_view text, pii::Redactor& redactor,
                 Event& event) {
  switch (event.kind) {
    case Kind::thumb:
      if (text != "up" && text != "down" && text != "1" && text != "-1")
        return Error::invalid_value;
      event.value = text == "up" || text == "1" ? "1" : "-1";
      return Error::none;
    case Kind::number: {
      std::string masked;
      if (value.type != json::Type::number || text.size() > max_number_token ||
          redactor.redact(text, masked, pii::label_field)) {
        return Error::invalid_value;
      }
      event.value = text;
      return Error::none;
    }
    case Kind::boolean:
      if (value.type != json::Type::boolean) return Error::invalid_value;
      event.value = value.boolean ? "true" : "false";
      return Error::none;
    case Kind::text:
    case Kind::enumeration:
    case Kind::correction:
      if (!value.is_string() || text.empty()) return Error::invalid_value;
      if (text.size() > Limits::text) return Error::text_too_long;
      redactor.redact(text, event.value, "value");
      return event.value.size() > Limits::text ? Error::text_too_long : Error::none;
    case Kind::signal:
    case Kind::retraction:
      return value.type == json::Type::null ? Error::none : Error::invalid_value;
  }
  return Error::unknown_kind;
}

bool is_pseudonym(std::string_view user) {
  return user.starts_with(pseudonym_prefix) && is_key(user.substr(pseudonym_prefix.size()));
}

/// A user id that is an address or a number of a person goes out as a pseudonym: equal ids stay
/// equal. With a key the pseudonym is keyed. False if a label is too long once it is masked.
bool take_labels(const pii::Masking& masking, pii::Redactor& redactor, Links& links) {
  std::string masked;
  for (const Link link : {Link::capability, Link::step}) {
    if (!links.has(link) || !redactor.redact(links[link], masked, pii::label_field)) continue;
    links[link] = masked;
    if (!normalise_link(link, links[link])) return false;
  }
  std::string& user = links[Link::user];
  if (user.empty() || is_pseudonym(user) || !redactor.redact(user, masked, "userId")) return true;
  if (masked == "[DROPPED]") {
    user.clear();
  } else {
    user = std::string(pseudonym_prefix) + hex_prefix(masking.pseudonym(user), 16);
  }
  return true;
}

/// One record on its way from JSON to an event.
class RecordReader {
 public:
  RecordReader(Origin origin, const pii::Masking& masking, Event& event)
      : origin_(origin),
        masking_(masking),
        redactor_(masking.redactor()),
        event_(event),
        visitor_(origin, *redactor_, event) {}

  RecordVisitor& visitor() { return visitor_; }

  /// What only the whole record tells. `time` is the time now.
  Error finish(std::int64_t time);

 private:
  Origin origin_;
  const pii::Masking& masking_;
  std::unique_ptr<pii::Redactor> redactor_;
  Event& event_;
  RecordVisitor visitor_;
};

Error RecordReader::finish(std::int64_t time) {
  if (!visitor_.has_kind()) return Error::unknown_kind;
  std::string masked;
  if (!is_event_name(event_.name) || redactor_->redact(event_.name, masked, pii::label_field))
    return Error::invalid_name;
  const Error error = take_value(visitor_.raw_value(), visitor_.raw_text(), *redactor_, event_);
  if (error != Error::none) return error;
  if (event_.message.size() > Limits::text) return Error::text_too_long;
  if (!event_.message.empty() && redactor_->redact(event_.message, masked, "message"))
    event_.message.swap(masked);
  if (event_.message.size() > Limits::text) return Error::text_too_long;
  if (!event_.links.target()) return Error::no_target;
  if (!take_labels(masking_, *redactor_, event_.links)) return Error::invalid_link;

  if (origin_ == Origin::page) {
    if (!visitor_.has_time()) event_.time = time;
    if (event_.time > time + ms_per_day) return Error::invalid_time;
    event_.pii = {};
  } else {
    if (!visitor_.has_time()) return Error::invalid_time;
    if (!is_uuid(event_.id) || !is_key(event_.key) || event_.seq < 0 || event_.seq > last_seq)
      return Error::invalid_json;
  }
  event_.pii.add(redactor_->report());
  return Error::none;
}

/// Reads `{"events": [record, ...]}`. A record that is refused does not spoil its neighbours.
class BatchVisitor final : public json::Visitor {
 public:
  BatchVisitor(const pii::Masking& masking, std::int64_t time, std::size_t max_events,
               std::vector<BatchItem>& items)
      : masking_(masking), time_(time), max_events_(max_events), items_(items) {}

  bool key(std::string_view name) override {
    if (in_item()) {
      if (going_on()) going_on_ = reader_->visitor().key(name);
    } else if (depth_ == 1) {
      in_events_ = name == "events";
    }
    return in_events_ || !is_forbidden(name);
  }

  bool value(const json::Value& value) override {
    const bool container = value.type == json::Type::object || value.type == json::Type::array;
    if (depth_ == 0 && value.type != json::Type::object) return false;
    if (container && !in_events_ && depth_ > Limits::depth) return false;
    if (depth_ == 1 && in_events_ && value.type != json::Type::array) return false;
    if (depth_ == 2 && in_events_) {
      if (items_.size() >= max_events_) {
        too_many_ = true;
        return false;
      }
      items_.push_back({});
      if (!container) items_.back().error = Error::invalid_json;
      reader_ = std::make_unique<RecordReader>(Origin::canonical, masking_, items_.back().event);
      going_on_ = container;
    }
    if (going_on() && depth_ >= 2 && in_events_) going_on_ = reader_->visitor().value(value);
    if (container) ++depth_;
    return true;
  }

  bool end() override {
    --depth_;
    if (depth_ < 2 || !in_events_) return true;
    if (going_on()) going_on_ = reader_->visitor().end();
    if (depth_ > 2) return true;
    Error error = reader_->visitor().error();
    if (error == Error::none) error = going_on_ ? reader_->finish(time_) : Error::invalid_json;
    items_.back().error = error;
    reader_ = nullptr;
    return true;
  }

  bool too_many() const { return too_many_; }

 private:
  bool in_item() const { return in_events_ && depth_ >= 3; }
  bool going_on() const { return going_on_ && reader_ != nullptr; }

  const pii::Masking& masking_;
  std::int64_t time_;
  std::size_t max_events_;
  std::vector<BatchItem>& items_;
  std::size_t depth_ = 0;
  bool in_events_ = false;
  bool going_on_ = false;
  bool too_many_ = false;
  std::unique_ptr<RecordReader> reader_;
};

}  // namespace

Error read_event(std::string_view json, Origin origin, const pii::Masking& masking,
                 std::int64_t time, Event& event) {
  event = {};
  RecordReader reader(origin, masking, event);
  if (json::read(json, reader.visitor())) return reader.finish(time);
  const Error error = reader.visitor().error();
  return error == Error::none ? Error::invalid_json : error;
}

Error read_batch(std::string_view json, const pii::Masking& masking, std::int64_t time,
                 std::size_t max_events, std::vector<BatchItem>& items) {
  items.clear();
  items.reserve(max_events);  // each record is read in place, so they must not move
  BatchVisitor visitor(masking, time, max_events, items);
  if (json::read(json, visitor) && !items.empty()) return Error::none;
  return visitor.too_many() ? Error::too_many_events : Error::invalid_json;
}

}  // namespace feedspan
