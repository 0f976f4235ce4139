// What a program declares, as entries of its pages: what each is called, what is written there, which others it reads
// and by which it is read. Found in the tree, so that a page says what its author wrote, in the reader's language.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "compiler/driver/compile.h"

namespace sop::cli::doc {

enum class Section : std::uint8_t {
  segments,
  attributes,
  tags,
  scores,
  tiers,
  rules,
  journeys,
  templates,
  policies,
  channels,
  reports,
  inputs,
  others
};
inline constexpr std::size_t section_count = 13;

// A piece of what is written: plain text, a keyword, or the name of an entry.
struct Piece {
  std::string text;
  bool is_keyword = false;
  int entry = -1;
};

struct Entry {
  Section section = Section::others;
  NodeKind kind = NodeKind::error;
  std::string name, label;
  std::string comment;  // `## …` before it
  std::string purpose;  // of a template
  std::vector<Piece> written;
  std::set<int> reads, read_by;
  int journey = -1;  // into Program::journeys
};

std::vector<Entry> entries_of(const Compilation& compilation, const Sources& sources);

}  // namespace sop::cli::doc
