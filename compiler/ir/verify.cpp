#include "compiler/ir/verify.h"

#include "compiler/ir/verify/report.h"

namespace sop {

std::vector<std::string> verify(const Program& program) {
  using namespace ir_verify;
  Report report(program);
  check_structure(report);
  if (!report.clean()) return report.take();  // the other rules follow ids
  check_types(report);
  check_domains(report);
  check_aggregates(report);
  check_populations(report);
  check_contacts(report);
  check_declarations(report);
  check_probes(report);
  return report.take();
}

}  // namespace sop
