#include "tests/syntax/random_source.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

#include "compiler/syntax/parse.h"

namespace sop::tests {
namespace {

const GrammarNode& at(int node) { return grammar_graph().nodes[static_cast<std::size_t>(node)]; }

bool is_optional(GrammarNode::Kind kind) {
  return kind == GrammarNode::opt || kind == GrammarNode::star || kind == GrammarNode::items;
}

template <std::size_t N>
std::string pick(const char* const (&from)[N], std::uint64_t random) {
  return from[random % N];
}

std::string full_width(const std::string& sign) {
  static constexpr std::pair<const char*, const char*> signs[] = {
      {"(", "（"}, {")", "）"}, {"{", "｛"}, {"}", "｝"}, {",", "、"}, {":", "："}, {"=", "＝"}, {">", "＞"},
      {"<", "＜"}, {"+", "＋"}, {"*", "＊"}, {"/", "／"}, {"?", "？"}, {">=", "≥"}, {"!=", "≠"}, {"->", "→"},
  };
  for (const auto& [plain, wide] : signs)
    if (sign == plain) return wide;
  return sign;
}

}  // namespace

bool parses(const std::string& text) {
  Diagnostics findings;
  parse(SourceBuffer("random", text), 0, findings);
  return findings.all().empty();
}

std::vector<int> path_between(int from, int to, std::mt19937_64& random) {
  struct Step {
    std::uint64_t length;
    int node, parent;
    bool operator>(const Step& other) const { return length > other.length; }
  };
  std::vector<int> parent(grammar_graph().nodes.size(), -1);
  std::priority_queue<Step, std::vector<Step>, std::greater<>> waiting;
  waiting.push({0, from, from});
  while (!waiting.empty() && parent[static_cast<std::size_t>(to)] < 0) {
    const Step step = waiting.top();
    waiting.pop();
    if (parent[static_cast<std::size_t>(step.node)] >= 0) continue;
    parent[static_cast<std::size_t>(step.node)] = step.parent;
    for (int child : at(step.node).children) waiting.push({step.length + (1U << random() % 10), child, step.node});
  }
  if (parent[static_cast<std::size_t>(to)] < 0) return {};
  std::vector<int> path{to};
  while (path.back() != from) path.push_back(parent[static_cast<std::size_t>(path.back())]);
  std::reverse(path.begin(), path.end());
  return path;
}

// ---- Words
// -----------------------------------------------------------------------------------------------------------

std::string RandomSource::literal(TokenKind kind) {
  static constexpr const char* numbers[] = {"1", "2", "30", "1_000", "12.5", "1.5万", "１２"};
  static constexpr const char* percents[] = {"20%", "5%", "12.5%"};
  static constexpr const char* amounts[] = {"¥89", "89元", "￥１００", "¥ 5"};
  static constexpr const char* dates[] = {"2026-11-11", "2026-1-2"};
  static constexpr const char* times[] = {"15:00", "9:30", "24:00"};
  static constexpr const char* instants[] = {"2026-11-11 20:00", "2026-11-11  20:00:30", "2026-11-11T20:00"};
  static constexpr const char* texts[] = {"\"x\"", "“您好,{name}”", "\"# no comment\"", "\"\""};
  static constexpr const char* quoted[] = {"「新客 高消费」", "`if`"};
  const std::uint64_t random = random_();
  switch (kind) {
    case TokenKind::number: return pick(numbers, random);
    case TokenKind::percent: return pick(percents, random);
    case TokenKind::money: return pick(amounts, random);
    case TokenKind::date: return pick(dates, random);
    case TokenKind::time: return pick(times, random);
    case TokenKind::instant: return pick(instants, random);
    case TokenKind::text: return pick(texts, random);
    case TokenKind::quoted_name: return pick(quoted, random);
    case TokenKind::word:
    case TokenKind::end:
    case TokenKind::open_brace:
    case TokenKind::close_brace:
    case TokenKind::open_paren:
    case TokenKind::close_paren:
    case TokenKind::comma:
    case TokenKind::colon:
    case TokenKind::dot:
    case TokenKind::question:
    case TokenKind::equal:
    case TokenKind::not_equal:
    case TokenKind::less:
    case TokenKind::less_equal:
    case TokenKind::greater:
    case TokenKind::greater_equal:
    case TokenKind::plus:
    case TokenKind::minus:
    case TokenKind::star:
    case TokenKind::slash:
    case TokenKind::arrow:
    case TokenKind::unknown: return std::string(token_words(kind, false));
  }
  return {};
}

// Mostly plain names; some are quoted, some are nouns of the language, some are words that are keywords elsewhere.
std::string RandomSource::name(bool member) {
  static constexpr const char* names[] = {"orders", "amount", "名单甲", "x1", "spend_30d", "标记", "éa"};
  static constexpr const char* nouns[] = {"tag", "customer", "event", "entry", "nth",  "old",
                                          "new", "标签",     "客户",  "原",    "sends"};
  static constexpr const char* members[] = {"expires", "used", "next", "missing", "count",
                                            "changes", "到期", "所缺", "granted"};
  static constexpr const char* elsewhere[] = {"channel", "time", "金额", "text", "list", "first", "day", "天"};
  const std::uint64_t which = below(20);
  if (which < 2) return literal(TokenKind::quoted_name);
  if (which < 5) return member ? pick(members, random_()) : pick(nouns, random_());
  if (which < 6) return pick(elsewhere, random_());
  return pick(names, random_());
}

std::string RandomSource::keyword(Kw kw) {
  const Keyword& row = row_of(kw);
  const bool zh = words_ == Words::zh || (words_ == Words::mixed && below(2) == 0);
  return std::string((zh && !row.zh.empty()) || row.en.empty() ? row.zh : row.en);
}

void RandomSource::write(std::string text) {
  out_.push_back({std::move(text), std::exchange(glue_next_, false), std::exchange(line_next_, false)});
}

// ---- Trees
// -----------------------------------------------------------------------------------------------------------

// One of the shortest.
int RandomSource::cheapest(const GrammarNode& node) {
  int least = at(node.children[0]).cost;
  for (int child : node.children) least = std::min(least, at(child).cost);
  for (;;)
    if (const auto branch = below(node.children.size()); at(node.children[branch]).cost == least)
      return static_cast<int>(branch);
}

// `budget`: how many tokens more than needed may still be written below here, roughly.
void RandomSource::expand(int id, int budget) {
  const GrammarNode& node = at(id);
  switch (node.kind) {
    case GrammarNode::token: return write(literal(node.token_kind));
    case GrammarNode::keyword: return write(keyword(node.kw));
    case GrammarNode::name: return write(name(false));
    case GrammarNode::member: return write(name(true));
    case GrammarNode::glue: glue_next_ = true; return;
    case GrammarNode::nothing: return;
    case GrammarNode::seq:
      for (int child : node.children) expand(child, budget * 2 / (static_cast<int>(node.children.size()) + 1));
      return;
    case GrammarNode::sor: {
      const auto branch = budget <= 0 ? static_cast<std::size_t>(cheapest(node)) : below(node.children.size());
      return expand(node.children[branch], budget - 2);
    }
    case GrammarNode::opt:
      if (budget > 0 && below(3) == 0) expand(node.children[0], budget - 2);
      return;
    case GrammarNode::plus: expand(node.children[0], budget - 2); [[fallthrough]];
    case GrammarNode::star:
    case GrammarNode::items:
      while (budget > 0 && below(3) > 0) {
        line_next_ = node.kind == GrammarNode::items;
        expand(node.children[0], budget / 2);
        budget -= 4;
      }
      line_next_ = node.kind == GrammarNode::items;
      return;
  }
}

void RandomSource::expand_children_along(const GrammarNode& node, const std::vector<int>& path, std::size_t step,
                                         int branch) {
  bool gone = false;
  for (int child : node.children) {
    if (!gone && child == path[step + 1]) {
      gone = true;
      expand_along(path, step + 1, branch);
    } else if (node.kind == GrammarNode::seq) {
      expand(child, beside_budget_);
    }
  }
}

// The wanted way down the graph; everything beside it as short as possible.
void RandomSource::expand_along(const std::vector<int>& path, std::size_t step, int branch) {
  const GrammarNode& node = at(path[step]);
  if (step + 1 < path.size()) return expand_children_along(node, path, step, branch);
  if (!inside_.empty()) return write(inside_);
  if (node.kind == GrammarNode::sor || is_optional(node.kind))
    return expand(node.children[static_cast<std::size_t>(branch)], beside_budget_);
  expand(path[step], beside_budget_);
}

std::string RandomSource::draw(const std::vector<int>& path, int branch) {
  out_.clear();
  expand_along(path, 0, branch);
  return plain();
}

std::optional<std::string> RandomSource::text_with(int from, Choice choice,
                                                   const std::function<bool(const std::string&)>& accepts) {
  std::optional<std::string> found;
  for (int attempt = 0; attempt < 80 && !found; ++attempt) {
    const std::vector<int> path = path_between(from, choice.node, random_);
    if (path.empty()) return std::nullopt;
    beside_budget_ = attempt < 30 ? 0 : 6;
    std::string text = draw(path, choice.branch);
    if (accepts(text)) found = std::move(text);
  }
  beside_budget_ = 0;
  return found;
}

std::optional<std::string> RandomSource::host_of(int items) {
  inside_ = block_inside;
  std::optional<std::string> host = text_with(grammar_graph().declaration, {items, 0}, [](const std::string& text) {
    std::string empty = text;
    empty.replace(empty.find(block_inside), std::string_view(block_inside).size(), "");
    return parses(empty);
  });
  inside_.clear();
  return host;
}

// ---- Texts
// -----------------------------------------------------------------------------------------------------------

std::string RandomSource::plain() const {
  std::string text;
  for (const Word& word : out_) {
    if (!text.empty() && !word.glued) text += word.new_line ? '\n' : ' ';
    text += word.text;
  }
  return text;
}

std::string RandomSource::wild() {
  std::string text;
  for (const Word& word : out_) {
    if (!text.empty() && !word.glued) {
      const std::uint64_t gap = below(60);
      if (gap == 0)
        text += "  # 说明 x\n";
      else if (gap == 1)
        text += "\n# own line\n   ";
      else if (gap == 2)
        text += "\n\n\n";
      else if (gap == 3)
        text += "　 ";
      else
        text += (word.new_line && below(4) > 0) || gap == 4 ? "\n  " : " ";
    }
    text += below(12) == 0 ? full_width(word.text) : word.text;
  }
  return text;
}

std::string RandomSource::program() {
  std::string text;
  for (std::uint64_t left = 1 + below(4); left > 0;) {
    out_.clear();
    expand(grammar_graph().declaration, static_cast<int>(4 + below(40)));
    std::string declaration = wild();
    if (!parses(declaration)) continue;
    if (below(6) == 0) text += "## a documentation comment\n";
    text += declaration + (below(3) == 0 ? "\n\n" : "\n");
    --left;
  }
  return text;
}

}  // namespace sop::tests
