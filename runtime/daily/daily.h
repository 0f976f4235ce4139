// A run that asks only those customers who may have something new: whose rows are others than at the run before, and
// for whom something changes with time alone. Everybody else stays as she is; what the run gives out, and what it
// leaves for the next one, is what a run over all would have given.
//
// What one run notes for the next stands beside the memory: a digest of each customer's rows, and until when nothing
// changes for her by itself. Where the notes do not fit - another program, other zone rules, another table that all
// read - everybody is asked.
#pragma once

#include <optional>

#include "runtime/daily/apart.h"
#include "runtime/daily/digest.h"
#include "runtime/run/run.h"

namespace sop {

struct DailyNotes {
  bool exist = false;
  std::uint64_t program = 0, zone = 0, shared = 0;
  Micros as_of = no_instant;               // of the run that noted them
  std::vector<std::uint64_t> names, rows;  // as in Digests; one place per customer of that run
  std::vector<Micros> until;               // by place (holds_until.h)
  std::vector<BitWords> holds;             // by counted condition and place: for whom it held
};

enum class WholeBecause : std::uint8_t {
  first,    // nothing was noted
  program,  // it says something else
  zone,     // rules of the time zone
  shared,   // a table that belongs to nobody
  memory,   // another run was in between, or the memory is of another instant
  apart,    // customers are not decided apart: `not_apart` says why
};

// Who is asked.
struct DailyChoice {
  std::optional<WholeBecause> whole;  // everybody, because
  std::optional<NotApart> not_apart;
  Digests digests;
  std::vector<std::uint32_t> place;  // by customer: where the notes have her; UINT32_MAX: new
  std::vector<std::uint32_t> asked;  // ascending
  std::size_t touched = 0, due = 0;  // of them
};

DailyChoice choose_daily(const Program& program, const Dataset& dataset, const DailyNotes& notes, Micros memory_as_of,
                         Micros as_of, const ZoneRules& zone);

// The notes after a run over `part`, which are the customers asked, named as in the part; makes the result's counts
// those of all customers. Where everybody was asked, the part is the whole dataset.
DailyNotes note_daily(const Program& program, const Dataset& part, const DailyChoice& choice, const DailyNotes& before,
                      const RunOptions& options, const RunContext& context, RunResult& result);

// All of it, with the memory of all customers in `options.before`: the result is named by customers of `dataset`.
struct DailyRun {
  RunResult result;
  DailyNotes notes;
  DailyChoice choice;
};
DailyRun run_daily(const Program& program, Dataset& dataset, const RunOptions& options, const RunContext& context,
                   const DailyNotes& notes);

}  // namespace sop
