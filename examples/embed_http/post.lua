-- What wrk asks the service: wrk -t1 -c16 -d8s --latency -s post.lua http://127.0.0.1:PORT/decide
wrk.method = "POST"
wrk.body = '{"age":34,"city":"上海","spend":"100.01","level":"gold","joined_on":"2026-11-10"}'
wrk.headers["Content-Type"] = "application/json"
