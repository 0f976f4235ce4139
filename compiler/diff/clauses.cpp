#include "compiler/diff/clauses.h"

#include <algorithm>
#include <array>

namespace sop {
namespace {

using N = NodeKind;

// Guards are compared by meaning; a name and a label change no clause.
bool is_no_clause(Node node) {
  constexpr std::array kinds{N::name, N::label, N::suppress, N::forbid, N::only_if};
  return std::ranges::any_of(kinds, [&](N kind) { return node.is(kind); });
}

struct Clause {
  NodeKind kind;
  std::string text;
};

std::vector<Clause> clauses_of(const DiffedProgram& version, Node declaration) {
  std::vector<Clause> out;
  for (Node child : declaration.children())
    if (!is_no_clause(child)) out.push_back({child.kind(), whole_line(version, child.span())});
  return out;
}

// Those that the other one has too go, one for one.
void keep_differing(std::vector<Clause>& all, std::vector<Clause> other) {
  std::erase_if(all, [&](const Clause& one) {
    const auto same = std::ranges::find_if(
        other, [&](const Clause& there) { return there.kind == one.kind && there.text == one.text; });
    if (same == other.end()) return false;
    other.erase(same);
    return true;
  });
}

bool is_start(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

std::string cut(const std::string& text, std::size_t from, std::size_t most) {
  while (from > 0 && !is_start(text[from])) --from;
  std::size_t end = std::min(text.size(), from + most);
  while (end < text.size() && !is_start(text[end])) --end;
  return (from > 0 ? "…" : "") + text.substr(from, end - from) + (end < text.size() ? "…" : "");
}

}  // namespace

std::string whole_line(const DiffedProgram& version, Span place) {
  if (!place.exists()) return "";
  std::string out;
  bool quoted = false, comment = false;
  for (const char c : version.sources[static_cast<std::size_t>(place.file)].text(place)) {
    if (c == '"' && !comment) quoted = !quoted;
    if (c == '#' && !quoted) comment = true;
    if (c == '\n') comment = false;
    if (comment) continue;
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

ClausePair shortened(const std::string& was, const std::string& now) {
  constexpr std::size_t most = 100, before = 30;
  if (was.size() <= most && now.size() <= most) return {was, now};
  std::size_t part = 0;
  while (part < was.size() && part < now.size() && was[part] == now[part]) ++part;
  const std::size_t from = part > before && !was.empty() && !now.empty() ? part - before : 0;
  return {was.empty() ? "" : cut(was, from, most), now.empty() ? "" : cut(now, from, most)};
}

std::string written_clauses(const DiffedProgram& version, Node declaration, std::initializer_list<NodeKind> kinds) {
  std::string out;
  for (Node child : declaration.children())
    if (std::ranges::any_of(kinds, [&](NodeKind kind) { return child.is(kind); }))
      out += (out.empty() ? "" : ", ") + whole_line(version, child.span());
  return out;
}

std::vector<ClausePair> differing_clauses(const DiffedProgram& old_text, Node old, const DiffedProgram& now_text,
                                          Node now) {
  std::vector<Clause> was = clauses_of(old_text, old), is = clauses_of(now_text, now);
  const std::vector<Clause> all_of_old = was;
  keep_differing(was, is);
  keep_differing(is, all_of_old);
  std::vector<ClausePair> out;
  for (const Clause& one : was) {
    const auto pair = std::ranges::find(is, one.kind, &Clause::kind);
    out.push_back(pair == is.end() ? ClausePair{cut(one.text, 0, 100), ""} : shortened(one.text, pair->text));
    if (pair != is.end()) is.erase(pair);
  }
  for (const Clause& one : is) out.push_back({"", cut(one.text, 0, 100)});
  return out;
}

}  // namespace sop
