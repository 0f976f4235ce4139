#include "cli/run_pieces.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "cli/exit_codes.h"
#include "cli/progress_line.h"
#include "cli/run_report.h"
#include "cli/terminal.h"
#include "runtime/io/process_memory.h"
#include "runtime/pieces/not_in_pieces.h"
#include "runtime/pieces/piecewise_run.h"

namespace sop::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t least_memory = std::uint64_t{64} << 20;
constexpr std::uint64_t usual_memory = std::uint64_t{1} << 30;

// The nearest folder that is there: the one to write into comes to be when all is decided.
std::string folder_for_spill(const std::string& out) {
  fs::path folder = fs::absolute(out);
  std::error_code unused;
  while (!fs::is_directory(folder, unused) && folder.has_relative_path()) folder = folder.parent_path();
  return folder.string();
}

class PiecesCommand {
 public:
  PiecesCommand(RunSetup& setup, const RunFlags& options)
      : setup_(setup), options_(options), memory_(options.memory > 0 ? options.memory : usual_memory) {}

  int run() {
    if (const int code = refuse_program(); code != clean) return code;
    auto file = SpillFile::create(folder_for_spill(options_.out));
    if (!file) return setup_.unwritable(file.error());
    PiecewiseRun pieces(setup_.program(), setup_.options, setup_.context, *file,
                        {memory_, options_.pieces, !options_.quarantine.empty(), options_.select});
    if (const int code = decide(pieces); code != clean) return code;
    setup_.prepared = std::move(pieces.prepared);
    const RunReport report{setup_.program(), setup_.prepared, pieces.result,   setup_.options, setup_.context.zone,
                           setup_.language,  options_.select, options_.tables, reports_,       pieces.totals};
    return write(report, pieces, file->size());
  }

 private:
  int refuse_program() const {
    const std::vector<WhyWhole> why = not_in_pieces(setup_.program());
    if (why.empty()) return clean;
    for (const WhyWhole& one : why) {
      const std::string place = place_of(setup_.program(), one.span);
      complain((place.empty() ? "" : place + ": ") + (setup_.zh ? one.zh : one.en));
    }
    return setup_.fail(
        findings,
        "--memory decides some customers at a time, and this program asks for all of them together: run it "
        "without --memory, or keep what is named above in a program of its own",
        "--memory 每次只处理一部分客户,而这个程序需要同时看到全体客户:请不加 --memory 运行,"
        "或把上面列出的内容放进单独的程序");
  }

  int decide(PiecewiseRun& pieces) {
    {
      const ProgressLine line(setup_.progress, setup_.language);
      if (const auto read = pieces.read(setup_.bindings()); !read) return setup_.unwritable(read.error());
    }
    if (pieces.prepared.exit_code == clean) {
      const ProgressLine line(setup_.progress, setup_.language);
      if (const auto decided = pieces.decide(); !decided) return setup_.unwritable(decided.error());
    }
    print_input_findings("run", pieces.prepared, setup_.language);
    if (pieces.prepared.exit_code != clean) return pieces.prepared.exit_code;
    if (!options_.dry_run)
      if (const int code = setup_.write_quarantined(pieces.prepared); code != clean) return code;
    return setup_.stop(cannot_stand(setup_.program(), pieces.result));
  }

  int write(const RunReport& report, const PiecewiseRun& pieces, std::uint64_t spilled) const {
    const InPhase in(setup_.profile(), Phase::writing);
    const bool strict_failure = options_.strict && has_issues(report.prepared, report.result);
    if (!options_.dry_run) {
      const ProgressLine line(setup_.progress, setup_.language);
      const auto written =
          write_run(report, options_.out, *output_format_of(options_.format),
                    {options_.raw, &setup_.progress, setup_.context.threads}, strict_failure, tables_of(pieces));
      if (!written) return setup_.unwritable(written.error());
    }
    std::fflush(stdout);
    fmt::print(stderr, "{}", closing_lines(report));
    tell_memory(pieces, spilled);
    return strict_failure ? setup_.failed_strictly() : clean;
  }

  PeopleTables tables_of(const PiecewiseRun& pieces) const {
    const auto write = [rows = pieces.block_rows()](const SpilledTable& table) {
      return PeopleTable{table.rows(),
                         [rows, &table](const std::string& path, OutputFormat format, WriteOptions options) -> Written {
                           auto file = TableFile::create(path, format, options);
                           if (!file) return std::unexpected(file.error());
                           if (auto written = table.write(*file, rows); !written) return written;
                           return file->commit();
                         }};
    };
    const PieceTables& tables = *pieces.tables;
    return {write(tables.actions), write(tables.tags), write(tables.facts), write(tables.decisions)};
  }

  void tell_memory(const PiecewiseRun& pieces, std::uint64_t spilled) const {
    complain(fmt::format(
        fmt::runtime(setup_.zh ? "分 {} 批处理,临时文件 {} MiB" : "in {} pieces, by way of {} MiB on the disk"),
        pieces.pieces_done(), (spilled + (1 << 20) - 1) >> 20));
    const std::uint64_t most = memory_most();
    if (options_.memory == 0 || most <= memory_) return;
    complain(
        fmt::format(fmt::runtime(setup_.zh ? "警告:内存最多用到 {} MiB,超过 --memory 的 {} MiB"
                                           : "warning: it took up to {} MiB of memory, more than --memory's {} MiB"),
                    most >> 20, memory_ >> 20));
  }

  RunSetup& setup_;
  const RunFlags& options_;
  const std::uint64_t memory_;
  const std::vector<ReportTable> reports_;
};

}  // namespace

int refuse_pieces(const RunSetup& setup, const RunFlags& options) {
  const auto refuse = [&](std::string_view en, std::string_view zh) { return setup.fail(wrong_usage, en, zh); };
  if (!options.state.file.empty() || options.incremental)
    return refuse("--memory and --state do not go together: what is remembered is read and written whole",
                  "--memory 不能与 --state 同用:记忆须整体读写");
  if (!options.cache.empty())
    return refuse("--memory and --cache do not go together: columns in a cache are read whole",
                  "--memory 不能与 --cache 同用:缓存中的列须整体读取");
  if (options.out.empty())
    return refuse("--memory needs --out: tables of that size are not shown",
                  "--memory 需要 --out:这样大的表不在屏幕上显示");
  if (options.memory > 0 && options.memory < least_memory)
    return refuse("--memory is at least 64MiB", "--memory 至少为 64MiB");
  return clean;
}

int run_pieces(RunSetup& setup, const RunFlags& options) { return PiecesCommand(setup, options).run(); }

}  // namespace sop::cli
