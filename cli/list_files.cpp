#include "cli/list_files.h"

#include <filesystem>

#include "compiler/source/project_path.h"

namespace sop::cli {
namespace fs = std::filesystem;

void check_list_files(const Program& program, Diagnostics& diagnostics) {
  for (const Input& list : program.inputs) {
    if (list.list_file.empty() || !list.span.exists()) continue;
    const auto path = project_path(program.file_names, static_cast<std::size_t>(list.span.file), list.list_file);
    std::error_code fault;
    if (!path || !fs::exists(*path, fault)) continue;
    const auto report = [&](const char* en, const char* zh) {
      diagnostics.report(Code::S2019, list.span, {"file of a list", list.list_file, "名单文件", en, zh});
    };
    if (!leads_inside(*path, project_folder(program.file_names)))
      report("a list lies in the program's folder or below it, and this link leads out",
             "名单须在程序所在文件夹之内,这个链接指向了外面");
    else if (!fs::is_regular_file(*path, fault))
      report("a list is read from a regular file, with a customer per line", "名单须是普通文件,每行一位客户");
  }
  diagnostics.sort();
}

}  // namespace sop::cli
