// What would hold if one value of hers were another: a question asked of the program with the change made, of hers
// alone or, where she counts among all customers, of all of them.
#pragma once

#include <functional>

#include "runtime/explain/levers.h"
#include "runtime/explain/places_tried.h"

namespace sop {

// What is asked of the program under each change, and what follows from it.
struct FlipQuestion {
  std::vector<InstId> asked;
  std::optional<KnownValue> now;
  std::function<std::optional<KnownValue>(std::span<const std::optional<KnownValue>>)> outcome;
};

bool same_value(const std::optional<KnownValue>& a, const std::optional<KnownValue>& b);

struct Trial {
  std::optional<KnownValue> becomes;
  bool flips = false;       // into something that can be
  std::vector<bool> sides;  // of the comparisons below: where one changes, something may
  bool operator==(const Trial& other) const {
    return flips == other.flips && same_value(becomes, other.becomes) && sides == other.sides;
  }
};

class Trials {
 public:
  Trials(const DecidedRun& run, const Evaluating& with, const Snapshot& at, Lab& lab, const FlipQuestion& question);

  Trial of(const Change& change);
  // Places are those of the last run: does a run over the data of today say the same as they do?
  bool stands();
  // Several changes at once, those that concern her alone.
  std::vector<Trial> of(std::span<const Change> changes);
  // What something else of hers is then.
  std::optional<KnownValue> value_under(const Change& change, InstId of);
  // Her value at each of these places of the lever's scale.
  std::vector<Trial> along(const Lever& lever, std::span<const std::int64_t> places);

  // What somebody else's place or a number over all customers depends on takes long to try: so many values at most.
  bool is_among_all(InstId what);
  // Places are found anew for each value; numbers over all customers for several at once.
  bool one_by_one(InstId what) { return is_among_all(what) && places_.any(); }
  std::size_t most_tries(InstId what);

 private:
  std::vector<Trial> at_once(std::span<const Change> changes, const std::function<bool(const Change&)>& is_asked,
                             bool among_all);
  std::vector<InstId> roots_under(const Change& change, bool among_all);
  Trial read(std::span<const ColumnData> values, std::size_t row, std::size_t first, std::size_t guards) const;
  std::vector<InstId> guards_of(InstId what);
  std::vector<InstId> sides_below(InstId what);

  const DecidedRun& run_;
  const Evaluating& with_;
  const Snapshot& at_;
  Lab& lab_;
  const FlipQuestion& question_;
  PlacesTried places_;
  std::optional<KnownValue> her_id_;
  std::vector<InstId> guards_;  // what the author takes for granted, and is so
  std::map<std::int32_t, bool> among_all_;
};

}  // namespace sop
