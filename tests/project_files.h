// The project's own files, for tests that hold a page or an example against the code.
#pragma once

#include <filesystem>
#include <string>

namespace sop::tests {

inline const std::filesystem::path project_root = SOP_SOURCE_DIR;

// The whole file, byte for byte; fails the test where it cannot be read.
std::string text_of(const std::filesystem::path& path);

}  // namespace sop::tests
