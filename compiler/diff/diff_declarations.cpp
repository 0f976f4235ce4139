#include "compiler/diff/diff_declarations.h"

#include <algorithm>
#include <array>
#include <map>

#include "compiler/diff/clauses.h"

namespace sop {
namespace {

using N = NodeKind;
using Renamed = std::map<std::string, std::string>;

// Compared by meaning elsewhere, or no part of what a run does.
bool compared_elsewhere(Node node) {
  constexpr std::array kinds{N::attribute, N::segment, N::taggroup, N::tag,       N::score, N::tier,
                             N::bands,     N::grid,    N::set,      N::rule,      N::test,  N::use,
                             N::module,    N::journey, N::project,  N::lint_level};
  return std::ranges::any_of(kinds, [&](N kind) { return node.is(kind); });
}

// Guards are compared by meaning; a label and a purpose are for people.
bool left_out(Node node) {
  constexpr std::array kinds{N::suppress, N::forbid, N::only_if, N::label, N::purpose, N::thinks};
  return std::ranges::any_of(kinds, [&](N kind) { return node.is(kind); });
}

bool says_order(Node node) {
  constexpr std::array kinds{N::funnel, N::cohort, N::report, N::steps};
  return std::ranges::any_of(kinds, [&](N kind) { return node.is(kind); });
}

class Words {
 public:
  Words(const DiffedProgram& version, const Renamed& renamed) : version_(version), renamed_(renamed) {}

  // Its words up to the first block, then each clause; clauses in one order.
  std::string of(Node declaration) const {
    std::vector<std::string> clauses;
    std::string head;
    Span gap{declaration.span().file, declaration.span().begin, declaration.span().begin};
    for (Node child : declaration.children()) {
      head += plain(Span{gap.file, gap.end, child.span().begin}) + " ";
      gap = child.span();
      if (!left_out(child)) clauses.push_back(plain(child.span()));
    }
    head += plain(Span{gap.file, gap.end, declaration.span().end});
    std::erase_if(head, [](char c) { return c == ' ' || c == ',' || c == '{' || c == '}'; });
    if (!says_order(declaration)) std::ranges::sort(clauses);
    std::string out;
    for (const std::string& clause : clauses) out += clause + "\n";
    return head + "\n" + out;
  }

 private:
  // Without comments and blanks; names as the new version calls them.
  std::string plain(Span place) const {
    const std::string_view text = version_.sources[static_cast<std::size_t>(place.file)].text(place);
    std::string out, word;
    bool quoted = false;
    const auto flush = [&] {
      if (word.empty()) return;
      const auto now = renamed_.find(word);
      out += (out.empty() ? "" : " ") + (now == renamed_.end() ? word : now->second);
      word.clear();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (!quoted && c == '#') {
        i = std::min(text.find('\n', i), text.size()) - 1;
        continue;
      }
      if (c == '"') quoted = !quoted;
      const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
      const bool sign = std::string_view("(){}[],:=<>+-*/").find(c) != std::string_view::npos;
      if (!quoted && blank) {
        flush();
      } else if (!quoted && sign) {
        flush();
        word = c;
        flush();
      } else {
        word += c;
      }
    }
    flush();
    return out;
  }

  const DiffedProgram& version_;
  const Renamed& renamed_;
};

struct Declared {
  std::string word, name, text;
  Node node;
};

// What has no name goes by its words: `assume` age >= 0.
std::string said_of(const DiffedProgram& version, Node node, Span first) {
  std::string out = whole_line(version, node.span());
  const std::string word = whole_line(version, first);
  if (out.starts_with(word)) out.erase(0, word.size());
  while (out.starts_with(' ')) out.erase(0, 1);
  return out;
}

std::vector<Declared> declared_in(const DiffedProgram& version, const Renamed& renamed) {
  const ParsedProgram& parsed = version.compilation.parsed;
  const Words words(version, renamed);
  std::vector<Declared> out;
  for (Node node : parsed.declarations()) {
    if (compared_elsewhere(node)) continue;
    const std::string text = words.of(node);
    const Span first = node.first_token();
    const std::string word(version.sources[static_cast<std::size_t>(first.file)].text(first));
    out.push_back({word, node.child(N::name) ? parsed.name_of(node) : said_of(version, node, first), text, node});
  }
  return out;
}

std::string project_clause(const DiffedProgram& version, N kind) {
  for (Node node : version.compilation.parsed.declarations())
    if (node.is(N::project) && node.child(kind)) return whole_line(version, node.child(kind).span());
  return "";
}

void compare_project(Versions& versions, ProgramDiff& diff) {
  const Project &was = versions.old().project, &is = versions.now().project;
  const auto tell = [&](const char* what, const std::string& before, const std::string& after) {
    DiffEntry entry{DiffKind::project, what, "", "", DiffChange::changed, {}, {}};
    entry.parts.push_back({DiffPart::clause, DiffChange::changed, before, after});
    diff.entries.push_back(std::move(entry));
  };
  if (was.timezone != is.timezone) tell("timezone", was.timezone, is.timezone);
  if (was.currency != is.currency) tell("currency", was.currency, is.currency);
  const auto tell_clause = [&](const char* what, N kind) {
    tell(what, project_clause(versions.old_text(), kind), project_clause(versions.now_text(), kind));
  };
  if (was.week_start != is.week_start) tell_clause("week_start", N::week_start);
  if (was.guard_cap != is.guard_cap || was.guard_factor != is.guard_factor) tell_clause("guard", N::guard);
  if (was.max_staleness != is.max_staleness) tell_clause("max_staleness", N::max_staleness);
}

}  // namespace

void compare_declarations(Versions& versions, ProgramDiff& diff) {
  compare_project(versions, diff);
  Renamed renamed;
  for (const DiffEntry& entry : diff.entries)
    if (entry.change == DiffChange::renamed) renamed[entry.old_name] = entry.name;
  std::map<std::pair<std::string, std::string>, Declared> before;
  for (Declared& one : declared_in(versions.old_text(), renamed)) before[{one.word, one.name}] = std::move(one);
  const Renamed as_is;
  for (const Declared& one : declared_in(versions.now_text(), as_is)) {
    const auto found = before.find({one.word, one.name});
    const DiffChange change = found == before.end()            ? DiffChange::added
                              : found->second.text == one.text ? DiffChange::same
                                                               : DiffChange::changed;
    DiffEntry& entry =
        diff.entries.emplace_back(DiffEntry{DiffKind::declaration, one.name, "", one.word, change, {}, {}});
    if (change == DiffChange::changed)
      for (const ClausePair& pair :
           differing_clauses(versions.old_text(), found->second.node, versions.now_text(), one.node)) {
        const DiffChange kind = pair.was.empty()   ? DiffChange::added
                                : pair.now.empty() ? DiffChange::removed
                                                   : DiffChange::changed;
        entry.parts.push_back({DiffPart::clause, kind, pair.was, pair.now});
      }
    if (found != before.end()) before.erase(found);
  }
  for (const auto& [key, gone] : before)
    diff.entries.push_back({DiffKind::declaration, key.second, "", key.first, DiffChange::removed, {}, {}});
}

}  // namespace sop
