#include "runtime/pieces/spill_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace sop {
namespace {

// Not every file system knows files without a name; there the name is taken away at once.
int open_nameless(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return descriptor;
  std::string name = folder + "/.sop-spill.XXXXXX";
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

}  // namespace

std::unexpected<WriteFault> SpillFile::fault() const {
  return std::unexpected(WriteFault{folder_, std::strerror(errno)});
}

std::expected<SpillFile, WriteFault> SpillFile::create(const std::string& folder) {
  SpillFile file(folder);
  file.descriptor_ = open_nameless(folder);
  if (file.descriptor_ < 0) return file.fault();
  return file;
}

SpillFile::SpillFile(SpillFile&& other) noexcept
    : folder_(std::move(other.folder_)), descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}

SpillFile::~SpillFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::expected<Extent, WriteFault> SpillFile::add(std::string_view bytes) {
  const Extent extent{size_, bytes.size()};
  while (!bytes.empty()) {
    const ssize_t done = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (done < 0 && errno != EINTR) return fault();
    if (done <= 0) continue;
    bytes.remove_prefix(static_cast<std::size_t>(done));
    size_ += static_cast<std::uint64_t>(done);
  }
  return extent;
}

std::expected<std::string, WriteFault> SpillFile::read(Extent extent) const {
  std::string bytes(extent.size, '\0');
  for (std::size_t got = 0; got < bytes.size();) {
    const ssize_t done =
        ::pread(descriptor_, bytes.data() + got, bytes.size() - got, static_cast<off_t>(extent.at + got));
    if (done < 0 && errno == EINTR) continue;
    if (done == 0) errno = EIO;
    if (done <= 0) return fault();
    got += static_cast<std::size_t>(done);
  }
  return bytes;
}

}  // namespace sop
