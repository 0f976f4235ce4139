/* sop.h: the C interface of the sop engine. Customer-operations rules compiled from memory and evaluated inside another
 * program: on tables through the Arrow C interfaces, or for one customer from a row buffer.
 *
 * - Handles are opaque. A program is immutable and may be used by any number of threads; an evaluator and a decider
 *   belong to one thread at a time.
 * - Every call that can fail answers a status. No exception, signal or abort leaves the library; it has no global
 *   state, opens no file, reads no clock and no environment, and writes nothing anywhere.
 * - A structure begins with `struct_size`: set it to sizeof. Later versions append fields and enumerators, they never
 *   move or remove any; a field that the caller's structure does not have takes its default, which is always zero.
 *   Arrays of structures have the stride of their first element's struct_size.
 * - Texts are UTF-8. A text that is returned belongs to the handle it was asked of and stays as long as it says there.
 */
#ifndef SOP_H
#define SOP_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define SOP_API __declspec(dllimport)
#elif defined(__GNUC__)
#define SOP_API __attribute__((visibility("default")))
#else
#define SOP_API
#endif

#define SOP_ABI_VERSION 1

/* ---- The Arrow C data and stream interfaces, as their specification lays them out. The guards are the specification's
 * own, so that this header stands beside others that declare the same. */

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

#endif /* ARROW_C_STREAM_INTERFACE */

/* ---- Statuses */

typedef int32_t sop_status;
enum {
  SOP_OK = 0,
  SOP_E_ARGUMENT = 1,  /* a null pointer, a structure without size, a malformed Arrow structure, an unknown name */
  SOP_E_PROGRAM = 2,   /* the program has errors: sop_program_diagnostics says which */
  SOP_E_INPUT = 3,     /* the rows given do not fit the program */
  SOP_E_LIMIT = 4,     /* a limit of the options was reached; the handle can be used again after sop_evaluator_clear */
  SOP_E_CANCELLED = 5, /* the cancel callback said so; as SOP_E_LIMIT */
  SOP_E_ORDER = 6,     /* this call cannot be made now: a result before a run, a table after one */
  SOP_E_REFUSED =
      7,            /* the run would be wrong to keep: too early, redefined, more actions than the guard lets through */
  SOP_E_MEMORY = 8, /* the machine has no memory left */
  SOP_E_INTERNAL = 9 /* a mistake of the library */
};

typedef int32_t sop_language;
enum { SOP_ENGLISH = 0, SOP_CHINESE = 1 };

SOP_API uint32_t sop_abi_version(void);
SOP_API const char* sop_version(void);
/* "SOP_E_LIMIT"; never null. */
SOP_API const char* sop_status_name(sop_status status);

typedef struct sop_program sop_program;
typedef struct sop_evaluator sop_evaluator;
typedef struct sop_decider sop_decider;

/* ---- Programs */

/* One file of a program. `use "common/tags.sop"` finds the file that was given under that name; modules of the standard
 * library are always there. */
typedef struct sop_source {
  size_t struct_size;
  const char* name; /* as it stands in findings, e.g. "rules/tags.sop" */
  const char* text;
  size_t text_size;
} sop_source;

/* The rules of a time zone: the bytes of a compiled zone file (TZif, RFC 9636), e.g. of
 * /usr/share/zoneinfo/Asia/Shanghai or of a package that carries the database. A program needs those of the zone its
 * project names; UTC needs none. */
typedef struct sop_zone {
  size_t struct_size;
  const char* name;
  const char* version; /* of the database, for the record; may be null */
  const void* bytes;
  size_t bytes_size;
} sop_zone;

typedef struct sop_compile_options {
  size_t struct_size;
  sop_language language; /* of findings and messages */
  uint32_t reserved;     /* zero */
  const sop_zone* zones;
  size_t zone_count;
  size_t max_diagnostics; /* shown in JSON; the total is always there. 0: 50 */
} sop_compile_options;

/* Makes a program of these files. A program with errors is made too, to ask it for its findings: the answer is then
 * SOP_E_PROGRAM and nothing else can be done with it. On any other failure *program is null. `options` may be null. */
SOP_API sop_status sop_compile(const sop_source* sources, size_t count, const sop_compile_options* options,
                               sop_program** program);
/* One more holder; each calls sop_program_release. Both take null. */
SOP_API sop_program* sop_program_retain(sop_program* program);
SOP_API void sop_program_release(sop_program* program);

/* Texts of a program stay as long as it does.
 * {"version":1,"diagnostics":[{"code","severity","file","line",…,"message","related","fixes"}],"total":n} */
SOP_API const char* sop_program_diagnostics(const sop_program* program);
/* What it reads and gives, as JSON: {"version":1,"inputs":[…],"facts":[…],"rules":[…],"journeys":[…],"tables":[…]};
 * docs/embedding.md has the fields. */
SOP_API sop_status sop_program_schema(const sop_program* program, const char** json);
/* Runs the program's `test` blocks and answers as `sopc test --format json` does. The text stays until the next call
 * with the same evaluator. */
SOP_API sop_status sop_evaluator_test(sop_evaluator* evaluator, const char** json);

/* ---- Many customers: tables in, tables out */

/* Asked now and then while a run goes on, by one thread at a time, not always by the thread that called. Anything but
 * zero ends the run with SOP_E_CANCELLED. */
typedef int (*sop_cancel_fn)(void* data);

/* Limits are counts: the same work is always within them, or never. 0: none. */
typedef struct sop_evaluator_options {
  size_t struct_size;
  int32_t threads; /* 0: one. Results do not depend on it */
  sop_language language;
  uint64_t max_rows;         /* rows of all tables together */
  uint64_t max_memory_bytes; /* of the values held: columns read, texts, results; not the allocator's own */
  uint64_t max_cost;         /* rows times instructions of the program, over all passes of a run */
  sop_cancel_fn cancel;
  void* cancel_data;
} sop_evaluator_options;

SOP_API sop_status sop_evaluator_create(sop_program* program, const sop_evaluator_options* options,
                                        sop_evaluator** evaluator);
SOP_API void sop_evaluator_free(sop_evaluator* evaluator);
/* What the last call that failed found, as JSON: {"version":1,"status":"SOP_E_INPUT","message":…,"findings":[…]}. Stays
 * until the next call with this evaluator; "{}" after one that went well. */
SOP_API const char* sop_evaluator_error(const sop_evaluator* evaluator);
/* Forgets tables, memory and results: the next batch. The options stay. */
SOP_API sop_status sop_evaluator_clear(sop_evaluator* evaluator);

/* Rows of an input, by its name in the program; may be called several times for one input. The structures are consumed:
 * whatever the answer, the library releases each exactly once, and marks it released. Values are copied, so nothing
 * refers to them afterwards. Exception: a call with a null evaluator or name cannot know what to do and touches
 * nothing. */
SOP_API sop_status sop_evaluator_add_stream(sop_evaluator* evaluator, const char* input, struct ArrowArrayStream* rows);
SOP_API sop_status sop_evaluator_add_array(sop_evaluator* evaluator, const char* input, struct ArrowSchema* schema,
                                           struct ArrowArray* rows);

/* What the run before left (sop_evaluator_memory): journeys go on, rules fire when they become true, tags change by
 * difference. A first run of a program with memory is given zero bytes. Comes before the rows: people who are inside of
 * an older version of a journey finish on it, and it may read columns that the program no longer does. Copied. */
SOP_API sop_status sop_evaluator_set_memory(sop_evaluator* evaluator, const void* bytes, size_t size);

typedef struct sop_run_options {
  size_t struct_size;
  const char* as_of;        /* "2026-11-22 10:00" in the project's zone, or RFC 3339; null: see as_of_us */
  int32_t has_as_of_us;     /* not zero: the instant is as_of_us */
  int32_t accept_redefined; /* not zero: changed definitions may change what is remembered */
  int64_t as_of_us;         /* microseconds since 1970-01-01T00:00Z */
  uint64_t max_actions;     /* 0: with a memory, as the project's guard says; without one, any number */
} sop_run_options;

/* One evaluation at one instant: with a memory, one tick of all journeys and rules. `options` may be null where the
 * program reads no time. */
SOP_API sop_status sop_evaluator_run(sop_evaluator* evaluator, const sop_run_options* options);

typedef int32_t sop_table;
enum {
  SOP_TABLE_ACTIONS = 0,
  SOP_TABLE_TAGS = 1,
  SOP_TABLE_FACTS = 2,
  SOP_TABLE_SEGMENTS = 3,
  SOP_TABLE_ISSUES = 4,
  SOP_TABLE_DECISIONS = 5,
  SOP_TABLE_STAGES = 6
};

/* ---- Customers in pieces, on several machines or one after the other
 *
 * Some things are asked of all customers together: `needs_all_customers` of the schema. Those that say "in_passes" are
 * found out in passes over the pieces, and so is where a run without a memory begins, or how recent stored tags are
 * that are given beside one; `passes` of the schema says how many for each kind of run. With what was found out, the
 * *edges*, each piece is run as if all customers were there, and its results are theirs of one run over everybody, to
 * the bit. Without passes every piece is run by itself, and needs no edges. All rows of a customer are in one piece,
 * and rows that belong to no customer in every piece. What is asked and not "in_passes" cannot be given out.
 *
 *   edges = those that the run before ended with, or no bytes
 *   for each pass:   for each piece: set_memory, set_edges(edges), rows, part -> its part;  clear
 *                    somewhere:      set_edges(edges), merge_parts(all parts) -> edges;     clear
 *   for each piece:  set_memory, set_edges(edges), rows, run
 *
 * The edges of a run are for the next one, beside the memories of the pieces: rules on events ask those. */

/* What is known of all customers: what sop_evaluator_merge_parts gave, zero bytes before that. From here to
 * sop_evaluator_clear the rows are those of some customers. Copied. */
SOP_API sop_status sop_evaluator_set_edges(sop_evaluator* evaluator, const void* bytes, size_t size);
/* The part of these customers in the next pass; the options are those of the run. The rows are used up by it. Stays
 * until the next call with this evaluator. */
SOP_API sop_status sop_evaluator_part(sop_evaluator* evaluator, const sop_run_options* options, const void** bytes,
                                      size_t* size);

typedef struct sop_bytes {
  size_t struct_size;
  const void* data;
  size_t size;
} sop_bytes;

/* One pass is done: the parts of all pieces, in any order, with what earlier passes found out (sop_evaluator_set_edges)
 * become the edges for the next. Needs no rows. Stays until the next call with this evaluator. */
SOP_API sop_status sop_evaluator_merge_parts(sop_evaluator* evaluator, const sop_bytes* parts, size_t count,
                                             const void** edges, size_t* size);

/* A table of the latest run, as `sopc run` writes it. The stream stands on its own: it outlives evaluator and program.
 */
SOP_API sop_status sop_evaluator_table(sop_evaluator* evaluator, sop_table which, struct ArrowArrayStream* out);
/* What the latest run leaves for the next one; after a run with a memory. Stays until the next run or clear. Versioned
 * and checksummed; by names, so that an edited program still finds what is its own. */
SOP_API sop_status sop_evaluator_memory(sop_evaluator* evaluator, const void** bytes, size_t* size);
/* Counts of the latest run as JSON, as summary.json of `sopc run`. Stays until the next call with this evaluator. */
SOP_API sop_status sop_evaluator_summary(sop_evaluator* evaluator, const char** json);
/* Why a fact, tag or rule is what it is for this customer in the latest run, one sentence per line; `name` null: all of
 * her in short. Stays until the next call with this evaluator. */
SOP_API sop_status sop_evaluator_why(sop_evaluator* evaluator, const char* customer, const char* name,
                                     const char** text);
/* What the latest run does against what the one before did, as `sopc plan --format json`, or as text for people. */
SOP_API sop_status sop_evaluator_plan(sop_evaluator* evaluator, int32_t as_text, const char** plan);

/* ---- One customer, inside a request */

/* Decides from one row of the customers' table: conditions of rules, segments and tags. Only for programs whose rules
 * read nothing but that table, constants and time; others answer SOP_E_PROGRAM and sop_decider_create says why.
 * No call but create allocates memory. */
typedef struct sop_decider_options {
  size_t struct_size;
  sop_language language;
  uint32_t reserved; /* zero */
} sop_decider_options;

/* `why_not` may be null; else, on SOP_E_PROGRAM, a text of at most why_not_size bytes, ended by zero. */
SOP_API sop_status sop_decider_create(sop_program* program, const sop_decider_options* options, sop_decider** decider,
                                      char* why_not, size_t why_not_size);
SOP_API void sop_decider_free(sop_decider* decider);

/* How a row lies in memory, and what the bits of an answer stand for, as JSON:
 * {"version":1,"row_size":n,"columns":[{"name","type","offset","known_offset","members"}],"answers":[{"kind","name"}]}
 * A value is 8 bytes at `offset`: whole numbers, booleans (0, 1), dates (days since 1970), times (microseconds since
 * midnight), datetimes (microseconds since 1970), money (1/10,000), members (their index), durations as int64_t;
 * numbers as double; text and ids as a sop_text (16 bytes). The byte at known_offset says whether the value is there.
 */
SOP_API const char* sop_decider_layout(const sop_decider* decider);

typedef struct sop_text {
  const char* data;
  uint64_t size;
} sop_text;

/* `answers`: one bit per answer of the layout, from bit 0 of word 0 on; `words` must be enough for all. */
SOP_API sop_status sop_decider_decide(sop_decider* decider, const void* row, size_t row_size, int64_t as_of_us,
                                      uint64_t* answers, size_t words);

#ifdef __cplusplus
}
#endif

#endif /* SOP_H */
