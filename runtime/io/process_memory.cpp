#include "runtime/io/process_memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

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

}  // namespace sop
