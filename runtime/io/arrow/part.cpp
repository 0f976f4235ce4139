// The one symbol of libsop_files.so.
#include <arrow/config.h>
#include <arrow/memory_pool.h>

#include "runtime/io/arrow/arrow_files.h"
#include "runtime/io/arrow/arrow_input.h"
#include "runtime/io/arrow/arrow_look.h"
#include "runtime/io/arrow/write_arrow.h"

extern "C" __attribute__((visibility("default"))) const sop::ArrowPart* sop_arrow_part() {
  static const sop::ArrowPart part{arrow::GetBuildInfo().version_string,
                                   sop::read_arrow,
                                   sop::look_at_arrow,
                                   sop::arrow_records,
                                   sop::open_arrow_rows,
                                   sop::arrow_parts,
                                   [] { arrow::default_memory_pool()->ReleaseUnused(); }};
  return &part;
}
