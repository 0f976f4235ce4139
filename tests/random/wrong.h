// An engine that is wrong on purpose: the reference on a program with one meaning changed. Shows that differences are
// found and shrunk.
#pragma once

#include "case.h"

namespace sop::random_tests {

Engine wrong_engine();

}  // namespace sop::random_tests
