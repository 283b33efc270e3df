-- The table that feedspan's `clickhouse` destination writes to. Runs as it is on ClickHouse 18.16 (2018) and later.
--
-- Each version of a vote is a row; ReplacingMergeTree keeps the row with the highest `seq` of each `key`, at a merge or when a
-- query says FINAL. A retraction is a version too (retracted = 1). Not partitioned by time: versions of one key that lie in two
-- partitions would never be merged.
CREATE TABLE IF NOT EXISTS feedback
(
    key             String,   -- 32 hex digits: target, name and subject
    seq             UInt64,   -- the highest of a key counts
    id              String,   -- UUIDv7 of the event
    time_ms         Int64,    -- milliseconds since 1970, when the user acted
    time            DateTime MATERIALIZED toDateTime(intDiv(time_ms, 1000)),
    kind            String,   -- thumb, number, boolean, text, enum, signal, correction, retraction
    name            String,
    score           Nullable(Float64), -- thumb: 1 or 0; boolean: 1 or 0; number: as it is
    label           String,   -- up, down, true, false, or the value of an enum
    text            String,   -- the value of a text or enum
    expected        String,   -- the value of a correction
    message         String,   -- the comment, masked
    retracted       UInt8,
    trace_id        String,
    span_id         String,
    session_id      String,
    message_id      String,
    join_key        String,
    conversation_id String,
    capability      String,
    step            String,
    user_id         String,
    metadata        String    -- JSON
)
ENGINE = ReplacingMergeTree(seq)
ORDER BY key;
