#include "runtime/relay/verdict.h"

#include <algorithm>

namespace sop {
namespace {

// The receiver says that it did not take it and may do so later.
bool asks_to_wait(int status) { return status == 429 || status == 503; }
// The receiver says that it will never take it: wrong address, wrong key, wrong content.
bool refuses(int status) {
  return status >= 300 && status < 500 && status != 408 && status != 409 && status != 425 && status != 429;
}

// Half of the doubled wait is certain, the other half chance: many that failed together do not come back together.
Micros backoff(std::int64_t tries, const RetryPlan& plan, double chance) {
  Micros wait = plan.first;
  for (std::int64_t i = 1; i < tries && wait < plan.most; ++i) wait *= 2;
  wait = std::min(wait, plan.most);
  return wait / 2 + static_cast<Micros>(static_cast<double>(wait / 2) * chance);
}

}  // namespace

DeliveryVerdict verdict_of(const Attempt& attempt, std::int64_t tries, bool knows_again, const RetryPlan& plan,
                           double chance) {
  const bool answered = attempt.heard == Heard::answered;
  std::string detail = answered ? "HTTP " + std::to_string(attempt.status) : attempt.fault;
  if (answered && attempt.status >= 200 && attempt.status < 300) return {VerdictKind::sent, {}, 0};
  if (answered && refuses(attempt.status)) return {VerdictKind::failed, std::move(detail), 0};
  const bool not_taken = attempt.heard == Heard::nothing || (answered && asks_to_wait(attempt.status));
  if (!not_taken && !knows_again) return {VerdictKind::unknown, std::move(detail), 0};
  if (tries >= plan.tries) {
    detail += ", after " + std::to_string(tries) + " tries";
    return {not_taken ? VerdictKind::failed : VerdictKind::unknown, std::move(detail), 0};
  }
  return {VerdictKind::again, std::move(detail), std::max(attempt.retry_after, backoff(tries, plan, chance))};
}

}  // namespace sop
