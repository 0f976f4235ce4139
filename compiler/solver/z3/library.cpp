#include "compiler/solver/z3/library.h"

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>
#include <optional>

namespace sop::solver {
namespace {

std::optional<Library> load() {
  const char* wanted = std::getenv("SOP_Z3");
  if (wanted != nullptr && std::strcmp(wanted, "none") == 0) return std::nullopt;
  // Its symbols stay its own; it is never closed, as it keeps memory of its own to the end.
  void* handle = nullptr;
  for (const char* name : {SOP_Z3_FILE, "libz3.so.4", "libz3.so"})
    if (handle == nullptr) handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return std::nullopt;
  Library out;
  bool whole = true;
#define SOP_Z3_LOOK_UP(name)                                                   \
  out.name = reinterpret_cast<decltype(out.name)>(dlsym(handle, "Z3_" #name)); \
  whole = whole && out.name != nullptr;
  SOP_Z3_FUNCTIONS(SOP_Z3_LOOK_UP)
#undef SOP_Z3_LOOK_UP
  return whole ? std::optional(out) : std::nullopt;
}

}  // namespace

const Library* library() {
  static const std::optional<Library> found = load();
  return found ? &*found : nullptr;
}

}  // namespace sop::solver
