// The text a set makes of the names whose conditions hold (compiler/check/sets.cpp), taken apart again.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/program.h"

namespace sop {

struct ListItem {
  std::string name;
  InstId when;  // the condition under which it stands in the list
};

// In order; empty where `list` is something else.
std::vector<ListItem> listed_items(const Program& program, InstId list);

}  // namespace sop
