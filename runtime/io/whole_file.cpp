#include "runtime/io/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

namespace sop {
namespace {

// The rename is on the disk only when its folder is.
bool flush_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool good = ::fsync(descriptor) == 0;
  ::close(descriptor);
  return good;
}

// mkstemp gives 0600; an output has the rights any new file would have.
void give_usual_rights(int descriptor) {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(descriptor, 0666 & ~mask);
}

}  // namespace

WriteFault WholeFile::fault() const { return {path_, std::strerror(errno)}; }

std::expected<WholeFile, WriteFault> WholeFile::create(const std::string& path, FileRights rights) {
  WholeFile file;
  file.path_ = path;
  const std::filesystem::path place(path);
  std::string hidden(1, '.');
  hidden.append(place.filename().string()).append(".XXXXXX");
  std::string name = (place.parent_path() / hidden).string();
  file.descriptor_ = ::mkstemp(name.data());
  if (file.descriptor_ < 0) return std::unexpected(file.fault());
  file.temporary_ = name;
  if (rights == FileRights::usual) give_usual_rights(file.descriptor_);
  return file;
}

WholeFile::WholeFile(WholeFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

WholeFile::~WholeFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Written WholeFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(descriptor_, bytes.data(), bytes.size());
    if (done < 0 && errno != EINTR) return std::unexpected(fault());
    if (done > 0) bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return {};
}

Written WholeFile::commit() {
  if (::fsync(descriptor_) != 0) return std::unexpected(fault());
  if (::close(std::exchange(descriptor_, -1)) != 0) return std::unexpected(fault());
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return std::unexpected(fault());
  temporary_.clear();
  if (!flush_folder(std::filesystem::path(path_).parent_path())) return std::unexpected(fault());
  return {};
}

Written write_whole_file(const std::string& path, std::string_view bytes) {
  auto file = WholeFile::create(path);
  if (!file) return std::unexpected(file.error());
  if (auto written = file->write(bytes); !written) return written;
  return file->commit();
}

}  // namespace sop
