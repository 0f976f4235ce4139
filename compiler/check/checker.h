// Names, types and lowering in one walk: trees in, Program out. The class holds what all kinds of declarations share;
// each kind is checked in a file of its own (facts.cpp, tags.cpp, rules.cpp, ...). A wrong expression gets a Value
// without an instruction, and whatever depends on it stays silent: one cause, one finding.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/check/check.h"
#include "compiler/check/places.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/test_suite.h"

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

// An event stream as a module sees it: the columns its parameter names, each a value on the stream's rows.
struct StreamView {
  InputId input;
  std::map<std::string, Value> columns;
};

// One `use` of a module: what its parameters stand for. Its facts are symbols called `v30.spend`.
struct ModuleInstance {
  enum State : std::uint8_t { fresh, binding, bound, broken };
  Node module, use;
  std::string scope;  // "v30."
  State state = fresh;
  std::map<std::string, Value> values;
  std::map<std::string, StreamView> streams;
};

// Where an expression stands: what bare names mean and which rows its instructions have values for.
struct Scope {
  Domain domain;
  InputId rows;   // bare names are this input's columns first: inside an aggregate, in a trigger's `where`
  InputId event;  // `event.x`: the trigger's stream
  const Scope* outside = nullptr;  // inside an aggregate: where the aggregate stands
  InputId only;  // bare names are this table's columns only: a stream's `where`, a derived column, staff
  const std::map<std::string, Value>* locals = nullptr;  // parameters
  bool in_report = false;                                // names of metrics have a meaning
  bool in_journey = false;                               // `since entry` and `entry.x` have a meaning
  bool in_test = false;                                  // texts are what was said: no slots
  const StreamView* view = nullptr;                      // `rows` as a parameter of a module
};

class WindowReader;

class Checker {
 public:
  Checker(const ParsedProgram& parsed, const CheckOptions& options, Diagnostics& diagnostics);

  // `suite`: filled with what the `test` blocks ask; null: they are checked, and nothing of them stays.
  Program run(TestSuite* suite);
  Places take_places() { return std::move(places_); }  // after run
  ModuleBodies take_bodies();                          // after run

 private:
  friend class WindowReader;

  // What keeps the operand being checked open: the operand to its left is true, false, known or missing (semantics A3).
  struct Open {
    enum Kind : std::uint8_t { holds, fails, known, missing } kind;
    InstId inst;
  };
  class Opened;  // pushes an Open for the length of a scope

  struct Name {
    std::string text;
    Kw role;
    Span span;
  };

  // ---- project.cpp, tables.cpp, columns.cpp, predeclared.cpp, formulas.cpp: the schema ----
  void declare_project();
  void project_item(Node item);
  void report_zone(const std::string& word, Span span);
  void unknown_table(const std::string& word, Span span);
  void declare_inputs();
  void declare_predeclared();
  bool symbols_of_broken_table(Node error) const;
  bool declared_brokenly(const std::string& name) const;
  void declare_table(Node node);
  void declare_column(Node node, Input& input);
  void column_clause(Node clause, Column& column);
  void column_range(Node clause, Column& column);
  void check_key(Node clause, const Input& input);
  void of_the_file(Node table, NodeKind clause);
  void declare_lookup(Column& column, InputId table, Span place);
  void column_format(Node clause, Column& column);
  void missing_tokens(Node clause, Column& column);
  void members_from(Node member, const std::string& word, Column& column);
  void table_clauses(Node node, Input& input);
  int named_column(const Input& input, Node clause);
  void add_stream_columns(Input& input);
  void choose_population();
  void check_tag_lists();
  Span table_meant(const std::string& name) const;
  void resolve_tables();
  // identities.cpp
  void declare_identities();
  void identity(Node node);
  void identity_table(Node name, Identity& identity);
  void identity_key(Node node, Identity& identity);
  void mark_accounts();
  void check_formulas();
  void check_formula_circles();
  void check_formula_reads(InstId root, std::string_view what_en, std::string_view what_zh, Span span);
  Type declared_type(Node type_node, Column& column);
  EnumId declare_enumeration(Node type_node, Column& column);

  // ---- facts.cpp ----
  std::optional<FactId> fact_of(const Symbol& symbol);
  FactId add_fact(const Symbol& symbol, FactKind kind, Value value);
  Value fact_value(const Symbol& symbol);
  void check_facts();
  std::vector<const Symbol*> facts_in_order() const;
  std::vector<const Symbol*> facts_read_by(const Symbol& symbol) const;
  std::vector<const Symbol*> facts_named_in(Node declaration, const std::string& scope) const;
  Value fact_in_its_module(const Symbol& symbol);
  const Symbol& owner_of(const Symbol& symbol) const;
  void report_circle(const Symbol& symbol);
  Value attribute(Node node);
  Value segment(const Symbol& symbol);

  // ---- tags.cpp, tiers.cpp, bands.cpp ----
  void personal_is_read_only(Node node, bool derived);
  Value tag(Node node);
  Value taggroup(const Symbol& symbol);
  Value arms_as_choice(Node node, const std::string& name, bool ordered);
  void end_with_the_arm(InstId chosen, const std::vector<InstId>& choice);
  void check_arm_names(const std::vector<Node>& arms);
  void refuse_clauses_of_conditions(Node node);
  Value any_of_group(const Symbol& symbol);
  Value arm_condition(const Symbol& group, Node arm);
  Value stored_group(const Symbol& symbol);
  Value held(const Symbol& tag, const std::function<Value(InstId)>& lifted, Span span);
  Value personal_tag(const std::string& word, const Symbol* owner, Node of_person,
                     const std::function<Value(InstId)>& lifted, Span span);
  Value tag_of_list(Node from);
  Value tag_from_enumeration(const std::string& word, const std::vector<Name>& names, Span span);
  bool is_derived(const Symbol& symbol) const;
  bool is_tag_noun(Node node, const Scope& scope) const;
  InstId named_set(Node node, const Scope& scope);
  bool is_customer(Node node) const;
  Value tag_membership(Node name_path, const Scope& scope, Node of_person);
  Value tier(const Symbol& symbol);
  Value bands(const Symbol& symbol);

  // ---- grids.cpp, steps.cpp, sets.cpp
  // ------------------------------------------------------------------------------------
  struct Cell {
    Node node;
    InstId chosen;                  // condition: this cell's, exact keys before `any`
    std::vector<std::string> keys;  // as written, by axis; for completeness. Empty: `otherwise`
    std::size_t exact = 0;          // how many keys are not `any`
    bool known_axes_only = true;    // `otherwise` without `or missing`
    Value result;                   // no instruction: the `missing` result, or wrong
  };
  Value grid(const Symbol& symbol);
  bool grid_axes(Node node, std::vector<Value>& axes);
  bool cell_keys_known(Node keys, const std::vector<Value>& axes);
  Cell grid_cell(Node node, const std::vector<Value>& axes);
  bool cells_cover(const std::vector<Cell>& cells, const std::vector<Value>& axes) const;
  bool names_members(const std::vector<Node>& results) const;
  bool grid_results(std::vector<Cell>& cells, const Symbol& symbol);
  bool unify_results(std::vector<Value*> results, const std::string& what);
  struct SetMembers {
    EnumId members;
    std::vector<InstId> held;  // parallel: whether she has it
  };
  Value set(const Symbol& symbol);
  Value set_part(const Symbol& symbol, const Name& part, Span span);
  InstId set_member_held(InputId stream, const Value& value, Node member);
  Value set_texts(const std::vector<InstId>& chosen, const std::vector<std::string>& names, Span span);
  Value set_count(const std::vector<InstId>& held, Span span);
  Value set_next(const SetMembers& set, Span span);

  // ---- scores.cpp
  // ------------------------------------------------------------------------------------------------------
  struct Decay;
  Value score(const Symbol& symbol);
  std::optional<Decay> score_decay(Node node);
  Value score_line(Node line, const Decay& decay);
  Value score_points(Node number, Span span);
  Value event_points(Node per, const Value& points, const Decay& decay);
  Value decayed_points(InputId stream, const Value& points, const Decay& decay, Span span);

  // ---- populations.cpp
  // ------------------------------------------------------------------------------------------------------
  Value population_call(Node node, const Scope& scope);
  bool population_clauses(Node node, Population& form, const Scope& scope);
  bool population_clause(Node clause, Population& form);
  bool population_length(Node node, Population& form, const Scope& scope);
  bool population_share(const Value& share, Population& form);
  bool among(Node clause, Population& form, const Scope& scope);
  bool population_value(Node node, Population& form, const Scope& scope);
  Value population_result(Population form, Span span);
  Value top(Node node, const Scope& scope);
  Value ordered_filter(const Symbol& symbol, Node body);
  void report_band_edge(Node band, bool last);
  struct Edges;  // the edges that have been read, from low to high
  void check_increasing(const Value& below, Node edge, Edges& before);
  void check_steps_functions();
  bool steps_sound(const Symbol& symbol);
  bool steps_function(Node node);
  Value steps_value(Node node, const std::map<std::string, Value>& arguments, Domain domain, bool declaring);
  bool steps_ends(Node node, std::vector<Value>& results, Value& below, Value& above, const Scope& scope);
  void check_calendars();
  static bool is_lunar(const Calendar& calendar);
  void report_day_of_month(Span number);
  std::optional<CalendarId> calendar_of(const Symbol& symbol);
  void calendar_rule(Node node, Calendar& calendar);
  bool month_day_rule(Node node, Recurrence& rule);
  bool day_of_month_rule(Node number, Recurrence& rule);
  bool her_date(Node node, Calendar& calendar);
  Value ask_calendar(const Symbol& symbol, CalendarAsk ask, Value date, const Scope& scope, Span span);
  Value in_calendar(Value date, Node set, const Scope& scope, Span span);
  std::optional<Value> days_of_calendar(Builtin builtin, Node call, const Scope& scope);
  void report_no_table(const std::string& calendar, Span span);
  void declare_lists();
  InstId in_list(const Symbol& list, Span span);
  std::string not_kept_of(const Symbol& list);
  InstId was_listed(const Symbol& list, Span span);
  InstId taken_list(const Symbol& list);
  Value list_instant(Node list);
  InstId in_chat_group(const std::string& name, Span span);

  // ---- histories.cpp ----
  HistoryId remember(History history);
  InstId with_memory(Node node, const std::string& name, InstId holds);
  InstId latest_of(InstId holds);
  HistoryId history_of(FactId id);
  HistoryId history_of_changes(const Symbol& symbol, FactId owner);
  HistoryId history_of_tag(const std::string& group, const std::string& tag, const Value& held, Span place);
  std::optional<InputId> changes_of_value(const std::vector<Name>& tag, Span span);
  InputId changes_of(const std::string& name, const Type& type);
  InputId recorded_stream(const std::string& name, std::vector<Column> own);
  std::optional<InputId> changes_stream(const Symbol& symbol, Span span);
  std::optional<InputId> crossing_stream(Node node);
  void crossing_can_happen(Node node, const Value& score, const Value& number, double threshold);

  // ---- expression.cpp ----
  Value expression(Node node, const Scope& scope);
  Value expression_read(Node node, const Scope& scope);
  Value day_word(Node node, const Scope& scope);
  InstId condition(Node node, const Scope& scope);
  InstId as_condition(const Value& value);
  Value junction(Node node, const Scope& scope);
  Value negation(Node node, const Scope& scope);
  Value fallback(Node node, const Scope& scope);

  // ---- members.cpp ----
  Value choose(Node node, const Scope& scope, const Value& of);
  Value result(Node node, const Scope& scope, const Value& of);
  bool names_a_value(const Name& name, const Scope& scope) const;
  bool asks_for_list(Node node, const Scope& scope) const;
  Value placed(const Value& value);

  // ---- operators.cpp ----
  Value arithmetic_chain(Node node, const Scope& scope);
  Value arithmetic(TokenKind sign, Span sign_span, Value left, Value right);
  std::optional<Value> money_arithmetic(Builtin builtin, const Value& left, const Value& right, Span span);
  Value negative(Node node, const Scope& scope);
  Value compare(Node node, const Scope& scope);
  Value comparison(TokenKind sign, Span sign_span, Value left, Value right, Span span);
  Value comparand(Node node, const Value& left, const Scope& scope);
  bool unify(Value& left, Value& right);
  bool has_order(const Type& type) const;
  Value membership(Node node, const Scope& scope);
  Value between(Node node, const Scope& scope);
  Value is_test(Node node, const Scope& scope);
  Value text_test(Node node, const Scope& scope);
  bool pattern_compiles(const Value& pattern);
  Span origin_of(const Value& value) const;
  void report_mismatch(const Type& left, const Type& right, Span left_origin, Span right_origin,
                       const std::string& sign, Span span, const std::string& sign_zh = {});
  void report_mismatch(const Value& left, const Value& right, const std::string& sign, Span span,
                       const std::string& sign_zh = {});
  void note_taken_from_data(const Value& value);
  const Symbol* any_of_group_named(Node node);
  Value group_member(const Symbol& group, Node member, const Scope& scope);
  Value call_op(Builtin builtin, std::vector<Value> args, Span span);
  Value convert(Value value, TypeKind target);
  std::optional<Op> find_overload(Builtin builtin, std::span<const TypeKind> types) const;

  // ---- literals.cpp ----
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

  // ---- paths.cpp ----
  std::vector<Name> names_of(Node path) const;
  Value path(Node node, const Scope& scope);
  Value path_read(Node node, const Scope& scope);
  std::optional<Value> noun_path(const std::vector<Name>& names, const Scope& scope);
  Value column_path(InputId input, const std::vector<Name>& names, std::size_t at, const Scope& scope, InstId key = {});
  Value follow(Value value, const Column& column, const std::vector<Name>& names, std::size_t next, const Scope& scope);
  std::optional<Value> own_column(InputId input, const Name& name, const std::vector<Name>& names, const Scope& scope);
  std::optional<Value> customer_name(const Name& name, const std::vector<Name>& names, const Scope& scope);
  std::optional<Value> member_of_fact(const Symbol& symbol, const std::vector<Name>& names, const Scope& scope);
  Value side_column(InputId input, const std::vector<Name>& names, const Scope& scope);
  Value customer_path(const std::vector<Name>& names, std::size_t at, const Scope& scope, Span span);
  Value unknown_name(const Name& name, const Scope& scope, bool alone);
  std::optional<InputId> input_called(std::string_view name) const;
  int column_index(const Input& input, const Name& name) const;

  // ---- windows.cpp, aggregates.cpp, calls.cpp ----
  struct WindowBounds {
    InstId from, to;  // instants: from <= t < to
    bool wrong = false;
  };
  Value windowed(Node node, const Scope& scope);
  InstId window_condition(const struct WindowDays& days, const Value& value, const Scope& scope, Span span);
  WindowBounds window_bounds(Node window, const Scope& scope);
  std::optional<InputId> stream_named(const std::vector<Name>& names, Span span);
  bool hours_window(Node window) const;
  bool ends_before(const Value& end, const Value& begin) const;
  Value aggregate(Node node, const Scope& scope);
  Node first_path(Node node) const;
  // The events that `STREAM [where c] [window]` selects, as the form of an aggregate over them; nothing when wrong.
  std::optional<Aggregate> selected_events(Node path, Node clauses, const Scope& scope);
  bool select_events(Node clauses, const Scope& rows, Aggregate& form);
  void probes_inside(AggregateId id, std::size_t outer, std::size_t in_value);
  Value aggregate_result(AggregateOp op, Value value, const Aggregate& form, Span span, const std::string& word);
  void probe_aggregate(const Value& value);
  Value not_a_stream(Node argument, const std::vector<Name>& names);
  bool stream_of_ours(const Name& name) const;
  bool population_takes(Node node, AggregateOp op, const std::string& word);
  Value call(Node node, const Scope& scope);
  Value builtin_call(const BuiltinRow& row, Node node, std::vector<Value> args, const Scope& scope);
  Value steps_call(const std::string& name, Node node, std::vector<Value> args, const Scope& scope);
  void report_call(const BuiltinRow& row, Node node, const std::vector<Value>& args, std::size_t written);
  Value sequence(Node node, const Scope& scope);
  InstId sequence_step(Node step, InstId previous, const Scope& scope);

  // ---- rules.cpp, actions.cpp, policies.cpp ----
  void check_rules();
  void rule(Node node);
  std::string rule_name(Node node, const std::vector<Node>& actions) const;
  void name_rule(Rule& rule, Node node, Span place);
  void rule_clause(Node clause, Rule& rule, const Scope& scope);
  InstId once_key(Node per, const Scope& event);
  void trigger(Node node, Rule& rule, Scope& scope);
  void event_trigger(Node node, Rule& rule, Scope& scope);
  void clock_trigger(Node node, Rule& rule);
  Clock trigger_clock(Node node);
  void memory_clause(Node clause, Rule& rule);
  std::vector<Node> action_nodes(Node node) const;
  std::optional<Action> action(Node node, const Scope& scope);
  bool verb(Node phrase, Action& action, const Scope& scope);
  bool declared_action(Node call, Action& action, const Scope& scope);
  void action_clause(Node clause, Action& action, const Scope& scope);
  std::string object_name(Node object) const;
  void expect_declared(Space space, const std::string& name, Span span, bool strict);
  void tag_written(Node object, Action& action);
  InstId role_reference(Node node, const Scope& scope);
  InstId duration_of(Node node);

  // ---- channels.cpp, policies.cpp, priorities.cpp ----
  void check_channels();
  void channel_item(Node item, Channel& channel);
  void quota(Node item, Channel& channel);
  void check_templates();
  void template_item(Node item, Template& made);
  void template_text(Node node, const std::string& name);
  std::optional<DayHours> day_hours(Node item);
  std::optional<Duration> fixed_duration(Node node);
  std::optional<std::int64_t> whole_count(Node item);
  ContactFilter contact_filter(Node item);
  void written_once(Node item, std::initializer_list<NodeKind> clauses);
  void check_policies();
  void policy_item(Node item, const std::string& policy);
  void policy_cap(Node item, const std::string& policy);
  bool cap_full(Node item, Cap& cap);
  void quiet_hours(Node item, const std::string& policy);
  void suppress(Node item);
  void forbid(Node item);
  void holdout(Node item, const std::string& policy);
  void check_priorities();
  void check_contact_zone();

  // ---- journeys.cpp, journey_steps.cpp, journey_waits.cpp, our_streams.cpp ----
  // The journey being checked.
  struct OpenJourney {
    Journey journey;
    std::vector<InputId> streams;    // of its entries, in order; none: by the clock, a condition or a rule
    bool unclear = false;            // an entry is wrong or taken on trust: `entry.x` stays silent
    std::vector<std::int32_t> kept;  // of the entering event
    struct Arm {
      InputId stream;
      std::vector<std::int32_t>* kept;
    };
    std::vector<Arm> arms;                       // whose steps are being read, outermost first
    std::vector<std::pair<InstId, bool>> known;  // conditions that hold, or fail, where a step is being read
    std::string stage;                           // the label whose steps are being read
    std::map<std::string, Span> labels, steps;
  };
  // A way out of a step that does not lead anywhere yet.
  struct StepEnd {
    static constexpr int next = -1, skip = -2, body = -3;
    std::int32_t step = 0;
    int arm = next;  // or the index of an arm
  };
  using StepsEnd = std::vector<StepEnd>;
  void check_journeys();
  void journey(Node node);
  void clause_missing(Node node, const std::string& what, std::string en, std::string zh, std::string help,
                      std::string help_zh, std::string what_zh = {});
  void entry_clause(Node node, OpenJourney& open);
  static std::vector<InstId> asked_of_entries(const OpenJourney& open);
  InstId asked_at_entry();
  static void known_of_entry(OpenJourney& open);
  void entry_when(Node node, Node when, OpenJourney& open);
  Value entry_column(const std::vector<Name>& names, Span span);
  InstId entry_instant();
  Value arm_column(const std::vector<Name>& names, Span span);
  InstId arm_instant();
  bool in_arm(const Scope& frame) const {
    return frame.in_journey && !frame.event.exists() && open_journey_ != nullptr && !open_journey_->arms.empty() &&
           open_journey_->arms.back().stream.exists();
  }
  void journey_clause(Node clause, const Scope& scope, Journey& journey);
  void goal(Node clause, const Scope& scope, Journey& journey);
  void reenter(Node clause, Journey& journey);
  std::int32_t add_step(JourneyStepKind kind, Node node, StepsEnd& before);
  JourneyStep& step_at(std::int32_t index);
  void lead_to(StepsEnd& ends, std::int32_t index);
  void end_here(StepsEnd& ends);
  StepsEnd check_steps(const std::vector<Node>& steps, const Scope& scope, StepsEnd before);
  void open_stage(Node label);
  StepsEnd check_block(Node node, const Scope& scope, StepsEnd before);
  StepsEnd check_block_where(InstId condition, bool holds, Node node, const Scope& scope, StepsEnd before);
  void step(Node node, const Scope& scope, StepsEnd& before, StepsEnd& skipped);
  void action_step(Node node, const Scope& scope, StepsEnd& before);
  std::string step_named(const std::string& identity, Node node);
  StepsEnd if_step(Node node, const Scope& scope, StepsEnd before);
  void branch(Node node, const Scope& scope, StepsEnd& before);
  InstId branch_arm(Node arm, const Value& on, const Scope& scope, std::vector<std::string>& named);
  void check_complete(Node node, const Value& on, const std::vector<std::string>& named);
  void split(Node node, const Scope& scope, StepsEnd& before);
  void repeat(Node node, const Scope& scope, StepsEnd& before);
  std::int64_t day_time(Node at);
  void wait_span(Node node, const Scope& scope, StepsEnd& before);
  void wait_until(Node node, const Scope& scope, StepsEnd& before, StepsEnd& skipped);
  void wait_for(Node node, const Scope& scope, StepsEnd& before);
  void told_apart(Node node);
  void on_day(Node node, const Scope& scope, StepsEnd& before);
  EnumId our_enumeration(const char* name, std::vector<std::string> members);
  std::optional<InputId> our_stream(Kw role);
  InputId grants_stream();
  std::optional<Value> name_of_ours(Node node, const Value& left);
  void check_coupons();
  std::optional<Value> coupon_path(const std::vector<Name>& names, const Scope& scope);
  void finish_send(Action& action, Span span, const Scope& scope);
  bool send_next(Node phrase, Action& action, const Scope& scope);

  // ---- roles.cpp, test_blocks.cpp, reports.cpp ----
  void check_roles();
  // One alternative of a role: a person, and whether that person serves at the instant.
  struct RoleChoice {
    InstId who, serves;
  };
  bool role_choice(Node choice, const std::map<std::string, Value>& locals, std::vector<const Symbol*>& open,
                   std::vector<RoleChoice>& chain);
  bool role_chain(const Symbol& role, const std::vector<Value>& args, Span span, std::vector<const Symbol*>& open,
                  std::vector<RoleChoice>& chain);
  InstId person_of(const Symbol& role, const std::vector<Value>& args, Span span);
  std::optional<InputId> staff_table(const Value& who) const;
  InstId in_service(const Value& who);
  InstId still_serves(InstId left, Domain rows, Span span);
  Value picked_from(InputId table, Node where, const std::map<std::string, Value>& locals, Span span);
  bool ends_in_somebody(Node role, std::vector<std::string>& seen);
  void check_tests(TestSuite* suite);
  void test_block(Node node, TestSuite& suite);
  void test_of(Node node, std::string name, TestSuite& suite);
  void test_item(Node item, TestCase& test);
  void test_row(Node item, InputId input, TestCase& test);
  void test_field(Node field, TestRow& row);
  void expectation(Node item, TestCase& test);
  ExpectedAction expected_action(Node what);
  void ask_for(const Action& written, ExpectedAction& out);
  Node cell_of(Node node) const;
  void test_clock(const TestStep& clock);
  void check_reports();
  void report_parts(Node node, const Scope& scope);
  void report_stream(Node path_node, Node clauses, const Scope& scope);
  void alert_actions(Node node);
  void alert_pause(Node phrase);
  Value along(Node node, const Scope& scope);
  void metric_path(Node path_node);
  Value metric_value(const Symbol& symbol);
  Value metric_in_its_module(const Symbol& symbol);
  bool is_figure(const Value& value);
  std::optional<Value> metric_name(const std::vector<Name>& names);
  Value share(Node node, const Scope& scope);
  // compiler/reports: what reports, funnels and cohorts become once they are checked
  class ReportForms;
  void lower_reports();

  // ---- slots.cpp, completeness.cpp, lint_levels.cpp ----
  InstId asked_here();
  std::int64_t message_of(const std::string& action, Node parameter, Node argument, const Scope& scope);
  void read_slots(Node literal, const Scope& scope, InstId holds, std::vector<TextPart>& parts);
  Value slot_value(Node node, const Scope& scope, TextPart& part);
  bool slot(Span inside, Span whole, const Scope& scope, InstId holds, TextPart& part);
  std::int64_t message(const std::string& owner, const std::vector<Node>& literals, const Scope& scope, InstId holds);
  void check_grid_cells(Node grid, const std::vector<Value>& axes);
  void check_assumptions();
  InstId where_known(InstId assumed, Span place);
  void close_places();

  // ---- consent.cpp
  struct Send {
    std::string object, channel;
    Span span;
  };
  struct Suppression {
    InstId blocked;
    std::string channel;
    bool marketing = false, service = false;
  };
  bool is_consent_column(const Inst& inst) const;
  bool reads_consent_alone(InstId root) const;
  void offer_parentheses(Node clauses, Node where);
  bool positive_length(const Value& length);
  Value ttl_of(Node ttl);
  void entry_clauses_first(Node node);
  bool enters_by_glued_word(Node node);
  bool covers_consent(InstId root, bool negated) const;
  bool consent_in_doubt() const;
  void check_consent();
  void check_hours(const Action& action, std::int64_t at_us);

  // ---- modules.cpp, module_arguments.cpp ----
  void check_uses();
  void check_modules();
  void check_bodies_alone();
  void placeholder(ModuleInstance& instance, Node parameter, Input& parameters);
  void open_instances();
  void add_body(const ModuleInstance& instance, bool first);
  bool in_module(Span span) const;
  void relate_to_use(const ModuleInstance& instance, std::size_t begin);
  std::vector<ModuleBody> bodies_made();
  void note_value(Span span, InstId inst);
  void note_condition(Span span, InstId inst);
  void drop_repeated_findings(std::size_t begin);
  bool ready(ModuleInstance& instance, const Symbol* symbol);
  bool bind(ModuleInstance& instance);
  bool bind_argument(ModuleInstance& instance, Node parameter, Node argument);
  bool bind_stream(ModuleInstance& instance, Node parameter, Node argument);
  bool bind_column(StreamView& view, Node column, Node written, const Scope& rows);
  bool bind_value(ModuleInstance& instance, Node parameter, Node argument);
  std::optional<Value> fitting(Value value, Node type, const std::string& parameter);
  const StreamView* view_called(std::string_view name) const;
  std::string view_name(const StreamView& view) const;
  bool refused_in_module(const std::string& name) const;
  Value unknown_in_module(const Name& name);
  // Inside a module: what the program calls so is told to stand outside.
  bool stands_outside(const std::string& name, Span span);
  void offer_plain_count(const Value& counted, const Value& length);
  void offer_any(std::size_t known, Node node);
  void offer_parentheses(Node clause);
  void offer_column_inside(const Symbol& fact, const Name& column);
  Value unknown_column_of_view(const StreamView& view, const Name& name);
  Value unknown_in_instance(const Symbol& alias, const Name& name);
  class Inside;  // names have the meaning of one instance for the length of a scope

  // ---- shared ----
  std::string text(Node node) const { return parsed_.text(node); }
  const SourceBuffer& source(Span span) const {
    return (*parsed_.sources)[static_cast<std::size_t>(std::max(span.file, 0))];
  }
  std::string described(const Type& type, bool zh) const;  // "money", "one of (a, b)"
  Diagnostic& report(Code code, Span span, std::vector<std::string> arguments = {}) {
    if (code == Code::S2017 && arguments.size() == 5) arguments.push_back(arguments[0]);  // a name: in both languages
    return diagnostics_.report(code, span, std::move(arguments));
  }
  Value wrong(Span span) const { return {{}, {}, span, {}, false}; }
  Value made(InstId inst, Span span) const { return {inst, program_.at(inst).type, span, {}, false}; }
  bool suggests() const;  // for that names of the program are worth collecting
  void suggest(Diagnostic& found, const std::string& word, std::span<const std::string_view> candidates, Span span);
  void offer_text(std::size_t known, Node node, const Type& wanted);
  void unknown_member(const std::string& word, const Enumeration& of, Span span);
  Diagnostic& unknown(Space space, const std::string& name, Span span);
  void report_trust();
  void check_shared_names();
  void mark_whole_rows();
  std::string one_line(Span span) const;
  void later(const std::string& what, Span span);
  Value later_value(const std::string& what, Type type, Span span);
  void probe(InstId inst, Builtin builtin, Span span);

  const ParsedProgram& parsed_;
  const CheckOptions& options_;
  Diagnostics& diagnostics_;
  std::size_t compared_names_ = 0;  // for did-you-mean
  Program program_;
  Builder build_;
  Symbols symbols_;
  Places places_;
  std::map<std::string, Places> body_places_;  // of the instances of modules, by scope
  ModuleBodies bodies_;

  ZoneRules zone_;
  bool zone_known_ = false;
  bool zone_reported_ = false;
  bool declares_inputs_ = false;
  bool broken_table_ = false;             // a table that could not be read
  std::map<std::string, Span> trusted_;   // S0100: names taken on trust
  std::map<const void*, FactId> facts_;   // by Symbol
  std::map<const void*, Value> metrics_;  // by Symbol
  ReportForms* open_report_ = nullptr;    // aggregates become measures of it
  WindowBounds cell_window_;              // of aggregates without a window, within a condition of a report
  std::map<const Symbol*, std::optional<CalendarId>> calendars_;
  std::string lunar_asked_;                    // a calendar of the moon that is asked: tests need its table
  std::set<InputId> staff_tables_;             // declared with `staff`
  std::set<std::string> broken_roles_;         // reported where they are declared
  std::map<std::string, Node> channel_roles_;  // `by owner` of a channel: who does its sends
  std::vector<const Symbol*> open_facts_;      // being checked: a name met again is a cycle
  std::set<const void*> broken_facts_;
  std::vector<Open> guards_;       // of issue probes: what leaves the present operand open
  AggregateId aggregate_open_;     // set while an aggregate's expressions are checked
  std::map<InstId, InstId> ends_;  // a tag held for a time: the instant it ends
  std::map<std::string, Span> rule_names_;
  std::map<std::string, int> offered_rule_names_;  // by name: the latest number behind it that a fix uses
  std::string free_rule_name(const std::string& name);
  OpenJourney* open_journey_ = nullptr;
  std::map<std::string, Node> cells_;  // of the row of `test … for`: what its names stand for
  std::map<std::string, std::string> template_channels_;
  std::map<const void*, SetMembers> sets_;            // by Symbol
  std::map<const void*, bool> steps_;                 // by Symbol: a function that could be read
  std::map<const void*, std::vector<Stage>> stages_;  // by Symbol: of an ordered filter
  std::vector<const void*> open_steps_;               // being expanded: a name met again is a circle
  InstId asked_of_event_;                             // inside a rule of one trigger: the trigger's `where`
  InstId survivors_;                                  // inside an ordered filter: who passed the stages before
  std::vector<std::size_t> open_probes_;              // probes made inside the aggregate being checked
  std::set<std::string> damaged_inputs_;              // some column could not be read: unknown columns stay silent
  std::map<std::int32_t, Node> input_nodes_;          // by InputId: where it is declared
  std::map<std::string, ModuleInstance> instances_;   // by scope
  ModuleInstance* instance_ = nullptr;                // whose body is being checked
  std::set<std::string> broken_modules_;
  std::vector<Send> sends_;  // of rules and journeys
  std::vector<Suppression> suppressions_;
  bool unread_suppression_ = false;  // of a channel that is not known
  std::set<std::string> service_templates_;
  std::set<std::string> staff_templates_;
  std::vector<Node> priorities_;                           // the lists of all policies
  bool in_slot_ = false;                                   // an expression inside a text is being read
  std::deque<Tree> slot_trees_;                            // of expressions inside texts
  std::map<std::string, std::int64_t> template_messages_;  // templates whose text has slots
};

class Checker::Opened {
 public:
  Opened(Checker& checker, Open::Kind kind, const Value& left) : checker_(checker), size_(checker.guards_.size()) {
    add(kind, left);
  }
  explicit Opened(Checker& checker) : checker_(checker), size_(checker.guards_.size()) {}
  ~Opened() { checker_.guards_.resize(size_); }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;

  void add(Open::Kind kind, const Value& left) {
    if (!left.wrong()) checker_.guards_.push_back({kind, left.inst});
  }

 private:
  Checker& checker_;
  std::size_t size_;
};

// Names mean what they mean in this instance of a module; outside of all modules without one.
class Checker::Inside {
 public:
  Inside(Checker& checker, ModuleInstance* instance)
      : checker_(checker), instance_(checker.instance_), scope_(checker.symbols_.scope()) {
    checker_.instance_ = instance;
    checker_.symbols_.enter(instance == nullptr ? std::string() : instance->scope);
  }
  ~Inside() {
    checker_.instance_ = instance_;
    checker_.symbols_.enter(std::move(scope_));
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  Checker& checker_;
  ModuleInstance* instance_;
  std::string scope_;
};

}  // namespace sop
