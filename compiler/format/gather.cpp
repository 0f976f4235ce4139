#include "compiler/format/gather.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/diagnostics/width.h"
#include "compiler/format/comments.h"
#include "compiler/format/elements.h"
#include "compiler/format/spelling.h"

namespace sop {
namespace {

// Levels of breaks within one depth: clauses, then `or`, then `and` and commas.
constexpr int levels_per_depth = 3;

class Gatherer {
 public:
  Gatherer(const SourceBuffer& source, const Tree& tree, FormatLanguage language, const DeclaredNames& declared)
      : source_(source), tree_(tree), language_(language), declared_(declared) {}

  Pieces run() {
    for (Node declaration : tree_.root().children()) {
      begin_item(out_.file);
      node(declaration);
    }
    const auto end = static_cast<std::uint32_t>(tree_.tokens.all.size() - 1);
    out_.file.close = add({}, end, end);
    return std::move(out_);
  }

 private:
  // ---- Nodes
  // ---------------------------------------------------------------------------------------------------------

  void node(Node n) {
    if (begins_clause(n.kind())) next_break_ = level_;
    const int before = level_;
    if (deepens(n.kind())) level_ += levels_per_depth;
    if (n.is(NodeKind::fall))
      fall(n);
    else if (n.is(NodeKind::shifted_calendar_trigger))
      shifted_trigger(n);
    else if (n.is(NodeKind::day_shift))
      day_shift(n);
    else if (n.is(NodeKind::every_trigger) || n.is(NodeKind::every_month))
      day_of_month(n);
    else if (n.is(NodeKind::on_day))
      on_day(n);
    else if (n.is(NodeKind::wait_for))
      wait_for(n);
    else
      in_order(n, elements(n));
    level_ = before;
  }

  void in_order(Node n, const std::vector<Element>& all) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (opens_block(all[i]))
        i = block(n, all, i);
      else
        element(n, all[i]);
    }
  }

  bool opens_block(const Element& e) const { return e.child.empty() && kind(e.token) == TokenKind::open_brace; }

  void element(Node parent, const Element& e) {
    if (!e.child.empty())
      node(e.child);
    else
      own_token(parent, e.token);
  }

  // From the opening brace to the closing one. Every child begins an item, except after an own word (`then`).
  std::size_t block(Node n, const std::vector<Element>& all, std::size_t i) {
    auto made = std::make_unique<PieceBlock>();
    PieceBlock* b = made.get();
    b->open = token_piece(n, all[i].token);
    item_->parts.push_back({b->open, std::move(made)});
    Item* outside = item_;
    const int level = level_;
    const std::uint32_t first = all[i].token;
    bool after_word = false;
    for (++i; i < all.size(); ++i) {
      if (all[i].child.empty() && kind(all[i].token) == TokenKind::close_brace) break;
      const bool comma = all[i].child.empty() && kind(all[i].token) == TokenKind::comma;
      level_ = 0;
      if (!comma && !after_word) begin_item(*b).label = all[i].child.is(NodeKind::step_label);
      element(n, all[i]);
      after_word = !comma && all[i].child.empty();
    }
    level_ = level;
    item_ = outside;
    b->close = token_piece(n, all[i].token);
    b->one_line =
        source_.line_of(tree_.tokens.all[first].begin) == source_.line_of(tree_.tokens.all[all[i].token].begin);
    return i;
  }

  Item& begin_item(PieceBlock& in) {
    in.items.emplace_back();
    item_ = &in.items.back();
    next_break_ = no_break;
    next_fill_ = false;
    return *item_;
  }

  // ---- Constructs with another word order in Chinese
  // -----------------------------------------------------------------

  bool zh() const { return language_ == FormatLanguage::zh; }
  bool keeps() const { return language_ == FormatLanguage::keep; }

  // `fall one level per d` / `每 d 降 一级`
  void fall(Node n) {
    std::vector<Element> all = elements(n);
    if (keeps()) return in_order(n, all);
    auto find = [&](Kw kw) {
      return *std::find_if(all.begin(), all.end(),
                           [&](const Element& e) { return e.child.empty() && role(e.token) == kw; });
    };
    const Element duration = *std::find_if(all.begin(), all.end(), [](const Element& e) { return !e.child.empty(); });
    std::vector<Element> head = zh() ? std::vector{find(Kw::per), duration, find(Kw::fall), find(Kw::one_level)}
                                     : std::vector{find(Kw::fall), find(Kw::one_level), find(Kw::per), duration};
    std::copy(all.begin() + 4, all.end(), std::back_inserter(head));
    hoist(n.begin(), all.size() > 4 ? all[4].token : n.end());
    in_order(n, head);
  }

  // `on 3 days before c at t` / `逢 c 前 3天 于 t`
  void shifted_trigger(Node n) {
    std::vector<Element> all = elements(n);
    if (!keeps() && all[1].child.is(NodeKind::day_shift) == zh()) std::swap(all[1], all[2]);
    if (!keeps()) hoist(n.begin(), n.end());
    in_order(n, all);
  }

  void day_shift(Node n) {
    std::vector<Element> all = elements(n);
    const bool number_first = kind(all[0].token) == TokenKind::number;
    if (!keeps() && number_first == zh()) std::rotate(all.begin(), all.begin() + (zh() ? 2 : 1), all.end());
    in_order(n, all);
  }

  // `every month on 8` / `每月 8日`
  void day_of_month(Node n) {
    const std::vector<Element> all = elements(n);
    const bool month = role(n.begin()) == Kw::every_month_on;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool day_word = all[i].child.empty() && role(all[i].token) == Kw::day_of_month;
      if (!day_word || keeps())
        element(n, all[i]);
      else
        passed(all[i].token);
      if (i == 1 && month && !keeps()) only_chinese("日");
    }
  }

  // `on day 3` / `第 3天`; `on day 3 day` loses its second word
  void on_day(Node n) {
    const std::vector<Element> all = elements(n);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool day_word = all[i].child.empty() && role(all[i].token) == Kw::day_name;
      if (!day_word || (keeps() && is_chinese(all[i].token)))
        element(n, all[i]);
      else
        passed(all[i].token);
      if (i == 1 && !keeps()) only_chinese("天");
    }
  }

  bool is_chinese(std::uint32_t token) const {
    return static_cast<unsigned char>(source_.text()[tree_.tokens.all[token].begin]) >= 0x80;
  }

  // `wait for E` / `等待 E`. What is remarked before `for` stands before the event, as Chinese has no place between.
  void wait_for(Node n) {
    std::vector<Element> all = elements(n);
    element(n, all[0]);
    const bool has_word = all[1].child.empty() && role(all[1].token) == Kw::wait_for;
    if (!keeps()) {
      if (has_word) for_ = all[1].token;
      Piece word;
      word.text = zh() ? "" : "for";
      word.width = 3;
      push(std::move(word));
    }
    all.erase(all.begin(), all.begin() + (has_word && !keeps() ? 2 : 1));
    in_order(n, all);
  }

  // A word that only the Chinese form writes, glued to its number.
  void only_chinese(std::string_view word) {
    Piece piece;
    piece.text = zh() ? word : "";
    piece.width = display_width(word);
    piece.space = out_.all[last_].text.empty() || !is_digit(out_.all[last_].text.back());
    push(std::move(piece));
  }

  // A token that is not written; its comments stand behind the one before.
  void passed(std::uint32_t token) {
    for (PlacedComment& placed : comments_before(source_, tree_.tokens, token, token)) {
      placed.comment.continues = false;
      out_.all[last_].trailing.push_back(std::move(placed.comment));
    }
  }

  // ---- Pieces
  // --------------------------------------------------------------------------------------------------------

  void own_token(Node owner, std::uint32_t token) {
    mark_breaks(owner, token);
    item_->parts.push_back({token_piece(owner, token), nullptr});
    if (kind(token) == TokenKind::comma && !owner.is(NodeKind::triggers)) {
      next_break_ = level_ + 2;
      next_fill_ = true;
    }
  }

  void mark_breaks(Node owner, std::uint32_t token) {
    const Kw kw = role(token);
    if (owner.is(NodeKind::disjunction) && kw == Kw::or_) next_break_ = level_ + 1;
    if (owner.is(NodeKind::conjunction) && kw == Kw::and_) next_break_ = level_ + 2;
    const bool clause =
        owner.is(NodeKind::rule) || owner.is(NodeKind::alert) || owner.is(NodeKind::choose) || owner.is(NodeKind::role);
    if (clause && (kw == Kw::then || kw == Kw::else_)) next_break_ = level_;
    const bool step = owner.is(NodeKind::ordered_filter) || owner.is(NodeKind::sequence);
    if (step && (kw == Kw::then || kw == Kw::then_filter)) next_break_ = level_;
  }

  void push(Piece piece) {
    out_.all.push_back(std::move(piece));
    last_ = out_.all.size() - 1;
    item_->parts.push_back({last_, nullptr});
  }

  std::size_t token_piece(Node owner, std::uint32_t token) {
    std::uint32_t last = token;
    while (role(last + 1) == continued_keyword) ++last;
    const Spelt words = owner.is(NodeKind::wrong_is)
                            ? as_written(token, last)
                            : spelt(source_, tree_, token, owner.is(NodeKind::name), declared_);
    Piece piece;
    piece.text = words.in(language_);
    piece.width = std::max(display_width(words.en), display_width(words.zh));
    if (owner.is(NodeKind::tag_action) && role(token) == Kw::tag)  // `标签 x`: comes back from English as `打标签 x`
      piece.width = std::max(piece.width, display_width(row_of(Kw::tag_verb).zh));
    piece.space = needs_space(owner, token, piece.text);
    piece.break_level = std::exchange(next_break_, no_break);
    piece.fill = std::exchange(next_fill_, false);
    const std::size_t at = add(std::move(piece), token, last);
    previous_token_ = last;
    previous_owner_ = owner.kind();
    return at;
  }

  Spelt as_written(std::uint32_t first, std::uint32_t last) const {
    std::string words;
    for (std::uint32_t t = first; t <= last; ++t)
      words += (t > first ? " " : "") + plain_literal(source_, tree_.tokens.all[t]);
    return {words, words};
  }

  std::size_t add(Piece piece, std::uint32_t first, std::uint32_t last) {
    if (for_) comments_at(piece, *std::exchange(for_, std::nullopt));
    if (waiting_) {
      piece.blank_before = blank_line_before(source_.text(), tree_.tokens.all[hoisted_.back().first].begin);
      comments_at(piece, hoisted_.back().first);
      comments_above(piece, hoisted_.back().first + 1, hoisted_.back().second - 1);
      waiting_ = false;
    } else if (!hoisted(first)) {
      piece.blank_before = blank_line_before(source_.text(), tree_.tokens.all[first].begin);
      comments_at(piece, first);
      comments_above(piece, first + 1, last);
    }
    out_.all.push_back(std::move(piece));
    last_ = out_.all.size() - 1;
    return last_;
  }

  // ---- Comments
  // ------------------------------------------------------------------------------------------------------

  // Tokens that change places: the comments among them go before the whole, so that both orders keep them at one place.
  void hoist(std::uint32_t first, std::uint32_t end) {
    if (hoisted(first)) return;
    hoisted_.push_back({first, end});
    waiting_ = true;
  }

  bool hoisted(std::uint32_t token) const {
    return std::any_of(hoisted_.begin(), hoisted_.end(),
                       [&](const auto& range) { return token >= range.first && token < range.second; });
  }

  // A comment behind the piece before stays there.
  void comments_at(Piece& piece, std::uint32_t token) {
    for (PlacedComment& placed : comments_before(source_, tree_.tokens, token, token)) {
      auto& place = placed.own_line || out_.all.empty() ? piece.leading : out_.all[last_].trailing;
      place.push_back(std::move(placed.comment));
    }
  }

  void comments_above(Piece& piece, std::uint32_t first, std::uint32_t last) {
    for (PlacedComment& placed : comments_before(source_, tree_.tokens, first, last)) {
      placed.comment.continues = false;
      piece.leading.push_back(std::move(placed.comment));
    }
  }

  // ---- Blanks
  // --------------------------------------------------------------------------------------------------------

  bool needs_space(Node owner, std::uint32_t token, const std::string& text) const {
    if (out_.all.empty()) return false;
    const TokenKind now = kind(token);
    if (now == TokenKind::comma || now == TokenKind::dot || now == TokenKind::colon || now == TokenKind::question)
      return false;
    if (now == TokenKind::close_paren || (now == TokenKind::open_paren && opens_call(owner.kind()))) return false;
    const TokenKind before = kind(previous_token_);
    if (before == TokenKind::open_paren || before == TokenKind::dot) return false;
    const bool same_owner = previous_owner_ == owner.kind();
    if (same_owner && (owner.is(NodeKind::month_day) || owner.is(NodeKind::year_month))) return false;
    if (before == TokenKind::minus && previous_owner_ == NodeKind::negative) return now == TokenKind::minus;
    const std::string& word_before = out_.all[last_].text;
    if (now == TokenKind::word && word_before == "每" && joined_split("每" + text) > 0) return false;
    const bool counted =
        before == TokenKind::number && counts_things(token) && !word_before.empty() && is_digit(word_before.back());
    return !(counted && !text.empty() && static_cast<unsigned char>(text[0]) >= 0xE0);
  }

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  // `30天`, `8日`; but `1.5万 天`, which glued would be one word
  bool counts_things(std::uint32_t token) const {
    const Kw kw = role(token);
    return kw != no_keyword && kw != continued_keyword && (is_unit(kw) || kw == Kw::day_of_month);
  }

  TokenKind kind(std::uint32_t token) const { return tree_.tokens.all[token].kind; }
  Kw role(std::uint32_t token) const { return token < tree_.roles.size() ? tree_.roles[token] : no_keyword; }

  const SourceBuffer& source_;
  const Tree& tree_;
  FormatLanguage language_;
  const DeclaredNames& declared_;
  Pieces out_;
  Item* item_ = nullptr;
  std::size_t last_ = 0;  // the piece made last
  std::uint32_t previous_token_ = 0;
  NodeKind previous_owner_ = NodeKind::file;
  int level_ = 0;
  int next_break_ = no_break;
  bool next_fill_ = false;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> hoisted_;  // ranges of tokens
  std::optional<std::uint32_t> for_;  // the word of the `wait` before, whose comments wait for the next piece
  bool waiting_ = false;              // the comments of the last such range wait for their piece
};

}  // namespace

Pieces gather(const SourceBuffer& source, const Tree& tree, FormatLanguage language, const DeclaredNames& declared) {
  return Gatherer(source, tree, language, declared).run();
}

}  // namespace sop
