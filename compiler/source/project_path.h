// Paths that a program names (`list … from "PATH"`): they start at the file that names them and stay inside the
// project, which is the folder that holds all files of the program. Text only; nothing is opened.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sop {

// The innermost folder that holds all these files; "." for the current one.
std::string project_folder(std::span<const std::string> files);

// The path from where the program was started, or nothing when it is absolute or leaves the project.
std::optional<std::string> project_path(std::span<const std::string> files, std::size_t declaring,
                                        std::string_view written);

}  // namespace sop
