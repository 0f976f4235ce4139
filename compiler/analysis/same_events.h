// What is so of several questions about one stream, whatever her events are: whoever ordered within 7 days has a last
// order that is no older, and the other way round. Said beside a question, so that boxes know it too.
#pragma once

#include <vector>

#include "compiler/analysis/translate.h"

namespace sop {

// Does it ask for the first or last event of a stream at all?
bool asks_same_events(const Program& program);

// Of the aggregates that this formula asks about.
std::vector<FormulaId> so_of_same_events(Translator& translator, FormulaId asked);

}  // namespace sop
