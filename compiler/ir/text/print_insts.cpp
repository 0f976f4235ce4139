#include "compiler/ir/text/print_insts.h"

#include "compiler/ir/text/fields.h"

namespace sop::ir_text {
namespace {

void print_args(Writer& out, std::span<const InstId> args) {
  out.glue("(");
  for (std::size_t i = 0; i < args.size(); ++i) out.glue(fmt::format("{}%{}", i == 0 ? "" : ", ", args[i].value));
  out.glue(")");
}

// `age of customers`.
void print_column_name(Writer& out, const Inst& inst) {
  const auto input = static_cast<std::size_t>(inst.a);
  const bool known = inst.a >= 0 && input < out.names().columns.size();
  out.word(known ? out.names().columns[input].token(inst.b) : fmt::format("#{}", inst.b));
  out.word("of");
  out.word(out.names().inputs.token(inst.a));
}

void print_set(Writer& out, const Inst& inst) {
  const auto& set = out.program().constant_sets[static_cast<std::size_t>(inst.a)];
  if (!set.empty()) {
    out.word("of");
    out.type(set.front().type);
  }
  out.word("{");
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (i > 0) out.glue(",");
    out.value(set[i]);
  }
  out.word("}");
}

void print_constant(Writer& out, std::int32_t index) {
  out.value(out.program().constants[static_cast<std::size_t>(index)]);
}

// `frame`, or the input whose rows these are.
std::string domain_token(const Names& names, Domain domain) {
  if (domain.is_frame()) return "frame";
  std::string token = names.inputs.token(domain.input);
  return token == "frame" ? fmt::format("#{}", domain.input) : token;
}

// What stands between the kind and the arguments, and after them.
void print_payload(Writer& out, const Inst& inst) {
  switch (inst.kind) {
    case InstKind::constant: print_constant(out, inst.a); break;
    case InstKind::column:
    case InstKind::lookup: print_column_name(out, inst); break;
    case InstKind::fact: out.word(out.names().facts.token(inst.a)); break;
    case InstKind::context: out.word(context_words()[static_cast<std::size_t>(inst.a)]); break;
    case InstKind::in_set: print_set(out, inst); break;
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::pick_row: out.word(fmt::format("a{}", inst.a)); break;
    case InstKind::calendar:
      out.word(calendar_ask_words()[static_cast<std::size_t>(inst.b)]);
      out.word(fmt::format("c{}", inst.a));
      break;
    case InstKind::history: out.word(fmt::format("h{}", inst.a)); break;
    case InstKind::kept: out.word(fmt::format("k{}", inst.a)); break;
    case InstKind::population: out.word(fmt::format("d{}", inst.a)); break;
    case InstKind::has_tag:
      print_constant(out, inst.a);
      if (inst.b >= 0) {
        out.word("group");
        print_constant(out, inst.b);
      }
      break;
    case InstKind::missing:
    case InstKind::outer:
    case InstKind::call:
    case InstKind::all_of:
    case InstKind::any_of:
    case InstKind::negation:
    case InstKind::choose:
    case InstKind::fallback:
    case InstKind::is_missing:
    case InstKind::is_true: break;
  }
}

}  // namespace

void print_inst(Writer& out, InstId id) {
  const Inst& inst = out.program().at(id);
  out.inst(id);
  out.type(inst.type);
  out.word(domain_token(out.names(), inst.domain));
  out.word("=");
  const bool call = inst.kind == InstKind::call;
  out.word(call ? overload_words()[static_cast<std::size_t>(inst.op)]
                : inst_kind_words()[static_cast<std::size_t>(inst.kind)]);
  const auto args = out.program().args_of(id);
  if (!args.empty()) print_args(out, args);
  print_payload(out, inst);
  if (id.index() < out.program().inst_spans.size()) out.span(out.program().inst_spans[id.index()]);
}

void print_insts(Writer& out) {
  for (std::size_t i = 0; i < out.program().insts.size(); ++i) {
    out.begin_line();
    print_inst(out, InstId{i});
    out.end_line();
  }
}

void print_aggregates(Writer& out) {
  for (std::size_t i = 0; i < out.program().aggregates.size(); ++i) {
    const Aggregate& aggregate = out.program().aggregates[i];
    out.begin_line();
    out.word("aggregate");
    out.word(fmt::format("a{}", i));
    out.word("=");
    out.word(aggregate_words()[static_cast<std::size_t>(aggregate.op)]);
    out.glue(fmt::format("({})", out.names().inputs.token(aggregate.input.value)));
    aggregate_fields(out, aggregate);
    out.end_line();
  }
}

void print_populations(Writer& out) {
  for (std::size_t i = 0; i < out.program().populations.size(); ++i) {
    const Population& population = out.program().populations[i];
    out.begin_line();
    out.word("distribution");
    out.word(fmt::format("d{}", i));
    out.word("=");
    out.word(population_words()[static_cast<std::size_t>(population.op)]);
    out.inst(population.x);
    out.word("ties");
    out.word(ties_words()[static_cast<std::size_t>(population.ties)]);
    population_fields(out, population);
    out.end_line();
  }
}

void print_probes(Writer& out) {
  for (const IssueProbe& probe : out.program().probes) {
    out.begin_line();
    out.word("probe");
    out.word(builtin_words()[static_cast<std::size_t>(probe.builtin)]);
    out.inst(probe.inst);
    out.inst("guard", probe.guard);
    if (probe.inside.exists()) out.word(fmt::format("inside a{}", probe.inside.value));
    out.flag("after_where", probe.after_where);
    out.span(probe.span);
    out.end_line();
  }
}

}  // namespace sop::ir_text
