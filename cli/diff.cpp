// sopc diff OLD NEW: what a change of a program means, not how it reads. With tables, how many people it is about; with
// a state file, who is in flight.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

#include "cli/commands.h"
#include "cli/diff_report.h"
#include "cli/exit_codes.h"
#include "cli/program_files.h"
#include "cli/run_report.h"
#include "cli/run_setup.h"
#include "cli/terminal.h"
#include "compiler/diagnostics/render.h"
#include "compiler/format/format.h"
#include "runtime/io/zone_files.h"
#include "runtime/plan/plan.h"

namespace sop::cli {
namespace {

struct DiffFlags : RunArguments {
  std::string old_path, new_path, format = "text", analysis = "full";
  bool exit_code = false;
};

std::optional<ZoneRules> zone_of(const std::string& name) { return load_zone(name); }

struct Version {
  Sources sources;
  std::unique_ptr<Compilation> compilation;
};

// One style and one language, so that only what is said can differ. What cannot be formatted stays as it is.
Sources in_one_style(const Sources& sources, Language language) {
  const FormatLanguage keywords = language == Language::zh ? FormatLanguage::zh : FormatLanguage::en;
  const DeclaredNames names = names_declared_in(sources);
  Sources out;
  for (const SourceBuffer& source : sources) {
    auto text = source.standard ? std::unexpected(FormatProblem{}) : format_source(source, keywords, names);
    SourceBuffer& made = out.emplace_back(source.name(), text ? std::move(*text) : std::string(source.text()));
    made.standard = source.standard;
    made.absent_uses = source.absent_uses;
  }
  return out;
}

class DiffCommand {
 public:
  explicit DiffCommand(const DiffFlags& options) : options_(options), language_(language_of(options.lang)) {}

  int run() {
    if (const int code = compile_version(options_.old_path, old_); code != clean) return code;
    if (const int code = compile_version(options_.new_path, now_); code != clean) return code;
    const ProgramDiff diff = compare();
    DiffReport report{diff, language_};
    if (!options_.data.empty())
      if (const int code = count_heads(report); code != clean) return code;
    if (!options_.state.file.empty())
      if (const int code = count_in_flight(report); code != clean) return code;
    fmt::print("{}", options_.format == "json"       ? diff_json(report)
                     : options_.format == "markdown" ? diff_markdown(report)
                                                     : diff_text(report));
    return options_.exit_code && !diff.means_the_same() ? findings : clean;
  }

 private:
  int fail(int code, const std::string& en, const std::string& zh) const {
    complain("sopc diff: " + (language_ == Language::zh ? zh : en));
    return code;
  }

  ProgramDiff compare() const {
    const InPhase in(options_.profile.profile, Phase::comparing);
    ProgramDiff out = compare_programs({*old_.compilation, old_.sources}, {*now_.compilation, now_.sources},
                                       options_.analysis == "fast" ? AnalysisDepth::boxes : AnalysisDepth::full);
    if (out.solver_absent)
      complain(language_ == Language::zh
                   ? "没有求解器(Z3):标为“可能”的,装上 libz3 后或可判定"
                   : "the solver (Z3) is not there: what is told as perhaps may be decided with libz3");
    return out;
  }

  // What the analysis finds is no reason to know less of what a program means: a change may be what mends it.
  int compile_version(const std::string& path, Version& out) const {
    const auto sources = [&] {
      const InPhase in(options_.profile.profile, Phase::sources);
      return read_program({path});
    }();
    if (!sources)
      return fail(unreadable_input, sources.error().path + ": " + sources.error().reason_en,
                  sources.error().path + ":" + sources.error().reason_zh);
    CheckOptions check;
    check.zone = zone_of;
    check.profile = options_.profile.profile;
    const Compilation as_written = compile(*sources, check, nullptr, AnalysisDepth::fast);
    if (!as_written.diagnostics.can_run()) {
      complain(render_text(as_written.diagnostics.all(), *sources, language_, false));
      return fail(findings, path + " has errors: what it means is not known", path + " 有错误,含义无从得知");
    }
    out.sources = in_one_style(*sources, language_);
    out.compilation = std::make_unique<Compilation>(compile(out.sources, check, nullptr, AnalysisDepth::fast));
    if (out.compilation->diagnostics.can_run()) return clean;
    out.sources = *sources;
    out.compilation = std::make_unique<Compilation>(compile(out.sources, check, nullptr, AnalysisDepth::fast));
    return clean;
  }

  // Both versions on the same tables, as at a first run.
  int count_heads(DiffReport& report) const {
    RunArguments arguments = options_;
    arguments.paths = {options_.new_path};
    arguments.state = {};
    RunSetup setup("diff", arguments);
    if (const int code = setup.compile_program(); code != clean) return code;
    if (const int code = setup.load(); code != clean) return code;
    const RunResult now = sop::run(setup.program(), setup.prepared.dataset, setup.options, setup.context);
    if (const int code = setup.stop(cannot_stand(setup.program(), now)); code != clean) return code;
    const auto sources = read_program({options_.old_path});
    CheckOptions check;
    check.zone = zone_of;
    check.profile = options_.profile.profile;
    const Compilation old = compile(*sources, check);
    PreparedData prepared = setup.load_for(old.program);
    if (prepared.exit_code != clean)
      return fail(prepared.exit_code, options_.old_path + " does not fit these tables",
                  options_.old_path + " 与这些数据不符");
    const RunResult was = sop::run(old.program, prepared.dataset, setup.options, setup.context);
    if (const int code = setup.stop(cannot_stand(old.program, was)); code != clean) return code;
    report.with_data = true;
    const Decided before{&old.program, &prepared.dataset, &was}, after{&setup.program(), &setup.prepared.dataset, &now};
    for (const EditPlan& edit : edits_between(before, after, renames_of(report.diff)))
      report.counts[{std::string(word_of(edit.kind)), edit.name}] = {edit.before, edit.now, edit.more.size(),
                                                                     edit.fewer.size()};
    for (FactMoves& moves : moves_between(before, after, renamed_facts(report.diff))) count_moves(moves, report);
    return clean;
  }

  static std::map<std::string, std::string> renamed_facts(const ProgramDiff& diff) {
    std::map<std::string, std::string> out;
    for (const DiffEntry& entry : diff.entries)
      if (!entry.old_name.empty() && entry.kind != DiffKind::rule) out[entry.old_name] = entry.name;
    return out;
  }

  static std::string_view word_of(FactKind kind) {
    switch (kind) {
      case FactKind::attribute: return "attribute";
      case FactKind::segment: return "segment";
      case FactKind::tag:
      case FactKind::taggroup: return "tag";
      case FactKind::score: return "score";
      case FactKind::tier: return "tier";
      case FactKind::bands: return "bands";
      case FactKind::grid: return "grid";
      case FactKind::set: return "set";
    }
    return "";
  }

  // How many each member of bands and grids has; of tiers and groups the edits say it.
  static void count_moves(FactMoves& moves, DiffReport& report) {
    const std::string kind(word_of(moves.kind));
    if (moves.kind == FactKind::bands || moves.kind == FactKind::grid) {
      std::map<std::string, HeadCount> members;
      for (const MemberMove& move : moves.moves) {
        members[move.from].before += move.people;
        members[move.to].now += move.people;
        if (move.from == move.to) continue;
        members[move.from].fewer += move.people;
        members[move.to].more += move.people;
      }
      for (const auto& [member, heads] : members)
        if (!member.empty() && heads.more + heads.fewer > 0) report.counts[{kind, moves.name + "." + member}] = heads;
    }
    const std::string name = moves.name;
    report.moves[{kind, name}] = std::move(moves);
  }

  // A segment that is only called otherwise holds whom it held.
  static Renames renames_of(const ProgramDiff& diff) {
    Renames out;
    for (const DiffEntry& entry : diff.entries)
      for (const EditedKind kind : {EditedKind::segment, EditedKind::rule, EditedKind::tag, EditedKind::tier}) {
        if (word_of(kind) != cli::word_of(entry.kind)) continue;
        const std::string old_name = entry.old_name.empty() ? entry.name : entry.old_name;
        if (old_name != entry.name) out[{kind, old_name}] = entry.name;
        const char* between = kind == EditedKind::tier ? ": " : ".";
        for (const PartDiff& part : entry.parts)
          if (part.part == DiffPart::member && part.change == DiffChange::renamed)
            out[{kind, old_name + between + part.was}] = entry.name + between + part.now;
      }
    return out;
  }

  static std::string_view word_of(EditedKind kind) {
    switch (kind) {
      case EditedKind::segment: return "segment";
      case EditedKind::rule: return "rule";
      case EditedKind::tag: return "tag";
      case EditedKind::tier: return "tier";
    }
    return "";
  }

  int count_in_flight(DiffReport& report) {
    if (const auto stopped = state_.open_to_read()) return fail(stopped->exit_code, stopped->en, stopped->zh);
    report.with_state = true;
    std::map<std::pair<std::string, std::string>, std::uint64_t> people;
    for (const InFlight& one : state_.store().in_flight())
      for (const auto& [step, count] : one.people) people[{one.journey, step}] += count;
    for (const auto& [at, count] : people)
      report.in_flight.push_back({at.first, at.second, count, has_step(at.first, at.second), has_journey(at.first)});
    return clean;
  }

  bool has_journey(const std::string& name) const {
    const auto& journeys = now_.compilation->program.journeys;
    return std::ranges::find(journeys, name, &Journey::name) != journeys.end();
  }

  bool has_step(const std::string& name, const std::string& step) const {
    const auto& journeys = now_.compilation->program.journeys;
    const auto journey = std::ranges::find(journeys, name, &Journey::name);
    return journey != journeys.end() &&
           std::ranges::find(journey->steps, step, &JourneyStep::identity) != journey->steps.end();
  }

  const DiffFlags& options_;
  const Language language_;
  Version old_, now_;
  RunState state_{options_.state};
};

}  // namespace

void add_diff(CLI::App& app, int& answer) {
  auto options = std::make_shared<DiffFlags>();
  CLI::App* command =
      app.add_subcommand("diff", "what a change of a program means: who enters, who leaves, which steps differ");
  command->footer("Example: sopc diff old/ rules/ --format markdown");
  command->add_option("OLD", options->old_path, "the earlier version: a .sop file or a folder")->required();
  command->add_option("NEW", options->new_path, "the later one")->required();
  command->add_option("--format", options->format, "text, json or markdown")
      ->check(CLI::IsMember({"text", "json", "markdown"}));
  command->add_option("--lang", options->lang, "en or zh")->check(CLI::IsMember({"en", "zh"}));
  command->add_option("--analysis", options->analysis, "fast: no solver; full: what it leaves open is asked of Z3")
      ->check(CLI::IsMember({"fast", "full"}));
  command->add_option("--data", options->data, "NAME=FILE: count the people on these tables");
  command->add_option("--as-of", options->as_of, "the instant of the count, in the project's time zone");
  command->add_option("--threads", options->threads, "how many threads read the tables")->check(CLI::Range(1, 1024));
  command->add_option("--state", options->state.file, "count the people in flight per step");
  command->add_flag("--exit-code", options->exit_code, "answer 1 when the meaning is not the same, or not decided");
  add_cache_option(*command, *options);
  add_profile_flag(*command, options->profile);
  command->callback([options, &answer] {
    answer =
        profiled("diff", options->profile, language_of(options->lang), [&] { return DiffCommand(*options).run(); });
  });
}

}  // namespace sop::cli
