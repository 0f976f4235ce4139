// What an evaluation may cost, and who may call it off. The engine asks before every morsel of rows; when it may not go
// on it throws WorkStopped, which unwinds a run as a whole: nobody ever sees a half of one. Costs are counts, never
// seconds, so the same work is always within a budget or never. Only a host that set an allowance needs to catch.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <utility>

namespace sop {

enum class StopReason : std::uint8_t { none, called_off, too_costly };

struct WorkStopped {
  StopReason reason = StopReason::none;
};

class Allowance {
 public:
  // `budget`: rows times instructions; 0: as much as it takes. `called_off` is asked by one thread at a time.
  Allowance(std::uint64_t budget, std::function<bool()> called_off)
      : budget_(budget), called_off_(std::move(called_off)) {}

  // Safe to call from several threads. False: stop.
  bool spend(std::uint64_t cost) {
    const std::uint64_t spent = spent_.fetch_add(cost) + cost;
    if (budget_ > 0 && spent > budget_) stop(StopReason::too_costly);
    if (called_off_) {
      const std::unique_lock asking(asking_, std::try_to_lock);
      if (asking.owns_lock() && called_off_()) stop(StopReason::called_off);
    }
    return reason_ == StopReason::none;
  }
  void stop_here() const {
    if (const StopReason reason = reason_; reason != StopReason::none) throw WorkStopped{reason};
  }
  std::uint64_t spent() const { return spent_; }

 private:
  void stop(StopReason reason) {
    StopReason none = StopReason::none;
    reason_.compare_exchange_strong(none, reason);
  }

  const std::uint64_t budget_;
  const std::function<bool()> called_off_;
  std::mutex asking_;
  std::atomic<std::uint64_t> spent_{0};
  std::atomic<StopReason> reason_{StopReason::none};
};

}  // namespace sop
