// Slots in texts for people: `{name default "您好"}`, `{coupon10.expires}`; `{{` is a brace. A slot is an expression of
// its own, read with the places of its text, lowered into Program::texts. One that may be missing leaves a hole in the
// message: an error.
#include "compiler/check/checker.h"
#include "compiler/check/nullable.h"
#include "compiler/syntax/parse.h"

namespace sop {
namespace {

using N = NodeKind;

// The byte where a slot ends, past `begin`: its `}`, not one inside a text of the slot. npos: it does not end.
std::size_t end_of_slot(std::string_view text, std::size_t begin) {
  constexpr std::string_view open = "“", close = "”";
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (text[i] == '}') return i;
    if (text[i] == '{') return std::string_view::npos;
    const bool curly = text.substr(i).starts_with(open);
    if (text[i] != '"' && !curly) continue;
    const std::string_view quote = curly ? close : std::string_view("\"");
    i = text.find(quote, i + 1);
    if (i == std::string_view::npos) return i;
    i += quote.size() - 1;
  }
  return std::string_view::npos;
}

std::size_t quote_bytes(std::string_view literal) {
  return literal.starts_with('"') || literal.starts_with('\'') ? 1 : 3;
}

}  // namespace

// One literal: its parts are added, adjoining literals joined.
void Checker::read_slots(Node literal, const Scope& scope, InstId holds, std::vector<TextPart>& parts) {
  const Span whole = literal.span();
  const std::string_view raw = source(whole).text(whole);
  const std::size_t quote = quote_bytes(raw);
  if (raw.size() < 2 * quote) return;
  const std::string_view text = raw.substr(0, raw.size() - quote);
  const auto place = [&](std::size_t begin, std::size_t end) {
    return Span{whole.file, whole.begin + static_cast<std::uint32_t>(begin),
                whole.begin + static_cast<std::uint32_t>(end)};
  };
  for (std::size_t i = quote; i < text.size(); ++i) {
    if (text[i] != '{' || text.substr(i).starts_with("{{")) {
      if (text[i] == '{') ++i;
      parts.back().literal += text[i];
      continue;
    }
    const std::size_t end = end_of_slot(text, i + 1);
    if (end == std::string_view::npos) {
      // The quote of the text inside the slot ended the text: what stands behind it is the same mistake.
      std::erase_if(diagnostics_.all(), [&](const Diagnostic& found) {
        return found.code == Code::S1001 && found.span.file == whole.file && found.span.begin == whole.end;
      });
      report(Code::S2060, place(i, i + 1));
      return;
    }
    if (slot(place(i + 1, end), place(i, end + 1), scope, holds, parts.back())) parts.emplace_back();
    i = end;
  }
}

// `{skin default "未知"}`: what is said instead need not be of the value's type.
Value Checker::slot_value(Node node, const Scope& scope, TextPart& part) {
  const bool instead = node.is(N::fallback) && node.last_child().is(N::text) && node.children().size() == 2;
  if (!instead) return expression(node, scope);
  const Value value = expression(node.child(std::size_t{0}), scope);
  if (value.wrong() || value.type.is(TypeKind::text) || value.type.is(TypeKind::id)) return expression(node, scope);
  part.instead = text(node.last_child());
  return value;
}

// Is there a value for this part?
bool Checker::slot(Span inside, Span whole, const Scope& scope, InstId holds, TextPart& part) {
  auto tree = parse_expression(source(inside), inside);
  if (!tree) {
    report(Code::S2061, whole, {std::string(source(whole).text(whole))});
    return false;
  }
  slot_trees_.push_back(std::move(*tree));
  in_slot_ = true;
  const Value value = slot_value(slot_trees_.back().root().child(std::size_t{0}), scope, part);
  in_slot_ = false;
  if (value.wrong()) return false;
  if (value.type.is(TypeKind::boolean)) {
    report(Code::S2012, whole,
           {"something to print", described(value.type, false), "可以写进文字的值", described(value.type, true)});
    return false;
  }
  if (!scope.in_report && !part.instead && missing_where(program_, value.inst, holds)) {
    report(Code::S3004, whole, {std::string(source(inside).text(inside))});
    return false;
  }
  part.slot = value.inst;
  return true;
}

// The texts of a clause as one message: its index in Program::texts, or -1 when there is no text. `holds` is true of
// everybody who gets it.
std::int64_t Checker::message(const std::string& owner, const std::vector<Node>& literals, const Scope& scope,
                              InstId holds) {
  MessageText text;
  text.owner = owner;
  text.parts.emplace_back();
  bool first = true;
  for (Node literal : literals) {
    if (!std::exchange(first, false)) text.parts.back().literal += '\n';
    if (!text.span.exists()) text.span = literal.span();
    read_slots(literal, scope, holds, text.parts);
  }
  if (literals.empty()) return -1;
  program_.texts.push_back(std::move(text));
  return static_cast<std::int64_t>(program_.texts.size() - 1);
}

}  // namespace sop
