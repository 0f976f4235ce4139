#include "runtime/io/column_cache.h"

#include <chrono>
#include <filesystem>

#include "runtime/io/checksum.h"
#include "runtime/io/reading_text.h"

namespace sop {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view cache_ending = ".columns";

std::string sixteen_digits(std::uint64_t number) {
  std::string out(16, '0');
  for (std::size_t i = out.size(); i-- > 0; number >>= 4) out[i] = "0123456789abcdef"[number & 15];
  return out;
}

// What the names of all entries of a file begin with.
std::string name_of_source(const DataFile& file) {
  std::error_code fault;
  const fs::path path = fs::absolute(file.path, fault).lexically_normal();
  return sixteen_digits(checksum_of(fault ? file.path : path.string())) + "-";
}

// Nothing: the file could not be read.
std::optional<std::uint64_t> content_of(const std::string& path) {
  const auto bytes = FileBytes::open(path);
  if (!bytes) return std::nullopt;
  return checksum_of(bytes->text());
}

}  // namespace

std::string ColumnCache::path_of(const DataFile& file, const std::string& reading) const {
  const std::string name = name_of_source(file) + sixteen_digits(checksum_of(reading)) + std::string(cache_ending);
  return (fs::path(folder_) / name).string();
}

bool ColumnCache::read(const InputPlan& plan, const DataFile& file, TableBuilder& builder) {
  if (file.format == FileFormat::sqlite) return false;
  const InPhase in(plan.options.profile, Phase::reading_cache);
  const std::string reading = reading_text(plan, file);
  const auto entry = CacheFile::open(path_of(file, reading));
  if (!entry || entry->from().reading != reading) return false;
  if (file_identity(file.path) != entry->from().file) return false;
  if (!entry->from().settled && content_of(file.path) != entry->from().content) return false;
  auto piece = entry->load(plan);
  if (!piece) return false;
  builder.begin_file(file.path);
  advance_work(plan.options.progress, entry->from().file.size, piece->rows);
  if (plan.options.profile != nullptr) plan.options.profile->add_rows(Phase::reading_cache, piece->rows);
  builder.add(std::move(*piece), 0);
  ++files_read_;
  return true;
}

bool ColumnCache::make_folder() {
  std::error_code fault;
  if (fs::is_directory(folder_, fault)) return true;
  fs::create_directories(folder_, fault);
  if (!fault) fs::permissions(folder_, fs::perms::owner_all, fault);
  if (fault) trouble_ = folder_ + ": " + fault.message();
  return !fault;
}

// The entry's own file is the clock that says how fresh the stamps of the data are: it is made before they are read.
std::optional<ColumnCache::Entry> ColumnCache::begin(const InputPlan& plan, const DataFile& file) {
  if (file.format == FileFormat::sqlite || !trouble_.empty()) return std::nullopt;
  const InPhase in(plan.options.profile, Phase::writing_cache);
  const auto now = file_identity(file.path);
  if (!now || !make_folder()) return std::nullopt;
  CachedFrom from{.file = *now, .content = 0, .settled = false, .reading = reading_text(plan, file)};
  auto out = WholeFile::create(path_of(file, from.reading), FileRights::owner_only);
  if (!out) {
    trouble_ = out.error().path + ": " + out.error().reason;
    return std::nullopt;
  }
  const auto fresh = file_identity(out->descriptor());
  from.settled = fresh && is_settled(from.file, *fresh);
  if (!from.settled) {
    const auto content = content_of(file.path);
    if (!content) return std::nullopt;
    from.content = *content;
  }
  return Entry(std::move(*out), std::move(from));
}

void ColumnCache::keep(Entry entry, const InputPlan& plan, const DataFile& file, const TableBuilder& builder) {
  const InPhase in(plan.options.profile, Phase::writing_cache);
  const auto pieces = builder.flawless_file();
  if (!pieces) return;
  // What changed while it was read is not what was read.
  if (file_identity(file.path) != entry.from.file) return;
  if (!entry.from.settled && content_of(file.path) != entry.from.content) return;
  Written written = write_cache(entry.out, plan, *pieces, entry.from);
  if (written) written = entry.out.commit();
  if (!written) {
    trouble_ = written.error().path + ": " + written.error().reason;
    return;
  }
  ++files_kept_;
  remove_outdated(file, entry.from);
}

// Entries of the same path that were made from what the file is no more: nobody will use them, and they may hold
// personal data. So may what a killed process left unfinished.
void ColumnCache::remove_outdated(const DataFile& file, const CachedFrom& from) const {
  constexpr auto long_ago = std::chrono::hours(24);
  const std::string begins = name_of_source(file);
  std::error_code fault;
  std::vector<fs::path> outdated;
  const auto now_there = fs::last_write_time(path_of(file, from.reading), fault);
  for (fs::directory_iterator it(folder_, fault), end; !fault && it != end; it.increment(fault)) {
    const std::string name = it->path().filename().string();
    std::error_code unseen;
    if (name.starts_with("." + begins) && now_there - it->last_write_time(unseen) > long_ago && !unseen)
      outdated.push_back(it->path());
    if (!name.starts_with(begins) || !name.ends_with(cache_ending)) continue;
    const auto entry = CacheFile::open(it->path().string());
    if (!entry || entry->from().file != from.file) outdated.push_back(it->path());
  }
  for (const fs::path& path : outdated) fs::remove(path, fault);
}

}  // namespace sop
