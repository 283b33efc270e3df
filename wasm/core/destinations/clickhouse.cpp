#include "core/destinations/clickhouse.h"

#include <algorithm>
#include <array>

#include "core/destinations/fields.h"
#include "core/destinations/url.h"
#include "core/json/writer.h"
#include "core/text/ascii.h"
#include "core/text/decimal.h"

namespace feedspan {
namespace {

/// The columns of schemas/clickhouse.sql. `score` is a thumb's 1 or 0; a signal has none.
constexpr Field columns[] = {
    {"id", Source::id},
    {"key", Source::key},
    {"seq", Source::seq},
    {"kind", Source::kind},
    {"name", Source::name},
    {"score", Source::score},
    {"label", Source::label},
    {"text", Source::text},
    {"expected", Source::expected},
    {"message", Source::message},
    {"trace_id", Source::trace},
    {"span_id", Source::span},
    {"session_id", Source::session},
    {"message_id", Source::message_id},
    {"join_key", Source::join_key},
    {"conversation_id", Source::conversation},
    {"capability", Source::capability},
    {"step", Source::step},
    {"user_id", Source::user},
};

/// Exceptions that time may heal
/// (https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp): timeouts, too
/// many queries or parts, no memory, network, a replica that is behind or read-only.
constexpr std::int64_t passing[] = {3,   159, 160, 164, 201, 202, 203, 209, 210, 225, 236,
                                    241, 242, 243, 252, 253, 254, 279, 285, 286, 287, 288,
                                    289, 319, 394, 425, 439, 473, 722, 745, 999};
/// Unknown user, wrong or missing password, access denied, authentication failed.
constexpr std::int64_t credentials[] = {192, 193, 194, 291, 492, 497, 516};
/// No such database or table.
constexpr std::int64_t missing[] = {60, 81};
/// The row cannot be read: another one of the batch may.
constexpr std::int64_t row[] = {26, 27, 32, 33, 41, 53, 69, 70, 72, 117, 131, 441};

template <std::size_t size>
bool has(const std::int64_t (&codes)[size], std::int64_t code) {
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

bool is_identifier(std::string_view name) {
  return !name.empty() && name.size() <= 128 &&
         !text::is_digit(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return text::is_word(static_cast<unsigned char>(c)); });
}

/// The code of an exception, from the header or from `Code: 60. DB::Exception: ...` anywhere in the
/// body, where it also stands when the status was sent already. 0: none.
std::int64_t exception_of(const Response& response) {
  if (const auto code = text::parse_integer(response.header)) return *code;
  const std::string_view body = response.body;
  if (body.find("DB::Exception") == body.npos) return 0;
  constexpr std::string_view mark = "Code: ";
  const std::size_t at = body.find(mark);
  if (at == body.npos) return -1;
  const std::string_view rest = body.substr(at + mark.size());
  return text::parse_integer(rest.substr(0, rest.find_first_not_of("0123456789"))).value_or(-1);
}

class ClickHouse final : public Destination {
 public:
  ClickHouse(std::string url, std::string identity, const DestinationOptions& options)
      : url_(std::move(url)),
        identity_(std::move(identity)),
        user_(options["user"]),
        password_(options.token) {}

  std::string_view name() const override { return "clickhouse"; }
  std::string identity() const override { return identity_; }
  BatchLimits limits() const override { return {.events = 10'000, .bytes = 8 * 1024 * 1024}; }
  /// Both by the newest version of a key, which a query with FINAL, or a merge, leaves.
  Capabilities capabilities() const override { return {.replace = true, .retract = true}; }

  Request encode(std::span<const Event* const> events, Moment /*moment*/) const override {
    Request request{.url = url_, .headers = {{"Content-Type", "application/x-ndjson"}}};
    if (!user_.empty()) request.headers.emplace_back("X-ClickHouse-User", user_);
    if (!password_.empty()) request.headers.emplace_back("X-ClickHouse-Key", password_);
    request.answer_header = "x-clickhouse-exception-code";
    for (const Event* event : events) append(request.body, *event);
    return request;
  }

  Answer read(const Response& response, std::span<const Event* const> events) const override {
    if (response.failure != Error::none) return read_failure(response);
    const std::int64_t code = exception_of(response);
    const std::string words = shortened(response.body.substr(0, response.body.find('\n')));
    if (code == 0) {
      if (response.status < 200 || response.status > 299) return read_failure(response);
      if (is_markup(response.body))
        return {.kind = Answer::Kind::retry, .error = Error::invalid_answer};
      return all_delivered(events.size());
    }
    Answer answer{.kind = Answer::Kind::reject, .error = Error::rejected, .message = words};
    if (has(passing, code)) {
      answer.kind = Answer::Kind::retry;
      answer.error = Error::server_error;
    } else if (has(credentials, code)) {
      answer.kind = Answer::Kind::pause;
      answer.error = Error::unauthorized;
    } else if (has(missing, code)) {
      // Somebody has yet to run the DDL: kept, and said.
      answer.kind = Answer::Kind::pause;
      answer.error = Error::not_found;
    } else if (has(row, code) && events.size() > 1) {
      answer = {.outcomes = std::vector<Outcome>(
                    events.size(), {Outcome::Verdict::isolate, Error::rejected, words})};
    }
    return answer;
  }

 private:
  static void append(std::string& out, const Event& event) {
    std::string line;
    json::Writer writer(line);
    writer.begin_object().member("time_ms", event.time);
    append_members(line, event, columns);
    writer.key("retracted").number(event.kind == Kind::retraction ? 1 : 0);
    if (!event.metadata.empty()) writer.member("metadata", event.metadata);
    writer.end_object();
    out += line += '\n';
  }

  std::string url_;
  std::string identity_;
  std::string user_;
  std::string password_;
};

}  // namespace

Error make_clickhouse(const DestinationOptions& options, bool secure,
                      std::unique_ptr<Destination>& destination) {
  std::string url = options.url;
  if (const Error error = normalise_url(url, secure); error != Error::none) return error;
  const std::string_view database = options["database"].empty() ? "default" : options["database"];
  const std::string_view table = options["table"].empty() ? "feedback" : options["table"];
  if (!is_identifier(database) || !is_identifier(table)) return Error::destination_option;
  std::string identity = url;
  identity += '/';
  identity.append(database).append(1, '.').append(table);
  url += "/?database=";
  url += database;
  url += "&query=INSERT%20INTO%20";
  url += table;
  // Columns that the table lacks are left out, so that an older table takes what it can.
  url += "%20FORMAT%20JSONEachRow&input_format_skip_unknown_fields=1";
  if (options["asyncInsert"] != "false") url += "&async_insert=1&wait_for_async_insert=1";
  destination = std::make_unique<ClickHouse>(std::move(url), std::move(identity), options);
  return Error::none;
}

}  // namespace feedspan
