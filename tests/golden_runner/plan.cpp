#include "tests/golden_runner/plan.h"

#include "runtime/plan/plan_page.h"
#include "runtime/store/store.h"
#include "tests/golden_runner/prepared_case.h"

namespace sop::golden {
namespace {

// A program's run on the stored memory that is not committed.
struct Tried {
  Dataset dataset;
  RunMemory memory;
  RunResult result;
};

Tried tried(const PreparedCase& prepared, Store& store, Micros instant, RunOptions& options) {
  Tried out;
  out.dataset = prepared.prepared.dataset;
  if (auto memory = store.load(prepared.program, out.dataset)) out.memory = std::move(*memory);
  options = options_at(instant);
  options.with_state = true;
  options.before = &out.memory;
  out.result = run(prepared.program, out.dataset, options, prepared.context);
  return out;
}

}  // namespace

std::string plan(const Case& golden, std::string_view argument) {
  const Folder folder(golden);
  const auto now = prepare_case(golden.sources(), folder);
  if (!now) return now.error();
  const bool edited = !golden.earlier_sources().empty();
  const auto earlier = edited ? prepare_case(golden.earlier_sources(), folder) : now;
  if (!earlier) return earlier.error();
  const std::vector<Micros> instants = instants_of(golden, now->context.zone);
  if (instants.empty()) return "a plan needs AS_OF\n";
  const std::string state = folder.project() + "state.db";
  if (const std::string wrong = run_before_last(*earlier, state, instants); !wrong.empty()) return wrong;
  auto store = Store::open_to_read(state);
  if (!store) return store.error().reason;
  RunOptions options, before_options;
  Tried tried_now;
  tried_now = tried(*now, *store, instants.back(), options);
  options.before = &tried_now.memory;
  const auto last = store->load_last_run(now->program, tried_now.dataset);
  if (!last) return last.error().reason;
  RunPlan plan = make_plan(now->program, tried_now.dataset, options, tried_now.result, *last);
  if (edited && plan.has_last_time()) {
    const Tried before = tried(*earlier, *store, instants.back(), before_options);
    plan.last_program = LastProgram::edited;
    plan.edits = edits_between({&earlier->program, &before.dataset, &before.result},
                               {&now->program, &tried_now.dataset, &tried_now.result});
  }
  const Language language = argument.find("zh") == std::string_view::npos ? Language::en : Language::zh;
  const PlanView view{plan, tried_now.dataset, now->context.zone, language};
  return argument.find("json") == std::string_view::npos ? plan_markdown(view) : plan_json(view);
}

}  // namespace sop::golden
