#include "compiler/analysis/ranges.h"

#include <algorithm>

#include "compiler/analysis/effort.h"

namespace sop {
namespace {

constexpr std::int64_t lowest = INT64_MIN, highest = INT64_MAX;

const Column& column_of(const Program& program, const Inst& inst) {
  return program.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)];
}

std::optional<std::int64_t> whole(const Program& program, InstId id) {
  const Inst& inst = program.at(id);
  if (inst.kind != InstKind::constant) return std::nullopt;
  return program.constants[static_cast<std::size_t>(inst.a)].whole;
}

WholeRange at_least(std::int64_t low) { return {low, highest}; }

std::int64_t sum(std::int64_t a, std::int64_t b, std::int64_t beyond) {
  std::int64_t out = 0;
  return a == beyond || b == beyond || __builtin_add_overflow(a, b, &out) ? beyond : out;
}

class Ranges {
 public:
  explicit Ranges(const Program& program) : program_(program) {}

  WholeRange of(InstId id, int depth) {
    const Inst& inst = program_.at(id);
    if (depth > effort::expression_depth) return {};
    switch (inst.kind) {
      case InstKind::constant: {
        const std::int64_t value = *whole(program_, id);
        return {value, value};
      }
      case InstKind::fact: return of(program_.facts[static_cast<std::size_t>(inst.a)].root, depth + 1);
      case InstKind::outer: return of(program_.args_of(id)[0], depth + 1);
      case InstKind::column: return of_column(inst);
      case InstKind::lookup: return declared(column_of(program_, inst));
      case InstKind::event_aggregate:
      case InstKind::customer_aggregate: return of_aggregate(inst, depth);
      case InstKind::population: return of_population(inst);
      case InstKind::calendar: return at_least(0);
      case InstKind::call: return of_call(id, inst, depth);
      case InstKind::choose: return of_choice(program_.args_of(id), depth);
      case InstKind::fallback:
        return widest(of(program_.args_of(id)[0], depth + 1), of(program_.args_of(id)[1], depth + 1));
      default: return enumerated(inst);
    }
  }

 private:
  static WholeRange widest(WholeRange a, WholeRange b) { return {std::min(a.low, b.low), std::max(a.high, b.high)}; }

  WholeRange enumerated(const Inst& inst) const {
    if (!inst.type.is(TypeKind::enumeration)) return {};
    const auto members = program_.enumerations[inst.type.enumeration.index()].members.size();
    return {0, static_cast<std::int64_t>(members) - 1};
  }

  static WholeRange declared(const Column& column) {
    if (!column.range || column.type.is(TypeKind::number)) return {};
    return {column.range->low_whole, column.range->high_whole};
  }

  // The columns every stream has besides its own.
  WholeRange of_column(const Inst& inst) const {
    if (inst.type.is(TypeKind::enumeration)) return enumerated(inst);
    const Column& column = column_of(program_, inst);
    const Input& input = program_.inputs[static_cast<std::size_t>(inst.a)];
    if (input.kind == InputKind::stream && column.name == "nth" && column.file_name.empty()) return at_least(1);
    if (input.kind == InputKind::stream && column.name == "gap" && column.file_name.empty()) return at_least(0);
    return declared(column);
  }

  WholeRange of_aggregate(const Inst& inst, int depth) {
    const Aggregate& form = program_.aggregates[static_cast<std::size_t>(inst.a)];
    switch (form.op) {
      case AggregateOp::count:  // whoever asks is a customer herself
        return at_least(inst.kind == InstKind::customer_aggregate && !form.where.exists() && !form.value.exists() ? 1
                                                                                                                  : 0);
      case AggregateOp::distinct:
      case AggregateOp::days_active:
      case AggregateOp::weeks_active:
      case AggregateOp::months_active: return at_least(0);
      case AggregateOp::sum: {
        const WholeRange each = of(form.value, depth + 1);
        return {each.low >= 0 ? 0 : lowest, each.high <= 0 ? 0 : highest};
      }
      case AggregateOp::avg:
      case AggregateOp::median:
        if (program_.at(form.value).type.kind != inst.type.kind) return {};
        return of(form.value, depth + 1);
      case AggregateOp::min:
      case AggregateOp::max:
      case AggregateOp::mode:
      case AggregateOp::first:
      case AggregateOp::last: return form.value.exists() ? of(form.value, depth + 1) : WholeRange{};
      case AggregateOp::any:
      case AggregateOp::none: return {};
    }
    return {};
  }

  WholeRange of_population(const Inst& inst) const {
    const Population& form = program_.populations[static_cast<std::size_t>(inst.a)];
    if (form.op == PopulationOp::rank) return at_least(1);
    if (form.op == PopulationOp::ntile) return {1, form.n};
    return {};
  }

  WholeRange of_choice(std::span<const InstId> args, int depth) {
    WholeRange out{highest, lowest};
    for (std::size_t i = 0; i < args.size(); ++i) {
      if (i % 2 == 0 && i + 1 != args.size()) continue;
      if (program_.at(args[i]).kind != InstKind::missing) out = widest(out, of(args[i], depth + 1));
    }
    return out.low > out.high ? WholeRange{} : out;
  }

  WholeRange of_call(InstId id, const Inst& inst, int depth) {
    const auto args = program_.args_of(id);
    const auto argument = [&](std::size_t i) { return of(args[i], depth + 1); };
    switch (row_of(inst.op).builtin) {
      case Builtin::add: {
        if (!program_.at(args[1]).type.is(inst.type.kind)) return {};
        const WholeRange a = argument(0), b = argument(1);
        return {sum(a.low, b.low, lowest), sum(a.high, b.high, highest)};
      }
      case Builtin::subtract: {
        if (!program_.at(args[0]).type.is(inst.type.kind) || !program_.at(args[1]).type.is(inst.type.kind)) return {};
        const WholeRange a = argument(0), b = argument(1);
        return {b.high == highest ? lowest : sum(a.low, -b.high, lowest),
                b.low == lowest ? highest : sum(a.high, -b.low, highest)};
      }
      case Builtin::multiply: {
        const WholeRange a = argument(0), b = argument(1);
        return inst.op != Op::multiply_money_number && a.low >= 0 && b.low >= 0 ? at_least(0) : WholeRange{};
      }
      case Builtin::abs: return at_least(0);
      case Builtin::larger: {
        const WholeRange a = argument(0), b = argument(1);
        return {std::max(a.low, b.low), std::max(a.high, b.high)};
      }
      case Builtin::smaller: {
        const WholeRange a = argument(0), b = argument(1);
        return {std::min(a.low, b.low), std::min(a.high, b.high)};
      }
      case Builtin::mod:
        if (const auto by = whole(program_, args[1]); by && *by > 0) return {0, *by - 1};
        return {};
      case Builtin::hash_bucket:
        if (const auto n = whole(program_, args[1]); n && *n > 0) return {0, *n - 1};
        return at_least(0);
      case Builtin::length: return at_least(0);
      case Builtin::year: return {1, 9999};
      case Builtin::month: return {1, 12};
      case Builtin::day: return {1, 31};
      case Builtin::weekday: return {1, 7};
      case Builtin::hour: return {0, 23};
      case Builtin::days_since: return may_lie_ahead(program_, args[0]) ? WholeRange{} : at_least(0);
      case Builtin::days_until: return {lowest, may_lie_ahead(program_, args[0]) ? highest : 0};
      case Builtin::time_of: return {0, 86'400'000'000 - 1};
      default: return {};
    }
  }

  const Program& program_;
};

}  // namespace

WholeRange whole_range(const Program& program, InstId value) { return Ranges(program).of(value, 0); }

RealRange real_range(const Program& program, InstId value) {
  for (int depth = 0; depth < effort::expression_depth; ++depth) {
    const Inst& inst = program.at(value);
    if (inst.kind == InstKind::fact) {
      value = program.facts[static_cast<std::size_t>(inst.a)].root;
      continue;
    }
    if (inst.kind == InstKind::outer || inst.op == Op::number_of_integer) {
      value = program.args_of(value)[0];
      if (program.at(value).type.is(TypeKind::number)) continue;
      const WholeRange range = whole_range(program, value);
      RealRange out;
      if (range.low != lowest) out.low = static_cast<double>(range.low);
      if (range.high != highest) out.high = static_cast<double>(range.high);
      return out;
    }
    if (inst.kind == InstKind::column || inst.kind == InstKind::lookup) {
      const Column& column = column_of(program, inst);
      if (column.range) return {column.range->low_real, column.range->high_real};
    }
    if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::customer_aggregate) {
      const Aggregate& form = program.aggregates[static_cast<std::size_t>(inst.a)];
      if (!form.value.exists() || form.op == AggregateOp::sum) {
        RealRange each = form.value.exists() ? real_range(program, form.value) : RealRange{};
        return {each.low && *each.low >= 0 ? std::optional(0.0) : std::nullopt, std::nullopt};
      }
      value = form.value;
      if (!program.at(value).type.is(TypeKind::number)) {
        const WholeRange range = whole_range(program, value);
        RealRange out;
        if (program.at(value).type.is(TypeKind::integer) && range.low != lowest)
          out.low = static_cast<double>(range.low);
        if (program.at(value).type.is(TypeKind::integer) && range.high != highest)
          out.high = static_cast<double>(range.high);
        return out;
      }
      continue;
    }
    if (inst.kind == InstKind::population &&
        program.populations[static_cast<std::size_t>(inst.a)].op == PopulationOp::percentile)
      return {0.0, 100.0};
    if (inst.kind == InstKind::call && row_of(inst.op).builtin == Builtin::abs) return {0.0, std::nullopt};
    return {};
  }
  return {};
}

bool may_lie_ahead(const Program& program, InstId value) {
  for (int depth = 0; depth < effort::expression_depth; ++depth) {
    const Inst& inst = program.at(value);
    if (inst.kind == InstKind::fact) {
      value = program.facts[static_cast<std::size_t>(inst.a)].root;
    } else if (inst.kind == InstKind::outer || inst.op == Op::date_of_datetime || inst.op == Op::datetime_of_date) {
      value = program.args_of(value)[0];
    } else if (inst.kind == InstKind::event_aggregate) {
      const Aggregate& form = program.aggregates[static_cast<std::size_t>(inst.a)];
      if (!form.value.exists()) return false;
      value = form.value;
    } else if (inst.kind == InstKind::column) {
      const Input& input = program.inputs[static_cast<std::size_t>(inst.a)];
      return inst.b != input.time && inst.b != input.since;
    } else {
      return inst.kind != InstKind::context;
    }
  }
  return true;
}

}  // namespace sop
