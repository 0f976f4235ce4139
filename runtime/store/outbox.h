// The outbox as a relay sees it (semantics E3, E7): what is decided goes `new → sending → sent | failed | unknown |
// expired`. A row is `sending` in the file before anybody has it; whoever took it says what became of it before its
// lease ends, else that is unknown. Nothing here reads a clock.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "compiler/ir/contacts.h"
#include "runtime/run/outbox.h"
#include "runtime/store/store.h"

namespace sop {

class Database;

struct Delivery {
  std::int64_t seq = 0;
  OutboxRow row;
  std::string status;         // new, sending, or what became of it (semantics D11)
  std::int64_t attempts = 0;  // how often it was taken
  Micros changed_at = no_instant, lease_until = no_instant, not_before = no_instant;
  std::string detail;
};

struct DeliveryFilter {
  std::vector<std::string> statuses;  // empty: those that are not over: new, sending, unknown
  std::string channel, customer;      // empty: every one
};

struct TakeRequest {
  Micros now = 0;
  Micros lease_us = 0;
  std::int64_t limit = 0;
  std::string channel;  // empty: every one
};

struct Taken {
  std::vector<Delivery> rows;  // in the order in which they are due
  std::int64_t expired = 0;    // were too late to go out
  std::int64_t unknown = 0;    // leases that ended without a word, parked
  std::int64_t again = 0;      // likewise, new again: their channel says `on_unknown retry`
};

// What became of one delivery.
struct Settlement {
  std::string effect_id;
  std::string status;  // a word of D11; `new`: try again, not before `not_before`
  std::string detail;
  Micros not_before = no_instant;
};

enum class SettleFault : std::uint8_t { no_such_effect, not_taken, over };

struct Refused {
  Settlement settlement;
  SettleFault fault = SettleFault::no_such_effect;
  std::string status;  // what it is
};

class Outbox {
 public:
  // Of a state file that is there. Waits a moment for an engine that works on it.
  static std::expected<Outbox, StoreFault> open(const std::string& path);
  Outbox(Outbox&&) noexcept;
  ~Outbox();

  // The printed program of the latest run: its channels say what an unknown outcome means and how fast to go.
  std::string latest_program();

  // Those that rows of the outbox name.
  std::vector<std::string> channels();

  std::expected<std::vector<Delivery>, StoreFault> list(const DeliveryFilter& filter);
  // Takes up to `limit` rows that are due. A customer's contacts on one channel leave in their order: a later one waits
  // until the earlier one is settled. Leases end and rows expire on the channel asked for alone: what another relay has
  // in hand is its own. All of it is in the file when this returns.
  std::expected<Taken, StoreFault> take(const TakeRequest& request, const Contacts& contacts);
  // All but the refused ones are in the file when this returns. Saying the same again is no fault.
  std::expected<std::vector<Refused>, StoreFault> settle(const std::vector<Settlement>& settlements, Micros now);

 private:
  explicit Outbox(std::unique_ptr<Database> database);
  std::expected<void, StoreFault> finish();

  std::unique_ptr<Database> database_;
};

}  // namespace sop
