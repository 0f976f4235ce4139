#include "runtime/pieces/piecewise_run.h"

#include <algorithm>
#include <filesystem>

#include "runtime/io/process_memory.h"
#include "runtime/run/issues.h"
#include "runtime/run/rows_of_all.h"

namespace sop {
namespace {

constexpr std::size_t most_buckets = 4096;

std::uint64_t bytes_of(std::span<const Binding> bindings) {
  std::uint64_t bytes = 0;
  for (const Binding& binding : bindings) {
    const auto files = find_data_files(binding);
    if (!files) continue;
    for (const DataFile& file : *files) {
      std::error_code fault;
      const auto size = std::filesystem::file_size(file.path, fault);
      if (!fault) bytes += size;
    }
  }
  return bytes;
}

void add_counts(InputReport& to, const InputReport& piece, const InputReport& nobody) {
  const auto add = [&](std::uint64_t InputReport::*count) { to.*count += piece.*count - nobody.*count; };
  for (const auto count :
       {&InputReport::bad, &InputReport::filtered, &InputReport::without_key, &InputReport::without_time,
        &InputReport::repeated, &InputReport::orphans, &InputReport::erased, &InputReport::merged, &InputReport::kept})
    add(count);
}

bool begins_before_all(const Program& program) {
  const auto by_clock = [](const Trigger& trigger) { return !trigger.stream.exists(); };
  return !program.histories.empty() || !program.journeys.empty() ||
         std::ranges::any_of(program.rules,
                             [&](const Rule& rule) { return std::ranges::any_of(rule.triggers, by_clock); });
}

}  // namespace

// Buckets are small, so that several make a piece of the right size; how small is a guess from the files' bytes.
std::size_t PiecewiseRun::buckets_for(std::span<const Binding> bindings) const {
  if (pieces_.pieces > 0) return pieces_.pieces;
  constexpr std::uint64_t of_packed_bytes = 16, per_memory = 16;
  const std::uint64_t wanted =
      bytes_of(bindings) * of_packed_bytes * per_memory / std::max<std::uint64_t>(1, pieces_.memory);
  return std::clamp<std::size_t>(wanted, 1, most_buckets);
}

Written PiecewiseRun::read(std::span<const Binding> bindings) {
  begin_work(context_.progress, Work::reading, bytes_of(bindings));
  scattered_.emplace(program_, context_, file_,
                     ScatterOptions{.buckets = buckets_for(bindings),
                                    .part_bytes = std::max<std::uint64_t>(1 << 20, pieces_.memory / 16),
                                    .quarantine = pieces_.quarantine});
  auto done = scattered_->read(bindings);
  prepared = std::move(scattered_->told());
  give_memory_back();
  return done;
}

std::size_t PiecewiseRun::last_of_piece(std::size_t first) const {
  if (pieces_.pieces > 0) return first + 1;
  const std::uint64_t now = memory_now();
  const double room = 0.85 * static_cast<double>(pieces_.memory > now ? pieces_.memory - now : 0);
  double bytes = static_cast<double>(scattered_->bytes_of(first)) * growth_;
  std::size_t last = first + 1;
  for (; last < scattered_->buckets(); ++last) {
    bytes += static_cast<double>(scattered_->bytes_of(last)) * growth_;
    if (bytes > room) break;
  }
  return last;
}

// How much more than its rows a piece took, at most: the peak is known only where it is a new one.
void PiecewiseRun::learn(std::uint64_t before, std::uint64_t most_before, std::uint64_t bytes) {
  const std::uint64_t most = memory_most();
  if (bytes < (std::uint64_t{1} << 20) || most <= before) return;
  const double took = 1.15 * static_cast<double>(most - before) / static_cast<double>(bytes);
  growth_ = most > most_before ? std::max(took, 1.5) : std::min(growth_, std::max(took, 1.5));
}

template <class Work>
Written PiecewiseRun::each_piece(Work work) {
  for (std::size_t first = 0; first < scattered_->buckets();) {
    const std::size_t last = last_of_piece(first);
    std::uint64_t bytes = 0;
    for (std::size_t bucket = first; bucket < last; ++bucket) bytes += scattered_->bytes_of(bucket);
    const std::uint64_t before = memory_now(), most_before = memory_most();
    const auto pool = std::make_shared<TextPool>();
    auto inputs = scattered_->load(first, last, *pool);
    if (!inputs) return std::unexpected(inputs.error());
    if (auto done = work(std::move(*inputs), pool); !done) return done;
    learn(before, most_before, bytes);
    give_memory_back();
    first = last;
  }
  if (!scattered_->has_shared()) return {};
  const auto pool = std::make_shared<TextPool>();
  auto inputs = scattered_->load_shared(*pool);
  if (!inputs) return std::unexpected(inputs.error());
  return work(std::move(*inputs), pool);
}

Written PiecewiseRun::decide() {
  found_.resize(program_.inputs.size());
  if (auto done = find_rows_of_all(); !done) return done;
  if (auto done = decide_nobody(); !done) return done;
  auto done = each_piece(
      [&](InputTables inputs, const std::shared_ptr<TextPool>& pool) { return decide_piece(std::move(inputs), pool); });
  if (!done) return done;
  finish();
  scattered_.reset();
  give_memory_back();
  return {};
}

// Whatever looks at every midnight begins before the first event of all (semantics D2), which no piece knows alone.
Written PiecewiseRun::find_rows_of_all() {
  if (!begins_before_all(program_)) return {};
  RowsOfAll all;
  const double growth = growth_;
  auto done = each_piece([&](InputTables inputs, const std::shared_ptr<TextPool>& pool) -> Written {
    const PreparedData piece = prepare_piece(std::move(inputs), pool);
    const RowsOfAll here = rows_here(program_, piece.dataset, options_.as_of);
    all.first_event = std::min(all.first_event, here.first_event);
    all.first_time = std::min(all.first_time, here.first_time);
    all.newest_tag = std::max(all.newest_tag, here.newest_tag);
    all.tags_given = all.tags_given || here.tags_given;
    return {};
  });
  growth_ = growth;  // to prepare takes less than to decide
  known_of_all_.as_of = options_.as_of;
  known_of_all_.rows = all;
  context_.among_all = &known_of_all_;
  return done;
}

PreparedData PiecewiseRun::prepare_piece(InputTables inputs, std::shared_ptr<TextPool> pool) const {
  return prepare(program_, std::move(inputs), std::move(pool), evaluate_rows, context_,
                 {.quarantine = pieces_.quarantine});
}

// No customer at all: what comes of the tables that are in every piece, and how the tables of the run look.
Written PiecewiseRun::decide_nobody() {
  const auto pool = std::make_shared<TextPool>();
  auto inputs = scattered_->load(0, 0, *pool);
  if (!inputs) return std::unexpected(inputs.error());
  nobody_ = prepare_piece(std::move(*inputs), pool);
  add_prepared(nobody_);
  for (std::size_t i = 0; i < prepared.reports.size(); ++i) add_counts(prepared.reports[i], nobody_.reports[i], {});
  RunResult found;
  if (nobody_.exit_code == 0) {
    found = run(program_, nobody_.dataset, options_, context_);
    of_nobody_ = found.issues;
    add_issues(of_nobody_, nobody_.issues);
    add_result(nobody_, found);
    const RunView view{&program_, &nobody_.dataset, &found, context_.zone};
    tables.emplace(SpilledTable(file_, actions_table(view)), SpilledTable(file_, tags_table(view)),
                   SpilledTable(file_, facts_table(view, pieces_.selected)),
                   SpilledTable(file_, decisions_table(view)));
  }
  return {};
}

Written PiecewiseRun::decide_piece(InputTables inputs, std::shared_ptr<TextPool> pool) {
  PreparedData piece = prepare_piece(std::move(inputs), std::move(pool));
  add_prepared(piece);
  for (std::size_t i = 0; i < prepared.reports.size(); ++i)
    add_counts(prepared.reports[i], piece.reports[i], nobody_.reports[i]);
  ++done_;
  if (prepared.exit_code != 0) return {};  // nothing is decided any more, but everything that is wrong is told
  RunResult found = run(program_, piece.dataset, options_, context_);
  found.memory = {};
  add_issues(found.issues, piece.issues);
  for (const auto& [probe, count] : found.issues) add_issue(probe, count, piece);
  add_result(piece, found);
  return spill(piece, found);
}

void PiecewiseRun::add_prepared(const PreparedData& piece) {
  const bool is_nobody = &piece == &nobody_;
  for (std::size_t i = 0; i < piece.findings.size(); ++i) {
    if (!is_nobody && !is_by_customer(program_.inputs[i])) continue;  // said once
    prepared.findings[i].total += piece.findings[i].total;
    found_[i].insert(found_[i].end(), piece.findings[i].kept.begin(), piece.findings[i].kept.end());
  }
  prepared.exit_code = std::max(prepared.exit_code, piece.exit_code);
}

void PiecewiseRun::add_issue(std::uint32_t probe, const IssueCount& count, const PreparedData& piece) {
  const auto same = of_nobody_.find(probe);
  const std::uint64_t evaluations = count.evaluations - (same == of_nobody_.end() ? 0 : same->second.evaluations);
  if (evaluations == 0) return;
  result.issues[probe].evaluations += evaluations;
  if (count.first_customer >= piece.customer_numbers.size()) return;
  const std::uint32_t number = piece.customer_numbers[count.first_customer];
  const auto known = first_.find(probe);
  if (known != first_.end() && known->second.first <= number) return;
  first_[probe] = {number, std::string(piece.dataset.pool->text(piece.dataset.customer_ids[count.first_customer]))};
}

void PiecewiseRun::add_result(const PreparedData& piece, const RunResult& found) {
  if (&piece == &nobody_) result.issues = of_nobody_;
  totals.add(totals_of(program_, piece.dataset, found, options_.as_of));
  result.counts.resize(found.counts.size(), 0);
  for (std::size_t f = 0; f < found.counts.size(); ++f) result.counts[f] += found.counts[f];
  if (result.stages.empty())
    for (const StageCounts& stages : found.stages)
      result.stages.push_back({stages.fact, std::vector<std::uint64_t>(stages.counts.size(), 0), {}});
  for (std::size_t s = 0; s < found.stages.size(); ++s)
    for (std::size_t i = 0; i < found.stages[s].counts.size(); ++i)
      result.stages[s].counts[i] += found.stages[s].counts[i];
  result.has_timeline |= found.has_timeline;
  result.tags_given |= found.tags_given;
  if (!result.endless) result.endless = found.endless;
  if (result.without_table.empty()) result.without_table = found.without_table;
}

std::size_t PiecewiseRun::block_rows() const {
  const std::uint64_t row = tables ? std::max<std::uint64_t>(tables->facts.row_bytes(), 512) : 512;
  return std::clamp<std::size_t>(pieces_.memory / 12 / row, 1024, table_block_rows);
}

// Blocks are so small that one of each piece fits in memory when they are merged.
Written PiecewiseRun::spill(const PreparedData& piece, const RunResult& found) {
  const RunView view{&program_, &piece.dataset, &found, context_.zone};
  const std::vector<std::uint32_t>& numbers = piece.customer_numbers;
  const auto spill = [&](SpilledTable& table, std::size_t rows, auto customer_of, auto block_of) -> Written {
    const std::uint64_t row_bytes = std::max<std::uint64_t>(64, table.row_bytes());
    const std::size_t at_once =
        std::clamp<std::size_t>(pieces_.memory / 8 / scattered_->buckets() / row_bytes, 64, 8192);
    table.begin_piece();
    std::vector<std::uint32_t> hers;
    for (std::size_t first = 0; first < rows; first += at_once) {
      const RowRange range{first, std::min(rows, first + at_once)};
      hers.clear();
      for (std::size_t row = range.first; row < range.last; ++row) hers.push_back(numbers[customer_of(row)]);
      if (auto added = table.add(block_of(range), hers); !added) return added;
    }
    return {};
  };
  const auto of = [](const auto& rows) { return [&rows](std::size_t row) { return rows[row].customer; }; };
  if (auto done = spill(tables->actions, found.actions.size(), of(found.actions),
                        [&](RowRange range) { return actions_table(view, range); });
      !done)
    return done;
  if (auto done = spill(tables->tags, found.tags.size(), of(found.tags),
                        [&](RowRange range) { return tags_table(view, range); });
      !done)
    return done;
  if (auto done = spill(tables->decisions, found.decisions.size(), of(found.decisions),
                        [&](RowRange range) { return decisions_table(view, range); });
      !done)
    return done;
  return spill(
      tables->facts, found.frame.rows(), [&](std::size_t row) { return found.frame.customer[row]; },
      [&](RowRange range) { return facts_table(view, pieces_.selected, range); });
}

void PiecewiseRun::finish() {
  for (std::size_t i = 0; i < found_.size(); ++i) {
    std::ranges::stable_sort(found_[i], {}, &BadInput::rank);
    for (BadInput& finding : found_[i])
      if (pieces_.quarantine || prepared.findings[i].kept.size() < shown_findings)
        prepared.findings[i].kept.push_back(std::move(finding));
  }
  prepared.dataset.pool = std::make_shared<TextPool>();
  prepared.dataset.inputs.resize(program_.inputs.size());
  for (auto& [probe, count] : result.issues) {
    const auto first = first_.find(probe);
    count.first_customer = UINT32_MAX;
    if (first == first_.end()) continue;
    count.first_customer = static_cast<std::uint32_t>(prepared.dataset.customer_ids.size());
    prepared.dataset.customer_ids.push_back(prepared.dataset.pool->intern(first->second.second));
  }
}

}  // namespace sop
