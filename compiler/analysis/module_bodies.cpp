#include "compiler/analysis/module_bodies.h"

#include <algorithm>

#include "compiler/analysis/arms.h"
#include "compiler/analysis/contradictions.h"
#include "compiler/analysis/divisions.h"
#include "compiler/analysis/effort.h"

namespace sop {
namespace {

class Bodies {
 public:
  explicit Bodies(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void look_at(Reasoning& reasoning, const ModuleBody& body, bool only_never) {
    const Subject& whole = reasoning.subject();
    const Subject part{whole.parsed, whole.program, body.places, diagnostics_,
                       body.module,  body.scope,    body.given,  body.use ? body.use.first_token() : Span{},
                       only_never};
    reasoning.turn_to(part);
    // What is wrong with a condition that is passed is told where it stands.
    for (const InstId given : body.given)
      if (is_odd(reasoning, given)) reasoning.tell(given);
    const std::size_t before = diagnostics_.all().size();
    find_contradictions(reasoning);
    check_arms(reasoning);
    check_divisions(reasoning);
    keep_what_is_new(body, before);
    reasoning.turn_to(whole);
  }

 private:
  static bool is_odd(Reasoning& reasoning, InstId given) {
    const Inst& inst = reasoning.program().at(given);
    if (!inst.type.is(TypeKind::boolean) || inst.kind == InstKind::constant) return false;
    return reasoning.surely_never({reasoning.of(given)}) || reasoning.surely_never({reasoning.fails(given)});
  }

  // Told before, of another use or of all: once is enough.
  void keep_what_is_new(const ModuleBody& body, std::size_t begin) {
    auto& all = diagnostics_.all();
    const auto tail = all.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto known = [&](const Diagnostic& found) {
      return std::ranges::any_of(told_,
                                 [&](Span place) { return inside(place, found.span) || inside(found.span, place); });
    };
    all.erase(std::remove_if(tail, all.end(), known), all.end());
    for (std::size_t i = begin; i < all.size(); ++i) {
      told_.push_back(all[i].span);
      if (body.use) all[i].relate(body.use.first_token(), Phrase::used_here);
    }
  }

  Diagnostics& diagnostics_;
  std::vector<Span> told_;
};

// What it leaves out is in its page, and nobody here can change it.
bool is_standard(const Subject& subject, const ModuleBody& body) {
  return module_name(subject.parsed, body.module).starts_with("std.");
}

bool is_used(const ModuleBodies& bodies, Span module) {
  return std::ranges::any_of(bodies.used, [&](const ModuleBody& body) { return body.module.span() == module; });
}

}  // namespace

void check_module_bodies(Reasoning& reasoning, const ModuleBodies& bodies, AnalysisDepth depth) {
  const Subject& whole = reasoning.subject();
  Bodies told(whole.diagnostics);
  if (!bodies.alone.empty()) {
    const Subject alone{whole.parsed, bodies.program_alone, whole.places, whole.diagnostics};
    Reasoning apart(alone, depth);
    for (const ModuleBody& body : bodies.alone)
      told.look_at(apart, body, is_used(bodies, body.module.span()) || is_standard(whole, body));
    // What its uses, or nobody here, can answer is no open question: with any arguments at all little can be said.
    AnalysisEffort spent = apart.spent();
    std::erase_if(spent.open, [&](const OpenQuestion& question) {
      return std::ranges::any_of(bodies.alone, [&](const ModuleBody& body) {
        return inside(question.place, body.module.span()) &&
               (is_used(bodies, body.module.span()) || is_standard(whole, body));
      });
    });
    reasoning.add(spent);
  }
  for (std::size_t i = 0; i < bodies.used.size(); ++i)
    if (i < effort::module_uses)
      told.look_at(reasoning, bodies.used[i], is_standard(whole, bodies.used[i]));
    else
      reasoning.leave_open({bodies.used[i].use ? bodies.used[i].use.first_token() : bodies.used[i].module.first_token(),
                            Phrase::asks_many_uses,
                            {std::to_string(effort::module_uses)}});
}

}  // namespace sop
