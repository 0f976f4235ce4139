// The memory between runs in one SQLite file (semantics E1, E3, E4). A store that is open for a run holds the write
// lock from the first read to the commit: a second engine is told so at once. All changes of a run and its actions are
// one transaction; whatever ends before `commit` leaves the file as it was.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "runtime/run/outbox.h"
#include "runtime/run/run.h"
#include "runtime/run/withheld.h"

namespace sop {

struct StoreFault {
  bool busy = false;  // another engine has it
  std::string reason;
};

class Store {
 public:
  // Opens or creates; begins the transaction of one run.
  static std::expected<Store, StoreFault> open(const std::string& path);
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  // What earlier runs left for this program and the customers of this dataset.
  std::expected<RunMemory, StoreFault> load(const Program& program, const Dataset& dataset);
  // The printed program of the latest run, or empty.
  std::string latest_program();
  // Of the last 20 runs that did something: how much.
  std::vector<std::int64_t> recent_action_counts();
  // What waits in the outbox and reaches a customer, and what is not to go out any more: part of the run's transaction.
  std::vector<WaitingContact> waiting_contacts();
  void withhold(const std::vector<Withheld>& contacts, Micros at);

  // Writes what differs from `before` and ends the transaction.
  std::expected<void, StoreFault> commit(const Program& program, const Dataset& dataset, const RunMemory& before,
                                         const RunResult& result, const std::vector<OutboxRow>& actions);

  struct Parts;

 private:
  explicit Store(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace sop
