#include "runtime/io/arrow_part.h"

#include <dlfcn.h>

#include <atomic>

namespace sop {
namespace {

using Loaded = std::expected<const ArrowPart*, std::string>;

std::atomic<const ArrowPart*> loaded{nullptr};

// Found where the program's other libraries are; never closed, as Arrow keeps threads and memory to the end.
Loaded load() {
  void* handle = dlopen("libsop_files.so", RTLD_NOW | RTLD_LOCAL);
  void* part = handle == nullptr ? nullptr : dlsym(handle, "sop_arrow_part");
  if (part == nullptr) {
    const char* reason = dlerror();
    return std::unexpected(reason == nullptr ? "libsop_files.so" : reason);
  }
  loaded = reinterpret_cast<const ArrowPart* (*)()>(part)();
  return loaded.load();
}

}  // namespace

std::expected<const ArrowPart*, std::string> arrow_part() {
  static const Loaded part = load();
  return part;
}

void release_arrow_memory() {
  if (const ArrowPart* part = loaded) part->release_memory();
}

}  // namespace sop
