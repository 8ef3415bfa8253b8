-- Makes wrk send each request as another poller: with a User-Agent and a validator of its own.
--
--   wrk -s benchmarks/pollers.lua -H 'Accept-Encoding: gzip' URL -- [ETAG]
--
-- Without ETAG, each poller names a version that it alone has, and gets the document. ETAG is the
-- document's present tag: each poller names that, and is answered 304. Every second one names it
-- as a weak tag, as a proxy between would have made it.

local AGENTS = {
  "Aggregator/2.1 (+https://aggregator.example/%d; 17 subscribers; feed-id=%d)",
  "python-requests/2.%d (poller %d)",
  "Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/20100101 Firefox/%d.0",
  "Reader/%d.4.1 (https://reader.example/; build %d)",
}

local number, etag = 1000, nil

function init(arguments)
  etag = arguments[1]
end

local function validator()
  if not etag then
    return ('"version-%d"'):format(number)
  end
  if number % 2 == 0 or etag:sub(1, 2) == "W/" then
    return etag
  end
  return "W/" .. etag
end

function request()
  number = number + 1
  wrk.headers["User-Agent"] = AGENTS[number % #AGENTS + 1]:format(number, number)
  wrk.headers["If-None-Match"] = validator()
  return wrk.format()
end
