// What travels between a host and the pieces of its customers, as bytes: the part of one piece in one pass, and what is
// known of all so far. Checksummed, and of one program: what does not fit it is refused when it is read.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <string_view>

#include "runtime/run/passes_over_all.h"

namespace sop::embed {

// What passes over all pieces have found out. With all passes done it is what a run needs, and what the next run is
// told of this one.
struct EdgesOfAll {
  std::size_t passes_done = 0;
  RunKind kind;
  KnownOfAll all;
  std::map<std::uint64_t, PopulationEdges> last;  // of the run before, by definition
};

struct PieceOfPass {
  std::size_t pass = 0;
  RunKind kind;
  PartsOfAll parts;
};

std::string bytes_of(const Program& program, const EdgesOfAll& edges);
std::string bytes_of(const Program& program, const PieceOfPass& piece);

// Of this program as it is; `edges` of an earlier version of it say only what the run before found out, and the answer
// has no pass done. No bytes: nothing is known yet.
std::expected<EdgesOfAll, std::string> edges_from(const Program& program, std::string_view bytes);
std::expected<PieceOfPass, std::string> piece_from(const Program& program, std::string_view bytes);

}  // namespace sop::embed
