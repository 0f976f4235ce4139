// The inputs of a run, read once, part by part, and left in a spill file by customer: all rows of one customer are in
// one bucket, which her id alone decides, so that equal keys meet whatever file or row they come from. A piece of the
// run is the rows of some buckets, in the order of their files; tables that are nobody's are in every piece.
#pragma once

#include <unordered_set>

#include "runtime/io/prepare.h"
#include "runtime/pieces/id_owners.h"

namespace sop {

struct ScatterOptions {
  std::size_t buckets = 1;
  std::uint64_t part_bytes = std::uint64_t{1} << 26;  // what is read at once takes about that
  bool quarantine = false;
};

// Do the rows of this input belong to customers each?
bool is_by_customer(const Input& input);

class ScatteredInputs {
 public:
  ScatteredInputs(const Program& program, const RunContext& context, SpillFile& file, ScatterOptions options);

  // Everything read, findings and counts told. A fault: the spill file could not be written.
  Written read(std::span<const Binding> bindings);

  // What reading alone has to say, as `prepare` says it of the whole: reports without what preparing does, findings.
  PreparedData& told() { return told_; }

  std::size_t buckets() const { return options_.buckets; }
  // About what the rows of a bucket take in memory.
  std::uint64_t bytes_of(std::size_t bucket) const { return bytes_[bucket]; }

  // Buckets [first, last); without those customers whose events share ids with others'.
  std::expected<InputTables, WriteFault> load(std::size_t first, std::size_t last, TextPool& pool) const;
  // Those customers, of all buckets.
  bool has_shared() const { return !shared_.empty(); }
  std::expected<InputTables, WriteFault> load_shared(TextPool& pool) const;

 private:
  struct Block {
    Extent place;
    std::uint32_t rows = 0;
  };
  struct Spilled {
    bool given = false;
    std::uint64_t rows = 0;  // read so far
    std::vector<FilePart> files;
    std::vector<std::size_t> columns;        // those read, by index
    std::vector<std::vector<Block>> blocks;  // by bucket; of a table that is nobody's in one
    std::vector<BadInput> of_files, of_rows;
    std::uint64_t findings = 0;
  };
  enum class Who : std::uint8_t { all, alone, shared };

  Written read_binding(const Binding& binding);
  Written read_file(std::size_t input, const DataFile& file);
  Written take(std::size_t input, ReadTable table, const TextPool& pool);
  void take_findings(Spilled& spilled, ReadTable& table) const;
  Written note_ids(std::size_t input, const ReadTable& table, const TextPool& pool,
                   const std::vector<std::uint64_t>& customers);
  std::vector<std::uint64_t> customers_of(std::size_t input, const std::vector<ColumnData>& columns, std::size_t rows,
                                          const TextPool& pool) const;
  std::size_t bucket_of(std::uint64_t customer) const { return (customer ^ customer >> 32) % options_.buckets; }
  ReadOptions read_options() const;
  std::expected<InputTables, WriteFault> load(std::size_t first, std::size_t last, Who who, TextPool& pool) const;
  Written load_blocks(std::size_t input, std::size_t bucket, Who who, TextPool& pool, ReadTable& to) const;
  void finish(std::size_t input, ReadTable& table) const;
  void tell();

  const Program& program_;
  const RunContext& context_;
  SpillFile& file_;
  const ScatterOptions options_;
  std::vector<Spilled> inputs_;
  std::vector<std::uint64_t> bytes_;
  std::vector<std::optional<IdOwners>> owners_;
  std::unordered_set<std::uint64_t> shared_;
  PreparedData told_;
};

}  // namespace sop
