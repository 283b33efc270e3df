-- wrk's part of scripts/bench-relay: posts batches of votes with comments, each event with an id and a key of its own.
local events = tonumber(os.getenv("BENCH_EVENTS"))
local links = {} -- JSON, one a line, with or without a token
for line in io.lines(os.getenv("BENCH_LINKS")) do links[#links + 1] = line end
local comments = {} -- JSON strings
for line in io.lines(os.getenv("BENCH_COMMENTS")) do comments[#comments + 1] = line end

local serial = os.time() * 1000000 -- grows over runs too: the id, and the version of each vote
local failed = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"

function request()
  local now = os.time() * 1000
  local parts = {}
  for i = 1, events do
    serial = serial + 1
    parts[i] = string.format(
      '{"v":1,"id":"01939f6e-4a50-7000-8000-%012x","key":"%032x","seq":%d,"time":%d,"kind":"thumb","name":"thumbs","value":-1,"message":%s,"links":%s,"metadata":{"model":"m-1","latency":812}}',
      serial % 2^48, serial, serial, now, comments[serial % #comments + 1], links[serial % #links + 1])
  end
  return wrk.format(nil, nil, nil, '{"events":[' .. table.concat(parts, ",") .. "]}")
end

function response(status, _, body)
  if status ~= 200 or not body:find('"accepted"', 1, true) then
    failed = failed + 1
    if failed < 3 then io.stderr:write(status, " ", body:sub(1, 300), "\n") end
  end
end

function done(summary, latency)
  io.write(string.format('RESULT {"requests":%d,"micros":%d,"p50":%d,"p99":%d,"max":%d,"errors":%d}\n', summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), latency.max,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout))
end
