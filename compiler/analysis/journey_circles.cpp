// Journeys that start each other, or themselves, without a wait in between (S3025).
#include <algorithm>
#include <map>
#include <set>

#include "compiler/analysis/journey_steps.h"

namespace sop {
namespace {

using N = NodeKind;

class Circles {
 public:
  explicit Circles(const Subject& subject) : subject_(subject) {
    for (Node node : subject.parsed.declarations())
      if (node.is(N::journey)) journeys_.emplace(subject.parsed.name_of(node), node);
  }

  void run() {
    std::vector<Node> order;
    for (const auto& [name, node] : journeys_) order.push_back(node);
    std::ranges::sort(order, [](Node a, Node b) { return a.span() < b.span(); });
    for (Node node : order) {
      std::vector<std::string> way;
      follow(subject_.parsed.name_of(node), node, way);
    }
  }

 private:
  // Depth first; a circle is told at its first member.
  void follow(const std::string& name, Node first, std::vector<std::string>& way) {
    constexpr std::size_t longest = 50;
    if (way.size() > longest || steps_ > most_steps || told_.contains(subject_.parsed.name_of(first))) return;
    ++steps_;
    way.push_back(name);
    const auto found = journeys_.find(name);
    if (found != journeys_.end() && again(found->second)) {
      std::vector<std::pair<std::string, Span>> next;
      bool waited = false;
      collect(found->second.children(), waited, next);
      for (const auto& [other, place] : next) {
        if (other == way.front()) return tell(first, way, place);
        const auto node = journeys_.find(other);
        if (node == journeys_.end() || node->second.span() < first.span()) continue;
        if (std::ranges::find(way, other) == way.end()) follow(other, first, way);
      }
    }
    way.pop_back();
  }

  // May she enter it a second time at once?
  static bool again(Node journey) {
    const Node reenter = journey.child(N::reenter);
    if (!reenter || reenter.has_keyword(Kw::never) || reenter.has_keyword(Kw::cooldown)) return false;
    return reenter.has_keyword(Kw::after_exit);
  }

  // What is entered before any wait.
  void collect(const std::vector<Node>& steps, bool& waited, std::vector<std::pair<std::string, Span>>& next) const {
    for (Node step : steps) {
      if (waited) return;
      switch (step.kind()) {
        case N::wait_span:
        case N::wait_until:
        case N::wait_for:
        case N::on_day: waited = true; break;
        case N::action: {
          const Node phrase = step.child(std::size_t{0});
          if (phrase.is(N::enter)) next.emplace_back(object_of(subject_, phrase.child(N::path)), step.span());
          if (phrase.is(N::stop)) return;
          break;
        }
        default: {
          bool inside = false;
          for (Node part : step.children()) {
            bool own = false;
            if (part.is(N::steps_block)) collect(part.children(), own, next);
            if (part.is(N::branch_arm) || part.is(N::split_arm) || part.is(N::else_branch))
              for (Node block : part.children(N::steps_block)) collect(block.children(), own, next);
            inside = inside || own;
          }
        }
      }
    }
  }

  void tell(Node first, const std::vector<std::string>& way, Span place) {
    std::string circle;
    for (const std::string& name : way) circle += name + " → ";
    circle += way.front();
    told_.insert(way.front());
    subject_.diagnostics.report(Code::S3025, header_of(first), {way.front(), circle})
        .relate(place, Phrase::starts_next, {way.front()});
  }

  static constexpr std::size_t most_steps = 10'000;
  const Subject& subject_;
  std::map<std::string, Node> journeys_;
  std::set<std::string> told_;
  std::size_t steps_ = 0;
};

}  // namespace

void check_journey_circles(const Subject& subject) { Circles(subject).run(); }

}  // namespace sop
