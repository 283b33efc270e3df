#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/destinations/destination.h"
#include "core/error.h"
#include "core/event/event.h"
#include "core/event/id.h"
#include "core/moment.h"
#include "core/pii/redact.h"
#include "core/queue/queue.h"
#include "core/random.h"

namespace feedspan {

/// What the page is told of an event that was taken: enough to show what will be sent.
struct Accepted {
  std::string id;
  std::string key;
  std::int64_t seq = 0;
  std::string message;  ///< masked
  std::string value;    ///< masked; for text, enum and correction
  pii::Report pii;
};

/// One page's feedback: checks and masks what comes in, gives it id, key and seq, and hands it to
/// the queue.
class Client {
 public:
  /// From options as docs/boundary.md has them. On an error `client` stays empty. `masking`, if
  /// given, must outlive the client.
  static Error create(std::string_view options, std::unique_ptr<Client>& client,
                      const pii::Masking* masking = nullptr);

  /// Takes one record of the page. On an error nothing was stored or queued.
  Error submit(std::string_view record, Moment moment, Accepted& accepted, Effects& effects);

  /// Takes `[{"id": ..., "text": ...}, ...]` of an earlier page. An entry that cannot be read, by
  /// damage or by being of another version, is removed and reported; the others are taken. Answers
  /// how many were. The entry `mark` is what the last `mark` effect held. An entry without an id is
  /// a record that its page could not hand over: it counts by its time, so what has been submitted
  /// here since is newer.
  std::size_t restore(std::string_view entries, Moment moment, Effects& effects);

  void pump(Queue::PumpReason reason, Moment moment, Effects& effects) {
    queue_.pump(reason, moment, effects);
  }
  void respond(std::uint32_t request, Response response, Moment moment, Effects& effects) {
    queue_.respond(request, std::move(response), moment, effects);
  }
  /// Consent is withdrawn: every event ends here and now.
  void purge(Effects& effects) { queue_.purge(effects); }
  const Counts& counts() const { return queue_.counts(); }
  LaneStatus status(std::size_t destination, Moment moment) const {
    return queue_.status(destination, moment);
  }

  /// 16 hex digits that differ for other destinations, so that what was stored for one place never
  /// goes to another.
  std::string queue_name() const;
  const std::vector<std::unique_ptr<Destination>>& destinations() const { return destinations_; }
  /// Of the destinations, in their order.
  const std::vector<std::string>& names() const { return names_; }

 private:
  struct Options;
  class OptionsVisitor;
  Client(const Options& options, std::vector<std::unique_ptr<Destination>>&& destinations,
         const pii::Masking* masking);
  void restore_mark(std::string_view text, std::int64_t time);
  Error take(std::string_view record, bool earlier, Moment moment, Event& event, Effects& effects);
  Error restore_record(std::string_view record, Moment moment, Effects& effects);

  std::vector<std::string> names_;
  std::vector<std::unique_ptr<Destination>> destinations_;
  const pii::Masking& masking_;
  std::string subject_;
  Random random_;
  IdSource ids_;
  std::int64_t last_seq_ = 0;
  std::int64_t mark_ = 0;  ///< above every `seq` of this queue, in all its pages
  Queue queue_;
};

}  // namespace feedspan
