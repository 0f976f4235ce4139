#include "runtime/relay/verdict.h"

#include <catch2/catch.hpp>

#include "runtime/relay/delivery_lines.h"
#include "runtime/relay/span_text.h"

using namespace sop;

namespace {

constexpr RetryPlan plan{.first = 2 * micros_per_second, .most = 60 * micros_per_second, .tries = 4};

DeliveryVerdict answered(int status, bool knows_again = false, std::int64_t tries = 1, Micros retry_after = 0) {
  return verdict_of({Heard::answered, status, retry_after, {}}, tries, knows_again, plan, 0.5);
}

}  // namespace

TEST_CASE("what an HTTP status means") {
  for (const int status : {200, 201, 202, 204}) CHECK(answered(status).kind == VerdictKind::sent);
  for (const int status : {301, 307, 400, 401, 403, 404, 410, 413, 422})
    CHECK(answered(status).kind == VerdictKind::failed);
  for (const int status : {429, 503}) CHECK(answered(status).kind == VerdictKind::again);
  for (const int status : {408, 409, 425, 500, 502, 504}) {
    CHECK(answered(status).kind == VerdictKind::unknown);
    CHECK(answered(status, true).kind == VerdictKind::again);
  }
  CHECK(answered(400).detail == "HTTP 400");
  CHECK(answered(400, true).kind == VerdictKind::failed);
}

TEST_CASE("without an answer it matters whether the request left") {
  const auto unanswered = [](Heard heard, bool knows_again) {
    return verdict_of({heard, 0, 0, "timeout"}, 1, knows_again, plan, 0).kind;
  };
  CHECK(unanswered(Heard::nothing, false) == VerdictKind::again);
  CHECK(unanswered(Heard::maybe, false) == VerdictKind::unknown);
  CHECK(unanswered(Heard::maybe, true) == VerdictKind::again);
}

TEST_CASE("waits double up to the most, half of them by chance, never below what the receiver asks for") {
  const auto wait = [](std::int64_t tries, double chance) {
    RetryPlan many = plan;
    many.tries = 100;
    return verdict_of({Heard::nothing, 0, 0, {}}, tries, false, many, chance).wait;
  };
  CHECK(wait(1, 0) == micros_per_second);
  CHECK(wait(1, 0.5) == 3 * micros_per_second / 2);
  CHECK(wait(2, 0) == 2 * micros_per_second);
  CHECK(wait(5, 0) == 16 * micros_per_second);
  CHECK(wait(50, 0) == 30 * micros_per_second);
  CHECK(answered(503, false, 1, 90 * micros_per_second).wait == 90 * micros_per_second);
}

TEST_CASE("after so many tries it is given up, as what it was") {
  CHECK(answered(503, false, 3).kind == VerdictKind::again);
  CHECK(answered(503, false, 4).kind == VerdictKind::failed);
  CHECK(answered(500, true, 4).kind == VerdictKind::unknown);
  CHECK(answered(503, false, 4).detail == "HTTP 503, after 4 tries");
}

TEST_CASE("lengths of time of a relay's options") {
  CHECK(span_of("30 seconds") == 30 * micros_per_second);
  CHECK(span_of("1 minute") == 60 * micros_per_second);
  CHECK(span_of("2hours") == 2 * micros_per_hour);
  for (const char* wrong :
       {"", "5", "minutes", "0 seconds", "5 weeks", "-1 second", "1.5 hours", "99999999999 hours"}) {
    CAPTURE(wrong);
    CHECK_FALSE(span_of(wrong));
  }
}

TEST_CASE("what a relay says") {
  const ZoneRules zone = utc_rules();
  const auto done = settlement_of(R"({"effect_id":"a","outcome":"late","detail":"x","customer_id":"c"})", "sent", zone);
  REQUIRE(done);
  CHECK(done->status == "late");
  CHECK(done->detail == "x");
  const auto again = settlement_of(R"({"effect_id":"a","retry_at":"2026-11-22T10:00:00+08:00"})", "failed", zone);
  REQUIRE(again);
  CHECK(again->status == "new");
  CHECK(again->not_before == 1'795'312'800'000'000);
  for (const char* wrong : {"", "[]", "{}", R"({"effect_id":1})", R"({"effect_id":"a","outcome":"refused"})",
                            R"({"effect_id":"a","retry_at":"2026-11-22 10:00"})"}) {
    CAPTURE(wrong);
    CHECK_FALSE(settlement_of(wrong, "sent", zone));
  }
  CHECK_FALSE(settlement_of(R"({"effect_id":"a","retry_at":"soon"})", "failed", zone));
}
