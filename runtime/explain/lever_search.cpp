#include "runtime/explain/lever_search.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "runtime/io/value_print.h"

namespace sop {
namespace {

constexpr int near_places = 40, days_around = 370, shown_decimals = 4, most_rounds = 64;
constexpr std::size_t most_gaps = 6, cuts_of_hers = 15, cuts_of_real = 63, cuts_among_all = 7, cuts_one_by_one = 1;
constexpr double smallest_real_step = 1e-4;

class Along {
 public:
  Along(Trials& trials, const Lever& lever, const ZoneRules& zone, Micros as_of)
      : trials_(trials),
        lever_(lever),
        zone_(zone),
        budget_(trials.most_tries(lever.what)),
        among_all_(trials.is_among_all(lever.what)),
        one_by_one_(trials.one_by_one(lever.what)) {
    start_ = std::clamp(lever.now ? lever.scale.place_of(*lever.now) : anchor(as_of), lever.low, lever.high);
  }

  std::vector<Change> run() {
    ask(first_places());
    for (int round = 0; round < most_rounds; ++round) {
      std::set<std::int64_t> more;
      for (const bool up : {false, true}) cut_gaps(up, more);
      if (more.empty() || !ask(more)) break;
    }
    std::vector<Change> out;
    const auto flips = [&](const auto& one) {
      return one.second.flips && same_value(one.second.becomes, tried_.at(start_).becomes);
    };
    if (!lever_.now && std::ranges::all_of(tried_, flips))
      return {{lever_.what, ChangeKind::known, lever_.scale.at(start_), std::nullopt, 0}};
    for (const bool up : {false, true})
      if (const auto place = nearest(up)) out.push_back(change_to(*place, up));
    for (const KnownValue& value : lever_.compared) exactly(value, out);
    if (out.size() > 1 && lever_.now) std::erase_if(out, [&](const Change& one) { return !is_nearest(one, out); });
    return out;
  }

 private:
  using Tried = std::map<std::int64_t, Trial>;

  std::int64_t anchor(Micros as_of) const {
    const Type type = lever_.scale.type();
    if (type.is(TypeKind::datetime)) return lever_.scale.place_of({type, as_of, 0, {}});
    if (type.is(TypeKind::date)) return zone_.local_date(as_of);
    return lever_.scale.place_of({type, 0, 0, {}});
  }

  std::set<std::int64_t> first_places() const {
    std::set<std::int64_t> places{start_};
    const auto add = [&](std::int64_t place) {
      if (place >= lever_.low && place <= lever_.high) places.insert(place);
    };
    for (const KnownValue& value : lever_.compared)
      for (const std::int64_t by : {-1, 0, 1}) add(lever_.scale.place_of(value) + by);
    add(lever_.scale.place_of({lever_.scale.type(), 0, 0, {}}));
    if (lever_.scale.is_real()) {
      const double now = lever_.scale.at(start_).real;
      for (double by = smallest_real_step; by < 1e15; by *= among_all_ ? 16 : 2)
        for (const double to : {now - by, now + by}) add(lever_.scale.place_of({lever_.scale.type(), 0, to, {}}));
      return places;
    }
    for (std::int64_t by = 1; by <= lever_.high - lever_.low && by < INT64_MAX / 8; by *= among_all_ ? 4 : 2)
      for (const std::int64_t to : {start_ - by, start_ + by}) add(to);
    for (int i = 1; i <= near_places && !among_all_; ++i)
      for (const std::int64_t unit : units())
        for (const std::int64_t to : {start_ - i * unit, start_ + i * unit}) add(to);
    for (int i = near_places; i <= days_around && !among_all_; ++i)  // every month and every day of one
      for (const std::int64_t to : {start_ - i * day(), start_ + i * day()})
        if (day() > 0) add(to);
    return places;
  }

  std::int64_t day() const {
    if (lever_.scale.type().is(TypeKind::datetime)) return micros_per_day / micros_per_second;
    return lever_.scale.type().is(TypeKind::date) ? 1 : 0;
  }

  // Neighbours; of instants also the hours and days around.
  std::vector<std::int64_t> units() const {
    if (lever_.scale.type().is(TypeKind::datetime))
      return {1, micros_per_hour / micros_per_second, micros_per_day / micros_per_second};
    if (lever_.scale.type().is(TypeKind::money)) return {1, 100};
    return {1};
  }

  bool ask(const std::set<std::int64_t>& places) {
    std::vector<std::int64_t> some(places.begin(), places.end());
    if (some.size() > budget_) {  // the nearest first
      std::ranges::sort(some, {}, [&](std::int64_t place) { return far(place); });
      some.resize(budget_);
    }
    budget_ -= some.size();
    if (some.empty()) return false;
    const std::vector<Trial> found = trials_.along(lever_, some);
    for (std::size_t i = 0; i < some.size(); ++i) tried_.insert_or_assign(some[i], found[i]);
    return true;
  }

  std::uint64_t far(std::int64_t place) const {
    return place < start_ ? static_cast<std::uint64_t>(start_) - static_cast<std::uint64_t>(place)
                          : static_cast<std::uint64_t>(place) - static_cast<std::uint64_t>(start_);
  }

  // Where two neighbours differ, something changes between them: from the start on up to the first flip.
  void cut_gaps(bool up, std::set<std::int64_t>& more) const {
    std::size_t gaps = 0;
    auto at = tried_.find(start_);
    while (at != tried_.end() && gaps < (among_all_ ? 1 : most_gaps)) {
      if (!up && at == tried_.begin()) return;
      const auto next = up ? std::next(at) : std::prev(at);
      if (next == tried_.end()) return;
      if (far(next->first) - far(at->first) > 1 && !(at->second == next->second)) {
        cut(std::min(at->first, next->first), std::max(at->first, next->first), more);
        ++gaps;
      }
      if (next->second.flips) return;
      at = next;
    }
  }

  void cut(std::int64_t low, std::int64_t high, std::set<std::int64_t>& more) const {
    const std::uint64_t gap = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    const std::uint64_t cuts = std::min<std::uint64_t>(gap - 1, one_by_one_              ? cuts_one_by_one
                                                                : among_all_             ? cuts_among_all
                                                                : lever_.scale.is_real() ? cuts_of_real
                                                                                         : cuts_of_hers);
    for (std::uint64_t i = 1; i <= cuts; ++i) {
      const std::uint64_t by = gap / (cuts + 1) * i + gap % (cuts + 1) * i / (cuts + 1);
      if (by > 0 && by < gap) more.insert(static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + by));
    }
  }

  // Of two on both sides; a number below nothing is not near.
  bool is_nearest(const Change& change, std::span<const Change> all) const {
    const auto size = [&](const Change& one) {
      const Type type = one.to->type;
      const bool amount = type.is(TypeKind::integer) || type.is(TypeKind::number) || type.is(TypeKind::money);
      const bool crosses = (one.to->whole < 0 && lever_.now->whole >= 0) || (one.to->real < 0 && lever_.now->real >= 0);
      const double by = type.is(TypeKind::number)
                            ? std::fabs(one.to->real - lever_.now->real)
                            : std::fabs(static_cast<double>(one.to->whole) - static_cast<double>(lever_.now->whole));
      return std::pair(amount && crosses, by);
    };
    return std::ranges::none_of(all, [&](const Change& other) { return size(other) < size(change); });
  }

  std::optional<std::int64_t> nearest(bool up) const {
    for (auto at = tried_.find(start_); at != tried_.end(); up ? ++at : --at) {
      // Of a value between two places the lower one is no more than it.
      const bool is_hers = at->first == start_ && lever_.now && (up || lever_.scale.is_on(*lever_.now));
      if (at->second.flips && !is_hers) return at->first;
      if (!up && at == tried_.begin()) break;
    }
    return std::nullopt;
  }

  Change change_to(std::int64_t place, bool up) {
    const KnownValue value = lever_.scale.at(place);
    if (lever_.scale.is_real()) return real_change(place, up);
    if (lever_.scale.type().is(TypeKind::datetime))
      if (const auto day = same_time_of_day(value)) return *day;
    return {lever_.what, ChangeKind::value, value, std::nullopt, 0};
  }

  Change real_change(std::int64_t place, bool up) {
    const KnownValue value = lever_.scale.at(place);
    Change exact{lever_.what, ChangeKind::value, value, std::nullopt, 0};
    if (is_as_written(value.real)) return exact;
    const std::int64_t before = up ? place - 1 : place + 1;
    const KnownValue edge = lever_.scale.at(before);
    if (const auto tried = tried_.find(before);
        tried != tried_.end() && !tried->second.flips && is_as_written(edge.real))
      return {lever_.what, up ? ChangeKind::above : ChangeKind::below, value, edge, 0};
    double scale = 100;
    for (int decimals = 2; decimals <= shown_decimals; ++decimals, scale *= 10) {
      const double scaled = value.real * scale;
      Change rounded = exact;
      rounded.to->real = (up ? std::ceil(scaled) : std::floor(scaled)) / scale;
      const bool is_near = std::fabs(rounded.to->real - value.real) <= 1e-3 * std::max(1.0, std::fabs(value.real));
      if ((is_near || decimals == shown_decimals) && trials_.of(rounded).flips) return rounded;
    }
    return exact;
  }

  // A day is meant where the answer changes at a midnight: at the hour that it is now.
  std::optional<Change> same_time_of_day(const KnownValue& value) {
    const Micros second = micros_per_second;
    if (zone_.local_time(value.whole) != 0 && zone_.local_time(value.whole + second) != 0) return std::nullopt;
    const Micros time = lever_.now ? zone_.local_time(lever_.now->whole) : 0;
    Change day{lever_.what, ChangeKind::value, value, std::nullopt, 0};
    day.to->whole = zone_.instant_of(zone_.local_date(value.whole), time);
    const std::int64_t place = lever_.scale.place_of(*day.to);
    if (place < lever_.low || place > lever_.high || !trials_.of(day).flips) return std::nullopt;
    return day;
  }

  // Written in the program, a part of a cent is what can be.
  void exactly(const KnownValue& value, std::vector<Change>& out) {
    if (lever_.scale.is_on(value) || !out.empty()) return;
    const Change change{lever_.what, ChangeKind::value, value, std::nullopt, 0};
    if (trials_.of(change).flips) out.push_back(change);
  }

  Trials& trials_;
  const Lever& lever_;
  const ZoneRules& zone_;
  std::size_t budget_;
  const bool among_all_, one_by_one_;
  std::int64_t start_ = 0;
  Tried tried_;
};

}  // namespace

bool is_as_written(double value) {
  std::string text;
  print_number(value, text);
  const std::size_t point = text.find('.');
  return text.find('e') == std::string::npos &&
         (point == std::string::npos || text.size() - point - 1 <= shown_decimals);
}

std::vector<Change> nearest_flips(Trials& trials, const Lever& lever, const ZoneRules& zone, Micros as_of) {
  return Along(trials, lever, zone, as_of).run();
}

}  // namespace sop
