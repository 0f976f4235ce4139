// One customer, inside a request: sop_decider_*.
#include <nlohmann/json.hpp>

#include "bindings/c/boundary.h"
#include "bindings/c/decider/row_plan.h"
#include "bindings/c/handles.h"

struct sop_decider {
  sop_decider(sop_program* of, sop::embed::RowPlan made) : program(sop_program_retain(of)), plan(std::move(made)) {}
  ~sop_decider() { sop_program_release(program); }
  sop_decider(const sop_decider&) = delete;
  sop_decider& operator=(const sop_decider&) = delete;

  sop_program* const program;
  sop::embed::RowPlan plan;
  std::string layout;
};

namespace sop::embed {
namespace {

using Json = nlohmann::ordered_json;

std::string layout_of(const Program& program, const RowPlan& plan) {
  Json out;
  out["version"] = 1;
  out["row_size"] = plan.row_bytes;
  out["columns"] = Json::array();
  const Input& people = program.inputs[program.population.index()];
  for (const RowColumn& place : plan.columns) {
    const Column& column = people.columns[static_cast<std::size_t>(place.column)];
    Json& item = out["columns"].emplace_back();
    item["name"] = column.name;
    item["type"] = type_word(column.type.kind);
    item["offset"] = place.offset;
    item["known_offset"] = place.known_offset;
    if (column.type.is(TypeKind::enumeration))
      item["members"] = program.enumerations[column.type.enumeration.index()].members;
  }
  out["answers"] = Json::array();
  for (const RowAnswer& answer : plan.answers) out["answers"].push_back({{"kind", answer.kind}, {"name", answer.name}});
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Whole characters, as many as there is room for.
void copy_text(std::string_view text, char* to, std::size_t room) {
  if (to == nullptr || room == 0) return;
  std::size_t size = std::min(text.size(), room - 1);
  while (size > 0 && size < text.size() && (text[size] & 0xC0) == 0x80) --size;
  std::memcpy(to, text.data(), size);
  to[size] = '\0';
}

sop_status create(sop_program* program, const sop_decider_options* options, sop_decider** out, char* why_not,
                  std::size_t why_not_size) {
  const auto known = known_or_default(options);
  if (!known || (known->language != SOP_ENGLISH && known->language != SOP_CHINESE)) return SOP_E_ARGUMENT;
  if (!program->can_run) return SOP_E_PROGRAM;
  auto plan = plan_row(program->program());
  if (!plan) {
    copy_text(known->language == SOP_CHINESE ? plan.error().zh : plan.error().en, why_not, why_not_size);
    return SOP_E_PROGRAM;
  }
  auto decider = std::make_unique<sop_decider>(program, std::move(*plan));
  decider->layout = layout_of(program->program(), decider->plan);
  *out = decider.release();
  return SOP_OK;
}

void write_answers(const RowPlan& plan, std::uint64_t* answers) {
  std::uint64_t word = 0;
  std::size_t i = 0;
  for (; i < plan.answers.size(); ++i) {
    word |= std::uint64_t{plan.cells[plan.answers[i].cell].whole != 0} << (i % 64);
    if (i % 64 != 63) continue;
    answers[i / 64] = word;
    word = 0;
  }
  if (i % 64 != 0) answers[i / 64] = word;
}

}  // namespace
}  // namespace sop::embed

using namespace sop::embed;

sop_status sop_decider_create(sop_program* program, const sop_decider_options* options, sop_decider** decider,
                              char* why_not, size_t why_not_size) {
  if (decider == nullptr) return SOP_E_ARGUMENT;
  *decider = nullptr;
  if (why_not != nullptr && why_not_size > 0) why_not[0] = '\0';
  if (program == nullptr) return SOP_E_ARGUMENT;
  return guarded([&] { return create(program, options, decider, why_not, why_not_size); });
}

void sop_decider_free(sop_decider* decider) { delete decider; }

const char* sop_decider_layout(const sop_decider* decider) {
  return decider == nullptr ? "{}" : decider->layout.c_str();
}

sop_status sop_decider_decide(sop_decider* decider, const void* row, size_t row_size, int64_t as_of_us,
                              uint64_t* answers, size_t words) {
  if (decider == nullptr || row == nullptr || answers == nullptr) return SOP_E_ARGUMENT;
  RowPlan& plan = decider->plan;
  if (row_size < plan.row_bytes || words < (plan.answers.size() + 63) / 64) return SOP_E_ARGUMENT;
  constexpr sop::Micros far = 250'000'000'000'000'000;  // the years the language knows end before
  if (as_of_us < -far || as_of_us > far) return SOP_E_ARGUMENT;
  return guarded([&]() -> sop_status {
    const sop::Program& program = decider->program->program();
    const auto* bytes = static_cast<const unsigned char*>(row);
    run_row(plan, bytes, {program, {&decider->program->zone, program.project.week_start}, as_of_us});
    if (plan.tables.words != 0)
      decide_by_tables(plan.tables, bytes, plan.cells.data(), answers);
    else
      write_answers(plan, answers);
    return SOP_OK;
  });
}
