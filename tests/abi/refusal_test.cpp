// What is wrong is answered with a status and said in JSON; whatever was given is released all the same.
#include <functional>
#include <nlohmann/json.hpp>

#include "shop.h"

using namespace abi;

namespace {

nlohmann::json json_of(const sop_api::Outcome& outcome) { return nlohmann::json::parse(outcome.details); }

sop_api::Outcome give_rows(sop_api::Evaluator& evaluator, const char* input, const GivenTable& table,
                           Releases& releases, const std::function<void(ArrowSchema&, ArrowArray&)>& damage) {
  ArrowSchema schema{};
  ArrowArray array{};
  make_schema(table, releases, schema);
  make_array(table, releases, array);
  damage(schema, array);
  auto outcome = evaluator.add(input, &schema, &array);
  CHECK(schema.release == nullptr);
  CHECK(array.release == nullptr);
  return outcome;
}

}  // namespace

TEST_CASE("malformed Arrow structures are refused and released once") {
  const auto program = compiled(shop_text);
  struct Damage {
    const char* what;
    std::function<void(ArrowSchema&, ArrowArray&)> apply;
  };
  static const std::int32_t backwards[] = {0, 5, 2, 9, 9};
  static const void* text_buffers[3] = {nullptr, backwards, "abcdefghi"};
  static const void* no_values[2] = {nullptr, nullptr};
  const Damage damages[] = {
      {"no table", [](ArrowSchema& s, ArrowArray&) { s.format = "u"; }},
      {"no format", [](ArrowSchema& s, ArrowArray&) { s.format = nullptr; }},
      {"fewer columns in the rows", [](ArrowSchema&, ArrowArray& a) { a.n_children = 2; }},
      {"a column that is null", [](ArrowSchema&, ArrowArray& a) { a.children[1] = nullptr; }},
      {"children that are null", [](ArrowSchema& s, ArrowArray&) { s.children = nullptr; }},
      {"a number of columns below zero", [](ArrowSchema& s, ArrowArray&) { s.n_children = -1; }},
      {"a length below zero", [](ArrowSchema&, ArrowArray& a) { a.length = -4; }},
      {"a length beyond all memory", [](ArrowSchema&, ArrowArray& a) { a.length = INT64_MAX; }},
      {"an offset beyond its column", [](ArrowSchema&, ArrowArray& a) { a.offset = 3; }},
      {"an offset below zero", [](ArrowSchema&, ArrowArray& a) { a.children[2]->offset = -1; }},
      {"a column shorter than its table", [](ArrowSchema&, ArrowArray& a) { a.children[2]->length = 2; }},
      {"too few buffers", [](ArrowSchema&, ArrowArray& a) { a.children[0]->n_buffers = 2; }},
      {"no buffers", [](ArrowSchema&, ArrowArray& a) { a.children[2]->buffers = nullptr; }},
      {"values without memory", [](ArrowSchema&, ArrowArray& a) { a.children[2]->buffers = no_values; }},
      {"texts that end before they begin", [](ArrowSchema&, ArrowArray& a) { a.children[0]->buffers = text_buffers; }},
      {"a column released already", [](ArrowSchema&, ArrowArray& a) { a.children[0]->release = nullptr; }},
      {"a column without format", [](ArrowSchema& s, ArrowArray&) { s.children[0]->format = nullptr; }},
      {"a dictionary of a text", [](ArrowSchema& s, ArrowArray&) { s.children[0]->dictionary = s.children[1]; }},
      {"rows that are null as a whole",
       [](ArrowSchema&, ArrowArray& a) {
         static const unsigned char bits[1] = {0};
         static const void* buffers[1] = {bits};
         a.null_count = 4;
         a.buffers = buffers;
       }},
  };
  for (const Damage& damage : damages) {
    INFO(damage.what);
    Releases releases;
    sop_api::Evaluator evaluator(program);
    const auto outcome = give_rows(evaluator, "customers", customers(), releases, damage.apply);
    CHECK(outcome.status == SOP_E_ARGUMENT);
    CHECK_FALSE(json_of(outcome)["message"].get<std::string>().empty());
    CHECK(releases.schemas == 1);
    CHECK(releases.arrays == 1);
    CHECK(evaluator.run(as_of).status == SOP_E_ORDER);
    REQUIRE(evaluator.clear());
    give_shop(evaluator, releases);
    CHECK(evaluator.run(as_of));
  }
}

TEST_CASE("text that is not UTF-8 is refused") {
  const auto program = compiled(shop_text);
  Releases releases;
  sop_api::Evaluator evaluator(program);
  auto table = customers();
  std::get<Texts>(table[0].values)[0] = "\xC4\xE3";
  CHECK(give_rows(evaluator, "customers", table, releases, [](auto&, auto&) {}).status == SOP_E_ARGUMENT);
}

TEST_CASE("columns that do not fit are named") {
  const auto program = compiled(shop_text);
  Releases releases;
  sop_api::Evaluator evaluator(program);
  auto table = customers();
  table[2].name = "years";
  const auto missing = give_rows(evaluator, "customers", table, releases, [](auto&, auto&) {});
  CHECK(missing.status == SOP_E_INPUT);
  CHECK(json_of(missing)["findings"][0]["message"] == "there is no column `age`");
  REQUIRE(evaluator.clear());
  table = customers();
  table[2] = {"age", Reals{1.5, 2, 3, 4}};
  const auto rows = give_rows(evaluator, "customers", table, releases, [](auto&, auto&) {});
  CHECK(rows);  // a number fits an int where it is whole; the row where it is not is a finding of the run
  give(evaluator, "orders", orders(), releases);
  const auto outcome = evaluator.run(as_of);
  CHECK(outcome.status == SOP_E_INPUT);
  const auto finding = json_of(outcome)["findings"][0];
  CHECK(finding["input"] == "customers");
  CHECK(finding["row"] == 1);
  CHECK(finding["column"] == "age");
}

TEST_CASE("calls in the wrong order are refused and do no harm") {
  const auto program = compiled(shop_text);
  Releases releases;
  sop_api::Evaluator evaluator(program);
  sop_api::Stream stream;
  std::string text;
  CHECK(evaluator.table(SOP_TABLE_ACTIONS, stream).status == SOP_E_ORDER);
  CHECK(evaluator.summary(text).status == SOP_E_ORDER);
  CHECK(evaluator.why("a", "", text).status == SOP_E_ORDER);
  CHECK(evaluator.plan(true, text).status == SOP_E_ORDER);
  CHECK_FALSE(evaluator.memory());
  const auto nothing = evaluator.run(as_of);
  CHECK(nothing.status == SOP_E_INPUT);
  CHECK(json_of(nothing)["total"] == 2);
  give(evaluator, "customers", customers(), releases);
  CHECK(evaluator.run(as_of).status == SOP_E_INPUT);
  give(evaluator, "orders", orders(), releases);
  REQUIRE(evaluator.run(as_of));
  CHECK_FALSE(evaluator.memory());  // it had none
  CHECK(evaluator.run(as_of).status == SOP_E_ORDER);
  CHECK(evaluator.set_memory("").status == SOP_E_ORDER);
  ArrowArrayStream late{};
  make_stream(orders(), 1, releases, late);
  CHECK(evaluator.add("orders", &late).status == SOP_E_ORDER);
  CHECK(late.release == nullptr);
  CHECK(releases.streams == 3);
  CHECK(evaluator.table(99, stream).status == SOP_E_ARGUMENT);
  CHECK(table_of(evaluator, SOP_TABLE_ACTIONS).size() == 3);
  CHECK(evaluator.why("nobody", "", text).status == SOP_E_ARGUMENT);
  CHECK(evaluator.why("a", "nothing", text).status == SOP_E_ARGUMENT);
  REQUIRE(evaluator.why("a", "remind", text));
  INFO(text);
  CHECK(text.find("adults") != std::string::npos);
}

TEST_CASE("null everywhere is answered") {
  CHECK(sop_compile(nullptr, 0, nullptr, nullptr) == SOP_E_ARGUMENT);
  sop_program* program = nullptr;
  CHECK(sop_compile(nullptr, 1, nullptr, &program) == SOP_E_ARGUMENT);
  CHECK(program == nullptr);
  sop_program_release(nullptr);
  CHECK(sop_program_retain(nullptr) == nullptr);
  CHECK(std::string(sop_program_diagnostics(nullptr)) == "{}");
  CHECK(sop_program_schema(nullptr, nullptr) == SOP_E_ARGUMENT);
  CHECK(sop_evaluator_create(nullptr, nullptr, nullptr) == SOP_E_ARGUMENT);
  sop_evaluator_free(nullptr);
  CHECK(std::string(sop_evaluator_error(nullptr)) == "{}");
  CHECK(sop_evaluator_clear(nullptr) == SOP_E_ARGUMENT);
  CHECK(sop_evaluator_run(nullptr, nullptr) == SOP_E_ARGUMENT);
  CHECK(sop_evaluator_add_stream(nullptr, nullptr, nullptr) == SOP_E_ARGUMENT);
  CHECK(sop_evaluator_table(nullptr, 0, nullptr) == SOP_E_ARGUMENT);
  CHECK(sop_evaluator_memory(nullptr, nullptr, nullptr) == SOP_E_ARGUMENT);
  CHECK(sop_decider_create(nullptr, nullptr, nullptr, nullptr, 0) == SOP_E_ARGUMENT);
  sop_decider_free(nullptr);
  CHECK(sop_decider_decide(nullptr, nullptr, 0, 0, nullptr, 0) == SOP_E_ARGUMENT);
  const auto compiled_program = compiled(shop_text);
  sop_api::Evaluator evaluator(compiled_program);
  CHECK(evaluator.add("customers", nullptr).status == SOP_E_ARGUMENT);
  CHECK(evaluator.add("customers", nullptr, nullptr).status == SOP_E_ARGUMENT);
  Releases releases;
  ArrowArrayStream stream{};
  make_stream(customers(), 1, releases, stream);
  CHECK(evaluator.add("strangers", &stream).status == SOP_E_ARGUMENT);
  CHECK(releases.streams == 1);
}

TEST_CASE("structures of other sizes: fewer fields are defaults, unknown ones must be zero") {
  const sop_source file{sizeof(sop_source), "a.sop", shop_text.data(), shop_text.size()};
  sop_program* program = nullptr;
  struct Later {
    sop_compile_options known{};
    std::uint64_t added = 0;
  } later;
  later.known.struct_size = sizeof later;
  CHECK(sop_compile(&file, 1, &later.known, &program) == SOP_OK);
  sop_program_release(program);
  later.added = 1;
  CHECK(sop_compile(&file, 1, &later.known, &program) == SOP_E_ARGUMENT);
  sop_compile_options earlier{};
  earlier.struct_size = offsetof(sop_compile_options, zones);
  earlier.zone_count = 7;  // beyond what the caller says it has
  CHECK(sop_compile(&file, 1, &earlier, &program) == SOP_OK);
  sop_program_release(program);
  earlier.struct_size = 0;
  CHECK(sop_compile(&file, 1, &earlier, &program) == SOP_E_ARGUMENT);
  earlier.struct_size = std::size_t{1} << 40;
  CHECK(sop_compile(&file, 1, &earlier, &program) == SOP_E_ARGUMENT);
  sop_source no_size = file;
  no_size.struct_size = 0;
  CHECK(sop_compile(&no_size, 1, nullptr, &program) == SOP_E_ARGUMENT);
}

TEST_CASE("a program with errors answers its findings and nothing else") {
  const sop_api::SourceFile file{"wrong.sop", "rule x: if agee > 3 then send y\n"};
  const auto [program, outcome] = sop_api::Program::compile({&file, 1});
  CHECK(outcome.status == SOP_E_PROGRAM);
  CHECK(json_of(outcome)["diagnostics"][0]["file"] == "wrong.sop");
  CHECK(program.schema().empty());
  const sop_api::Evaluator evaluator(program);
  CHECK(evaluator.created() == SOP_E_PROGRAM);
  CHECK(evaluator.get() == nullptr);
}

TEST_CASE("limits and the cancel callback end a run; the handle goes on after a clear") {
  const auto program = compiled(shop_text);
  Releases releases;
  sop_evaluator_options options{};
  options.struct_size = sizeof options;
  const auto status_of = [&] {
    sop_api::Evaluator evaluator(program, &options);
    ArrowArrayStream stream{};
    make_stream(customers(), 1, releases, stream);
    if (const auto outcome = evaluator.add("customers", &stream); !outcome) return outcome.status;
    make_stream(orders(), 1, releases, stream);
    if (const auto outcome = evaluator.add("orders", &stream); !outcome) return outcome.status;
    const auto outcome = evaluator.run(as_of);
    if (!outcome) CHECK(evaluator.clear());
    return outcome.status;
  };
  CHECK(status_of() == SOP_OK);
  options.max_rows = 6;
  CHECK(status_of() == SOP_E_LIMIT);
  options.max_rows = 7;
  CHECK(status_of() == SOP_OK);
  options.max_memory_bytes = 100;
  CHECK(status_of() == SOP_E_LIMIT);
  options.max_memory_bytes = 0;
  options.max_cost = 3;
  CHECK(status_of() == SOP_E_LIMIT);
  options.max_cost = 1'000'000;
  CHECK(status_of() == SOP_OK);
  int asked = 0;
  options.cancel = [](void* data) { return ++*static_cast<int*>(data) > 4 ? 1 : 0; };
  options.cancel_data = &asked;
  CHECK(status_of() == SOP_E_CANCELLED);
  options.cancel = [](void*) { return 0; };
  CHECK(status_of() == SOP_OK);
}
