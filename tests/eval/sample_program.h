// Programs and data sets written by hand, for the evaluator's tests: instructions are appended one by one.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>

#include "runtime/eval/evaluator.h"

namespace sop::testing {

constexpr Type condition{TypeKind::boolean};
constexpr Type integer{TypeKind::integer};
constexpr Type number{TypeKind::number};
constexpr Type money{TypeKind::money};
constexpr Type text{TypeKind::text};
constexpr Type datetime{TypeKind::datetime};
inline Type maybe(Type type) { return type.with_nullable(true); }

struct SampleProgram {
  Program program;
  Domain domain = Domain::frame();  // of the instructions to come

  InputId add_input(InputKind kind, std::initializer_list<Type> columns);
  InstId constant(Type type, std::int64_t whole);
  InstId constant(double real);
  InstId constant(std::string_view text);
  InstId missing(Type type) { return add({.kind = InstKind::missing, .type = maybe(type)}); }
  InstId column(InputId input, int index);
  InstId lookup(InputId input, int index, std::initializer_list<InstId> key);
  InstId context(ContextValue value);
  InstId call(Op op, Type type, std::initializer_list<InstId> args) {
    return add({.kind = InstKind::call, .type = type, .op = op}, args);
  }
  InstId logic(InstKind kind, std::initializer_list<InstId> args) {
    return add({.kind = kind, .type = condition}, args);
  }
  InstId outer(InstId inst) { return add({.kind = InstKind::outer, .type = program.at(inst).type}, {inst}); }
  InstId fact(std::string name, InstId root);
  InstId in_set(InstId value, std::vector<Constant> members);
  InstId aggregate(Aggregate aggregate, Type type, InstKind kind = InstKind::event_aggregate);
  InstId has_tag(std::string_view tag, std::string_view group = {});
  std::uint32_t probe(IssueProbe probe);
  InstId add(Inst inst, std::initializer_list<InstId> args = {});
};

// Columns from values; nullopt is missing.
ColumnData wholes(Type type, const std::vector<std::optional<std::int64_t>>& values);
ColumnData reals(const std::vector<std::optional<double>>& values);
ColumnData texts(TextPool& pool, const std::vector<std::optional<std::string>>& values);
ColumnData bits(const std::vector<std::optional<bool>>& values);

// Events of each customer, given as times; rows come in that order.
void set_events(TableData& table, const std::vector<std::vector<Micros>>& times);

// A value as text, missing as "-".
std::string show(const ColumnData& column, std::size_t row, const TextPool& pool);
// All values of a column, separated by blanks.
std::string show(const ColumnData& column, const TextPool& pool);

}  // namespace sop::testing
