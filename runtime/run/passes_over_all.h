// What a run asks of all customers together, for hosts that have them in pieces: in which passes it is found out, and
// what cannot be.
//
// A run asks population functions when rules on events, journeys and histories are decided, and once more, with
// everything else, at the end (semantics C2). What reads nothing that a run changes on its way is the same whenever it
// is asked, so its parts are taken at the beginning. What does (histories, tags that rules give, what was sent) is
// asked at the end only, after a run over the piece up to there; asked earlier, it cannot be found out in pieces. An
// aggregate over the population is known at the instant of the run: at those of events it cannot be.
//
// A run without a memory begins at the first event of all customers (semantics D2), where facts with a history or
// triggers on the clock ask for it; with one, stored tags that are given are judged by how recent all of them are
// (semantics C7). Such things of the rows are found out in the first pass.
#pragma once

#include "runtime/eval/edge_parts.h"
#include "runtime/run/run.h"

namespace sop {

struct PassOverAll {
  std::vector<std::size_t> asked;  // questions by number (edge_parts.h)
  bool at_end = false;
  bool rows = false;  // what is looked up among all rows

  bool operator==(const PassOverAll&) const = default;
};

enum class NotInPieces : std::uint8_t {
  no,
  at_events,   // an aggregate, asked at the instants of events
  on_its_way,  // it reads what the run changes, and is asked while it does
  stands_on,   // it reads another one of these
};

struct PassesOverAll {
  std::vector<PassOverAll> passes;
  std::vector<NotInPieces> refused;  // by question
  bool asks_early = false;           // some are asked before the end: of the run before, where that is known

  bool all_in_pieces() const;
  bool operator==(const PassesOverAll&) const = default;
};

// What a run is given decides about what it asks.
struct RunKind {
  bool with_memory = false;
  bool with_tags = false;  // the input `tags` has rows, or may have

  bool operator==(const RunKind&) const = default;
};

PassesOverAll passes_over_all(const Program& program, RunKind kind);

// The part of these customers in one pass: `context.among_all` has what earlier ones found out. The dataset and
// `options.before` are those of a run, and are used up.
PartsOfAll part_of_run(const Program& program, Dataset& dataset, RunOptions options, const RunContext& context,
                       const PassOverAll& pass);

}  // namespace sop
