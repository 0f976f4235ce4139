// What population functions know about everybody (semantics C2): the distribution of each at one instant, as plain
// values that can be kept between runs. Texts and ids stand as texts, as codes mean nothing in another run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "stdlib/time/zone.h"

namespace sop {

struct PopulationEdges {
  // Values of x by their physical type, ascending. rank, percentile, ntile: every one that occurs; quantile: the one
  // asked for; top: that of the last customer who is in. Empty: nobody.
  std::vector<std::int64_t> whole;
  std::vector<double> real;
  std::vector<std::string> text;
  // rank, percentile, ntile: how many have a value smaller than each, then how many have one.
  std::vector<std::uint64_t> below;
  // `ties id`: the counted customers by value, then id, those without a value last. top: the last one who is in.
  std::vector<std::string> ids;
  std::uint64_t counted = 0;  // with those without a value, where they count
  std::int64_t total_whole = 0;
  double total_real = 0;  // share_of_total
  bool failed = false;    // no total, or none that can be divided by
};

struct Edges {
  Micros as_of = 0;
  std::vector<PopulationEdges> populations;  // parallel to Program::populations
};

// One value of any type, its text spelled out.
struct PlainValue {
  std::int64_t whole = 0;  // also a condition: 0 or 1
  double real = 0;
  std::string text;
  bool known = false;
  bool failed = false;
};

// What a run looks up among the rows of all customers: where it begins without a memory - the first event, the first
// thing that has a time; INT64_MAX: there is none -, and how recent stored tags are that are given beside one.
struct RowsOfAll {
  Micros first_event = INT64_MAX, first_time = INT64_MAX;
  Micros newest_tag = INT64_MIN;
  bool tags_given = false;
};

// What all customers are at one instant, for an evaluation whose dataset holds only some of them. Found out in pieces
// (runtime/eval/edge_parts.h); what is not known here cannot be asked.
struct KnownOfAll {
  Micros as_of = 0;
  std::vector<PopulationEdges> populations;  // parallel to Program::populations
  std::vector<PlainValue> aggregates;        // parallel to customer_aggregates(program)
  std::vector<bool> known;                   // of the populations, then of the aggregates
  std::optional<RowsOfAll> rows;
};

}  // namespace sop
