// The parts the grammar is written with: PEGTL rules over the string of token kinds (one char per token). A keyword
// rule asks the token's spelling; `node` records a tree node; `need` commits; `items` recovers inside a block.
//
// Everything here is predictive: a rule either fails on its first token or is committed soon after, so parsing is
// linear. Nothing here knows the tree or the findings: what a parse carries along is a template parameter.
#pragma once

#include "grammar/parts/atoms.h"
#include "grammar/parts/blocks.h"
#include "grammar/parts/building.h"
#include "grammar/parts/nesting.h"
#include "grammar/parts/telling.h"
