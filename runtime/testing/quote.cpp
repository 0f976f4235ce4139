#include "runtime/testing/quote.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diagnostics/width.h"

namespace sop {
namespace {

std::string name_of(const Program& program, InstId value) {
  const Inst& inst = program.at(value);
  if (inst.kind == InstKind::fact) return program.facts[static_cast<std::size_t>(inst.a)].name;
  if (inst.kind != InstKind::column && inst.kind != InstKind::lookup) return {};
  const Input& input = program.inputs[static_cast<std::size_t>(inst.a)];
  const std::string& column = input.columns[static_cast<std::size_t>(inst.b)].name;
  return inst.kind == InstKind::column ? column : input.name + "." + column;
}

std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!blank) out += c;
    if (blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  return out;
}

// The key of a grid's cell stands there as a bare name: it is asked for as `axis = name`. Empty: no such key.
std::string key_text(const TestView& view, const Inst& atom, InstId inst, const std::string& key) {
  if (atom.kind != InstKind::call || row_of(atom.op).builtin != Builtin::equal) return {};
  for (const InstId arg : view.program.args_of(inst))
    if (const std::string axis = name_of(view.program, arg); !axis.empty()) return axis + " = " + key;
  return {};
}

}  // namespace

bool zh(const TestView& view) { return view.language == Language::zh; }

const SourceBuffer& source_of(const TestView& view, Span span) {
  return view.sources[static_cast<std::size_t>(span.file)];
}

std::uint32_t line_of(const TestView& view, Span span) { return source_of(view, span).line_of(span.begin); }

std::string place_of(const TestView& view, Span span) {
  return fmt::format("{}:{}", visible(source_of(view, span).name()), line_of(view, span));
}

std::string written(const TestView& view, Span span) { return on_one_line(source_of(view, span).text(span)); }

std::string written_row(const TestView& view, const TestRow& row) {
  const Input& input = view.program.inputs[row.input.index()];
  const SourceBuffer& source = source_of(view, row.span);
  std::string out;
  std::uint32_t from = row.span.begin;
  for (const TestField& field : row.fields) {
    if (!input.columns[static_cast<std::size_t>(field.column)].pii || field.value < 0) continue;
    const std::string_view text = source.text(field.span);
    const std::size_t colon = std::min(text.find(':'), text.find("："));
    const std::size_t name = std::min(colon, text.size());
    out += source.text({row.span.file, from, field.span.begin + static_cast<std::uint32_t>(name)});
    out += ": ***";
    from = field.span.end;
  }
  return on_one_line(out + std::string(source.text({row.span.file, from, row.span.end})));
}

std::string condition_text(const TestView& view, InstId inst, Span span) {
  const Inst& atom = view.program.at(inst);
  if (atom.kind == InstKind::fact) {
    const Fact& fact = view.program.facts[static_cast<std::size_t>(atom.a)];
    if (fact.kind == FactKind::tag) return (zh(view) ? "标签 = " : "tag = ") + fact.name;
  }
  if (atom.kind == InstKind::has_tag && view.program.args_of(inst).empty())
    return (zh(view) ? "标签 = " : "tag = ") + view.program.constants[static_cast<std::size_t>(atom.a)].text;
  std::string text = written(view, span);
  const bool bare = text.find_first_of(" =<>(") == std::string::npos;
  if (bare && atom.kind != InstKind::column && atom.kind != InstKind::lookup && atom.kind != InstKind::fact)
    return key_text(view, atom, inst, text);
  return text;
}

}  // namespace sop
