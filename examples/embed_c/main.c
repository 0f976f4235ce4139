/* Rules inside a C program: compiled from text, then one customer decided from a row, as a request would.
 *
 * A row lies in memory as sop_decider_layout says. Here the program is fixed, so its layout is written down once and
 * checked against what the library says; a host with changing programs reads the JSON instead. */
#include <stdio.h>
#include <string.h>

#include <sop.h>

static const char* const rules =
    "project shop {\n"
    "  timezone \"UTC\"\n"
    "  currency CNY\n"
    "}\n"
    "table customers key id {\n"
    "  id    id\n"
    "  city  text?\n"
    "  age   int?\n"
    "  spend money?\n"
    "}\n"
    "segment adults  = age >= 18\n"
    "segment coast   = city in (\"Shanghai\", \"Qingdao\")\n"
    "tag     big when spend > 100\n"
    "tag     welcome when adults and coast and not (spend default 0 > 100)\n";

static const char* const expected_columns =
    "\"row_size\":40,\"columns\":["
    "{\"name\":\"age\",\"type\":\"int\",\"offset\":8,\"known_offset\":0},"
    "{\"name\":\"city\",\"type\":\"text\",\"offset\":16,\"known_offset\":1},"
    "{\"name\":\"spend\",\"type\":\"money\",\"offset\":32,\"known_offset\":2}]";

typedef struct row {
  unsigned char known[8];
  int64_t age;
  sop_text city;
  int64_t spend; /* in 1/10,000 */
} row;

static const char* const answers[] = {"adults", "coast", "big", "welcome"};

static row customer(int64_t age, const char* city, int64_t spend) {
  row out;
  memset(&out, 0, sizeof out);
  out.known[0] = age >= 0;
  out.known[1] = city != NULL;
  out.known[2] = spend >= 0;
  out.age = age;
  out.city.data = city;
  out.city.size = city == NULL ? 0 : strlen(city);
  out.spend = spend * 10000;
  return out;
}

static void decide(sop_decider* decider, const char* who, row given) {
  const int64_t as_of_us = 1795341600000000; /* 2026-11-22 10:00 UTC */
  uint64_t bits = 0;
  const sop_status status = sop_decider_decide(decider, &given, sizeof given, as_of_us, &bits, 1);
  printf("%s:", who);
  if (status != SOP_OK) printf(" %s", sop_status_name(status));
  for (int i = 0; i < 4; ++i)
    if (bits >> i & 1) printf(" %s", answers[i]);
  printf("\n");
}

int main(void) {
  sop_source file;
  memset(&file, 0, sizeof file);
  file.struct_size = sizeof file;
  file.name = "shop.sop";
  file.text = rules;
  file.text_size = strlen(rules);

  sop_program* program = NULL;
  sop_status status = sop_compile(&file, 1, NULL, &program);
  if (status != SOP_OK) {
    fprintf(stderr, "%s: %s\n", sop_status_name(status), sop_program_diagnostics(program));
    sop_program_release(program);
    return 1;
  }
  char why_not[256];
  sop_decider* decider = NULL;
  status = sop_decider_create(program, NULL, &decider, why_not, sizeof why_not);
  sop_program_release(program); /* the decider holds it */
  if (status != SOP_OK) {
    fprintf(stderr, "%s: %s\n", sop_status_name(status), why_not);
    return 1;
  }
  if (strstr(sop_decider_layout(decider), expected_columns) == NULL) {
    fprintf(stderr, "another layout than this program was written for: %s\n", sop_decider_layout(decider));
    sop_decider_free(decider);
    return 1;
  }
  decide(decider, "Lin", customer(34, "Shanghai", 80));
  decide(decider, "Wu", customer(17, "Qingdao", 250));
  decide(decider, "Zhao", customer(52, NULL, -1));
  sop_decider_free(decider);
  return 0;
}
