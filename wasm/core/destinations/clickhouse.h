#pragma once

#include <memory>

#include "core/destinations/destination.h"

namespace feedspan {

/// ClickHouse over HTTP: rows in JSONEachRow into the table of schemas/clickhouse.sql, where
/// ReplacingMergeTree(seq) keeps the newest version of each key. Options: `url`, `database`,
/// `table`, `user`, `token` (the password), and `asyncInsert`, true unless false is given: the
/// server gathers rows of many requests into one part, and answers when they are written.
Error make_clickhouse(const DestinationOptions& options, bool secure,
                      std::unique_ptr<Destination>& destination);

}  // namespace feedspan
