// The modules of the standard library, `use std.NAME(…)`: the files stdlib/*.sop, part of the program itself, so that
// an embedded compiler needs no files. Each holds one module of the file's name.
#pragma once

#include <span>
#include <string_view>

namespace sop {

struct StandardModule {
  std::string_view name;
  std::string_view text;
};

std::span<const StandardModule> standard_modules();  // by name
const StandardModule* standard_module(std::string_view name);

}  // namespace sop
