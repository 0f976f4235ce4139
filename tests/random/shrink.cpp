#include "shrink.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <sstream>

#include "compiler/ir/print.h"
#include "compiler/ir/verify.h"
#include "runtime/reference/reach.h"
#include "runtime/reference/reference.h"
#include "shrink_data.h"

namespace sop::random_tests {
namespace {

class Shrinker {
 public:
  Shrinker(Case failing, const StillFails& fails) : best_(std::move(failing)), fails_(fails) {}

  Case shrink() {
    for (bool again = true; again;) again = roots() | frame_rows() | customers() | events() | probes() | instructions();
    return std::move(best_);
  }

 private:
  bool keep_if_failing(Case candidate) {
    if (!verify(candidate.program).empty() || !fails_(candidate)) return false;
    best_ = std::move(candidate);
    return true;
  }

  bool with_roots(std::vector<InstId> roots) {
    Case candidate = best_;
    candidate.roots = std::move(roots);
    return keep_if_failing(std::move(candidate));
  }

  bool roots() {
    if (best_.roots.size() > 1)
      for (const InstId root : best_.roots)
        if (with_roots({root})) return true;
    for (std::size_t i = 0; best_.roots.size() > 1 && i < best_.roots.size(); ++i) {
      auto fewer = best_.roots;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      if (with_roots(fewer)) return true;
    }
    return best_.roots.size() == 1 && below_root();
  }

  // A difference that shows in what the root is made of.
  bool below_root() {
    const Domain domain = best_.program.at(best_.roots[0]).domain;
    const auto reach = reference::reach_of(best_.program, best_.roots);
    for (std::int32_t i = 0; i < best_.roots[0].value; ++i) {
      const InstId id{i};
      if (reach.insts[id.index()] && best_.program.at(id).domain == domain && with_roots({id})) return true;
    }
    return false;
  }

  bool frame_rows() {
    const std::size_t rows = best_.frame.rows();
    for (std::size_t size = rows / 2; size > 0; size /= 2)
      for (std::size_t begin = 0; begin < rows; begin += size)
        if (keep_if_failing(with_frame_rows(best_, begin, std::min(begin + size, rows)))) return true;
    return false;
  }

  bool customers() {
    bool changed = !best_.dataset.tags.empty() && keep_if_failing(without_tags(best_));
    if (best_.rows_of.exists() || best_.dataset.customers <= 1) return changed;
    const auto& named = best_.frame.customer;
    const bool all = std::ranges::all_of(std::views::iota(std::size_t{0}, best_.dataset.customers),
                                         [&](std::size_t c) { return std::ranges::find(named, c) != named.end(); });
    return changed || (!all && keep_if_failing(with_customers_of_frame(best_)));
  }

  bool events() {
    for (std::size_t i = 0; i < best_.dataset.inputs.size(); ++i) {
      if (best_.program.inputs[i].kind != InputKind::stream) continue;
      const std::size_t rows = best_.dataset.inputs[i].rows;
      for (std::size_t size = rows; size > 0; size /= 2)
        for (std::size_t begin = 0; begin < rows; begin += size)
          if (keep_if_failing(without_events(best_, InputId{i}, begin, std::min(begin + size, rows)))) return true;
    }
    return false;
  }

  bool probes() {
    bool changed = false;
    for (std::size_t i = best_.program.probes.size(); i-- > 0;) {
      Case candidate = best_;
      candidate.program.probes.erase(candidate.program.probes.begin() + static_cast<std::ptrdiff_t>(i));
      changed |= keep_if_failing(std::move(candidate));
    }
    return changed;
  }

  bool instructions() {
    const auto reach = reference::reach_of(best_.program, best_.roots);
    bool changed = false;
    for (std::size_t i = best_.program.insts.size(); i-- > 0;) {
      if (!reach.insts[i]) continue;
      const Inst& inst = best_.program.insts[i];
      if (inst.kind == InstKind::constant || inst.kind == InstKind::missing) continue;
      changed |= by_argument(InstId{i}) || by_constant(InstId{i}) || with_fewer_args(InstId{i});
    }
    return changed;
  }

  bool by_argument(InstId id) {
    const Inst inst = best_.program.at(id);
    for (const InstId arg : best_.program.args_of(id)) {
      const Inst& other = best_.program.at(arg);
      if (other.type != inst.type || other.domain != inst.domain) continue;
      Case candidate = best_;
      std::ranges::replace(candidate.program.args, id, arg);
      std::ranges::replace(candidate.roots, id, arg);
      for (Fact& fact : candidate.program.facts) fact.root = fact.root == id ? arg : fact.root;
      for (Aggregate& aggregate : candidate.program.aggregates)
        for (InstId* part : parts_of(aggregate))
          if (*part == id) *part = arg;
      for (Population& population : candidate.program.populations)
        for (InstId* part : {&population.x, &population.among})
          if (*part == id) *part = arg;
      if (keep_if_failing(std::move(candidate))) return true;
    }
    return false;
  }

  bool by_constant(InstId id) {
    Case candidate = best_;
    Inst& inst = candidate.program.insts[id.index()];
    inst = {.kind = InstKind::constant, .type = inst.type, .domain = inst.domain};
    Constant value{.type = inst.type.with_nullable(false), .whole = 1, .real = 1, .text = "a"};
    candidate.program.constants.push_back(std::move(value));
    inst.a = static_cast<std::int32_t>(candidate.program.constants.size() - 1);
    return keep_if_failing(std::move(candidate));
  }

  bool with_fewer_args(InstId id) {
    const InstKind kind = best_.program.at(id).kind;
    if (kind != InstKind::all_of && kind != InstKind::any_of) return false;
    Case candidate = best_;
    if (candidate.program.insts[id.index()].args_count == 0) return false;
    --candidate.program.insts[id.index()].args_count;
    return keep_if_failing(std::move(candidate));
  }

  Case best_;
  const StillFails& fails_;
};

// The lines of the printed program that the roots reach.
std::string reached_lines(const Case& test) {
  const auto reach = reference::reach_of(test.program, test.roots);
  std::istringstream lines(print(test.program, PrintOptions{.spans = false}));
  std::string out;
  for (std::string line; std::getline(lines, line);) {
    const bool inst = line.starts_with('%') && reach.insts[std::stoul(line.substr(1))];
    const bool aggregate = line.starts_with("aggregate a") && reach.aggregates[std::stoul(line.substr(11))];
    if (inst || aggregate || line.starts_with("probe ") || line.starts_with("distribution ") || line.starts_with("fact ")) out += line + "\n";
  }
  return out;
}

void describe_row(const Case& test, std::size_t row, std::string& out) {
  const Frame& frame = test.frame;
  out += fmt::format("row {}: customer {} as of {}", row, frame.customer[row], frame.as_of_at(row));
  if (!frame.event.empty()) out += fmt::format(" event {}", frame.event[row]);
  out += '\n';
}

}  // namespace

Case shrink(Case failing, const StillFails& fails) { return Shrinker(std::move(failing), fails).shrink(); }

std::string describe(const Case& test) {
  std::string out = reached_lines(test);
  out += "roots";
  for (const InstId root : test.roots) out += fmt::format(" %{}", root.value);
  out += fmt::format("\nzone {} ({} customers, {} frame rows)\n", test.context.zone.name, test.dataset.customers,
                     test.frame.rows());
  for (std::size_t row = 0; row < std::min<std::size_t>(test.frame.rows(), 3); ++row) describe_row(test, row, out);
  return out;
}

}  // namespace sop::random_tests
