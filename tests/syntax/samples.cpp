#include "tests/syntax/samples.h"

#include <algorithm>
#include <set>

namespace sop::tests {
namespace {

const GrammarNode& node_at(int node) { return grammar_graph().nodes[static_cast<std::size_t>(node)]; }

void keep_once(std::vector<std::string>& texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

// What can be reached from a node without going into another block.
std::set<int> within_item(int from) {
  std::set<int> seen;
  std::vector<int> waiting{from};
  while (!waiting.empty()) {
    const int node = waiting.back();
    waiting.pop_back();
    if (node_at(node).kind == GrammarNode::items || !seen.insert(node).second) continue;
    waiting.insert(waiting.end(), node_at(node).children.begin(), node_at(node).children.end());
  }
  return seen;
}

std::vector<std::string> draw_declarations(Words words) {
  std::vector<std::string> out;
  for (const Choice choice : all_choices()) {
    RandomSource random(static_cast<std::uint64_t>(choice.node) * 100 + static_cast<std::uint64_t>(choice.branch),
                        words);
    if (auto text = random.text_with(grammar_graph().declaration, choice, parses)) out.push_back(std::move(*text));
  }
  keep_once(out);
  return out;
}

std::vector<BlockSamples> draw_blocks(Words words) {
  std::vector<BlockSamples> out;
  for (int node = 0; node < static_cast<int>(grammar_graph().nodes.size()); ++node) {
    if (node_at(node).kind != GrammarNode::items) continue;
    RandomSource random(static_cast<std::uint64_t>(node), words);
    BlockSamples samples;
    samples.host = random.host_of(node).value_or("");
    const int item = node_at(node).children[0];
    const std::set<int> inside = within_item(item);
    auto fits = [&](const std::string& text) { return parses(around(samples.host, text)); };
    for (const Choice choice : all_choices())
      if (inside.contains(choice.node))
        if (auto text = random.text_with(item, choice, fits)) samples.items.push_back(std::move(*text));
    if (auto text = random.text_with(item, {item, 0}, fits)) samples.items.push_back(std::move(*text));
    keep_once(samples.items);
    out.push_back(std::move(samples));
  }
  return out;
}

}  // namespace

std::string around(const std::string& host, const std::string& items) {
  std::string text = host;
  const std::size_t place = text.find(block_inside);
  return place == std::string::npos ? text
                                    : text.replace(place, std::string_view(block_inside).size(), "\n" + items + "\n");
}

const std::vector<std::string>& declaration_samples(Words words) {
  static const std::vector<std::string> en = draw_declarations(Words::en), zh = draw_declarations(Words::zh);
  return words == Words::zh ? zh : en;
}

const std::vector<BlockSamples>& block_samples(Words words) {
  static const std::vector<BlockSamples> en = draw_blocks(Words::en), zh = draw_blocks(Words::zh);
  return words == Words::zh ? zh : en;
}

}  // namespace sop::tests
