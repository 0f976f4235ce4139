#include "runtime/store/checked_pages.h"

#include <sqlite3.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <vector>

namespace sop {
namespace {

struct CheckedFile {
  sqlite3_file base;  // first: SQLite sees this
  sqlite3_file* real;
  bool is_database;
  bool is_checked;  // as its header says
  int page_bytes;
};

CheckedFile& of(sqlite3_file* file) { return *reinterpret_cast<CheckedFile*>(file); }
const sqlite3_io_methods& real(sqlite3_file* file) { return *of(file).real->pMethods; }

std::uint64_t checksum(const unsigned char* page, int bytes) {
  std::uint64_t sum = 0x9E3779B97F4A7C15;
  for (int at = 0; at < bytes; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, page + at, 8);
    sum = (sum ^ word) * 0xFF51AFD7ED558CCD;
    sum ^= sum >> 32;
  }
  return sum;
}

// Where things stand in a header is SQLite's published file format.
void note_header(CheckedFile& file, const unsigned char* header) {
  const int page_bytes = header[16] << 8 | header[17];
  const std::int32_t id = header[68] << 24 | header[69] << 16 | header[70] << 8 | header[71];
  file.page_bytes = page_bytes == 1 ? 65536 : page_bytes;
  file.is_checked = id == state_file_id || header[20] == checksum_bytes;
}

bool is_page(const CheckedFile& file, int amount, sqlite3_int64 offset) {
  return file.is_database && file.is_checked && amount == file.page_bytes && amount >= 512 && offset % amount == 0;
}

int read(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
  CheckedFile& self = of(file);
  const int code = real(file).xRead(self.real, to, amount, offset);
  auto* bytes = static_cast<unsigned char*>(to);
  const bool is_short = code == SQLITE_IOERR_SHORT_READ;
  if (code != SQLITE_OK && !is_short) return code;
  if (self.is_database && offset == 0 && amount >= 100) note_header(self, bytes);
  if (!is_page(self, amount, offset)) return code;
  if (is_short) {
    sqlite3_int64 size = 0;
    const int asked = real(file).xFileSize(self.real, &size);
    return asked == SQLITE_OK && size > offset ? SQLITE_CORRUPT : code;  // a page of which a part is there
  }
  std::uint64_t written = 0;
  unsigned char* end = bytes + amount - checksum_bytes;
  std::memcpy(&written, end, checksum_bytes);
  std::memset(end, 0, checksum_bytes);
  const bool is_good = written == 0 || written == checksum(bytes, amount - checksum_bytes);
  return is_good ? SQLITE_OK : SQLITE_CORRUPT;
}

int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
  CheckedFile& self = of(file);
  const auto* bytes = static_cast<const unsigned char*>(from);
  if (self.is_database && offset == 0 && amount >= 100) note_header(self, bytes);
  if (!is_page(self, amount, offset)) return real(file).xWrite(self.real, from, amount, offset);
  std::vector<unsigned char> page(bytes, bytes + amount);
  const std::uint64_t sum = checksum(bytes, amount - checksum_bytes);
  std::memcpy(page.data() + amount - checksum_bytes, &sum, checksum_bytes);
  return real(file).xWrite(self.real, page.data(), amount, offset);
}

int close(sqlite3_file* file) {
  const int code = real(file).xClose(of(file).real);
  std::free(of(file).real);
  return code;
}

constexpr sqlite3_io_methods methods = {
    .iVersion = 2,  // without the mapping of files into memory, which would pass by `read`
    .xClose = close,
    .xRead = read,
    .xWrite = write,
    .xTruncate = [](sqlite3_file* f, sqlite3_int64 size) { return real(f).xTruncate(of(f).real, size); },
    .xSync = [](sqlite3_file* f, int flags) { return real(f).xSync(of(f).real, flags); },
    .xFileSize = [](sqlite3_file* f, sqlite3_int64* size) { return real(f).xFileSize(of(f).real, size); },
    .xLock = [](sqlite3_file* f, int level) { return real(f).xLock(of(f).real, level); },
    .xUnlock = [](sqlite3_file* f, int level) { return real(f).xUnlock(of(f).real, level); },
    .xCheckReservedLock = [](sqlite3_file* f, int* out) { return real(f).xCheckReservedLock(of(f).real, out); },
    .xFileControl = [](sqlite3_file* f, int op, void* arg) { return real(f).xFileControl(of(f).real, op, arg); },
    .xSectorSize = [](sqlite3_file* f) { return real(f).xSectorSize(of(f).real); },
    .xDeviceCharacteristics = [](sqlite3_file* f) { return real(f).xDeviceCharacteristics(of(f).real); },
    .xShmMap = [](sqlite3_file* f, int region, int bytes, int extend,
                  void volatile** out) { return real(f).xShmMap(of(f).real, region, bytes, extend, out); },
    .xShmLock = [](sqlite3_file* f, int at, int n, int flags) { return real(f).xShmLock(of(f).real, at, n, flags); },
    .xShmBarrier = [](sqlite3_file* f) { real(f).xShmBarrier(of(f).real); },
    .xShmUnmap = [](sqlite3_file* f, int remove) { return real(f).xShmUnmap(of(f).real, remove); },
    .xFetch = nullptr,
    .xUnfetch = nullptr};

int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  sqlite3_vfs* below = sqlite3_vfs_find(nullptr);
  CheckedFile& self = *new (file) CheckedFile{};
  self.real = static_cast<sqlite3_file*>(std::calloc(1, static_cast<std::size_t>(below->szOsFile)));
  if (self.real == nullptr) return SQLITE_NOMEM;
  self.is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
  const int code = below->xOpen(below, name, self.real, flags, out_flags);
  if (code == SQLITE_OK) return self.base.pMethods = &methods, SQLITE_OK;
  if (self.real->pMethods != nullptr) self.real->pMethods->xClose(self.real);
  std::free(self.real);
  return code;
}

// All but the opening of files is the layer's below. SQLite keeps the address.
sqlite3_vfs* registered() {
  static sqlite3_vfs layer = [] {
    sqlite3_vfs made = *sqlite3_vfs_find(nullptr);
    made.pNext = nullptr;
    made.zName = "sop_checked_pages";
    made.szOsFile = sizeof(CheckedFile);
    made.xOpen = open;
    return made;
  }();
  static const int code = sqlite3_vfs_register(&layer, 0);
  return code == SQLITE_OK ? &layer : nullptr;
}

}  // namespace

const char* checked_pages() {
  const sqlite3_vfs* layer = registered();
  return layer == nullptr ? nullptr : layer->zName;
}

}  // namespace sop
