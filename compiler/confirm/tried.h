// A customer to try: what her columns, her tags and her events are. What is no input of hers (a rank among all, a row
// picked from a table) is taken as given here.
#pragma once

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "compiler/confirm/held.h"
#include "compiler/ir/program.h"
#include "stdlib/time/civil.h"

namespace sop::trial {

// Everything is counted from here, as the cuts are (compiler/analysis/cut.h).
inline constexpr Days usual_today = days_of({2026, 6, 17});
inline constexpr std::int64_t usual_time = micros_per_day / 2;

// A few values by their key, in its order. Rows of events are copied often, and maps are not made for that.
template <class Key>
class FewValues {
 public:
  Held& operator[](Key key) {
    const auto at = std::ranges::lower_bound(all_, key, {}, &Entry::first);
    if (at != all_.end() && at->first == key) return at->second;
    return all_.insert(at, {key, {}})->second;
  }
  const Held* find(Key key) const {
    const auto at = std::ranges::lower_bound(all_, key, {}, &Entry::first);
    return at == all_.end() || at->first != key ? nullptr : &at->second;
  }
  bool empty() const { return all_.empty(); }
  auto begin() const { return all_.begin(); }
  auto end() const { return all_.end(); }

 private:
  using Entry = std::pair<Key, Held>;
  std::vector<Entry> all_;
};

struct TriedRow {
  FewValues<int> columns;
  FewValues<InstId> looked_up;
  std::int64_t at = 0;  // of an event
};

struct Tried {
  Days today = usual_today;
  std::map<std::pair<std::int32_t, std::int32_t>, Held> columns;  // in the frame: input, column
  std::map<InstId, Held> free;                                    // whatever else is taken as given
  std::map<std::int32_t, std::vector<TriedRow>> events;           // per stream, in time order
  TriedRow row;                                                   // of a question about the rows of one input
  std::int64_t now() const { return today * micros_per_day + usual_time; }
};

}  // namespace sop::trial
