// sopc init: the declarations for real files, as a .sop text.
#include <fmt/format.h>

#include <memory>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/init_text.h"
#include "cli/profile.h"
#include "cli/terminal.h"
#include "runtime/io/infer.h"
#include "runtime/io/zone_files.h"

namespace sop::cli {
namespace {

struct InitFlags {
  std::vector<std::string> data;
  std::string lang, timezone = "Asia/Shanghai";
  ProfileFlag profile;
};

int init(const InitFlags& options) {
  const Language language = language_of(options.lang);
  if (!load_zone(options.timezone)) {
    complain(
        fmt::format(fmt::runtime(language == Language::zh
                                     ? "sopc init: --timezone 须为时区名称,如 Asia/Shanghai;`{}` 不是"
                                     : "sopc init: --timezone is a time zone such as Asia/Shanghai, and `{}` is not"),
                    options.timezone));
    return wrong_usage;
  }
  const InPhase in(options.profile.profile, Phase::inferring);
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
  fmt::print("{}", declarations_of(inputs, options.timezone, language == Language::zh));
  return clean;
}

}  // namespace

void add_init(CLI::App& app, int& answer) {
  auto options = std::make_shared<InitFlags>();
  CLI::App* command = app.add_subcommand("init", "write table and events declarations for real files");
  command->footer("Example: sopc init --data customers=customers.csv --data orders=orders.csv > inputs.sop");
  command->add_option("--data", options->data, "NAME=FILE")->required();
  command->add_option("--timezone", options->timezone, "written into the project, e.g. Asia/Shanghai");
  command->add_option("--lang", options->lang, "en or zh")->check(CLI::IsMember({"en", "zh"}));
  add_profile_flag(*command, options->profile);
  command->callback([options, &answer] {
    answer = profiled("init", options->profile, language_of(options->lang), [&] { return init(*options); });
  });
}

}  // namespace sop::cli
