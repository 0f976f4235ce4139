/* One evaluation as a host makes it, once in C and once in C++: files and tables in, the table of facts out. Rows come
 * and go through the Arrow C interface. What went wrong is in `said`. */
#ifndef SOP_TESTS_ASKED_H
#define SOP_TESTS_ASKED_H

#include <sop.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct asked {
  const sop_source* files;
  size_t file_count;
  const sop_zone* zones;
  size_t zone_count;
  const char** inputs;            /* names */
  struct ArrowArrayStream** rows; /* parallel to them; taken */
  size_t input_count;
  const char* as_of;
  struct ArrowArrayStream* facts; /* filled */
  char* said;
  size_t said_size;
} asked;

SOP_API sop_status facts_in_c(const asked* ask);
SOP_API sop_status facts_in_cpp(const asked* ask);

#ifdef __cplusplus
}
#endif

#endif
