#include "compiler/solver/z3/library.h"

#include <dlfcn.h>

#include <optional>

#include "compiler/solver/second_layer.h"

namespace sop::solver {
namespace {

bool does_without = false;

std::optional<Library> load() {
  if (does_without) return std::nullopt;
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

void sop::do_without_solver() { solver::does_without = true; }
