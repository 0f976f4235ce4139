// `priority a > b > c` (semantics D9): who goes first when several contacts want one customer at one instant. The lists
// of all policies become one; lists that contradict each other are refused.
#include <set>

#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

constexpr std::size_t most_findings = 50;  // as many findings are shown

struct Ranked {
  std::string name;
  Span span;                      // where it was named last
  std::vector<std::size_t> over;  // those that come directly after it in some list
  std::size_t under = 0;          // how many come directly before it
};

class Ranking {
 public:
  std::size_t place_of(const std::string& name, Span span) {
    const auto [at, added] = places_.try_emplace(name, all_.size());
    if (added) all_.push_back({name, span, {}, 0});
    all_[at->second].span = span;
    return at->second;
  }
  void put(std::size_t high, std::size_t low) {
    all_[high].over.push_back(low);
    ++all_[low].under;
  }
  // Whoever nobody is above comes next; in the order of the source where the lists say nothing. A name that is missing
  // stands above itself.
  std::vector<std::string> in_order() {
    std::set<std::size_t> free;
    std::vector<std::string> out;
    for (std::size_t i = 0; i < all_.size(); ++i)
      if (all_[i].under == 0) free.insert(i);
    while (!free.empty()) {
      const std::size_t next = *free.begin();
      free.erase(free.begin());
      out.push_back(all_[next].name);
      for (const std::size_t low : all_[next].over)
        if (--all_[low].under == 0) free.insert(low);
    }
    return out;
  }
  // After in_order(): of the names that found no place the one that was named last.
  const Ranked* left_over() const {
    const Ranked* last = nullptr;
    for (const Ranked& one : all_)
      if (one.under > 0 && (last == nullptr || last->span < one.span)) last = &one;
    return last;
  }

 private:
  std::vector<Ranked> all_;
  std::map<std::string, std::size_t> places_;
};

}  // namespace

void Checker::check_priorities() {
  Ranking ranking;
  std::vector<std::string_view> known = symbols_.names(Space::journeys);
  for (const auto& [rule, span] : rule_names_) known.push_back(rule);
  std::size_t unknown = 0;
  for (Node list : priorities_) {
    std::optional<std::size_t> above;
    std::map<std::size_t, Span> here;
    for (Node node : list.children(N::name)) {
      const std::string name = text(node);
      if (symbols_.find(Space::journeys, name) == nullptr && !rule_names_.contains(name)) {
        Diagnostic& found = report(Code::S2043, node.span(), {"journey or rule", name, "旅程或规则"});
        if (unknown++ < most_findings) suggest(found, name, known, node.span());
        continue;
      }
      const std::size_t place = ranking.place_of(name, node.span());
      if (const auto [first, added] = here.try_emplace(place, node.span()); !added) {
        report(Code::S2018, node.span(), {name}).relate(first->second, Phrase::first_declared_here);
        continue;
      }
      if (above) ranking.put(*above, place);
      above = place;
    }
  }
  program_.contacts.priority = ranking.in_order();
  if (const Ranked* circle = ranking.left_over())
    report(Code::S2032, circle->span,
           {circle->name, "the lists of priorities contradict each other", "各优先级的先后互相矛盾"});
}

}  // namespace sop
