// How large things may be: every limit of the language and of its inputs, one row each. At the limit all is well, one
// more is a finding with a name; nothing is ever cut off in silence. docs/limits.md is the same list for people.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sop::limits {

// SOP_LIMIT(id, value, as a person reads it)
#define SOP_LIMITS                                                                              \
  SOP_LIMIT(source_bytes, 1 << 20, "1 MiB")           /* one source file */                     \
  SOP_LIMIT(program_bytes, 16 << 20, "16 MiB")        /* all source files together */           \
  SOP_LIMIT(nesting, 200, "200")                      /* levels: brackets, blocks, choices */   \
  SOP_LIMIT(nodes, 200'000, "200,000")                /* instructions of the checked program */ \
  SOP_LIMIT(name_bytes, 255, "255 B")                 /* an identifier */                       \
  SOP_LIMIT(text_bytes, 64 << 10, "64 KiB")           /* a text literal, without its quotes */  \
  SOP_LIMIT(list_values, 10'000, "10,000")            /* `x in (…)` */                        \
  SOP_LIMIT(columns, 2'000, "2,000")                  /* of one table or stream */              \
  SOP_LIMIT(facts, 2'000, "2,000")                    /* over one table */                      \
  SOP_LIMIT(pattern_bytes, 1 << 10, "1 KiB")          /* as written */                          \
  SOP_LIMIT(pattern_compiled_bytes, 1 << 20, "1 MiB") /* what the pattern library may use */    \
  SOP_LIMIT(folding_steps, 1'000'000, "1,000,000")    /* of computing constants before a run */ \
  SOP_LIMIT(shown_findings, 50, "50")                 /* printed; the total is always told */   \
  SOP_LIMIT(unpacked_ratio, 200, "200 : 1")           /* an input file's content to its size */ \
  SOP_LIMIT(unpacked_bytes, 1 << 30, "1 GiB")         /* where no ratio can be too large */

#define SOP_LIMIT(id, value, words) inline constexpr std::int64_t id = value;
SOP_LIMITS
#undef SOP_LIMIT

struct Row {
  std::string_view id;
  std::int64_t value;
  std::string_view words;
};

inline constexpr Row rows[] = {
#define SOP_LIMIT(id, value, words) {#id, value, words},
    SOP_LIMITS
#undef SOP_LIMIT
};

}  // namespace sop::limits
