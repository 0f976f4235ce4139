// Paths that a program names (`list … from "PATH"`): they start at the file that names them and stay inside the
// project, which is the folder that holds all files of the program. Nothing is opened.
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

// Where the links on the way lead, is the file in this folder or below it? Symbolic links leave a project as little as
// `..` does. True for what is not there: whoever opens it says so.
bool leads_inside(const std::string& path, const std::string& folder);

}  // namespace sop
