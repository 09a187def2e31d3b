-- wrk -s load.lua URL -- BODIES FROM_MS TO_MS: posts the lines of a file in turn, and prints one line of JSON.
--
-- Only answers that come between two moments are counted: what is under way when wrk begins and ends would count against
-- whoever takes long. wrk asks for the next request of a connection when the answer to the last has come.
local ffi = require('ffi')
ffi.cdef [[
  typedef struct { long seconds; long micros; } moment_t;
  int gettimeofday(moment_t *moment, void *zone);
]]
local moment = ffi.new('moment_t')

local posts = {}
local at = 0
local from, to
answered = 0

local threads = {}
function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  local headers = { ['content-type'] = 'application/json', ['accept'] = 'application/json' }
  for body in io.lines(args[1]) do
    table.insert(posts, wrk.format('POST', nil, headers, body))
  end
  from, to = tonumber(args[2]), tonumber(args[3])
end

function request()
  ffi.C.gettimeofday(moment, nil)
  local nowMs = tonumber(moment.seconds) * 1000 + tonumber(moment.micros) / 1000
  if nowMs >= from and nowMs < to then answered = answered + 1 end
  at = at % #posts + 1
  return posts[at]
end

function done(summary, latency)
  local counted = 0
  for _, thread in ipairs(threads) do counted = counted + thread:get('answered') end
  local errors = summary.errors
  io.write(string.format(
    '{"answered":%d,"requests":%d,"bytes":%d,"failures":%d,"p50Ms":%.3f,"p99Ms":%.3f}\n',
    counted, summary.requests, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000
  ))
end
