// `--cache DIR`: the typed columns of data files, kept between runs. An entry belongs to one file and one way of
// reading it (reading_text); it is used only while the file is the one it was made from and every byte of the entry is
// as it was written, else it is made anew. A file with a finding is never kept, nor is a query of a database. Entries
// hold personal data in clear: only their owner may read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "runtime/io/cache_file.h"

namespace sop {

class ColumnCache {
 public:
  // `folder` is made when the first entry is written.
  explicit ColumnCache(std::string folder) : folder_(std::move(folder)) {}

  // The file's rows as they were read before go to the builder. False: nothing did, the file must be read.
  bool read(const InputPlan& plan, const DataFile& file, TableBuilder& builder);

  // An entry to be, begun before its file is read.
  class Entry {
    friend class ColumnCache;
    Entry(WholeFile file, CachedFrom cached_from) : out(std::move(file)), from(std::move(cached_from)) {}
    WholeFile out;
    CachedFrom from;
  };
  std::optional<Entry> begin(const InputPlan& plan, const DataFile& file);
  // After reading: the rows of the builder's latest file, where nothing was wrong with it.
  void keep(Entry entry, const InputPlan& plan, const DataFile& file, const TableBuilder& builder);

  std::uint64_t files_read() const { return files_read_; }
  std::uint64_t files_kept() const { return files_kept_; }
  // Why nothing can be written there; empty: it can. Once is enough: nothing more is tried.
  const std::string& trouble() const { return trouble_; }

 private:
  std::string path_of(const DataFile& file, const std::string& reading) const;
  void remove_outdated(const DataFile& file, const CachedFrom& from) const;
  bool make_folder();

  std::string folder_, trouble_;
  std::uint64_t files_read_ = 0, files_kept_ = 0;
};

}  // namespace sop
