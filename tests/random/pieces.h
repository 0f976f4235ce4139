// The engine over customers in pieces: some of them empty, each knowing of the others only what their merged parts say
// (runtime/eval/edge_parts.h). Its answers, put together again, are to be those of one run over everybody.
#pragma once

#include "case.h"

namespace sop::random_tests {

Engine pieces_engine();

// Forgets the last piece when it merges: shows that differences are found.
Engine forgetful_pieces_engine();

}  // namespace sop::random_tests
