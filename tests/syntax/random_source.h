// Random programs that parse, over every form of the grammar: texts are drawn from the grammar graph and kept when the
// parser takes them. Same seed, same text.
#pragma once

#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/syntax/grammar_graph.h"

namespace sop::tests {

enum class Words : std::uint8_t { en, zh, mixed };

inline constexpr const char* block_inside = "\x01";

class RandomSource {
 public:
  explicit RandomSource(std::uint64_t seed, Words words = Words::mixed) : random_(seed), words_(words) {}

  // A few declarations with random blanks, comments and full-width signs.
  std::string program();

  // A text of the rule `from` that makes this choice, as short as it gets; none when no attempt was accepted.
  std::optional<std::string> text_with(int from, Choice choice, const std::function<bool(const std::string&)>& accepts);

  // A declaration around the block with these items, `block_inside` standing for them.
  std::optional<std::string> host_of(int items);

 private:
  struct Word {
    std::string text;
    bool glued = false;
    bool new_line = false;
  };

  std::string draw(const std::vector<int>& path, int branch);
  void expand(int node, int budget);
  void expand_along(const std::vector<int>& path, std::size_t step, int branch);
  void expand_children_along(const GrammarNode& node, const std::vector<int>& path, std::size_t step, int branch);
  int cheapest(const GrammarNode& node);
  void write(std::string text);
  std::string literal(TokenKind kind);
  std::string name(bool member);
  std::string keyword(Kw kw);
  std::string plain() const;
  std::string wild();
  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  std::mt19937_64 random_;
  Words words_;
  std::vector<Word> out_;
  std::string inside_;
  int beside_budget_ = 0;  // for what stands beside the wanted path
  bool glue_next_ = false;
  bool line_next_ = false;
};

bool parses(const std::string& text);

}  // namespace sop::tests
