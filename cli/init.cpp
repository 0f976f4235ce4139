// sopc init: the declarations for real files, as a .sop text.
#include <fmt/format.h>

#include <memory>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/terminal.h"
#include "runtime/io/infer.h"

namespace sop::cli {
namespace {

struct Options {
  std::vector<std::string> data;
  std::string lang, timezone = "Asia/Shanghai";
};

std::string column_line(const InferredInput& input, std::size_t i) {
  const InferredColumn& column = input.columns[i];
  const int index = static_cast<int>(i);
  const bool always = index == input.key || column.known == input.rows;
  std::string line = "  " + column.name + "  " + (index == input.key ? "id" : std::string(type_word(column.kind))) +
                     (always ? "" : "?");
  if (column.file_name != column.name) line += "  from \"" + column.file_name + "\"";
  return line + "\n";
}

std::string declaration(const InferredInput& input) {
  const bool stream = input.kind == InputKind::stream;
  std::string out = (stream ? "events " : "table ") + input.name;
  if (input.key >= 0) out += " key " + input.columns[static_cast<std::size_t>(input.key)].name;
  if (stream && input.time >= 0) out += " time " + input.columns[static_cast<std::size_t>(input.time)].name;
  out += " {\n";
  for (std::size_t i = 0; i < input.columns.size(); ++i) out += column_line(input, i);
  return out + "}\n";
}

bool has_time(const std::vector<InferredInput>& inputs) {
  for (const InferredInput& input : inputs)
    for (const InferredColumn& column : input.columns)
      if (column.kind == TypeKind::date || column.kind == TypeKind::datetime) return true;
  return false;
}

int init(const Options& options) {
  const Language language = language_of(options.lang);
  std::vector<InferredInput> inputs;
  for (const std::string& argument : options.data) {
    const auto binding = parse_binding(argument);
    const auto inferred =
        binding ? infer_input(*binding) : std::expected<InferredInput, BadInput>(std::unexpected(binding.error()));
    if (!inferred) {
      complain("sopc init: " + line_of(inferred.error(), language));
      return exit_code_of(inferred.error().fault);
    }
    inputs.push_back(*inferred);
  }
  arrange_inputs(inputs);
  std::string population;
  for (const InferredInput& input : inputs)
    if (input.kind == InputKind::population && input.name != "customers") population = input.name;
  if (has_time(inputs) || !population.empty()) {
    fmt::print("project my_project {{\n");
    if (has_time(inputs)) fmt::print("  timezone \"{}\"\n", options.timezone);
    if (!population.empty()) fmt::print("  population {}\n", population);
    fmt::print("}}\n\n");
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) fmt::print("{}{}", i > 0 ? "\n" : "", declaration(inputs[i]));
  return clean;
}

}  // namespace

void add_init(CLI::App& app, int& answer) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("init", "write table and events declarations for real files");
  command->footer("Example: sopc init --data customers=customers.csv --data orders=orders.csv > inputs.sop");
  command->add_option("--data", options->data, "NAME=FILE")->required();
  command->add_option("--timezone", options->timezone, "written into the project, e.g. Asia/Shanghai");
  command->add_option("--lang", options->lang, "en or zh")->check(CLI::IsMember({"en", "zh"}));
  command->callback([options, &answer] { answer = init(*options); });
}

}  // namespace sop::cli
