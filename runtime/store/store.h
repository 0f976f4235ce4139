// The memory between runs in one SQLite file (semantics E1, E3, E4). A store that is open for a run holds the write
// lock from the first read to the commit: a second engine is told so at once. All changes of a run and its actions are
// one transaction; whatever ends before `commit` leaves the file as it was.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "runtime/run/last_run.h"
#include "runtime/run/outbox.h"
#include "runtime/run/run.h"
#include "runtime/run/withheld.h"

namespace sop {

struct DailyNotes;  // runtime/daily/daily.h

struct StoreFault {
  bool busy = false;  // another engine has it
  std::string reason;
};

// A version of a journey that people are inside of.
struct InFlight {
  std::string journey;
  std::uint64_t definition = 0;
  std::string program;                                        // printed, of a run that had it; empty: not known
  std::vector<std::pair<std::string, std::uint64_t>> people;  // per step, by its identity
};

// What was decided, and what became of it.
struct OutboxEntry {
  std::string source, verb, object, status;
  Micros due_at = no_instant, changed_at = no_instant;
};

class Store {
 public:
  // Opens or creates; begins the transaction of one run.
  static std::expected<Store, StoreFault> open(const std::string& path);
  // Nothing is written, also where there is no such file: then it is as new. Other engines may work meanwhile.
  static std::expected<Store, StoreFault> open_to_read(const std::string& path);
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  // What earlier runs left for this program and the customers of this dataset; people in journeys are loaded as a run
  // asks for them, so program, dataset and store must live until it has ended.
  std::expected<RunMemory, StoreFault> load(const Program& program, const Dataset& dataset);
  // What went wrong with the file since it was opened, by people who were loaded during a run too.
  std::optional<StoreFault> broken() const;
  // What the latest run did besides; after `load` for the same program and dataset.
  std::expected<LastRun, StoreFault> load_last_run(const Program& program, const Dataset& dataset);
  // The printed program of the latest run, or empty.
  std::string latest_program();
  // Every journey with people inside and what it said when they entered; cheap, where `in_flight` counts all of them.
  std::vector<std::pair<std::string, std::uint64_t>> versions_in_flight();
  // Every version of every journey with people inside.
  std::vector<InFlight> in_flight();
  // What the latest run noted for one that asks few, for the very state it left: of no instant where another run has
  // been since.
  DailyNotes load_daily();
  // Under which id a customer is kept whose account once had this one (semantics E8); or nothing.
  std::optional<std::string> kept_as(std::string_view account);
  // Her rows of the outbox with what became of them, the oldest first.
  std::vector<OutboxEntry> outbox_of(std::string_view customer);
  // Of the state; no_instant before the first run.
  Micros latest_instant();
  // Of the last 20 runs that did something: how much.
  std::vector<std::int64_t> recent_action_counts();
  // What waits in the outbox and reaches a customer, and what is not to go out any more: part of the run's transaction.
  std::vector<WaitingContact> waiting_contacts();
  // At least those of the dataset's customers, after `load` for it.
  std::vector<WaitingContact> waiting_contacts(const Dataset& dataset);
  void withhold(const std::vector<Withheld>& contacts, Micros at);

  // Writes what differs from `before` and ends the transaction. `written`: the program as its authors wrote it, where
  // older journeys have joined `program`. `daily`: the run's notes, where it makes some; `noted`: those it loaded.
  std::expected<void, StoreFault> commit(const Program& program, const Program& written, const Dataset& dataset,
                                         const RunMemory& before, const RunResult& result,
                                         const std::vector<OutboxRow>& actions, const DailyNotes* daily = nullptr,
                                         const DailyNotes* noted = nullptr);

  struct Parts;
  Parts& parts() { return *parts_; }  // for what else works on an open store (migrate.h)

 private:
  explicit Store(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace sop
