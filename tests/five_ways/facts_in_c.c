/* The same evaluation in plain C. */
#include <stdio.h>
#include <string.h>

#include "asked.h"

static void note(const asked* ask, const char* text) { snprintf(ask->said, ask->said_size, "%s", text); }

static sop_status decide(const asked* ask, sop_evaluator* evaluator) {
  sop_run_options options;
  sop_status status = SOP_OK;
  for (size_t i = 0; i < ask->input_count && status == SOP_OK; ++i)
    status = sop_evaluator_add_stream(evaluator, ask->inputs[i], ask->rows[i]);
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.as_of = ask->as_of;
  if (status == SOP_OK) status = sop_evaluator_run(evaluator, &options);
  if (status == SOP_OK) status = sop_evaluator_table(evaluator, SOP_TABLE_FACTS, ask->facts);
  if (status != SOP_OK) note(ask, sop_evaluator_error(evaluator));
  return status;
}

sop_status facts_in_c(const asked* ask) {
  sop_compile_options options;
  sop_program* program = NULL;
  sop_evaluator* evaluator = NULL;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.zones = ask->zones;
  options.zone_count = ask->zone_count;
  sop_status status = sop_compile(ask->files, ask->file_count, &options, &program);
  if (status != SOP_OK) {
    note(ask, program == NULL ? "" : sop_program_diagnostics(program));
    sop_program_release(program);
    return status;
  }
  status = sop_evaluator_create(program, NULL, &evaluator);
  sop_program_release(program); /* the evaluator holds it */
  if (status == SOP_OK) status = decide(ask, evaluator);
  sop_evaluator_free(evaluator);
  return status;
}
