#include "compiler/check/lint_levels.h"

#include <algorithm>
#include <map>

#include "compiler/diagnostics/suggest.h"
#include "stdlib/time/civil.h"

namespace sop {
namespace {

using N = NodeKind;

struct Level {
  LintLevel level = LintLevel::warn;
  Span place;  // of an exception somebody should look at when nothing needs it
  bool watched = false;
  bool used = false;
};

// Levels that hold within one declaration.
struct Local {
  Span where;
  std::map<Code, Level> levels;
};

LintLevel level_of(Node node) {
  if (node.has_keyword(Kw::deny)) return LintLevel::deny;
  return node.has_keyword(Kw::warn) ? LintLevel::warn : LintLevel::allow;
}

bool on_writing(const DiagnosticRow& row) { return row.id.starts_with("S41"); }

class Levels {
 public:
  Levels(const ParsedProgram& parsed, const CheckOptions& options, Diagnostics& diagnostics, bool all_asked)
      : parsed_(parsed), options_(options), diagnostics_(diagnostics), asked_(parsed, options), all_asked_(all_asked) {}

  void apply() {
    const std::size_t own = diagnostics_.all().size();
    collect();
    auto& all = diagnostics_.all();
    std::vector<Diagnostic> kept;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool open = all[i].severity != Severity::error;
      const std::optional<LintLevel> level = open ? level_at(all[i]) : std::nullopt;
      const bool off = open && !level && on_writing(row_of(all[i].code)) && !asked_.begun(all[i].code, all[i].span);
      if (off || (level == LintLevel::allow && i < own)) continue;
      if (level == LintLevel::deny) all[i].severity = Severity::error;
      if (level == LintLevel::warn) all[i].severity = Severity::warning;
      kept.push_back(std::move(all[i]));
    }
    all = std::move(kept);
    if (diagnostics_.errors() == 0) tell_unused();  // behind an error stands what was not looked for
  }

 private:
  void collect() {
    std::vector<Node> waiting;
    for (Node node : parsed_.declarations()) {
      if (node.is(N::project))
        for (Node item : node.children(N::lint_level)) take(item, project_, false);
      if (node.is(N::lint_level)) {
        waiting.push_back(node);
        continue;
      }
      if (waiting.empty()) continue;
      Local& local = local_.emplace_back();
      local.where = node.span();
      for (Node level : waiting) take(level, local.levels, true);
      waiting.clear();
    }
    for (Node level : waiting) diagnostics_.report(Code::S0103, level.span());
  }

  void take(Node node, std::map<Code, Level>& levels, bool before_declaration) {
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
    const bool dated = static_cast<bool>(node.child(N::date));
    if (level == LintLevel::allow && (before_declaration || dated) && !has_reason(node))
      diagnostics_.report(Code::S0106, node.span(), {word});
    const bool looked_for = row->code == Code::S3027 ? all_asked_ : !on_writing(*row) || asked_(row->code);
    const bool watched = level == LintLevel::allow && looked_for && (before_declaration || dated);
    levels[row->code] = {level, node.span(), watched, false};
  }

  // An exception is for somebody who comes later; a level of the project without an end is how its people work.
  bool has_reason(Node node) const {
    const Node reason = node.child(N::text);
    return reason && parsed_.text(reason).find_first_not_of(" \u3000") != std::string::npos;
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

  // An exception before a declaration, or one with an end, is for something that is there. A level of the project
  // without an end is how its people work.
  void tell_unused() {
    const auto tell = [this](const std::map<Code, Level>& levels) {
      for (const auto& [code, level] : levels)
        if (level.watched && !level.used) diagnostics_.report(Code::S0104, level.place, {std::string(row_of(code).id)});
    };
    const std::size_t known = diagnostics_.all().size();
    tell(project_);
    for (const Local& local : local_) tell(local.levels);
    std::vector<Diagnostic>& all = diagnostics_.all();
    for (std::size_t i = all.size(); i > known; --i) {
      const std::optional<LintLevel> level = level_at(all[i - 1]);
      if (level == LintLevel::deny) all[i - 1].severity = Severity::error;
      if (level == LintLevel::allow) all.erase(all.begin() + static_cast<std::ptrdiff_t>(i - 1));
    }
  }

  std::optional<LintLevel> level_at(const Diagnostic& found) {
    for (Local& local : local_) {
      const bool inside = found.span.file == local.where.file && local.where.begin <= found.span.begin &&
                          found.span.begin < local.where.end;
      if (const auto level = local.levels.find(found.code); inside && level != local.levels.end())
        return use(level->second);
    }
    for (const auto& [code, level] : options_.levels)
      if (code == row_of(found.code).id) return level;
    if (const auto level = project_.find(found.code); level != project_.end()) return use(level->second);
    return std::nullopt;
  }

  static LintLevel use(Level& level) {
    level.used = true;
    return level.level;
  }

  const ParsedProgram& parsed_;
  const CheckOptions& options_;
  Diagnostics& diagnostics_;
  AskedLints asked_;
  bool all_asked_;
  std::map<Code, Level> project_;
  std::vector<Local> local_;
};

}  // namespace

AskedLints::AskedLints(const ParsedProgram& parsed, const CheckOptions& options) {
  for (const auto& [code, level] : options.levels)
    if (const DiagnosticRow* row = find_code(code); level != LintLevel::allow && on_writing(*row))
      codes_.insert(row->code);
  for (Node node : parsed.declarations()) {
    if (node.is(N::lint_level)) find(parsed, node);
    if (node.is(N::template_decl) && (node.child(N::purpose) || node.child(N::thinks) || node.child(N::expect_answer)))
      begun_.insert(node.child(N::name).span());
    if (node.is(N::project))
      for (Node item : node.children(N::lint_level)) find(parsed, item);
  }
  if (!begun_.empty()) codes_.insert(Code::S4106);
}

void AskedLints::find(const ParsedProgram& parsed, Node node) {
  const DiagnosticRow* row = find_code(parsed.text(node.child(N::name)));
  if (row != nullptr && on_writing(*row) && level_of(node) != LintLevel::allow) codes_.insert(row->code);
}

void apply_lint_levels(const ParsedProgram& parsed, const CheckOptions& options, Diagnostics& diagnostics,
                       bool all_asked) {
  Levels(parsed, options, diagnostics, all_asked).apply();
}

}  // namespace sop
