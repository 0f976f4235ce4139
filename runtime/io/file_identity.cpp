#include "runtime/io/file_identity.h"

#include <sys/stat.h>

#include <algorithm>

namespace sop {
namespace {

constexpr std::int64_t nanos_per_second = 1'000'000'000;
// The coarsest clock of a file system in use counts in two seconds.
constexpr std::int64_t coarsest_ns = 2 * nanos_per_second;

std::int64_t nanos_of(const timespec& time) { return std::int64_t{time.tv_sec} * nanos_per_second + time.tv_nsec; }

std::optional<FileIdentity> identity_in(const struct stat& status) {
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  return FileIdentity{status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
                      nanos_of(status.st_mtim), nanos_of(status.st_ctim)};
}

}  // namespace

std::optional<FileIdentity> file_identity(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 ? identity_in(status) : std::nullopt;
}

std::optional<FileIdentity> file_identity(int descriptor) {
  struct stat status = {};
  return ::fstat(descriptor, &status) == 0 ? identity_in(status) : std::nullopt;
}

bool is_settled(const FileIdentity& file, const FileIdentity& fresh) {
  return file.device == fresh.device && std::max(file.modified_ns, file.changed_ns) + coarsest_ns <= fresh.modified_ns;
}

}  // namespace sop
