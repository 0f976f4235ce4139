// One small shop for the targets that run programs: its declarations, its rows, its files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/io/prepare.h"
#include "runtime/io/run_tables.h"
#include "runtime/run/run.h"

namespace sop::fuzz {

inline constexpr const char* shop_declarations = R"(project p { timezone "Asia/Shanghai"  currency CNY }
table customers key customer_id { customer_id id  city text?  age int?  spend money?  vip bool  born date?  score number?
  kind one of (x, y, z)?  opted_out bool consent }
events orders key customer_id time paid_at id order_id { customer_id id  order_id id  paid_at datetime  amount money  sku text?  n int? }
channel app direct
template t on app { class service text "t" }
policy contact { suppress opted_out }
)";

struct World {
  Program program;
  RunContext context;
  Dataset dataset;
};

// A program of the shop with this text behind its declarations, and its rows; nothing where it has errors.
std::optional<World> shop_with(std::string_view text);

// All that a run says, as text, by one evaluator.
std::string said(const World& world, EvaluateFn evaluate);

const std::string& scratch_folder();  // of this process

}  // namespace sop::fuzz
