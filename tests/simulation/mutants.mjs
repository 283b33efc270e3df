/**
 * Known ways to break the delivery engine: the simulation must catch each. What to find is compared
 * without regard to white space, and must stand exactly once in its file, so that a mutant that the
 * code has outgrown is a failure of its own.
 * @typedef {{ name: string, file: string, find: string, replace: string }} Mutant
 */

const QUEUE = 'wasm/core/queue/queue.cpp';

/** @type {readonly Mutant[]} */
export const MUTANTS = [
  {
    name: 'drops the persist',
    file: QUEUE,
    find: 'effects.store(entry.event.id, text);',
    replace: 'if (entry.event.seq % 8 != 0) effects.store(entry.event.id, text);',
  },
  {
    name: 'removes before the outcome is final',
    file: QUEUE,
    find: 'for (Entry* entry : batch) move(index, *entry, Cause::sent);',
    replace:
        'for (Entry* entry : batch) { move(index, *entry, Cause::sent); effects.remove(entry->event.id); }',
  },
  {
    name: 'forgets the cap of the back-off',
    file: 'wasm/core/queue/backoff.cpp',
    find: 'bound = std::min(bound, last_bound);',
    replace: 'bound *= 20;',
  },
  {
    name: 'never opens the circuit',
    file: 'wasm/core/queue/backoff.cpp',
    find: 'const bool open = failures >= circuit_threshold;',
    replace: 'const bool open = false;',
  },
  {
    name: 'takes 200 for success whatever the answer says',
    file: 'wasm/core/destinations/item_outcomes.cpp',
    find: 'if (item.id == event->id) outcome = outcome_of(item);',
    replace: 'outcome = {};',
  },
  {
    name: 'takes the login page of a captive portal for success',
    file: 'wasm/core/destinations/destination.cpp',
    find: 'return first != std::string_view::npos && body[first] == \'<\';',
    replace: 'return first == std::string_view::npos && !body.empty();',
  },
  {
    name: 'sends again what has ended there',
    file: QUEUE,
    find: 'finish(flight.lane, entry, Cause::delivered, Error::none, {}, effects);',
    replace:
        'outcome.error = Error::server_error; if (entry.event.seq % 8 == 0 && still_wanted()) { later.push_back(&entry); } else { finish(flight.lane, entry, Cause::delivered, Error::none, {}, effects); }',
  },
  {
    name: 'ignores Retry-After',
    file: QUEUE,
    find: 'asked ? *asked + random_.up_to(*asked / 10) : backoff(lane.failures, random_);',
    replace: 'backoff(lane.failures, random_);',
  },
  {
    name: 'lets a hint of the network end what a server asked for',
    file: QUEUE,
    find:
        'if (asked || until > lane.not_before) lane.network_pause = !asked && error == Error::network;',
    replace: 'lane.network_pause = true;',
  },
  {
    name: 'holds no newer vote while the older is under way',
    file: QUEUE,
    find: 'if (entry.slots[lane].stage == Stage::queued) move(lane, entry, Cause::held_back);',
    replace: '',
  },
  {
    name: 'revives an old vote of another page',
    file: QUEUE,
    find: 'if (outdated) {',
    replace: 'if (false && outdated) {',
  },
  {
    name: 'never releases the held vote',
    file: QUEUE,
    find: 'if (newer->slots[index].stage == Stage::held) move(index, *newer, Cause::released);',
    replace: '',
  },
  {
    name: 'leaks the keepalive budget',
    file: QUEUE,
    find: 'const std::int64_t reserved = request.keepalive ? size : 0;',
    replace: 'const std::int64_t reserved = request.keepalive ? size / 2 : 0;',
  },
  {
    name: 'gives votes up before signals',
    file: QUEUE,
    find: 'Entries& entries = signals_.empty() ? votes_ : signals_;',
    replace: 'Entries& entries = votes_.empty() ? signals_ : votes_;',
  },
  {
    name: 'forgets the bound of the store',
    file: QUEUE,
    find: 'while (counts_.waiting() > options_.max_events || bytes_ > options_.max_bytes) {',
    replace: 'while (bytes_ > options_.max_bytes) {',
  },
  {
    name: 'goes on after 401',
    file: QUEUE,
    find: 'see(lane, Sign::refused);',
    replace: 'see(lane, Sign::answered);',
  },
  {
    name: 'calls the worst outcome delivered after a reload',
    file: QUEUE,
    find: 'entry.worst = progress.worst;',
    replace: 'entry.worst = State::delivered;',
  },
  {
    name: 'asks for no wake-up',
    file: QUEUE,
    find: 'at = std::min(at, lane.not_before);',
    replace: '',
  },
  {
    name: 'keeps what is purged in the store',
    file: QUEUE,
    find: 'finish_everywhere(entries->front(), Cause::purged, Error::purged, effects);',
    replace: 'conclude(*in_flight_.begin(), effects);',
  },
  {
    name: 'stores metadata unmasked',
    file: 'wasm/core/event/read.cpp',
    find: 'redactor_.redact(value.text, masked_, path_); writer.string(masked_);',
    replace: 'writer.string(value.text);',
  },
  {
    name: 'tells no end of what is superseded',
    file: QUEUE,
    find: 'effects.receipt({entry.event.id, entry.worst, {}, entry.error, entry.message});',
    replace:
        'if (entry.error != Error::superseded) effects.receipt({entry.event.id, entry.worst, {}, entry.error, entry.message});',
  },
  {
    name: 'counts a vote of an earlier page as the newest',
    file: 'wasm/core/client/client.cpp',
    find: 'event.seq = earlier ? event.time : std::max(last_seq_ + 1, event.time);',
    replace: 'event.seq = std::max(last_seq_ + 1, event.time);',
  },
];
