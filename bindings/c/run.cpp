// One evaluation of everything an evaluator was given, and the tables of its result.
#include <fmt/format.h>

#include <algorithm>

#include "bindings/c/arrow/table_out.h"
#include "bindings/c/boundary.h"
#include "bindings/c/evaluator.h"
#include "bindings/c/memory/remember.h"
#include "bindings/c/pieces/passes.h"
#include "bindings/c/summary_json.h"
#include "runtime/io/instant_option.h"
#include "runtime/run/issues.h"

namespace sop::embed {
namespace {

// One run, step by step; each step answers SOP_OK to go on.
class Deciding {
 public:
  Deciding(sop_evaluator& evaluator, const sop_run_options& asked)
      : of_(evaluator),
        asked_(asked),
        batch_(std::make_unique<DecidedBatch>()),
        allowance_(evaluator.options.max_cost, called_off()) {}

  sop_status run() {
    const std::array steps{&Deciding::choose_instant, &Deciding::take_edges, &Deciding::prepare_rows,
                           &Deciding::recall_memory,  &Deciding::decide,     &Deciding::object,
                           &Deciding::remember_all};
    if (const sop_status status = go(steps); status != SOP_OK) return status;
    batch_->context.allowance = nullptr;
    of_.decided = std::move(batch_);
    return SOP_OK;
  }

  // What these customers have to say to what is asked of all of them next, as bytes in `answer`.
  sop_status tell_part() {
    const std::array steps{&Deciding::choose_instant, &Deciding::begin_or_go_on, &Deciding::prepare_rows,
                           &Deciding::recall_memory, &Deciding::say_part};
    return go(steps);
  }

 private:
  template <class Steps>
  sop_status go(const Steps& steps) {
    for (const auto step : steps)
      if (const sop_status status = (this->*step)(); status != SOP_OK) return status;
    return SOP_OK;
  }

  // A run over some of the customers: everything asked of all must be known.
  sop_status take_edges() {
    if (!of_.edges) return SOP_OK;
    PassesOverAll passes;
    if (const sop_status status = passes_of(of_, kind_of_run(of_), passes); status != SOP_OK) return status;
    if (passes.passes.empty()) return SOP_OK;
    if (of_.edges->passes_done != passes.passes.size())
      return of_.refuse_order(
          fmt::format("{} of {} passes over all customers are done", of_.edges->passes_done, passes.passes.size()),
          fmt::format("对全体客户的 {1} 轮中只完成了 {0} 轮", of_.edges->passes_done, passes.passes.size()));
    const bool is_of_this_run = of_.edges->all.as_of == batch_->options.as_of && of_.edges->kind == kind_of_run(of_);
    if (!is_of_this_run) return of_.refuse_other_run();
    batch_->all = of_.edges->all;
    batch_->all.as_of = batch_->options.as_of;
    batch_->context.among_all = &batch_->all;
    return SOP_OK;
  }

  sop_status begin_or_go_on() {
    PassesOverAll passes;
    if (const sop_status status = passes_of(of_, kind_of_run(of_), passes); status != SOP_OK) return status;
    if (passes.passes.empty())
      return of_.fail(SOP_E_ARGUMENT, "this program asks nothing of all customers together",
                      "这个程序没有对全体客户提出任何问题");
    begin_run(of_.program->program(), *of_.edges, kind_of_run(of_), batch_->options.as_of);
    if (of_.edges->all.as_of != batch_->options.as_of || of_.edges->kind != kind_of_run(of_))
      return of_.refuse_other_run();
    batch_->all = of_.edges->all;
    batch_->context.among_all = &batch_->all;
    pass_ = passes.passes[of_.edges->passes_done];
    return SOP_OK;
  }

  sop_status say_part() {
    PieceOfPass piece{of_.edges->passes_done, of_.edges->kind, {}};
    piece.parts = part_of_run(batch_->program, batch_->prepared.dataset, batch_->options, batch_->context, pass_);
    of_.answer = bytes_of(of_.program->program(), piece);
    return SOP_OK;
  }

  std::function<bool()> called_off() const {
    if (of_.options.cancel == nullptr) return {};
    return [cancel = of_.options.cancel, data = of_.options.cancel_data] { return cancel(data) != 0; };
  }

  sop_status choose_instant() {
    RunContext& context = batch_->context;
    context.zone = of_.program->zone;
    context.threads = std::max(1, of_.options.threads);
    context.allowance = &allowance_;
    batch_->options.evaluate = evaluate;
    batch_->program = of_.running();
    if (asked_.has_as_of_us != 0) {
      batch_->options.as_of = asked_.as_of_us;
    } else if (asked_.as_of != nullptr) {
      const auto instant = parse_instant(asked_.as_of, &context.zone);
      if (!instant)
        return of_.fail(SOP_E_ARGUMENT,
                        fmt::format("an instant is such as 2026-11-22 10:00, and `{}` is not", asked_.as_of),
                        fmt::format("时间点的写法如 2026-11-22 10:00,`{}` 不是", asked_.as_of));
      batch_->options.as_of = *instant;
    } else if (batch_->program.reads_time || of_.memory) {
      return of_.fail(SOP_E_ARGUMENT, "this run needs an instant: as_of or as_of_us",
                      "这次运行需要时间点:as_of 或 as_of_us");
    } else {
      return SOP_OK;
    }
    batch_->options.has_as_of = true;
    constexpr Micros far = 250'000'000'000'000'000;  // the years the language knows end before
    if (batch_->options.as_of < -far || batch_->options.as_of > far)
      return of_.fail(SOP_E_ARGUMENT, "this instant is outside the years 1 to 9999", "时间点超出公元 1 至 9999 年");
    return SOP_OK;
  }

  bool is_given(std::size_t input) const { return input < of_.inputs.size() && of_.inputs[input] != nullptr; }

  // Declared inputs that need rows and have none. Nothing is used up by asking.
  InputFindings missing_inputs() const {
    InputFindings missing;
    for (std::size_t i = 0; i < batch_->program.inputs.size(); ++i) {
      const Input& input = batch_->program.inputs[i];
      const bool may_stay_away = input.recorded || input.keys_from.exists() || input.kind == InputKind::tags ||
                                 input.predeclared || !input.list_file.empty();
      if (may_stay_away || is_given(i)) continue;
      ++missing.total;
      missing.kept.push_back({.fault = InputFault::not_given, .input = input.name});
    }
    return missing;
  }

  sop_status prepare_rows() {
    if (InputFindings missing = missing_inputs(); missing.total > 0)
      return of_.fail(SOP_E_INPUT, "inputs without rows", "有输入没有给出行", {std::move(missing)});
    of_.broken = true;  // the rows are used up, whatever becomes of them
    InputTables tables;
    tables.tables.resize(batch_->program.inputs.size());
    for (std::size_t i = 0; i < tables.tables.size(); ++i)
      if (is_given(i)) tables.tables[i] = of_.inputs[i]->finish();
    batch_->prepared = prepare(batch_->program, std::move(tables), of_.pool, evaluate_rows, batch_->context, {});
    if (batch_->prepared.exit_code == 0) return SOP_OK;
    return of_.fail(SOP_E_INPUT, "rows that do not fit the program", "有行与程序不符", batch_->prepared.findings);
  }

  sop_status recall_memory() {
    if (!of_.memory) return SOP_OK;
    auto before = recall(*of_.memory, batch_->program, batch_->prepared.dataset);
    if (!before)
      return of_.fail(SOP_E_ARGUMENT, "this memory is damaged: " + before.error(), "记忆已损坏:" + before.error());
    batch_->before = std::move(*before);
    if (of_.edges) batch_->before.edges = of_.edges->last;
    batch_->options.before = &batch_->before;
    batch_->options.with_state = true;
    if (!is_too_early(batch_->options)) return SOP_OK;
    return of_.fail(SOP_E_REFUSED, "the memory is of a later instant; time does not run backwards",
                    "记忆属于更晚的时刻;时间不能倒流");
  }

  sop_status decide() {
    batch_->result = sop::run(batch_->program, batch_->prepared.dataset, batch_->options, batch_->context);
    add_issues(batch_->result.issues, batch_->prepared.issues);
    if (const auto& endless = batch_->result.endless)
      return of_.fail(SOP_E_REFUSED, text_of(*endless, false), text_of(*endless, true));
    if (const auto gap = find_table_gap(batch_->program, batch_->result.issues))
      return of_.fail(SOP_E_REFUSED, gap_line(batch_->program, *gap, false), gap_line(batch_->program, *gap, true));
    const std::string& calendar = batch_->result.without_table;
    if (calendar.empty()) return SOP_OK;
    return of_.fail(SOP_E_REFUSED,
                    fmt::format("the calendar `{}` has no table for a year this run needs (2015 to 2040)", calendar),
                    fmt::format("日历 `{}` 缺少本次运行所需年份的表(2015 至 2040 年)", calendar));
  }

  // What a person must look at before it is kept (semantics C7, E5).
  sop_status object() {
    const RunResult& result = batch_->result;
    if (of_.memory && !result.redefined.empty() && asked_.accept_redefined == 0)
      return of_.fail(SOP_E_REFUSED,
                      fmt::format("redefined since the last run, and it changes what is stored: {}",
                                  fmt::join(result.redefined, ", ")),
                      fmt::format("与上次运行相比定义已变,并会改动已存内容:{}", fmt::join(result.redefined, "、")));
    std::uint64_t limit = asked_.max_actions;
    if (limit == 0 && of_.memory) limit = guard_limit(batch_->program.project, *of_.memory);
    if (limit == 0 || result.actions.size() <= limit) return SOP_OK;
    return of_.fail(SOP_E_REFUSED,
                    fmt::format("{} actions, more than the guard's {}: nothing of this run is to be sent",
                                result.actions.size(), limit),
                    fmt::format("将执行 {} 个动作,超过防护上限 {}:本次结果不得发送", result.actions.size(), limit));
  }

  sop_status remember_all() {
    if (!of_.memory) return SOP_OK;
    write_held(batch_->view(), batch_->result.memory.journeys);
    batch_->memory = remember(*of_.memory, of_.program->program(), batch_->view());
    return SOP_OK;
  }

  sop_evaluator& of_;
  const sop_run_options& asked_;
  std::unique_ptr<DecidedBatch> batch_;
  Allowance allowance_;
  PassOverAll pass_;
};

// Rows that were given and not used up yet, or why there are none.
std::optional<sop_run_options> options_for_rows(sop_evaluator& evaluator, const sop_run_options* options,
                                                sop_status& status) {
  const auto asked = known_or_default(options);
  status = SOP_OK;
  if (!asked) status = evaluator.fail(SOP_E_ARGUMENT, "options of no known size", "选项大小无法识别");
  if (asked && (evaluator.decided != nullptr || evaluator.broken))
    status = evaluator.refuse_order("these rows are used up: sop_evaluator_clear, then give rows",
                                    "这些行已用过:请先调用 sop_evaluator_clear,再给出行");
  if (status != SOP_OK) return std::nullopt;
  return asked;
}

sop_status run(sop_evaluator& evaluator, const sop_run_options* options) {
  sop_status status = SOP_OK;
  const auto asked = options_for_rows(evaluator, options, status);
  return asked ? Deciding(evaluator, *asked).run() : status;
}

sop_status part(sop_evaluator& evaluator, const sop_run_options* options) {
  if (!evaluator.edges)
    return evaluator.refuse_order("sop_evaluator_set_edges comes before this, with zero bytes at first",
                                  "请先调用 sop_evaluator_set_edges,首次给零字节");
  sop_status status = SOP_OK;
  const auto asked = options_for_rows(evaluator, options, status);
  return asked ? Deciding(evaluator, *asked).tell_part() : status;
}

std::optional<OutputTable> table_of(const DecidedBatch& batch, sop_table which) {
  switch (which) {
    case SOP_TABLE_ACTIONS: return actions_table(batch.view());
    case SOP_TABLE_TAGS: return tags_table(batch.view());
    case SOP_TABLE_FACTS: return facts_table(batch.view(), {});
    case SOP_TABLE_SEGMENTS: return segments_table(batch.view());
    case SOP_TABLE_ISSUES: return issues_table(batch.view());
    case SOP_TABLE_DECISIONS: return decisions_table(batch.view());
    case SOP_TABLE_STAGES: return stages_table(batch.view());
    default: return std::nullopt;  // of a later version
  }
}

}  // namespace
}  // namespace sop::embed

using namespace sop::embed;

sop_status sop_evaluator_run(sop_evaluator* evaluator, const sop_run_options* options) {
  return on_evaluator(evaluator, [&](sop_evaluator& of) { return run(of, options); });
}

sop_status sop_evaluator_part(sop_evaluator* evaluator, const sop_run_options* options, const void** bytes,
                              size_t* size) {
  if (bytes == nullptr || size == nullptr) return SOP_E_ARGUMENT;
  *bytes = nullptr;
  *size = 0;
  return on_evaluator(evaluator, [&](sop_evaluator& of) -> sop_status {
    if (const sop_status status = part(of, options); status != SOP_OK) return status;
    *bytes = of.answer.data();
    *size = of.answer.size();
    return SOP_OK;
  });
}

sop_status sop_evaluator_table(sop_evaluator* evaluator, sop_table which, struct ArrowArrayStream* out) {
  if (out == nullptr) return SOP_E_ARGUMENT;
  *out = {};
  return on_evaluator(evaluator, [&](sop_evaluator& of) -> sop_status {
    if (of.decided == nullptr) return of.refuse_without_run();
    auto table = table_of(*of.decided, which);
    if (!table) return of.fail(SOP_E_ARGUMENT, "no such table", "没有这张表");
    export_table(std::move(*table), *out);
    return SOP_OK;
  });
}

sop_status sop_evaluator_memory(sop_evaluator* evaluator, const void** bytes, size_t* size) {
  if (bytes == nullptr || size == nullptr) return SOP_E_ARGUMENT;
  *bytes = nullptr;
  *size = 0;
  return on_evaluator(evaluator, [&](sop_evaluator& of) -> sop_status {
    if (of.decided == nullptr) return of.refuse_without_run();
    if (!of.memory)
      return of.refuse_order("this run had no memory: sop_evaluator_set_memory before it, with zero bytes at first",
                             "这次运行没有记忆:请在运行前调用 sop_evaluator_set_memory,首次给零字节");
    *bytes = of.decided->memory.data();
    *size = of.decided->memory.size();
    return SOP_OK;
  });
}

sop_status sop_evaluator_summary(sop_evaluator* evaluator, const char** json) {
  if (json == nullptr) return SOP_E_ARGUMENT;
  *json = nullptr;
  return on_evaluator(evaluator, [&](sop_evaluator& of) -> sop_status {
    if (of.decided == nullptr) return of.refuse_without_run();
    of.answer = summary_json(*of.decided);
    *json = of.answer.c_str();
    return SOP_OK;
  });
}
