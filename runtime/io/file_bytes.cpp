#include "runtime/io/file_bytes.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace sop {
namespace {

std::unexpected<std::string> system_error() { return std::unexpected(std::string(std::strerror(errno))); }

// Pipes and the like have no size.
bool read_all(int descriptor, std::string& out) {
  char buffer[1 << 16];
  for (;;) {
    const ssize_t got = ::read(descriptor, buffer, sizeof buffer);
    if (got == 0) return true;
    if (got < 0 && errno != EINTR) return false;
    if (got > 0) out.append(buffer, static_cast<std::size_t>(got));
  }
}

}  // namespace

std::expected<FileBytes, std::string> FileBytes::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return system_error();
  FileBytes bytes;
  struct stat status = {};
  bool good = ::fstat(descriptor, &status) == 0;
  if (good && (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode))) {  // what has no end fills the memory
    ::close(descriptor);
    return std::unexpected(std::string("a device, not a file"));
  }
  if (good && S_ISREG(status.st_mode) && status.st_size > 0) {
    bytes.size_ = static_cast<std::size_t>(status.st_size);
    void* mapped = ::mmap(nullptr, bytes.size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (mapped != MAP_FAILED) bytes.mapped_ = static_cast<const char*>(mapped);
  }
  if (good && !bytes.mapped_) good = read_all(descriptor, bytes.read_);
  const int reason = errno;
  ::close(descriptor);
  errno = reason;
  if (!good) return system_error();
  return bytes;
}

FileBytes::FileBytes(FileBytes&& other) noexcept
    : mapped_(std::exchange(other.mapped_, nullptr)), size_(other.size_), read_(std::move(other.read_)) {}

FileBytes::~FileBytes() {
  if (mapped_) ::munmap(const_cast<char*>(mapped_), size_);
}

}  // namespace sop
