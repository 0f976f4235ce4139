#include "stdlib/modules.h"

namespace sop {

const StandardModule* standard_module(std::string_view name) {
  for (const StandardModule& module : standard_modules())
    if (module.name == name) return &module;
  return nullptr;
}

}  // namespace sop
