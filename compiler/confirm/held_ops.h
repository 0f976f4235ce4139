// What an op does with single values.
#pragma once

#include <span>

#include "compiler/confirm/held.h"
#include "stdlib/builtins.h"
#include "stdlib/ops/context.h"

namespace sop::trial {

// All arguments are known. Missing: the op failed.
Held applied(Op op, const OpContext& context, std::span<const Held> arguments);

}  // namespace sop::trial
