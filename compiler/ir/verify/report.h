// Where the rules of verify.h note what they find, and the questions most of them ask.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "compiler/ir/program.h"

namespace sop::ir_verify {

class Report {
 public:
  explicit Report(const Program& program) : program_(program) {}

  void add(std::string finding) { findings_.push_back(std::move(finding)); }
  void add(InstId id, std::string_view finding) { add(fmt::format("%{}: {}", id.value, finding)); }
  // Notes the finding unless the rule holds.
  void require(bool rule, InstId id, std::string_view finding) {
    if (!rule) add(id, finding);
  }
  bool clean() const { return findings_.empty(); }
  std::vector<std::string> take() { return std::move(findings_); }

  const Program& program() const { return program_; }

 private:
  const Program& program_;
  std::vector<std::string> findings_;
};

inline bool is_aggregate(InstKind kind) {
  return kind == InstKind::event_aggregate || kind == InstKind::customer_aggregate || kind == InstKind::pick_row;
}
inline bool same_kind(Type a, Type b) { return a.kind == b.kind && a.enumeration == b.enumeration; }
inline bool can_fail(AggregateOp op) {
  return op == AggregateOp::sum || op == AggregateOp::avg || op == AggregateOp::median;
}

inline bool can_fail(PopulationOp op) { return op == PopulationOp::share_of_total || op == PopulationOp::top_reaching; }

// Each checks one concern; all but the first trust what `check_structure` has found sound.
void check_structure(Report& report);     // ids in range, postorder, counts of arguments
void check_types(Report& report);         // what every instruction takes and gives
void check_domains(Report& report);       // which rows have a value for what
void check_aggregates(Report& report);    // values, windows and results of aggregates
void check_populations(Report& report);   // what is asked of a distribution, and what it gives
void check_contacts(Report& report);      // channels, templates, policies
void check_declarations(Report& report);  // inputs, facts, rules, guards
void check_probes(Report& report);

}  // namespace sop::ir_verify
