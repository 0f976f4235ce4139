#include "compiler/check/lint_levels.h"

#include <algorithm>
#include <map>

#include "compiler/diagnostics/suggest.h"
#include "stdlib/time/civil.h"

namespace sop {
namespace {

using N = NodeKind;

// Levels that hold within one declaration.
struct Local {
  Span where;
  std::map<Code, LintLevel> levels;
};

LintLevel level_of(Node node) {
  if (node.has_keyword(Kw::deny)) return LintLevel::deny;
  return node.has_keyword(Kw::warn) ? LintLevel::warn : LintLevel::allow;
}

class Levels {
 public:
  Levels(const ParsedProgram& parsed, const CheckOptions& options, Diagnostics& diagnostics)
      : parsed_(parsed), options_(options), diagnostics_(diagnostics) {}

  void apply() {
    const std::size_t own = diagnostics_.all().size();
    collect();
    auto& all = diagnostics_.all();
    std::vector<Diagnostic> kept;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::optional<LintLevel> level = all[i].severity == Severity::error ? std::nullopt : level_at(all[i]);
      if (level == LintLevel::allow && i < own) continue;
      if (level == LintLevel::deny) all[i].severity = Severity::error;
      kept.push_back(std::move(all[i]));
    }
    all = std::move(kept);
  }

 private:
  void collect() {
    std::vector<Node> waiting;
    for (Node node : parsed_.declarations()) {
      if (node.is(N::project))
        for (Node item : node.children(N::lint_level)) take(item, project_);
      if (node.is(N::lint_level)) {
        waiting.push_back(node);
        continue;
      }
      if (waiting.empty()) continue;
      Local& local = local_.emplace_back();
      local.where = node.span();
      for (Node level : waiting) take(level, local.levels);
      waiting.clear();
    }
    for (Node level : waiting) diagnostics_.report(Code::S0103, level.span());
  }

  void take(Node node, std::map<Code, LintLevel>& levels) {
    const Node name = node.child(N::name);
    const std::string word = parsed_.text(name);
    const DiagnosticRow* row = find_code(word);
    if (row == nullptr) {
      diagnostics_.report(Code::S0101, name.span(), {word});
      return;
    }
    const LintLevel level = level_of(node);
    if (row->severity == Severity::error && level != LintLevel::deny) {
      diagnostics_.report(Code::S2065, name.span(), {word});
      return;
    }
    if (const Node until = node.child(N::date)) {
      const std::string written = parsed_.text(until);
      const auto day = day_of(written);
      if (!day) {
        diagnostics_.report(Code::S2019, until.span(), {"date", written, "日期", "no such day", "没有这一天"});
        return;
      }
      if (options_.today && *day < *options_.today) {
        diagnostics_.report(Code::S0102, node.span(), {word, written});
        return;
      }
    }
    levels[row->code] = level;
  }

  static std::optional<Days> day_of(const std::string& text) {
    if (text.size() != 10) return std::nullopt;
    const auto digits = [&](std::size_t at, std::size_t count) {
      int value = 0;
      for (std::size_t i = at; i < at + count; ++i) value = value * 10 + (text[i] - '0');
      return value;
    };
    const CivilDate date{digits(0, 4), digits(5, 2), digits(8, 2)};
    if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > days_in_month(date.year, date.month))
      return std::nullopt;
    return days_of(date);
  }

  std::optional<LintLevel> level_at(const Diagnostic& found) const {
    for (const Local& local : local_) {
      const bool inside = found.span.file == local.where.file && local.where.begin <= found.span.begin &&
                          found.span.begin < local.where.end;
      if (const auto level = local.levels.find(found.code); inside && level != local.levels.end()) return level->second;
    }
    for (const auto& [code, level] : options_.levels)
      if (code == row_of(found.code).id) return level;
    if (const auto level = project_.find(found.code); level != project_.end()) return level->second;
    return std::nullopt;
  }

  const ParsedProgram& parsed_;
  const CheckOptions& options_;
  Diagnostics& diagnostics_;
  std::map<Code, LintLevel> project_;
  std::vector<Local> local_;
};

}  // namespace

void apply_lint_levels(const ParsedProgram& parsed, const CheckOptions& options, Diagnostics& diagnostics) {
  Levels(parsed, options, diagnostics).apply();
}

}  // namespace sop
