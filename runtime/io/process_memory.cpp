#include "runtime/io/process_memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "runtime/io/arrow_part.h"

namespace sop {

std::uint64_t memory_now() {
  std::FILE* file = std::fopen("/proc/self/statm", "re");
  if (file == nullptr) return 0;
  unsigned long long all = 0, resident = 0;
  const bool good = std::fscanf(file, "%llu %llu", &all, &resident) == 2;
  std::fclose(file);
  return good ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

std::uint64_t memory_most() {
  rusage usage = {};
  return ::getrusage(RUSAGE_SELF, &usage) == 0 ? static_cast<std::uint64_t>(usage.ru_maxrss) * 1024 : 0;
}

void give_memory_back() {
  release_arrow_memory();
#if defined(__GLIBC__)
  ::malloc_trim(0);
#endif
}

// Arrow's own allocator keeps what it freed too, but for itself; an environment that names one is followed.
void keep_freed_memory() {
  ::setenv("ARROW_DEFAULT_MEMORY_POOL", "system", 0);
#if defined(__GLIBC__)
  constexpr int largest = 1 << 30;  // bytes
  ::mallopt(M_MMAP_THRESHOLD, largest);
  ::mallopt(M_TRIM_THRESHOLD, largest);
#endif
}

}  // namespace sop
