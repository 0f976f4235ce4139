// What else can be asked of an evaluator: why, what a run does against the one before, the program's own tests.
#include <fmt/format.h>

#include "bindings/c/evaluator.h"
#include "bindings/c/memory/remember.h"
#include "runtime/explain/why.h"
#include "runtime/plan/plan_page.h"
#include "runtime/testing/report.h"

namespace sop::embed {
namespace {

sop_status why(sop_evaluator& evaluator, const std::string& id, const char* name, const char** text) {
  if (evaluator.decided == nullptr) return evaluator.refuse_without_run();
  DecidedBatch& batch = *evaluator.decided;
  const auto customer = customer_of_id(batch.program, batch.prepared.dataset, id);
  if (!customer)
    return evaluator.fail(SOP_E_ARGUMENT, fmt::format("no customer `{}` is in the data", id),
                          fmt::format("数据中没有客户 `{}`", id));
  const DecidedRun decided{batch.program, batch.prepared.dataset, batch.options, batch.context, batch.result};
  Why asked(decided, evaluator.language);
  std::vector<ExplainedStep> steps;
  if (name == nullptr) {
    steps = asked.overview(*customer);
  } else {
    const std::vector<WhySubject> subjects = asked.find(name);
    if (subjects.empty())
      return evaluator.fail(SOP_E_ARGUMENT, fmt::format("no fact, tag or rule is called `{}`", name),
                            fmt::format("没有名为 `{}` 的事实、标签或规则", name));
    for (const WhySubject& subject : subjects)
      for (ExplainedStep& step : asked.explain(subject, *customer)) steps.push_back(std::move(step));
  }
  evaluator.answer = asked.heading(*customer) + "\n" + why_text(steps);
  *text = evaluator.answer.c_str();
  return SOP_OK;
}

sop_status plan(sop_evaluator& evaluator, bool as_text, const char** out) {
  if (evaluator.decided == nullptr) return evaluator.refuse_without_run();
  const DecidedBatch& batch = *evaluator.decided;
  LastRun last;
  if (evaluator.memory && evaluator.memory->exists)
    last = last_run(*evaluator.memory, batch.program, batch.prepared.dataset);
  RunPlan plan = make_plan(batch.program, batch.prepared.dataset, batch.options, batch.result, last);
  if (evaluator.memory)
    plan.action_limit = static_cast<std::int64_t>(guard_limit(batch.program.project, *evaluator.memory));
  const PlanView view{plan, batch.prepared.dataset, batch.context.zone, evaluator.language};
  evaluator.answer = as_text ? plan_text(view) : plan_json(view);
  *out = evaluator.answer.c_str();
  return SOP_OK;
}

// Tests are part of the files, not of the program that runs: it is compiled anew with them.
sop_status test(sop_evaluator& evaluator, const char** json) {
  const sop_program& of = *evaluator.program;
  TestSuite suite;
  const Compilation compiled = compile(of.sources, of.check, &suite);
  RunContext context{.zone = of.zone};
  context.threads = std::max(1, evaluator.options.threads);
  const TestReport report = run_tests(compiled.program, suite, context, false);
  evaluator.answer = test_json({compiled.program, suite, report, of.sources, evaluator.language});
  *json = evaluator.answer.c_str();
  return SOP_OK;
}

}  // namespace
}  // namespace sop::embed

using namespace sop::embed;

sop_status sop_evaluator_why(sop_evaluator* evaluator, const char* customer, const char* name, const char** text) {
  if (customer == nullptr || text == nullptr) return SOP_E_ARGUMENT;
  *text = nullptr;
  return on_evaluator(evaluator, [&](sop_evaluator& of) { return why(of, customer, name, text); });
}

sop_status sop_evaluator_plan(sop_evaluator* evaluator, int32_t as_text, const char** out) {
  if (out == nullptr) return SOP_E_ARGUMENT;
  *out = nullptr;
  return on_evaluator(evaluator, [&](sop_evaluator& of) { return plan(of, as_text != 0, out); });
}

sop_status sop_evaluator_test(sop_evaluator* evaluator, const char** json) {
  if (json == nullptr) return SOP_E_ARGUMENT;
  *json = nullptr;
  return on_evaluator(evaluator, [&](sop_evaluator& of) { return test(of, json); });
}
