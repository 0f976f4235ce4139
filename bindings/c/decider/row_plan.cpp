#include "bindings/c/decider/row_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "bindings/c/decider/comparisons.h"
#include "bindings/c/decider/verdicts/lay_out.h"
#include "stdlib/ops/text.h"

namespace sop::embed {
namespace {

// What an expression needs besides the row.
struct NeedsMore {
  std::string_view en, zh;
};

constexpr std::uint32_t no_cell = UINT32_MAX;

class Planning {
 public:
  explicit Planning(const Program& program) : program_(program), cell_of_(program.insts.size(), no_cell) {}

  std::expected<RowPlan, NoRowPlan> run() {
    if (!program_.population.exists() || program_.inputs[program_.population.index()].keys_from.exists())
      return std::unexpected(NoRowPlan{"the program has no table of customers", "程序没有客户表"});
    for (const Rule& rule : program_.rules)
      if (auto why = add_rule(rule)) return std::unexpected(std::move(*why));
    for (const Fact& fact : program_.facts) add_fact(fact);
    if (plan_.answers.empty())
      return std::unexpected(
          NoRowPlan{"nothing of the program can be decided from one row", "程序中没有可由一行判定的内容"});
    make_tables();
    put_alike_together();
    place_columns();
    return std::move(plan_);
  }

 private:
  std::optional<NoRowPlan> add_rule(const Rule& rule) {
    std::optional<NeedsMore> why;
    if (!rule.triggers.empty()) why = NeedsMore{"is asked at events", "由事件触发"};
    if (!why) why = add_answer("rule", rule.name, rule.condition);
    if (!why) return std::nullopt;
    return NoRowPlan{fmt::format("the rule `{}` {}", rule.name, why->en),
                     fmt::format("规则 `{}` {}", rule.name, why->zh)};
  }

  void add_fact(const Fact& fact) {
    const bool is_tag = fact.kind == FactKind::tag && !fact.stored && fact.type.is(TypeKind::boolean);
    if (fact.kind == FactKind::segment) add_answer("segment", fact.name, fact.root);
    if (is_tag) add_answer("tag", fact.group.empty() ? fact.name : fact.group + "." + fact.name, fact.root);
  }

  // What the row lacks, or nothing: it was planned. A failed attempt leaves steps that nobody reads.
  std::optional<NeedsMore> add_answer(std::string_view kind, const std::string& name, InstId root) {
    lack_.reset();
    const std::uint32_t cell = root.exists() ? plan_all(root) : constant_true();
    if (!lack_) {
      plan_.answers.push_back({kind, name, cell});
      roots_.push_back(root);
    }
    return lack_;
  }

  std::uint32_t lack(NeedsMore more) {
    if (!lack_) lack_ = more;
    return no_cell;
  }

  // What an instruction reads, wherever it stands.
  void push_read(InstId id, std::vector<InstId>& out) const {
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::call && column_against_constant(id)) return;
    for (const InstId arg : program_.args_of(id)) out.push_back(arg);
    if (inst.kind == InstKind::fact) out.push_back(program_.facts[static_cast<std::size_t>(inst.a)].root);
    if (inst.kind == InstKind::column && inst.a == program_.population.value && declared(inst).derived.exists())
      out.push_back(declared(inst).derived);
  }

  // What is read before what reads it, without recursion: chains of facts may be long.
  std::uint32_t plan_all(InstId root) {
    std::vector<InstId> open{root};
    while (!open.empty() && !lack_) {
      const InstId id = open.back();
      const std::size_t before = open.size();
      if (!is_planned(id)) push_read(id, open);
      const auto read = open.begin() + static_cast<std::ptrdiff_t>(before);
      open.erase(std::remove_if(read, open.end(), [&](InstId one) { return is_planned(one); }), open.end());
      if (open.size() > before) continue;
      open.pop_back();
      if (!is_planned(id)) cell_of_[id.index()] = plan_inst(id);
    }
    return lack_ ? no_cell : cell_of(root);
  }

  bool is_planned(InstId id) const { return cell_of_[id.index()] != no_cell; }
  std::uint32_t cell_of(InstId id) const { return cell_of_[id.index()]; }

  std::uint32_t new_cell(RowPace pace = RowPace::day) {
    plan_.cells.emplace_back();
    paces_.push_back(pace);
    return static_cast<std::uint32_t>(plan_.cells.size() - 1);
  }

  std::uint32_t constant_true() {
    const std::uint32_t cell = new_cell();
    plan_.cells[cell].whole = 1;
    plan_.cells[cell].known = true;
    return cell;
  }

  std::uint32_t plan_inst(InstId id) {
    const Inst& inst = program_.at(id);
    switch (inst.kind) {
      case InstKind::constant: return constant(program_.constants[static_cast<std::size_t>(inst.a)]);
      case InstKind::missing: return new_cell();
      case InstKind::column: return column(inst);
      case InstKind::fact: return cell_of(program_.facts[static_cast<std::size_t>(inst.a)].root);
      case InstKind::context: return context(static_cast<ContextValue>(inst.a));
      case InstKind::call: return call(id);
      case InstKind::all_of: return combined(RowOp::all_of, id);
      case InstKind::any_of: return combined(RowOp::any_of, id);
      case InstKind::negation: return combined(RowOp::negation, id);
      case InstKind::choose: return combined(RowOp::choose, id);
      case InstKind::fallback: return combined(RowOp::fallback, id);
      case InstKind::is_missing: return combined(RowOp::is_missing, id);
      case InstKind::is_true: return cell_of(program_.args_of(id)[0]);
      case InstKind::in_set: return in_set(id);
      case InstKind::event_aggregate: return lack({"reads events", "读取事件"});
      case InstKind::lookup:
      case InstKind::pick_row: return lack({"reads another table", "读取其他表"});
      case InstKind::customer_aggregate:
      case InstKind::population: return lack({"reads all customers", "读取全体客户"});
      case InstKind::has_tag: return lack({"reads stored tags", "读取已存标签"});
      case InstKind::history: return lack({"reads what was before", "读取以前的状态"});
      case InstKind::calendar: return lack({"asks a calendar", "查询日历"});
      case InstKind::kept:
      case InstKind::outer: return lack({"reads an event", "读取事件"});
    }
    return lack({"reads more than the row", "读取的不只是这一行"});
  }

  std::uint32_t constant(const Constant& value) {
    const std::uint32_t cell = new_cell();
    Cell& out = plan_.cells[cell];
    out.known = true;
    switch (physical_of(value.type.kind)) {
      case Physical::whole:
      case Physical::bit: out.whole = value.whole; break;
      case Physical::real: out.real = value.real; break;
      case Physical::code: out.text = value.text; break;
    }
    return cell;
  }

  const Column& declared(const Inst& inst) const {
    return program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)];
  }

  bool is_hers(const Inst& inst) const {
    return inst.kind == InstKind::column && inst.a == program_.population.value && !declared(inst).derived.exists();
  }

  std::uint32_t place(const Inst& inst) {
    const auto [found, is_new] = places_.try_emplace(inst.b, static_cast<std::uint32_t>(plan_.columns.size()));
    if (is_new) plan_.columns.push_back({.column = inst.b});
    return found->second;
  }

  std::uint32_t column(const Inst& inst) {
    if (inst.a != program_.population.value) return lack({"reads an event", "读取事件"});
    if (const Column& of = declared(inst); of.derived.exists()) return cell_of(of.derived);
    RowStep step{.offset = place(inst)};
    switch (physical_of(inst.type.kind)) {
      case Physical::whole: step.op = RowOp::load_whole; break;
      case Physical::bit: step.op = RowOp::load_truth; break;
      case Physical::real: step.op = RowOp::load_real; break;
      case Physical::code: step.op = RowOp::load_text; break;
    }
    return add(step, {});
  }

  std::uint32_t context(ContextValue value) {
    switch (value) {
      case ContextValue::as_of: return add({.op = RowOp::as_of}, {});
      case ContextValue::today: return add({.op = RowOp::today}, {});
      case ContextValue::event_time: break;
    }
    return lack({"reads an event", "读取事件"});
  }

  static bool reads_column(RowOp op) { return op <= RowOp::text_is; }

  static RowPace pace_of(RowOp op) {
    if (reads_column(op)) return RowPace::row;
    return op == RowOp::as_of ? RowPace::instant : RowPace::day;
  }

  std::uint32_t add(RowStep step, std::span<const std::uint32_t> args) {
    if (lack_) return no_cell;
    RowPace pace = pace_of(step.op);
    for (const std::uint32_t arg : args) pace = std::max(pace, paces_[arg]);
    step.out = new_cell(pace);
    step.args_begin = static_cast<std::uint32_t>(plan_.args.size());
    step.args_count = static_cast<std::uint32_t>(args.size());
    plan_.args.insert(plan_.args.end(), args.begin(), args.end());
    plan_.steps[static_cast<std::size_t>(pace)].push_back(step);
    return step.out;
  }

  std::vector<std::uint32_t> cells_of(InstId id) {
    std::vector<std::uint32_t> cells;
    for (const InstId arg : program_.args_of(id)) cells.push_back(cell_of(arg));
    return cells;
  }

  static bool is_condition(const Inst& inst) { return inst.type.is(TypeKind::boolean) && !inst.type.nullable; }

  std::uint32_t combined(RowOp op, InstId id) {
    return add({.op = op, .is_condition = is_condition(program_.at(id))}, cells_of(id));
  }

  std::uint32_t call(InstId id) {
    const Inst& inst = program_.at(id);
    if (auto step = column_against_constant(id)) {
      step->offset = place(*compared_column(id));
      return add(*step, {});
    }
    if (const std::uint32_t cell = column_against_cell(id); cell != no_cell) return cell;
    if (inst.op == Op::matches_text) return matches(id);
    const CellOp op = cell_op(inst.op);
    if (op == nullptr) return lack({"builds a text", "拼接文字"});
    RowStep step{.op = RowOp::call, .is_condition = is_condition(inst)};
    step.call = op;
    return add(step, cells_of(id));
  }

  // Which argument of a call is a column of hers, where the other one is a constant.
  const Inst* compared_column(InstId id) const {
    const auto args = program_.args_of(id);
    if (args.size() != 2 || !is_condition(program_.at(id))) return nullptr;
    const bool constant_first = program_.at(args[0]).kind == InstKind::constant;
    const Inst& column = program_.at(args[constant_first ? 1 : 0]);
    const bool against_constant = program_.at(args[constant_first ? 0 : 1]).kind == InstKind::constant;
    return is_hers(column) && against_constant ? &column : nullptr;
  }

  // A compare of a column with a constant, without cells between them: all of the step but its column.
  std::optional<RowStep> column_against_constant(InstId id) const {
    if (compared_column(id) == nullptr) return std::nullopt;
    const Inst& inst = program_.at(id);
    const auto args = program_.args_of(id);
    const bool constant_first = program_.at(args[0]).kind == InstKind::constant;
    const Inst& other = program_.at(args[constant_first ? 0 : 1]);
    const Constant& value = program_.constants[static_cast<std::size_t>(other.a)];
    RowStep step{.is_condition = true};
    if (const Comparison whole = whole_comparison(inst.op); whole != Comparison::none) {
      step.op = RowOp::whole_within;
      step.whole = whole_bounds(whole, value.whole, constant_first);
    } else if (const Comparison real = real_comparison(inst.op); real != Comparison::none) {
      step.op = RowOp::real_within;
      step.real = real_bounds(real, value.real, constant_first);
    } else if (inst.op == Op::equal_text || inst.op == Op::equal_id) {
      step.op = RowOp::text_is;
      step.text = value.text;
    } else {
      return std::nullopt;
    }
    return step;
  }

  // A compare of a column of whole numbers with what is the same for every row, e.g. with the first day of a window.
  std::uint32_t column_against_cell(InstId id) {
    const Comparison comparison = whole_comparison(program_.at(id).op);
    const auto args = program_.args_of(id);
    if (comparison == Comparison::none || comparison == Comparison::equal || !is_condition(program_.at(id)))
      return no_cell;
    const bool column_first = is_hers(program_.at(args[0]));
    const Inst& column = program_.at(args[column_first ? 0 : 1]);
    const std::uint32_t other = cell_of(args[column_first ? 1 : 0]);
    if (!is_hers(column) || paces_[other] == RowPace::row) return no_cell;
    const RowStep step{.op = column_first ? RowOp::whole_to : RowOp::whole_from,
                       .is_condition = true,
                       .strict = comparison == Comparison::less,
                       .offset = place(column)};
    return add(step, std::array{other});
  }

  std::uint32_t matches(InstId id) {
    const auto args = program_.args_of(id);
    const Inst& pattern = program_.at(args[1]);
    if (pattern.kind != InstKind::constant) return lack({"makes a pattern of a value", "用取值作正则"});
    const Constant& text = program_.constants[static_cast<std::size_t>(pattern.a)];
    plan_.patterns.push_back(ops::compile_pattern(text.text));
    const std::uint32_t cell = cell_of(args[0]);
    RowStep step{.op = RowOp::matches, .is_condition = is_condition(program_.at(id))};
    step.set = static_cast<std::uint32_t>(plan_.patterns.size() - 1);
    return add(step, std::array{cell});
  }

  std::uint32_t in_set(InstId id) {
    const Inst& inst = program_.at(id);
    const InstId value = program_.args_of(id)[0];
    const Type type = program_.at(value).type;
    const Physical physical = physical_of(type.kind);
    if (physical == Physical::real || type.is(TypeKind::duration))
      return lack({"asks a list of numbers", "查询数字列表"});
    const RowOp op = physical == Physical::code ? RowOp::text_in_set : RowOp::whole_in_set;
    RowStep step{.op = op, .is_condition = true};
    step.set = static_cast<std::uint32_t>(inst.a);
    return add(step, std::array{cell_of(value)});
  }

  // Where tables pay, steps are left for what they ask of cells; else for all answers.
  void make_tables() {
    std::vector<std::uint32_t> answers;
    for (const RowAnswer& answer : plan_.answers) answers.push_back(answer.cell);
    std::vector<std::uint32_t> columns(program_.inputs[program_.population.index()].columns.size());
    for (const auto& [column, place] : places_) columns[static_cast<std::size_t>(column)] = place;
    AnswerClauses clauses = clauses_of({program_, plan_, cell_of_, paces_, columns}, roots_);
    std::vector<std::uint32_t> asked = std::move(clauses.cells);
    plan_.tables = lay_out_tables(std::move(clauses), plan_, count_read(answers));
    drop_unread(plan_.tables.words != 0 ? asked : answers);
  }

  std::vector<bool> cells_behind(std::span<const std::uint32_t> asked) const {
    std::vector<bool> read(plan_.cells.size(), false);
    for (const std::uint32_t cell : asked) read[cell] = true;
    for (auto steps = plan_.steps.rbegin(); steps != plan_.steps.rend(); ++steps)
      for (auto step = steps->rbegin(); step != steps->rend(); ++step)
        for (std::uint32_t i = 0; read[step->out] && i < step->args_count; ++i)
          read[plan_.args[step->args_begin + i]] = true;
    return read;
  }

  std::size_t count_read(std::span<const std::uint32_t> asked) const {
    const std::vector<bool> read = cells_behind(asked);
    const auto& steps = plan_.steps[static_cast<std::size_t>(RowPace::row)];
    return static_cast<std::size_t>(std::ranges::count_if(steps, [&](const RowStep& step) { return read[step.out]; }));
  }

  // Steps whose value nobody reads: of columns that are compared where they lie, and of answers that failed.
  void drop_unread(std::span<const std::uint32_t> asked) {
    const std::vector<bool> read = cells_behind(asked);
    for (std::vector<RowStep>& steps : plan_.steps)
      std::erase_if(steps, [&](const RowStep& step) { return !read[step.out]; });
  }

  // Steps of one kind after each other, as far as they do not wait for others: the processor guesses what comes next.
  void put_alike_together() {
    std::vector<std::uint32_t> level(plan_.cells.size(), 0);
    for (std::vector<RowStep>& steps : plan_.steps) {
      for (const RowStep& step : steps)
        for (std::uint32_t i = 0; i < step.args_count; ++i)
          level[step.out] = std::max(level[step.out], level[plan_.args[step.args_begin + i]] + 1);
      std::ranges::stable_sort(steps, {}, [&](const RowStep& step) {
        return std::tuple(level[step.out], step.op, step.args_count, step.offset);
      });
    }
  }

  // First a byte per column that says whether its value is there, then the values.
  void place_columns() {
    auto at = static_cast<std::uint32_t>((plan_.columns.size() + 7) / 8 * 8);
    const Input& people = program_.inputs[program_.population.index()];
    for (std::size_t i = 0; i < plan_.columns.size(); ++i) {
      RowColumn& column = plan_.columns[i];
      const Type type = people.columns[static_cast<std::size_t>(column.column)].type;
      column.known_offset = static_cast<std::uint32_t>(i);
      column.offset = at;
      at += physical_of(type.kind) == Physical::code ? 16 : 8;
    }
    plan_.row_bytes = std::max(at, 8u);
    for (RowStep& step : plan_.steps[static_cast<std::size_t>(RowPace::row)]) {
      if (!reads_column(step.op)) continue;
      const RowColumn& column = plan_.columns[step.offset];
      step.offset = column.offset;
      step.known_offset = column.known_offset;
    }
    place_looks(plan_.tables, plan_);
  }

  const Program& program_;
  RowPlan plan_;
  std::vector<std::uint32_t> cell_of_;
  std::vector<RowPace> paces_;  // by cell
  std::map<std::int32_t, std::uint32_t> places_;
  std::vector<InstId> roots_;      // of the answers
  std::optional<NeedsMore> lack_;  // of the answer that is being planned
};

}  // namespace

std::expected<RowPlan, NoRowPlan> plan_row(const Program& program) { return Planning(program).run(); }

}  // namespace sop::embed
