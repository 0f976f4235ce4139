// What all parts of the journey engine share while a run goes on: the program, its data, who is where, what was done.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "compiler/ir/steps.h"
#include "runtime/contacts/cap_ledger.h"
#include "runtime/contacts/quota.h"
#include "runtime/eval/edges.h"
#include "runtime/journeys/deed_readers.h"
#include "runtime/journeys/instance.h"
#include "runtime/journeys/journey_flips.h"
#include "runtime/run/histories.h"
#include "runtime/run/late.h"
#include "runtime/run/run.h"
#include "runtime/run/tag_book.h"

namespace sop {

// Somebody might enter a journey at an instant.
struct EntryCall {
  std::uint32_t journey = 0, customer = 0;
  Micros at = 0;
  std::size_t entry = 0;    // index into Journey::entries
  std::uint32_t event = 0;  // row of its stream
  bool has_event = false;
  std::string entered_by;
  bool is_asked = false;  // its conditions hold
  bool is_ready = false;  // `kept` is there already
  std::map<std::int32_t, Cell> kept;
};

// Something of hers came after a run that should have known it.
struct LateInstant {
  std::uint32_t customer;
  Micros at;
};

// What became of an action, and when that was known.
struct DeedResult {
  Micros at = 0;
  std::string outcome;
};

// The rows of a stream of what we did.
struct OurRows {
  std::vector<std::uint32_t> of;  // by row: index of the deed; of `entries`: of the instance
  std::size_t told = 0;           // of the first so many deeds, or instances, the stream knows
};

struct World {
  const Program& program;
  Dataset& dataset;
  const RunOptions& options;
  const RunContext& context;
  TagBook& tags;
  EdgeBook& edges;
  const LateEvents& late;
  RunResult& result;

  std::deque<Instance> instances;                          // addresses stay
  std::vector<std::vector<std::uint32_t>> of_customer;     // their indices, by customer
  std::map<std::uint32_t, std::vector<HeldContact>> held;  // by customer
  std::vector<QueuedEntry> queued;
  std::map<std::uint32_t, std::vector<std::string>> other_accounts;  // ids she has besides her own; under an identity
  std::vector<Deed> deeds;                                           // in the order in which they were done
  std::vector<std::vector<std::uint32_t>> deeds_of;                  // indices, by customer
  std::vector<EntryCall> calls;                                      // entries asked for by actions of this instant
  std::map<std::uint32_t, ContactLog> logs;                          // of customers whose caps were asked
  QuotaBook quotas;
  bool balances = false;  // who does the work depends on who has how much
  // By person: until when, and which deed; of the first `work_counted` deeds.
  std::map<std::string, std::set<std::pair<Micros, std::uint32_t>>> open_tasks;
  std::size_t work_counted = 0;
  std::map<std::string, Micros> leaving;  // people who leave, and when
  Micros picked_at = INT64_MIN;           // whom roles named at this instant, by role and by what it was for
  std::map<std::pair<std::int32_t, std::string>, std::string> picked;
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, Micros, std::uint32_t>> deed_calls;
  std::vector<JourneyFlips> flips;                // parallel to Program::journeys
  std::vector<std::vector<std::size_t>> tags_of;  // indices into Dataset::tags, by customer, of the first `tags_told`
  std::size_t tags_told = 0;
  DeedReaders readers;
  std::set<std::pair<std::uint32_t, Micros>> done;  // customers and instants at which something was done just now
  PastInstants past;  // at which something was done for a customer, before the run's first instant
  std::size_t old_deeds = 0, old_instances = 0;                 // of earlier runs
  std::map<std::string, std::vector<DeedResult>> results;       // by effect id, in time order
  std::map<std::uint32_t, std::vector<std::uint32_t>> awaited;  // by customer: deeds that have some
  std::set<std::pair<std::uint32_t, Micros>> results_taken;     // deeds and instants
  std::vector<LateInstant> late_results;  // customers and instants of outcomes that an earlier run should have known
  std::map<std::int32_t, OurRows> ours;   // by stream of ours
  std::vector<std::uint32_t> outcomes_changed;  // deeds, since the streams were told of them

  // Was the change found out by this run?
  bool told_now(HistoryId history, std::uint32_t customer, Micros at) const;
  const Journey& journey_of(const Instance& instance) const { return program.journeys[instance.journey]; }

  Evaluation evaluate(std::span<const InstId> roots, Frame& frame);
  // One row per instance, each at its own clock.
  Frame frame_of(std::span<const Instance* const> who) const;
  // One row per instance, all asked at the instant they are given.
  Frame frame_at(std::span<const Instance* const> who, std::span<const Micros> at) const;
  std::int64_t constant(InstId id) const;
  std::string_view customer_id(std::uint32_t customer) const;
  void decision(const Instance& who, Micros at, std::string outcome, std::string reason);
  void add_deed(Deed deed);
};

}  // namespace sop
