// From files to a Dataset (semantics A8, A9): types of every row, the stream's `where`, ranges on kept rows, then
// identity; events joined to customers and put into canonical order. Everything left out is counted.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/eval/evaluator.h"
#include "runtime/io/identity_report.h"
#include "runtime/io/read_inputs.h"
#include "runtime/table/strangers.h"

namespace sop {

// read = bad + filtered + without_key + without_time + repeated + orphans + erased + merged + kept.
struct InputReport {
  std::string name;
  bool given = false;
  std::uint64_t read = 0;
  std::uint64_t bad = 0;          // rows with a finding
  std::uint64_t filtered = 0;     // the stream's `where` is false
  std::uint64_t without_key = 0;  // the key may be missing, and is
  std::uint64_t without_time = 0;
  std::uint64_t repeated = 0;  // equal rows of one id
  std::uint64_t orphans = 0;   // of customers nobody knows; fail under --strict
  std::uint64_t erased = 0;    // of customers who were erased: as if they had not come
  std::uint64_t merged = 0;    // joined with another row of the same customer (semantics E8)
  std::uint64_t kept = 0;
  std::vector<std::string> files;
};

struct PreparedData {
  Dataset dataset;                      // to be used only if exit_code is 0
  std::vector<InputReport> reports;     // parallel to Program::inputs
  std::vector<InputFindings> findings;  // parallel; under quarantine all of them
  std::vector<BadInput> usage;
  std::map<std::uint32_t, IssueCount> issues;  // of derived columns and stream filters
  IdentityReport identity;
  std::uint64_t erased_customers = 0;
  // Where the inputs were some of all rows: by which number each customer comes among all customers.
  std::vector<std::uint32_t> customer_numbers;
  std::vector<Strangers> strangers;  // parallel to Program::inputs; of streams that reports read
  int exit_code = 0;                 // 0, 2 or 3
};

struct PrepareOptions {
  bool quarantine = false;  // rows with a finding are left out instead of failing the run
  std::string folder{};     // as in ReadOptions
  // Customers, by id, whose rows are left out together with those of all their accounts (`sopc erase`).
  std::function<bool(std::string_view)> erased{};
  ColumnCache* cache = nullptr;  // as in ReadOptions
};

// What a run on these tables answers to the shell: 0, 2 or 3.
int exit_code_of(const PreparedData& prepared, bool quarantine);

PreparedData prepare(const Program& program, InputTables tables, std::shared_ptr<TextPool> pool,
                     EvaluateRowsFn evaluate, const RunContext& context, PrepareOptions options);

// read_inputs, then prepare.
PreparedData load_dataset(const Program& program, std::span<const Binding> bindings, EvaluateRowsFn evaluate,
                          const RunContext& context, PrepareOptions options);

}  // namespace sop
