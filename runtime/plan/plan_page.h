// A plan as a page in one of two languages: sentences and tables, before anybody decides how they are drawn.
#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "runtime/plan/plan.h"

namespace sop {

struct PlanView {
  const RunPlan& plan;
  const Dataset& dataset;
  const ZoneRules& zone;
  Language language = Language::en;
};

// How names of the program and of customers are written. Markdown: as code, where nothing of it is a link, a mention
// or markup. Text: so that nothing moves a terminal.
enum class PlanStyle : std::uint8_t { text, markdown };

struct PlanTable {
  std::string title;
  std::vector<std::string> heads;
  std::vector<bool> numbers;  // parallel: columns of numbers
  std::vector<std::vector<std::string>> rows;
  std::string none;  // what stands there without rows
};

struct PlanPage {
  std::string heading;
  std::vector<std::string> warnings;  // what would stop the run
  std::vector<std::string> notes;
  std::vector<PlanTable> tables;
};

PlanPage plan_page(const PlanView& view, PlanStyle style);

std::string plan_text(const PlanView& view);
std::string plan_markdown(const PlanView& view);  // fit for a comment on a pull request
std::string plan_json(const PlanView& view);

}  // namespace sop
