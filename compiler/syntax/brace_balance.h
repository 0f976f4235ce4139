// Which declarations of a file have a `{` or a `}` too few. A declaration reaches from a keyword at the beginning of a
// line to the next one, so that a slip in one says nothing of the others. Parsing asks before it takes a brace for
// granted, and says when it did.
#pragma once

#include <cstddef>
#include <vector>

namespace sop {

class BraceBalance {
 public:
  struct Declaration {
    std::size_t begin = 0;  // its first token
    int open_missing = 0, close_missing = 0;
  };

  void begins(std::size_t token) { all_.push_back({.begin = token}); }
  void opens() { ++last().close_missing; }
  void closes();

  Declaration& of(std::size_t token);

 private:
  Declaration& last();

  std::vector<Declaration> all_;
};

}  // namespace sop
