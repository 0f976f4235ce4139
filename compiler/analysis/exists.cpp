#include "compiler/analysis/exists.h"

#include <map>
#include <set>

#include "compiler/analysis/windows.h"
#include "stdlib/ops/text.h"

namespace sop {
namespace {

// No events at all are always possible.
bool says_no_events(const Program& program, const Variable& variable, const Pick& pick) {
  const Inst& inst = program.at(variable.value);
  const AggregateOp op = program.aggregates[static_cast<std::size_t>(inst.a)].op;
  if (variable.line == Line::missing) return pick.whole == 1;
  if (op == AggregateOp::any) return pick.whole == 0;
  if (op == AggregateOp::none) return pick.whole == 1;
  if (variable.line == Line::real) return op == AggregateOp::sum && pick.real == 0;
  return (op == AggregateOp::count || op == AggregateOp::sum || op == AggregateOp::distinct) && pick.whole == 0;
}

bool counts_days(const Program& program, InstId aggregate) {
  const AggregateOp op = program.aggregates[static_cast<std::size_t>(program.at(aggregate).a)].op;
  return op == AggregateOp::days_active || op == AggregateOp::weeks_active || op == AggregateOp::months_active;
}

// Windows one in another, of the same events: any of them may be the first with some.
bool one_in_another(const Program& program, const std::set<InstId>& forms) {
  std::vector<const Aggregate*> asked;
  for (const InstId form : forms) {
    const Aggregate& one = program.aggregates[static_cast<std::size_t>(program.at(form).a)];
    if (one.op != AggregateOp::any && one.op != AggregateOp::none) return false;
    for (const Aggregate* other : asked)
      if (one.where != other->where || one.from == other->from ||
          (!lies_in(program, one, *other) && !lies_in(program, *other, one)))
        return false;
    asked.push_back(&one);
  }
  return true;
}

struct Streams {
  std::set<InstId> forms;  // which aggregates are asked
  bool all_empty = true;
};

}  // namespace

bool surely_exists(const Translator& translator, const std::vector<Known>& customer) {
  const Program& program = translator.program();
  std::map<InstId, std::set<Line>> lines;  // on which a value is asked
  std::map<std::int32_t, Streams> streams;
  std::map<std::int32_t, int> tables, groups;
  for (const Known& known : customer) {
    const Variable& variable = translator.variable(known.variable);
    if (variable.opaque || variable.minus.exists() || known.pick.any_text) return false;
    const Inst& inst = program.at(variable.value);
    if (variable.line != Line::missing) lines[variable.value].insert(variable.line);
    switch (inst.kind) {
      case InstKind::column:
      case InstKind::context: break;
      case InstKind::lookup:
        if (++tables[inst.a] > 1) return false;
        break;
      case InstKind::has_tag:
        if (known.pick.whole == 1 && ++groups[inst.b] > 1 && inst.b >= 0) return false;
        break;
      case InstKind::event_aggregate: {
        const std::int32_t input = program.aggregates[static_cast<std::size_t>(inst.a)].input.value;
        Streams& stream = streams[input];
        stream.forms.insert(variable.value);
        stream.all_empty = stream.all_empty && says_no_events(program, variable, known.pick);
        if (counts_days(program, variable.value) && known.pick.whole != 0) return false;  // a window has only so many
        break;
      }
      default: return false;
    }
  }
  for (const auto& [value, asked] : lines)
    if (asked.size() > 1) return false;
  for (const auto& [input, stream] : streams)
    if (stream.forms.size() > 1 && !stream.all_empty && !one_in_another(program, stream.forms)) return false;
  return true;
}

namespace {

std::string argument_of(const Program& program, InstId test) {
  InstId argument = program.args_of(test)[1];
  while (program.at(argument).kind == InstKind::fact)
    argument = program.facts[static_cast<std::size_t>(program.at(argument).a)].root;
  if (program.at(argument).kind == InstKind::outer) argument = program.args_of(argument)[0];
  return program.constants[static_cast<std::size_t>(program.at(argument).a)].text;
}

bool passes(const Program& program, InstId test, const std::string& text) {
  const std::string part = argument_of(program, test);
  switch (row_of(program.at(test).op).builtin) {
    case Builtin::contains: return text.find(part) != std::string::npos;
    case Builtin::starts_with: return text.starts_with(part);
    case Builtin::ends_with: return text.ends_with(part);
    default: return ops::matches_text::apply({}, text, part);
  }
}

}  // namespace

std::optional<std::string> text_passing(const Program& program, const std::vector<std::pair<InstId, bool>>& tests) {
  std::string start, middle, end;
  for (const auto& [test, wanted] : tests) {
    if (!wanted) continue;
    switch (row_of(program.at(test).op).builtin) {
      case Builtin::starts_with: start = argument_of(program, test); break;
      case Builtin::ends_with: end = argument_of(program, test); break;
      default: middle += argument_of(program, test);
    }
  }
  for (const std::string& text :
       {start + middle + end, start + middle, middle + end, std::string("?"), std::string()}) {
    bool good = true;
    for (const auto& [test, wanted] : tests) good = good && passes(program, test, text) == wanted;
    if (good) return text;
  }
  return std::nullopt;
}

}  // namespace sop
