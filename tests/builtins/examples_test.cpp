// Every example of builtins.def is true: through the real parser, checker and both evaluators, in both languages. And
// the reference page is the one the rows give.
#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

#include "compiler/driver/compile.h"
#include "compiler/format/format.h"
#include "runtime/eval/evaluator.h"
#include "runtime/io/value_print.h"
#include "runtime/io/zone_files.h"
#include "runtime/reference/reference.h"
#include "stdlib/builtins_page.h"

using namespace sop;

namespace {

std::optional<ZoneRules> zone(const std::string& name) { return load_zone(name); }

std::string program_of(std::string_view example) {
  return "project p { timezone \"Asia/Shanghai\" }\ntable customers key customer_id { customer_id id }\nattribute x "
         "= " +
         std::string(example) + "\n";
}

// One customer, for the builtins that read who she is.
Dataset one_customer(const Program& program) {
  Dataset dataset;
  dataset.customers = 1;
  dataset.customer_ids = {dataset.pool->intern("c1")};
  dataset.inputs.resize(program.inputs.size());
  for (std::size_t i = 0; i < program.inputs.size(); ++i)
    for (const Column& column : program.inputs[i].columns)
      dataset.inputs[i].columns.push_back(make_column(column.type, 0));
  TableData& customers = dataset.inputs[program.population.index()];
  customers.rows = 1;
  customers.columns[0] = make_column({TypeKind::id, false, {}}, 1);
  customers.columns[0].codes.assign(dataset.customer_ids.begin(), dataset.customer_ids.end());
  return dataset;
}

std::string value_of(const std::string& text, EvaluateFn evaluate) {
  const Sources sources{SourceBuffer("example.sop", text)};
  CheckOptions options;
  options.zone = zone;
  const Compilation compilation = compile(sources, options);
  if (compilation.diagnostics.errors() > 0) return "does not compile";
  const Program& program = compilation.program;
  const Dataset dataset = one_customer(program);
  RunContext context;
  context.zone = *load_zone("Asia/Shanghai");
  const std::int64_t days = 20'779;  // 2026-11-22
  const Frame frame = batch_frame(dataset, context.zone.instant_of(days, 10 * micros_per_hour));
  const std::vector<InstId> roots{program.facts[0].root};
  const Evaluation found = evaluate(program, dataset, frame, roots, context);
  std::string out;
  print_value(found.values[0], 0, {dataset.pool.get(), &context.zone, nullptr}, out);
  return out;
}

}  // namespace

TEST_CASE("every example of a builtin evaluates to what its row says") {
  for (const BuiltinRow& row : builtin_rows()) {
    if (row.form == BuiltinForm::convert) continue;
    CAPTURE(row.en, row.example);
    REQUIRE_FALSE(row.example.empty());
    const std::string text = program_of(row.example);
    const auto chinese = format_source(SourceBuffer("example.sop", text), FormatLanguage::zh);
    REQUIRE(chinese);
    for (const std::string& source : {text, *chinese})
      for (const EvaluateFn evaluator : {EvaluateFn(evaluate), EvaluateFn(reference_evaluate)}) {
        std::string value = value_of(source, evaluator);
        // A time of day prints its seconds; the row may leave them out.
        if (value == std::string(row.gives) + ":00") value = row.gives;
        CHECK(value == row.gives);
      }
    // Its Chinese name is the one the translation uses.
    if (row.form == BuiltinForm::call || row.form == BuiltinForm::test)
      CHECK(chinese->find(row.zh) != std::string::npos);
  }
}

TEST_CASE("docs/builtins.md is made from the rows: `sopc builtins > docs/builtins.md`") {
  std::ifstream file(std::string(SOP_SOURCE_DIR) + "/docs/builtins.md", std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  const bool up_to_date = text.str() == builtins_page();
  CHECK(up_to_date);
}
