// sopc sql PATH... --dialect D: the facts of a program as one SELECT.
#include "compiler/sql/sql.h"

#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/profile.h"
#include "cli/program_files.h"
#include "cli/terminal.h"
#include "compiler/diagnostics/render.h"
#include "compiler/driver/compile.h"
#include "runtime/io/instant_option.h"
#include "runtime/io/zone_files.h"

namespace sop::cli {
namespace {

struct SqlFlags {
  std::vector<std::string> paths;
  std::string dialect, as_of, lang;
  ProfileFlag profile;
};

class SqlCommand {
 public:
  explicit SqlCommand(const SqlFlags& options)
      : options_(options), language_(language_of(options.lang)), zh_(language_ == Language::zh) {}

  int run() {
    if (const int code = compile_program(); code != clean) return code;
    sql::QueryOptions query{.dialect = *sql::dialect_named(options_.dialect), .chinese = zh_};
    if (!options_.as_of.empty()) {
      ZoneRules zone = utc_rules();
      if (auto rules = load_zone(program_.project.timezone)) zone = *rules;
      const auto instant = parse_instant(options_.as_of, &zone);
      if (!instant)
        return fail(wrong_usage,
                    fmt::format("--as-of is an instant such as 2026-11-22 10:00, and `{}` is not", options_.as_of),
                    fmt::format("--as-of 须为时间点,如 2026-11-22 10:00;`{}` 不是", options_.as_of));
      query.as_of = *instant;
    }
    const InPhase in(options_.profile.profile, Phase::writing);
    const sql::FactsQuery made = sql::facts_query(program_, query);
    fmt::print("{}", made.text);
    std::fflush(stdout);
    for (const sql::LeftOut& one : made.left_out)
      complain(zh_ ? fmt::format("未包含 `{}`:{}", one.name, one.why_zh)
                   : fmt::format("without `{}`: {}", one.name, one.why_en));
    if (!made.text.empty()) return clean;
    return fail(findings, "no fact of the program can be said in SQL", "程序中没有可以用 SQL 表达的事实");
  }

 private:
  int fail(int code, const std::string& en, const std::string& zh) const {
    complain("sopc sql: " + (zh_ ? zh : en));
    return code;
  }

  int compile_program() {
    const auto sources = [&] {
      const InPhase in(options_.profile.profile, Phase::sources);
      return read_program(options_.paths);
    }();
    if (!sources)
      return fail(unreadable_input, sources.error().path + ": " + sources.error().reason_en,
                  sources.error().path + ":" + sources.error().reason_zh);
    CheckOptions check;
    check.zone = [](const std::string& name) { return load_zone(name); };
    check.profile = options_.profile.profile;
    Compilation made = compile(*sources, check);
    if (made.diagnostics.errors() > 0) {
      complain(render_text(made.diagnostics.all(), *sources, language_, false));
      return findings;
    }
    program_ = std::move(made.program);
    return clean;
  }

  const SqlFlags& options_;
  Language language_;
  bool zh_;
  Program program_;
};

}  // namespace

void add_sql(CLI::App& app, int& answer) {
  auto options = std::make_shared<SqlFlags>();
  CLI::App* command = app.add_subcommand("sql", "the facts of a program as one SELECT of another database");
  command->footer("Example: sopc sql rules/ --dialect duckdb --as-of \"2026-11-22 10:00\" > facts.sql");
  command->add_option("PATH", options->paths, ".sop files or folders")->required();
  command->add_option("--dialect", options->dialect, "duckdb, clickhouse, spark or postgres")
      ->required()
      ->check(CLI::IsMember({"duckdb", "clickhouse", "spark", "postgres"}));
  command->add_option("--as-of", options->as_of, "the instant; without it a parameter of the query");
  command->add_option("--lang", options->lang, "en or zh: of comments and messages")
      ->check(CLI::IsMember({"en", "zh"}));
  add_profile_flag(*command, options->profile);
  command->callback([options, &answer] {
    answer = profiled("sql", options->profile, language_of(options->lang), [&] { return SqlCommand(*options).run(); });
  });
}

}  // namespace sop::cli
