// A run without a state, some customers at a time: each piece is prepared and decided as a run of its own and leaves
// its rows in a spill file; what the run says of the whole is added up. The tables are those of one run over everybody,
// row by row; what cannot be had so is refused before (not_in_pieces.h).
#pragma once

#include <optional>

#include "runtime/io/run_tables.h"
#include "runtime/io/run_totals.h"
#include "runtime/pieces/scattered_inputs.h"
#include "runtime/pieces/spilled_table.h"

namespace sop {

struct PieceOptions {
  std::uint64_t memory = std::uint64_t{1} << 30;  // what the whole process may take
  std::size_t pieces = 0;                         // exactly so many; 0: as many as the memory asks for
  bool quarantine = false;
  std::vector<std::string> selected;  // facts
};

// Of one run: what is known of all customers once every piece is done.
struct PieceTables {
  SpilledTable actions, tags, facts, decisions;
};

class PiecewiseRun {
 public:
  PiecewiseRun(const PiecewiseRun&) = delete;
  PiecewiseRun& operator=(const PiecewiseRun&) = delete;
  PiecewiseRun(const Program& program, const RunOptions& options, const RunContext& context, SpillFile& file,
               PieceOptions pieces)
      : program_(program), options_(options), context_(context), file_(file), pieces_(std::move(pieces)) {}

  // Reads everything; what was wrong with it stands in `prepared`.
  Written read(std::span<const Binding> bindings);
  // Prepares and decides piece by piece.
  Written decide();

  // As of a run over everybody, without its rows. Of the dataset only the ids that `issues` name.
  PreparedData prepared;
  RunResult result;
  RunTotals totals;
  std::optional<PieceTables> tables;
  std::size_t pieces_done() const { return done_; }
  std::size_t block_rows() const;

 private:
  std::size_t buckets_for(std::span<const Binding> bindings) const;
  std::size_t last_of_piece(std::size_t first) const;
  Written find_rows_of_all();
  template <class Work>
  Written each_piece(Work work);
  Written decide_nobody();
  Written decide_piece(InputTables inputs, std::shared_ptr<TextPool> pool);
  void add_prepared(const PreparedData& piece);
  void add_result(const PreparedData& piece, const RunResult& found);
  void add_issue(std::uint32_t probe, const IssueCount& count, const PreparedData& piece);
  Written spill(const PreparedData& piece, const RunResult& found);
  void learn(std::uint64_t before, std::uint64_t most_before, std::uint64_t bytes);
  void finish();
  PreparedData prepare_piece(InputTables inputs, std::shared_ptr<TextPool> pool) const;

  const Program& program_;
  RunOptions options_;
  RunContext context_;
  KnownOfAll known_of_all_;
  SpillFile& file_;
  const PieceOptions pieces_;
  std::optional<ScatteredInputs> scattered_;
  PreparedData nobody_;                            // prepared: what tables of nobody say, said once
  std::map<std::uint32_t, IssueCount> of_nobody_;  // issues that every piece has, counted once
  std::map<std::uint32_t, std::pair<std::uint32_t, std::string>> first_;  // by probe: her number and id
  std::vector<std::vector<BadInput>> found_;                              // by input: findings of preparing
  double growth_ = 8;                                                     // memory of a piece over its rows'
  std::size_t done_ = 0;
};

}  // namespace sop
