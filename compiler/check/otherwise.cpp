#include "compiler/check/otherwise.h"

namespace sop {
namespace {

using N = NodeKind;

class Sites {
 public:
  Sites(const Program& program, const Places& places) : program_(program), places_(places) {}

  void declaration(Node node) {
    if (node.is(N::test)) return;
    below(node, {});
  }

  std::vector<OtherwiseSite> found;

 private:
  using Arms = std::vector<std::pair<InstId, Span>>;

  void below(Node at, const Arms& before) {
    if (at.is(N::if_step)) return if_step(at, before);
    if (at.is(N::branch) || at.is(N::tier) || at.is(N::taggroup)) arms(at);
    if (at.is(N::choose)) choose(at);
    for (Node child : at.children()) below(child, {});
  }

  void add(Node condition, Arms& arms) const {
    if (const InstId asked = places_.condition_at(condition.span()); asked.exists())
      arms.emplace_back(asked, condition.span());
  }

  void arms(Node at) {
    OtherwiseSite site;
    for (Node flag : at.children(N::flag))
      if (flag.keyword() == Kw::any_of) return;  // nobody is left there, and `otherwise` has been refused
    if (const Node path = at.is(N::branch) ? at.child(N::path) : Node{}) site.of = places_.value_at(path.span());
    for (Node arm : at.children()) {
      if (const Node when = arm.child(N::when_clause)) add(when.last_child(), site.arms);
      const Node rest = arm.child(N::otherwise);
      const bool thought_of = rest && (rest.has_keyword(Kw::or_missing) || rest.has_keyword(Kw::otherwise_none));
      if (!rest || thought_of) continue;
      site.span = rest.span();
      found.push_back(site);
    }
  }

  // The value of an enumeration, or `true`, for whoever the test is false for.
  void choose(Node at) {
    const Node other = at.child(std::size_t{2});
    const InstId chosen = places_.value_at(at.span()), value = other ? places_.value_at(other.span()) : InstId{};
    if (!chosen.exists() || !value.exists() || program_.at(value).kind != InstKind::constant) return;
    const bool lets_in = program_.at(chosen).type.is(TypeKind::boolean) &&
                         program_.constants[static_cast<std::size_t>(program_.at(value).a)].whole != 0;
    if (!lets_in && !program_.at(chosen).type.is(TypeKind::enumeration)) return;
    OtherwiseSite site;
    site.span = lets_in ? at.span() : other.span();
    add(at.child(std::size_t{0}), site.arms);
    found.push_back(site);
  }

  // `else { send b }`; `else { stop }` does nothing to anybody.
  void if_step(Node at, Arms before) {
    add(at.child(std::size_t{0}), before);
    below(at.child(std::size_t{0}), {});
    if (const Node block = at.child(N::steps_block)) below(block, {});
    const Node other = at.child(N::else_branch);
    if (!other) return;
    if (const Node again = other.child(N::if_step)) return if_step(again, before);
    if (acts(other)) found.push_back({other.first_token(), before, {}});
    for (Node child : other.children()) below(child, {});
  }

  static bool acts(Node block) {
    for (Node child : block.children()) {
      if (child.is(N::action) && !child.child(std::size_t{0}).is(N::stop)) return true;
      if (acts(child)) return true;
    }
    return false;
  }

  const Program& program_;
  const Places& places_;
};

}  // namespace

std::vector<OtherwiseSite> otherwise_sites(const ParsedProgram& parsed, const Program& program, const Places& places) {
  Sites sites(program, places);
  for (Node node : parsed.declarations()) sites.declaration(node);
  return std::move(sites.found);
}

}  // namespace sop
