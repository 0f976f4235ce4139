#include "tests/store/broken_files.h"

#include <sqlite3.h>

#include <cstring>

namespace sop::store_tests {
namespace {

BreakPlan plan_now;
std::int64_t counted = 0;
sqlite3_vfs* below = nullptr;
sqlite3_vfs layer;

struct File {
  sqlite3_file base;
  sqlite3_io_methods methods;
  // The file below follows.
};

sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1); }

bool breaks(Breaks what) {
  const bool is_mine = what == plan_now.what || (what == Breaks::write && plan_now.what == Breaks::disk_full);
  if (!is_mine) return false;
  const std::int64_t number = counted++;
  return plan_now.at >= 0 && (plan_now.for_good ? number >= plan_now.at : number == plan_now.at);
}

int broken_write() { return plan_now.what == Breaks::disk_full ? SQLITE_FULL : SQLITE_IOERR_WRITE; }

// Half of it arrives.
int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
  if (!breaks(Breaks::write)) return real(file)->pMethods->xWrite(real(file), from, amount, offset);
  real(file)->pMethods->xWrite(real(file), from, amount / 2, offset);
  return broken_write();
}

int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  const int code = below->xOpen(below, name, real(file), flags, out_flags);
  file->pMethods = nullptr;
  if (real(file)->pMethods == nullptr) return code;
  File& self = *reinterpret_cast<File*>(file);
  self.methods = {
      .iVersion = 2,
      .xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); },
      .xRead = [](sqlite3_file* f, void* to, int n,
                  sqlite3_int64 at) { return real(f)->pMethods->xRead(real(f), to, n, at); },
      .xWrite = write,
      .xTruncate =
          [](sqlite3_file* f, sqlite3_int64 n) {
            return breaks(Breaks::write) ? broken_write() : real(f)->pMethods->xTruncate(real(f), n);
          },
      .xSync =
          [](sqlite3_file* f, int how) {
            return breaks(Breaks::sync) ? SQLITE_IOERR_FSYNC : real(f)->pMethods->xSync(real(f), how);
          },
      .xFileSize = [](sqlite3_file* f, sqlite3_int64* n) { return real(f)->pMethods->xFileSize(real(f), n); },
      .xLock = [](sqlite3_file* f, int level) { return real(f)->pMethods->xLock(real(f), level); },
      .xUnlock = [](sqlite3_file* f, int level) { return real(f)->pMethods->xUnlock(real(f), level); },
      .xCheckReservedLock = [](sqlite3_file* f,
                               int* out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); },
      .xFileControl = [](sqlite3_file* f, int op,
                         void* arg) { return real(f)->pMethods->xFileControl(real(f), op, arg); },
      .xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); },
      .xDeviceCharacteristics = [](sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); },
      .xShmMap = [](sqlite3_file* f, int r, int n, int e,
                    void volatile** out) { return real(f)->pMethods->xShmMap(real(f), r, n, e, out); },
      .xShmLock = [](sqlite3_file* f, int at, int n,
                     int how) { return real(f)->pMethods->xShmLock(real(f), at, n, how); },
      .xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); },
      .xShmUnmap = [](sqlite3_file* f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); },
      .xFetch = nullptr,
      .xUnfetch = nullptr};
  file->pMethods = &self.methods;
  return code;
}

}  // namespace

BrokenFiles::BrokenFiles(BreakPlan plan) {
  sqlite3_initialize();
  plan_now = plan;
  counted = 0;
  below = sqlite3_vfs_find(nullptr);
  layer = *below;
  layer.pNext = nullptr;
  layer.zName = "sop_tests_broken_files";
  layer.szOsFile = static_cast<int>(sizeof(File)) + below->szOsFile;
  layer.xOpen = open;
  sqlite3_vfs_register(&layer, 1);
}

BrokenFiles::~BrokenFiles() {
  sqlite3_vfs_unregister(&layer);
  sqlite3_vfs_register(below, 1);
}

std::int64_t BrokenFiles::count() { return counted; }

}  // namespace sop::store_tests
