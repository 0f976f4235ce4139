// Rules inside a C++ program: a table in as Arrow structures, two days of ticks with the memory kept by the program
// itself, actions out. Whoever has Arrow's library, DuckDB or Polars exports tables with one call; here the columns are
// plain vectors, so that the example needs nothing but sop.
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sop.hpp>

namespace {

const std::string rules = R"(project shop {
  timezone "Asia/Shanghai"
  currency CNY
}
table customers key id {
  id        id
  spend     money?
  opted_out bool consent
}
channel private_chat direct
template thank_you on private_chat {
  class marketing purpose "a big customer deserves a word" thinks "somebody noticed"
  expect coupons_used within 7 days
  text "Thank you!"
}
policy contact { suppress opted_out }
rule thank { if spend >= 100 then send thank_you }
)";

std::string bytes_of(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Three columns of texts as one Arrow batch. It stays with its owner: releasing only marks the structures.
class TextTable {
 public:
  void add(std::initializer_list<const char*> row) {
    std::size_t i = 0;
    for (const char* value : row) {
      letters_[i] += value;
      offsets_[i++].push_back(static_cast<std::int32_t>(letters_[i - 1].size()));
    }
  }
  // Fills both for one call; the table must live until it returns.
  void give(ArrowSchema& schema, ArrowArray& array) {
    static const char* names[] = {"id", "spend", "opted_out"};
    for (std::size_t i = 0; i < 3; ++i) {
      fields_[i] = {.format = "u", .name = names[i], .release = [](ArrowSchema* one) { one->release = nullptr; }};
      buffers_[i][0] = nullptr;
      buffers_[i][1] = offsets_[i].data();
      buffers_[i][2] = letters_[i].data();
      columns_[i] = {.length = rows(), .n_buffers = 3, .buffers = buffers_[i], .release = [](ArrowArray* one) {
                       one->release = nullptr;
                     }};
      field_places_[i] = &fields_[i];
      column_places_[i] = &columns_[i];
    }
    schema = {.format = "+s", .name = "", .n_children = 3, .children = field_places_, .release = [](ArrowSchema* one) {
                one->release = nullptr;
              }};
    array = {.length = rows(),
             .n_buffers = 1,
             .n_children = 3,
             .buffers = no_buffers_,
             .children = column_places_,
             .release = [](ArrowArray* one) { one->release = nullptr; }};
  }

 private:
  std::int64_t rows() const { return static_cast<std::int64_t>(offsets_[0].size()) - 1; }

  std::string letters_[3];
  std::vector<std::int32_t> offsets_[3] = {{0}, {0}, {0}};
  const void* buffers_[3][3] = {};
  const void* no_buffers_[1] = {};
  ArrowSchema fields_[3] = {};
  ArrowArray columns_[3] = {};
  ArrowSchema* field_places_[3] = {};
  ArrowArray* column_places_[3] = {};
};

// The texts of one column of a result.
void print_column(ArrowArrayStream* stream, const char* name) {
  ArrowSchema schema{};
  ArrowArray batch{};
  if (stream->get_schema(stream, &schema) != 0) return;
  while (stream->get_next(stream, &batch) == 0 && batch.release != nullptr) {
    for (std::int64_t i = 0; i < batch.n_children; ++i) {
      if (std::strcmp(schema.children[i]->name, name) != 0) continue;
      const auto* offsets = static_cast<const std::int64_t*>(batch.children[i]->buffers[1]);
      const auto* letters = static_cast<const char*>(batch.children[i]->buffers[2]);
      for (std::int64_t row = 0; row < batch.length; ++row)
        std::cout << "  "
                  << std::string(letters + offsets[row], static_cast<std::size_t>(offsets[row + 1] - offsets[row]));
    }
    batch.release(&batch);
  }
  schema.release(&schema);
}

bool tick(sop_api::Evaluator& evaluator, TextTable customers, const char* as_of, std::string& memory) {
  ArrowSchema schema{};
  ArrowArray rows{};
  customers.give(schema, rows);
  sop_api::Stream actions;
  for (const auto& step : {evaluator.set_memory(memory), evaluator.add("customers", &schema, &rows),
                           evaluator.run(as_of), evaluator.table(SOP_TABLE_ACTIONS, actions)})
    if (!step) {
      std::cerr << step.name() << ": " << step.details << "\n";
      return false;
    }
  memory = *evaluator.memory();
  std::cout << as_of << " thanks:";
  print_column(actions.get(), "customer_id");
  std::cout << "\n";
  return static_cast<bool>(evaluator.clear());
}

}  // namespace

int main(int count, char** arguments) {
  const char* zone = count > 1 ? arguments[1] : "/usr/share/zoneinfo/Asia/Shanghai";
  const sop_api::SourceFile file{"shop.sop", rules};
  const sop_api::ZoneFile shanghai{"Asia/Shanghai", bytes_of(zone), ""};
  const auto [program, outcome] = sop_api::Program::compile({&file, 1}, {&shanghai, 1});
  if (!outcome) {
    std::cerr << outcome.name() << ": " << outcome.details << "\n";
    return 1;
  }
  TextTable monday;
  monday.add({"C001", "250", "false"});
  monday.add({"C002", "40", "false"});
  monday.add({"C003", "900", "true"});
  TextTable tuesday;
  tuesday.add({"C001", "250", "false"});
  tuesday.add({"C002", "140", "false"});
  tuesday.add({"C003", "900", "true"});
  sop_api::Evaluator evaluator(program);
  std::string memory;  // a service keeps it in its own database
  return tick(evaluator, monday, "2026-11-23 10:00", memory) && tick(evaluator, tuesday, "2026-11-24 10:00", memory)
             ? 0
             : 1;
}
