// What lies between a tree and lines of text: pieces (a name, a literal, a keyword phrase), grouped into the items of
// blocks. A piece knows its text, how much room it takes, and where a long line may be broken.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace sop {

struct PieceComment {
  std::string text;
  bool blank_before = false;   // the author left a line empty above it
  bool documentation = false;  // ##
  bool continues = false;      // stands right below the comment before it, in the same column
};

constexpr int no_break = -1;

struct Piece {
  std::string text;                    // empty: this language does not write the word
  std::uint32_t width = 0;             // of the wider spelling of both languages, so that lines break alike in both
  bool space = true;                   // a blank before it
  bool blank_before = false;           // the author left a line empty above it
  int break_level = no_break;          // a long line may be broken before it; the lowest level first
  bool fill = false;                   // broken as late as possible, not at every such place
  std::vector<PieceComment> leading;   // on lines of their own before it
  std::vector<PieceComment> trailing;  // behind it; what follows stands on a new line
};

struct PieceBlock;

// A piece, or a block that stands in the middle of an item.
struct Part {
  std::size_t piece = 0;
  std::unique_ptr<PieceBlock> block;
};

struct Item {
  std::vector<Part> parts;
  bool label = false;  // a step label: what follows in its block belongs to it
};

struct PieceBlock {
  std::size_t open = 0, close = 0;  // the pieces of the braces
  std::vector<Item> items;
  bool one_line = false;  // the author wrote it on one line
};

struct Pieces {
  std::vector<Piece> all;
  PieceBlock file;  // its `close` is the end of the file; no braces
};

}  // namespace sop
