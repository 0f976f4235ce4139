#include "compiler/format/same_tree.h"

#include <algorithm>
#include <array>

#include "compiler/format/spelling.h"

namespace sop {
namespace {

bool order_differs(NodeKind kind) {
  static constexpr std::array kinds = {NodeKind::fall, NodeKind::shifted_calendar_trigger, NodeKind::day_shift};
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// Words that one of the two languages does not write.
bool is_filler(NodeKind owner, Kw role) {
  return (owner == NodeKind::wait_for && role == Kw::wait_for) || (owner == NodeKind::on_day && role == Kw::day_name) ||
         role == Kw::day_of_month;
}

class Reader {
 public:
  Reader(const SourceBuffer& source, const Tree& tree, const DeclaredNames& elsewhere)
      : source_(source), tree_(tree), declared_(declared_names(source, tree)) {
    declared_.insert(elsewhere.begin(), elsewhere.end());
  }

  std::string run() {
    std::string out = read(tree_.root(), 0);
    for (const Comment& comment : tree_.tokens.comments)
      out += std::string(source_.text().substr(comment.begin, comment.end - comment.begin)) + "\n";
    return out;
  }

 private:
  std::string read(Node node, std::size_t depth) const {
    std::vector<std::string> words, below;
    std::vector<std::pair<NodeKind, std::string>> children;
    std::uint32_t token = node.begin();
    auto own = [&](std::uint32_t until) {
      for (; token < until; ++token)
        if (std::string word = word_of(node, token); !word.empty()) words.push_back(std::move(word));
    };
    for (Node child : node.children()) {
      own(child.begin());
      if (!order_differs(node.kind())) words.push_back("_");
      children.emplace_back(child.kind(), read(child, depth + 1));
      token = child.end();
    }
    own(node.end());
    if (order_differs(node.kind())) {
      std::sort(words.begin(), words.end());
      std::stable_sort(children.begin(), children.end(),
                       [](const auto& a, const auto& b) { return a.first < b.first; });
    }
    std::string out(depth, ' ');
    out += node_name(node.kind());
    for (const std::string& word : words) out += " " + word;
    out += '\n';
    for (const auto& child : children) out += child.second;
    return out;
  }

  std::string word_of(Node node, std::uint32_t token) const {
    const Kw role = tree_.roles[token];
    if (role == continued_keyword || is_filler(node.kind(), role)) return {};
    if (role != no_keyword && is_unit(role)) return "<" + std::string(unit_for_one(role)) + ">";
    const Spelt words = spelt(source_, tree_, token, node.is(NodeKind::name), declared_);
    // `不包含` and `非 包含` are both `not contains`.
    if (role != Kw::not_in && words.en.starts_with("not ")) return "<not> <" + words.en.substr(4) + ">";
    const bool keyword = role != no_keyword && words.en != words.zh;
    return keyword ? "<" + words.en + ">" : "'" + words.en + "'";
  }

  const SourceBuffer& source_;
  const Tree& tree_;
  DeclaredNames declared_;
};

}  // namespace

std::string meaning_of(const SourceBuffer& source, const Tree& tree, const DeclaredNames& elsewhere) {
  return Reader(source, tree, elsewhere).run();
}

}  // namespace sop
