// What an evaluator holds: rows on their way in, then one decided run and what was asked of it.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bindings/c/arrow/input_rows.h"
#include "bindings/c/boundary.h"
#include "bindings/c/handles.h"
#include "bindings/c/memory/book.h"
#include "bindings/c/pieces/known_bytes.h"
#include "runtime/io/prepare.h"
#include "runtime/io/run_tables.h"
#include "runtime/run/run.h"

namespace sop::embed {

// A run and everything it stands on: results point into it.
struct DecidedBatch {
  Program program;  // with older versions of journeys that people are inside of
  PreparedData prepared;
  RunMemory before;
  RunOptions options;
  RunContext context;
  RunResult result;
  std::string memory;  // for the next run
  KnownOfAll all;      // where the rows are those of some customers

  RunView view() const { return {&program, &prepared.dataset, &result, context.zone}; }
};

}  // namespace sop::embed

struct sop_evaluator {
  sop_evaluator(sop_program* of, const sop_evaluator_options& given);
  ~sop_evaluator();
  sop_evaluator(const sop_evaluator&) = delete;
  sop_evaluator& operator=(const sop_evaluator&) = delete;

  void forget();
  // Notes what went wrong, for sop_evaluator_error.
  sop_status fail(sop_status status, std::string_view en, std::string_view zh);
  sop_status fail(sop_status status, std::string_view en, std::string_view zh,
                  const std::vector<sop::InputFindings>& findings);
  // What runs and whose inputs rows are given for.
  const sop::Program& running() const { return joined == nullptr ? program->program() : *joined; }
  bool has_rows() const {
    return std::ranges::any_of(inputs, [](const auto& rows) { return rows != nullptr; });
  }
  sop_status refuse_order(std::string_view en, std::string_view zh) { return fail(SOP_E_ORDER, en, zh); }
  sop_status refuse_other_run() {
    return fail(SOP_E_ARGUMENT, "these edges are of another instant than the run, or of runs with another memory",
                "这些边界与本次运行不是同一时刻,或记忆的有无不同");
  }
  sop_status refuse_without_run() {
    return refuse_order("there is no run to ask: sop_evaluator_run first", "还没有运行结果:请先调用 sop_evaluator_run");
  }

  sop_program* const program;
  const sop_evaluator_options options;
  const sop::Language language;
  std::shared_ptr<sop::TextPool> pool;
  sop::embed::Room room;
  std::vector<std::unique_ptr<sop::embed::InputRows>> inputs;  // parallel to the inputs of `running`
  bool broken = false;                                         // rows were refused: some of them may be in
  std::optional<sop::embed::MemoryBook> memory;                // of the run before
  std::optional<sop::embed::EdgesOfAll> edges;                 // the rows are those of some customers
  std::unique_ptr<sop::Program> joined;                        // with journeys that the memory says hold people
  std::unique_ptr<sop::embed::DecidedBatch> decided;
  std::string error = "{}";
  std::string answer;  // the text or bytes that the latest call gave out
};

namespace sop::embed {

// Around every call with an evaluator: what it says of the last failure is that of this call.
template <class Work>
sop_status on_evaluator(sop_evaluator* evaluator, Work&& work) noexcept {
  if (evaluator == nullptr) return SOP_E_ARGUMENT;
  const sop_status status = guarded([&] {
    evaluator->error = "{}";
    return work(*evaluator);
  });
  const bool said = evaluator->error.size() > 2;
  if (status == SOP_OK || said) return status;
  return guarded([&] { return evaluator->fail(status, "the call ended early", "调用提前结束"); });
}

}  // namespace sop::embed
