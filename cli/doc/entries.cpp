#include "cli/doc/entries.h"

#include <algorithm>
#include <map>
#include <optional>

namespace sop::cli::doc {
namespace {

using N = NodeKind;

std::optional<Section> section_of(NodeKind kind) {
  switch (kind) {
    case N::segment: return Section::segments;
    case N::attribute: return Section::attributes;
    case N::tag:
    case N::taggroup: return Section::tags;
    case N::score: return Section::scores;
    case N::tier:
    case N::bands:
    case N::grid:
    case N::set:
    case N::steps: return Section::tiers;
    case N::rule: return Section::rules;
    case N::journey: return Section::journeys;
    case N::template_decl: return Section::templates;
    case N::policy: return Section::policies;
    case N::channel:
    case N::coupon:
    case N::group:
    case N::role:
    case N::action_decl: return Section::channels;
    case N::metric:
    case N::funnel:
    case N::cohort:
    case N::report:
    case N::alert:
    case N::compare_decl: return Section::reports;
    case N::table:
    case N::events:
    case N::staff:
    case N::list_decl:
    case N::identity: return Section::inputs;
    case N::calendar:
    case N::module: return Section::others;
    default: return std::nullopt;
  }
}

bool is_name(TokenKind kind) { return kind == TokenKind::word || kind == TokenKind::quoted_name; }

class Collecting {
 public:
  Collecting(const Compilation& compilation, const Sources& sources) : made_(compilation), sources_(sources) {}

  std::vector<Entry> run() {
    for (const Node declaration : made_.parsed.declarations()) add(declaration);
    for (std::size_t e = 0; e < entries_.size(); ++e) write(e);
    for (std::size_t e = 0; e < entries_.size(); ++e)
      for (const int read : entries_[e].reads)
        entries_[static_cast<std::size_t>(read)].read_by.insert(static_cast<int>(e));
    return std::move(entries_);
  }

 private:
  const SourceBuffer& source_of(Node node) const { return sources_[static_cast<std::size_t>(node.tree().tokens.file)]; }

  void add(Node node) {
    const auto section = section_of(node.kind());
    if (!section || source_of(node).standard) return;
    Entry entry{.section = *section, .kind = node.kind()};
    entry.name = made_.parsed.name_of(node);
    const auto index = static_cast<int>(entries_.size());
    if (node.is(N::rule)) name_rule(node, entry);
    if (node.is(N::journey))
      for (std::size_t j = 0; j < made_.program.journeys.size(); ++j)
        if (made_.program.journeys[j].name == entry.name) entry.journey = static_cast<int>(j);
    take_label(node, entry);
    entry.comment = comment_before(node);
    if (!entry.name.empty()) known_[entry.name].push_back(index);
    if (node.is(N::taggroup))
      for (const Node arm : node.children(N::arm)) known_[made_.parsed.name_of(arm)].push_back(index);
    entries_.push_back(std::move(entry));
    nodes_.push_back(node);
  }

  // An anonymous rule is named after its first action.
  void name_rule(Node node, Entry& entry) const {
    const Span span = node.span();
    for (const Rule& rule : made_.program.rules)
      if (rule.span.file == span.file && rule.span.begin >= span.begin && rule.span.begin < span.end)
        entry.name = rule.name;
  }

  // The text right behind the name.
  void take_label(Node node, Entry& entry) const {
    const Tokens& tokens = node.tree().tokens;
    for (std::uint32_t t = node.begin(); t + 1 < node.end(); ++t) {
      const bool is_hers = is_name(tokens.all[t].kind) && node.tree().roles[t] == no_keyword &&
                           token_value(source_of(node), tokens.all[t]) == entry.name;
      if (!is_hers) continue;
      if (tokens.all[t + 1].kind == TokenKind::text) entry.label = token_value(source_of(node), tokens.all[t + 1]);
      return;
    }
  }

  std::string comment_before(Node node) const {
    const Tokens& tokens = node.tree().tokens;
    std::string out;
    for (const Comment& comment : tokens.comments) {
      if (comment.before != node.begin() || !comment.documentation) continue;
      std::string_view text = source_of(node).text(Span{tokens.file, comment.begin, comment.end});
      text.remove_prefix(std::min(text.find_first_not_of("#\uFF03 "), text.size()));
      out += (out.empty() ? "" : " ") + std::string(text);
    }
    return out;
  }

  void write(std::size_t index) {
    const Node node = nodes_[index];
    const Tree& tree = node.tree();
    const SourceBuffer& source = source_of(node);
    Entry& entry = entries_[index];
    std::uint32_t at = tree.tokens.all[node.begin()].begin;
    const auto plain = [&](std::uint32_t end) {
      if (end > at) entry.written.push_back({std::string(source.text(Span{tree.tokens.file, at, end}))});
      at = std::max(at, end);
    };
    for (std::uint32_t t = node.begin(); t < node.end(); ++t) {
      const Token& token = tree.tokens.all[t];
      plain(token.begin);
      Piece piece{std::string(source.text(Span{tree.tokens.file, token.begin, token.end}))};
      piece.is_keyword = tree.roles[t] != no_keyword;
      if (is_name(token.kind) && !piece.is_keyword && !follows_dot(tree, t, node.begin()))
        piece.entry = meant(token_value(source, token), tree, t, node.begin(), static_cast<int>(index));
      if (token.kind == TokenKind::text) {
        read_slots(piece.text, static_cast<int>(index));
        if (t > node.begin() && tree.roles[t - 1] == Kw::purpose) entry.purpose = token_value(source, token);
      }
      if (piece.entry >= 0) entry.reads.insert(piece.entry);
      entry.written.push_back(std::move(piece));
      at = token.end;
    }
  }

  static bool follows_dot(const Tree& tree, std::uint32_t t, std::uint32_t begin) {
    return t > begin && tree.tokens.all[t - 1].kind == TokenKind::dot;
  }

  // Of several things of one name that which the word before it asks for.
  int meant(const std::string& name, const Tree& tree, std::uint32_t t, std::uint32_t begin, int own) const {
    const auto found = known_.find(name);
    if (found == known_.end()) return -1;
    const Kw before = t > begin ? tree.roles[t - 1] : no_keyword;
    std::optional<Section> wanted;
    if (before == Kw::send) wanted = Section::templates;
    if (before == Kw::untag) wanted = Section::tags;
    if (before == Kw::journey) wanted = Section::journeys;
    for (const int entry : found->second)
      if (wanted && entries_[static_cast<std::size_t>(entry)].section == *wanted) return entry == own ? -1 : entry;
    return found->second.front() == own ? -1 : found->second.front();
  }

  // `{name default "…"}` inside a text reads a fact.
  void read_slots(const std::string& text, int own) {
    for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
      if (at + 1 < text.size() && text[at + 1] == '{') {
        ++at;
        continue;
      }
      const std::string slot = text.substr(at + 1, text.find_first_of(" .}", at + 1) - at - 1);
      const auto found = known_.find(slot);
      if (found != known_.end() && found->second.front() != own)
        entries_[static_cast<std::size_t>(own)].reads.insert(found->second.front());
    }
  }

  const Compilation& made_;
  const Sources& sources_;
  std::vector<Entry> entries_;
  std::vector<Node> nodes_;                        // parallel to entries_
  std::map<std::string, std::vector<int>> known_;  // by name
};

}  // namespace

std::vector<Entry> entries_of(const Compilation& compilation, const Sources& sources) {
  return Collecting(compilation, sources).run();
}

}  // namespace sop::cli::doc
