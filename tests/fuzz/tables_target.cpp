// Files of data, whatever is in them: the first byte says which kind. Read with declared columns and guessed ones; what
// is wrong is a finding, and two readings are the same.
#include <fstream>

#include "runtime/io/infer.h"
#include "runtime/io/inferred_schema.h"
#include "runtime/io/read_inputs.h"
#include "runtime/io/zone_files.h"
#include "tests/fuzz/shop.h"
#include "tests/fuzz/targets.h"
#include "tests/io/sample_inputs.h"

namespace sop::fuzz {
namespace {

using test::column;
using test::input;
using test::maybe;

Program one_table() {
  Program program;
  std::vector<Column> columns{column("a", maybe(TypeKind::text)),   column("b", maybe(TypeKind::integer)),
                              column("c", maybe(TypeKind::money)),  column("d", maybe(TypeKind::datetime)),
                              column("e", maybe(TypeKind::date)),   column("f", maybe(TypeKind::number)),
                              column("g", maybe(TypeKind::boolean))};
  program.inputs.push_back(input("t", InputKind::lookup, std::move(columns), -1));
  return program;
}

std::string reading(const Program& program, const Binding& binding) {
  static const ZoneRules zone = load_zone("Asia/Shanghai").value_or(utc_rules());
  TextPool pool;
  const InputTables tables = read_inputs(program, std::span(&binding, 1), zone, pool, {});
  std::string out;
  for (const BadInput& bad : tables.usage) out += line_of(bad, Language::en) + "\n";
  for (const ReadTable& table : tables.tables) {
    for (const BadInput& bad : table.findings.kept) out += line_of(bad, Language::zh) + "\n";
    for (const auto& values : table.columns) out += std::to_string(values.whole.size() + values.codes.size()) + " ";
  }
  return out;
}

}  // namespace

void fuzz_tables(std::string_view bytes) {
  static const Program program = one_table();
  static constexpr const char* endings[] = {".csv", ".tsv", ".arrow", ".parquet"};
  if (bytes.empty()) return;
  const std::string path = scratch_folder() + "/fuzz" + endings[static_cast<unsigned char>(bytes[0]) % 4];
  std::ofstream(path, std::ios::binary) << bytes.substr(1);
  const Binding binding{"t", path};
  require(reading(program, binding) == reading(program, binding), "two readings are the same");
  static_cast<void>(infer_input(binding));
}

}  // namespace sop::fuzz
