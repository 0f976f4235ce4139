// Names, types and lowering in one walk: trees in, Program out. The class holds what all kinds of declarations share; each
// kind is checked in a file of its own (facts.cpp, tags.cpp, rules.cpp, ...). A wrong expression gets a Value without an
// instruction, and whatever depends on it stays silent: one cause, one finding.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/ir/builder.h"
#include "compiler/names/symbols.h"
#include "stdlib/time/zone.h"

namespace sop {

// A literal number as written: mantissa / 10^decimals, exact.
struct Decimal {
  std::int64_t mantissa = 0;
  int decimals = 0;
};

// The value of an expression: its instruction and type. No instruction: something was wrong and has been reported.
struct Value {
  InstId inst;
  Type type;
  Span span;
  std::optional<Decimal> number;  // a literal number or percentage
  bool literal = false;           // a constant written in place
  bool wrong() const { return !inst.exists(); }
};

// Where an expression stands: what bare names mean and which rows its instructions have values for.
struct Scope {
  Domain domain;
  InputId rows;                    // bare names are this input's columns first: inside an aggregate, in a trigger's `where`
  InputId event;                   // `event.x`: the trigger's stream
  const Scope* outside = nullptr;  // inside an aggregate: where the aggregate stands
  InputId only;                    // bare names are this table's columns only: a stream's `where`, a derived column, staff
  const std::map<std::string, Value>* locals = nullptr;  // parameters
};

// The zone rules of a project, or nothing when there is no zone of that name.
using ZoneLookup = std::optional<ZoneRules> (*)(const std::string& name);

struct CheckOptions {
  ZoneLookup zone = nullptr;
  std::vector<Input> inferred;                   // section 2.0: inputs taken from the data given
  std::vector<Enumeration> inferred_enumerations;
};

class Checker {
 public:
  Checker(const ParsedProgram& parsed, const CheckOptions& options, Diagnostics& diagnostics);

  Program run();

 private:
  // ---- inputs.cpp: the schema -----------------------------------------------------------------------------------------
  void declare_project();
  void declare_inputs();
  void declare_table(Node node);
  void declare_columns(Node node, Input& input);
  void declare_column(Node node, Input& input);
  void column_clause(Node clause, Column& column);
  void column_range(Node clause, Column& column);
  void table_clauses(Node node, Input& input);
  int required_column(const Input& input, Node clause);
  void add_stream_columns(Input& input);
  void choose_population();
  void check_formulas();
  Type declared_type(Node type_node, const std::string& owner);
  EnumId declare_enumeration(const std::string& name, Node type_node);
  void check_lookups();

  // ---- facts.cpp -------------------------------------------------------------------------------------------------------
  std::optional<FactId> fact_of(const Symbol& symbol);
  FactId add_fact(const Symbol& symbol, FactKind kind, Value value);
  Value attribute(Node node);
  Value segment(Node node);
  void order_facts();

  // ---- tags.cpp, tiers.cpp, bands.cpp ------------------------------------------------------------------------------------
  Value tag(Node node);
  Value taggroup(const Symbol& symbol);
  Value arms_as_choice(Node node, const std::string& name, bool ordered, InstId extra = {});
  Value tag_reference(Node path, const Scope& scope, Value (Checker::*)(const Symbol&) = nullptr);
  Value tag_membership(Node name_path, const Scope& scope, Node of_person);
  Value tier(const Symbol& symbol);
  Value bands(const Symbol& symbol);
  Value grid(const Symbol& symbol);
  Value score(const Symbol& symbol);
  Value set(const Symbol& symbol);

  // ---- expression.cpp ----------------------------------------------------------------------------------------------------
  Value expression(Node node, const Scope& scope);
  InstId condition(Node node, const Scope& scope);
  InstId as_condition(const Value& value);
  Value junction(Node node, const Scope& scope);
  Value negation(Node node, const Scope& scope);
  Value choose(Node node, const Scope& scope);
  Value fallback(Node node, const Scope& scope);

  // ---- operators.cpp -----------------------------------------------------------------------------------------------------
  Value arithmetic_chain(Node node, const Scope& scope);
  Value arithmetic(TokenKind sign, Span sign_span, Value left, Value right);
  std::optional<Value> money_arithmetic(Builtin builtin, const Value& left, const Value& right, Span span);
  Value negative(Node node, const Scope& scope);
  Value compare(Node node, const Scope& scope);
  Value comparison(TokenKind sign, Span sign_span, Value left, Value right, Span span);
  Value comparand(Node node, const Value& left, const Scope& scope);
  bool unify(Value& left, Value& right);
  Value membership(Node node, const Scope& scope);
  Value between(Node node, const Scope& scope);
  Value is_test(Node node, const Scope& scope);
  Value text_test(Node node, const Scope& scope);
  Value call_op(Builtin builtin, std::vector<Value> args, Span span);
  Value convert(Value value, TypeKind target);
  std::optional<Op> find_overload(Builtin builtin, std::span<const TypeKind> types) const;

  // ---- literals.cpp ------------------------------------------------------------------------------------------------------
  Value literal(Node node);
  Value number_literal(Node node);
  Value money_literal(Node node);
  Value date_literal(Node node);
  Value time_literal(Node node);
  Value instant_literal(Node node);
  Value duration_literal(Node node);
  std::optional<Decimal> decimal_of(const std::string& text, Span span);
  std::optional<std::int64_t> money_of(Decimal value, Span span);
  Value constant(Constant value, Span span);
  void needs_zone(Span span);

  // ---- paths.cpp ---------------------------------------------------------------------------------------------------------
  struct Name {
    std::string text;
    Kw role;
    Span span;
  };
  std::vector<Name> names_of(Node path) const;
  Value path(Node node, const Scope& scope);
  std::optional<Value> noun_path(const std::vector<Name>& names, const Scope& scope);
  Value column_path(InputId input, const std::vector<Name>& names, std::size_t at, const Scope& scope, InstId key = {});
  Value follow(Value value, const Column& column, const std::vector<Name>& names, std::size_t next, const Scope& scope);
  std::optional<Value> own_column(InputId input, const Name& name, const std::vector<Name>& names, const Scope& scope);
  std::optional<Value> customer_name(const Name& name, const std::vector<Name>& names, const Scope& scope);
  std::optional<Value> member_of_fact(const Symbol& symbol, const std::vector<Name>& names, const Scope& scope);
  std::optional<Value> coupon_path(const std::vector<Name>& names);
  Value unknown_name(const Name& name, const Scope& scope, bool alone);
  std::optional<InputId> input_called(std::string_view name) const;
  int column_index(const Input& input, const Name& name) const;

  // ---- windows.cpp, aggregates.cpp, calls.cpp ------------------------------------------------------------------------------
  struct WindowBounds {
    InstId from, to;      // instants: from <= t < to
    bool wrong = false;
  };
  Value windowed(Node node, const Scope& scope);
  InstId window_condition(Node window, Value value, const Scope& scope);
  WindowBounds window_bounds(Node window, const Scope& scope, bool dates_only);
  std::optional<std::int64_t> window_duration(Node node, const Scope& scope, Value& value);
  Value aggregate(Node node, const Scope& scope);
  Value aggregate_result(AggregateOp op, Value value, const Aggregate& form, Span span);
  Value call(Node node, const Scope& scope);
  Value builtin_call(const BuiltinRow& row, Node node, std::vector<Value> args, const Scope& scope);
  Value population_call(Node node, const Scope& scope);
  Value top(Node node, const Scope& scope);
  Value sequence(Node node, const Scope& scope);

  // ---- rules.cpp, actions.cpp, policies.cpp ----------------------------------------------------------------------------------
  void rules();
  void rule(Node node);
  void rule_clauses(Node node, Rule& rule, const Scope& scope);
  std::vector<Trigger> triggers(Node node, Scope& scope);
  std::vector<Action> actions(Node node, const Scope& scope);
  std::optional<Action> action(Node node, const Scope& scope);
  void action_clauses(Node node, Action& action, const Scope& scope);
  void object_known(Space space, Node object, Action& action);
  void tag_written(Node object, Action& action);
  void role_reference(Node node, Action& action, const Scope& scope);
  void policies();
  void templates();
  void channels();

  // ---- shared ------------------------------------------------------------------------------------------------------------
  Node child_expression(Node node) const;  // the first child that is an expression
  std::string text(Node node) const { return parsed_.text(node); }
  const SourceBuffer& source(Span span) const { return (*parsed_.sources)[static_cast<std::size_t>(span.file)]; }
  std::string described(const Type& type, bool zh) const;  // "money", "one of (a, b)"
  Diagnostic& report(Code code, Span span, std::vector<std::string> arguments = {}) {
    return diagnostics_.report(code, span, std::move(arguments));
  }
  Value wrong(Span span) const { return {{}, {}, span, {}, false}; }
  Value made(InstId inst, Span span) const { return {inst, program_.at(inst).type, span, {}, false}; }
  void later(const std::string& what, Span span);
  Value later_value(const std::string& what, Type type, Span span);
  void probe(InstId inst, Builtin builtin, Span span);
  bool declares_inputs() const { return declares_inputs_; }

  const ParsedProgram& parsed_;
  const CheckOptions& options_;
  Diagnostics& diagnostics_;
  Program program_;
  Builder build_;
  Symbols symbols_;

  ZoneRules zone_;
  bool zone_known_ = false;
  bool zone_reported_ = false;
  bool declares_inputs_ = false;
  std::map<std::string, Span> trusted_;     // S0100: names taken on trust
  std::map<const void*, FactId> facts_;     // by Symbol
  std::vector<const Symbol*> open_facts_;   // being checked: a name met again is a cycle
  std::set<const void*> broken_facts_;
  std::vector<InstId> guards_;              // of issue probes: what holds when the present operand is evaluated
  AggregateId aggregate_open_;              // set while an aggregate's expressions are checked
  std::vector<std::size_t> open_probes_;    // probes made inside the aggregate being checked
  std::vector<InputId> lookups_open_;
};

// The whole phase. `symbols` findings are included.
Program check(const ParsedProgram& parsed, const CheckOptions& options, Diagnostics& diagnostics);

}  // namespace sop
