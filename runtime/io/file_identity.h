// Which file a path names at this moment, and in which state: what changes when somebody writes to it, replaces it or
// sets its time back. Clocks of file systems are coarse, so a file that was changed just now may change once more
// without a trace: `is_settled` says whether that can be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace sop {

struct FileIdentity {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t modified_ns = 0;  // its bytes; a program may set this back
  std::int64_t changed_ns = 0;   // its bytes, name or rights; nobody may

  bool operator==(const FileIdentity&) const = default;
};

// Nothing: there is none, or it is no regular file.
std::optional<FileIdentity> file_identity(const std::string& path);
std::optional<FileIdentity> file_identity(int descriptor);

// Had this file's stamps been at rest when `fresh` was created? Only a file of the same file system has the same clock.
bool is_settled(const FileIdentity& file, const FileIdentity& fresh);

}  // namespace sop
