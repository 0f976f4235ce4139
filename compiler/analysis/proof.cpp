#include "compiler/analysis/proof.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/compare.h"
#include "compiler/analysis/proof_rows.h"

namespace sop {
namespace {

// Long past, or still ahead.
FormulaId odd_side(Translator& translator, InstId date, bool past) {
  Comparisons comparisons(translator);
  return past ? comparisons.days_ahead_at_most(date, -300)
              : translator.formulas().all(
                    {translator.known(date), translator.formulas().negate(comparisons.days_ahead_at_most(date, 0))});
}

// `level = low`, where this is the `otherwise` of an arm.
std::string arm_of_the_others(const Subject& subject, Span otherwise) {
  for (Node declaration : subject.parsed.declarations()) {
    if (!declaration.is(NodeKind::tier) && !declaration.is(NodeKind::taggroup)) continue;
    for (Node arm : declaration.children(NodeKind::arm))
      if (arm.child(NodeKind::name) && inside(otherwise, arm.span()))
        return name_text(subject.parsed.name_of(declaration)) + " = " +
               name_text(subject.parsed.text(arm.child(NodeKind::name)));
  }
  return "";
}

std::string block_of(const Program& program, const std::vector<ProofRow>& rows) {
  std::string out;
  for (const ProofRow& row : rows) {
    const Input& input = program.inputs[row.input.index()];
    out += "  " + (row.input == program.population ? std::string("customer") : name_text(input.name)) + " {";
    for (const auto& [column, value] : row.fields)
      out += fmt::format(" {}: {}", name_text(input.columns[static_cast<std::size_t>(column)].name), value);
    for (const std::string& tag : row.tags) out += " tag: " + name_text(tag);
    out += " }\n";
  }
  return out;
}

// A place may begin behind a bracket, or end before one, that its expression needs.
std::string with_its_brackets(const std::string& words) {
  std::size_t open = 0, unopened = 0;
  bool quote = false;
  for (const char c : words) {
    quote = quote != (c == '"');
    if (quote) continue;
    if (c == '(') ++open;
    if (c == ')' && open > 0)
      --open;
    else if (c == ')')
      ++unopened;
  }
  return std::string(unopened, '(') + words + std::string(open, ')');
}

std::string title_of(const Diagnostic& found, const Subject& subject) {
  const SourceBuffer& source = (*subject.parsed.sources)[static_cast<std::size_t>(found.span.file)];
  const Position at = source.position(found.span.begin);
  std::string file = source.name().substr(source.name().find_last_of('/') + 1);
  std::erase_if(file, [](char c) { return c == '"' || c == '{' || c == '}' || c == '\\'; });
  return fmt::format("{} {}:{}:{}", row_of(found.code).id, file, at.line, at.column);
}

}  // namespace

std::string words_of(const Subject& subject, Span place) {
  const std::string_view text = (*subject.parsed.sources)[static_cast<std::size_t>(place.file)].text(place);
  if (text.find('#') != std::string_view::npos) return "";
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank) out += c;
    if (blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  return with_its_brackets(out);
}

// Names that are no plain words stand in backticks.
std::string name_text(const std::string& name) {
  const bool plain = std::ranges::all_of(name, [](char c) {
    return c == '_' || (c & 0x80) != 0 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  return plain ? name : "`" + name + "`";
}

void prove(Diagnostic& found, Reasoning& reasoning, const Answer& answer, const std::vector<std::string>& expected) {
  if (expected.empty()) return;
  prove_lived(found, reasoning, answer, {}, {{0, expected}});
}

void prove_lived(Diagnostic& found, Reasoning& reasoning, const Answer& answer, const ProofStart& start,
                 const std::vector<LivedThrough>& instants) {
  const Program& program = reasoning.program();
  if (!reasoning.proving()) return;
  if (!program.population.exists() || program.inputs[program.population.index()].inferred) return;
  for (const LivedThrough& one : instants)
    if (std::ranges::any_of(one.expected, &std::string::empty)) return;
  const auto rows = proof_rows(reasoning, answer, start);
  if (!rows) return;
  found.test = fmt::format("test \"{}\" {{\n{}", title_of(found, reasoning.subject()), block_of(program, *rows));
  for (const LivedThrough& one : instants) {
    const std::string clock = proof_clock(start, one.at);
    found.test += "  at " + (clock.ends_with(":00") ? clock.substr(0, clock.size() - 3) : clock) + "\n";
    for (const std::string& condition : one.expected) found.test += "  expect " + condition + "\n";
  }
  found.test += "}\n";
}

void prove_missing_and_one_sided(Reasoning& reasoning) {
  if (!reasoning.proving()) return;
  const Subject& subject = reasoning.subject();
  const Program& program = reasoning.program();
  Translator& translator = reasoning.translator();
  const auto value_named = [&](const std::string& name) {
    for (std::size_t i = 0; i < program.insts.size(); ++i) {
      const Inst& inst = program.insts[i];
      if ((inst.kind == InstKind::column || inst.kind == InstKind::lookup) && inst.domain.is_frame() &&
          program.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)].name == name)
        return InstId(i);
      if (inst.kind == InstKind::fact && program.facts[static_cast<std::size_t>(inst.a)].name == name) return InstId(i);
    }
    return InstId{};
  };
  for (Diagnostic& found : subject.diagnostics.all()) {
    if ((found.code != Code::S3001 && found.code != Code::S3003) || found.witness.empty()) continue;
    const InstId condition = subject.places.condition_at(found.span);
    const InstId value = value_named(found.witness[0].name);
    const std::string last_arm = condition.exists() ? "" : arm_of_the_others(subject, found.span);
    if (!value.exists() || (!condition.exists() && last_arm.empty())) continue;
    if (condition.exists() && !program.at(condition).domain.is_frame()) continue;
    std::vector<FormulaId> together;
    if (condition.exists()) together.push_back(reasoning.of(condition));
    if (found.code == Code::S3001)
      together.push_back(translator.formulas().negate(translator.known(value)));
    else
      together.push_back(odd_side(translator, value, found.witness[0].value.starts_with("today -")));
    const Answer answer = reasoning.ask(std::move(together));
    if (answer.found())
      prove(found, reasoning, answer, {last_arm.empty() ? "(" + words_of(subject, found.span) + ")" : last_arm});
  }
}

}  // namespace sop
