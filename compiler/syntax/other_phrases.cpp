#include "compiler/syntax/other_phrases.h"

#include <algorithm>

namespace sop {
namespace {

class Phrases {
 public:
  Phrases(const SourceBuffer& source, const Tokens& tokens, const ParseState& state, const SyntaxError& error)
      : source_(source), tokens_(tokens), state_(state), error_(error), at_(error.token) {}

  std::optional<OtherPhrase> find() const {
    if (at_ == 0 || at_ + 1 >= tokens_.all.size()) return std::nullopt;  // the last token is the end
    for (const auto ask :
         {&Phrases::days_of_month, &Phrases::missing_of_a_wait, &Phrases::missing_before, &Phrases::in_segment,
          &Phrases::column_of_call, &Phrases::condition_among, &Phrases::stream_as_condition,
          &Phrases::clause_of_aggregate, &Phrases::money_in_words, &Phrases::part_of, &Phrases::no_before_customer})
      if (auto found = (this->*ask)()) return found;
    return std::nullopt;
  }

 private:
  TokenKind kind(std::size_t i) const { return i < tokens_.all.size() ? tokens_.all[i].kind : TokenKind::end; }
  std::string text(std::size_t i) const { return std::string(source_.text(tokens_.span(i))); }
  std::string text(std::size_t first, std::size_t last) const { return std::string(source_.text(span(first, last))); }
  Span span(std::size_t first, std::size_t last) const { return join(tokens_.span(first), tokens_.span(last)); }
  bool is_name(std::size_t i) const { return kind(i) == TokenKind::word || kind(i) == TokenKind::quoted_name; }
  bool is_value(std::size_t i) const {
    return is_name(i) || kind(i) == TokenKind::number || kind(i) == TokenKind::text || kind(i) == TokenKind::money ||
           kind(i) == TokenKind::date;
  }
  bool is(std::size_t i, Kw kw) const { return i < tokens_.all.size() && state_.spells(i, kw) > 0; }
  bool is_chinese(std::size_t i) const { return static_cast<unsigned char>(text(i)[0]) >= 0x80; }
  std::string word(Kw kw, bool chinese) const { return std::string(chinese ? row_of(kw).zh : row_of(kw).en); }

  // The last token of `a.b.c` from here on.
  std::size_t path_end(std::size_t i) const {
    while (kind(i + 1) == TokenKind::dot && is_name(i + 2)) i += 2;
    return i;
  }

  // `every month on 8, 18, 28`: each day is a line of its own.
  std::optional<OtherPhrase> days_of_month() const {
    const auto after_day = [&](std::size_t i) { return is(i, Kw::day_of_month) ? i + 1 : i; };
    const std::size_t first = at_ >= 2 && is(at_ - 1, Kw::day_of_month) ? at_ - 2 : at_ - 1;
    if (kind(at_) != TokenKind::comma || kind(first) != TokenKind::number || !error_.at_start) return std::nullopt;
    std::size_t begin = first;
    for (const std::size_t words : {1U, 2U, 3U})
      if (begin == first && first >= words && state_.spells(first - words, Kw::every_month_on) == words) begin -= words;
    if (begin == first) return std::nullopt;
    std::vector<std::string> days{text(first)};
    std::size_t end = after_day(first + 1);
    while (kind(end) == TokenKind::comma && kind(end + 1) == TokenKind::number) {
      days.push_back(text(end + 1));
      end = after_day(end + 2);
    }
    if (days.size() < 2) return std::nullopt;
    const std::string every = text(begin, first - 1);
    const std::string day = is(end - 1, Kw::day_of_month) ? " " + text(end - 1) : "";
    std::string ours;
    for (const std::string& one : days) ours += (ours.empty() ? "" : "  ") + every + " " + one + day;
    return OtherPhrase{span(begin, end - 1), span(begin, end - 1), ours};
  }

  // `等到 券.到期 已过 跳过 未知 跳过`: the clause of a wait is `未知时`.
  std::optional<OtherPhrase> missing_of_a_wait() const {
    if (!is(at_, Kw::missing) || !is_chinese(at_)) return std::nullopt;
    if (!is(at_ + 1, Kw::skip) && !is(at_ + 1, Kw::exit_action)) return std::nullopt;
    return OtherPhrase{span(at_, at_ + 1), span(at_, at_ + 1), word(Kw::missing_clause, true) + " " + text(at_ + 1)};
  }

  // `missing city`, `not missing city`: the name comes first.
  std::optional<OtherPhrase> missing_before() const {
    const std::size_t name = is(at_, Kw::missing) || is(at_, Kw::known) ? at_ + 1 : at_;
    if (name == 0 || !is_name(name) || tokens_.all[name].line_first) return std::nullopt;
    const bool missing = is(name - 1, Kw::missing);
    if (!missing && !is(name - 1, Kw::known)) return std::nullopt;
    if (name == at_ && state_.roles[name - 1] != Kw::missing) return std::nullopt;  // `city is missing` before it
    const bool negated = name >= 2 && is(name - 2, Kw::not_);
    const std::size_t last = path_end(name);
    const bool asks_missing = missing != negated;
    const std::string ours =
        text(name, last) + " " + word(asks_missing ? Kw::is_missing : Kw::is_known, is_chinese(name - 1));
    return OtherPhrase{span(name - 1, last), span(negated ? name - 2 : name - 1, last), ours};
  }

  // `customer in segment vip`: a segment is a condition by itself.
  std::optional<OtherPhrase> in_segment() const {
    if (at_ < 3 || !is_name(at_) || tokens_.all[at_].line_first || !is(at_ - 1, Kw::segment)) return std::nullopt;
    const bool chinese = is_chinese(at_ - 1);
    const bool negated =
        state_.spells(at_ - 2, Kw::not_in) == 1 || (at_ >= 4 && state_.spells(at_ - 3, Kw::not_in) == 2);
    if (!negated && !is(at_ - 2, Kw::in)) return std::nullopt;
    const std::size_t words = negated && state_.spells(at_ - 2, Kw::not_in) != 1 ? 2 : 1;
    if (at_ < 2 + words) return std::nullopt;
    const std::size_t customer = at_ - 2 - words;
    if (!is(customer, Kw::customer)) return std::nullopt;
    return OtherPhrase{span(customer, at_), span(customer, at_),
                       (negated ? word(Kw::not_, chinese) + " " : "") + text(at_)};
  }

  // `last(orders.sku).upgrade_of`: a call finds one value; the column is read inside, of its row.
  std::optional<OtherPhrase> column_of_call() const {
    if (kind(at_) != TokenKind::dot || kind(at_ - 1) != TokenKind::close_paren || !is_name(at_ + 1))
      return std::nullopt;
    std::size_t open = at_ - 1;
    while (open > 0 && kind(open) != TokenKind::open_paren) --open;
    const std::size_t last = path_end(at_ + 1);
    if (open == 0 || !is_name(open - 1) || !is_name(open + 1)) return std::nullopt;
    const std::size_t inner = path_end(open + 1);
    if (inner == open + 1) return std::nullopt;  // `last(orders).sku`: which column is said outside alone
    const std::string ours =
        text(open - 1, inner) + text(at_, last) +
        std::string(source_.text({tokens_.file, tokens_.span(inner).end, tokens_.span(at_).begin}));
    return OtherPhrase{span(open - 1, last), span(open - 1, last), ours};
  }

  // `rank(spend among city = "a")`
  std::optional<OtherPhrase> condition_among() const {
    const bool compares = kind(at_) >= TokenKind::equal && kind(at_) <= TokenKind::greater_equal;
    if (!compares || at_ < 2 || !is_name(at_ - 1) || !is_value(at_ + 1)) return std::nullopt;
    std::size_t first = at_ - 1;
    while (first >= 2 && kind(first - 1) == TokenKind::dot) first -= 2;
    if (first == 0 || !is(first - 1, Kw::among)) return std::nullopt;
    const std::size_t last = is_name(at_ + 1) ? path_end(at_ + 1) : at_ + 1;
    return OtherPhrase{span(first, last), span(first, last), "(" + text(first, last) + ")"};
  }

  // `if orders where amount > 300 then …`: of events one asks whether there are any.
  std::optional<OtherPhrase> stream_as_condition() const {
    const bool whole = at_ >= 2 && state_.roles[at_ - 2] == Kw::if_;
    if (!is(at_, Kw::where) || !is_name(at_ - 1) || !whole) return std::nullopt;
    std::size_t then = at_;
    while (then < tokens_.all.size() && !is(then, Kw::then) && kind(then) != TokenKind::open_brace &&
           kind(then) != TokenKind::close_brace && kind(then) != TokenKind::end)
      ++then;
    if (!is(then, Kw::then)) return std::nullopt;
    const Span all = span(at_ - 1, then - 1);
    return OtherPhrase{all, all, word(Kw::any, is_chinese(at_)) + "(" + text(at_ - 1, then - 1) + ")"};
  }

  bool expects(Kw kw) const {
    return std::ranges::any_of(error_.expected, [kw](const grammar::Expected& e) {
      return (e.kind == grammar::Expected::keyword || e.kind == grammar::Expected::hint) &&
             static_cast<Kw>(e.value) == kw;
    });
  }

  // `count(orders, 30 days)`, `count(orders if amount > 100)`: the clauses of an aggregate are `within` and `where`.
  std::optional<OtherPhrase> clause_of_aggregate() const {
    if (!expects(Kw::where)) return std::nullopt;
    if (is(at_, Kw::if_)) {
      const std::string ours = word(Kw::where, is_chinese(at_));
      return OtherPhrase{tokens_.span(at_), tokens_.span(at_), ours};
    }
    const std::size_t last = at_ + 2;
    if (kind(at_) != TokenKind::comma || kind(at_ + 1) != TokenKind::number ||
        kind(last + 1) != TokenKind::close_paren || kind(last) != TokenKind::word ||
        std::ranges::none_of(lengths_of_time, [&](Kw unit) { return is(last, unit); }))
      return std::nullopt;
    const std::string ours = word(Kw::within, is_chinese(last)) + " " + text(at_ + 1, last);
    Span place = span(at_, last);
    return OtherPhrase{place, place, " " + ours};
  }
  static constexpr Kw lengths_of_time[] = {Kw::hours,     Kw::days_unit, Kw::weeks,     Kw::months,     Kw::years,
                                           Kw::hour_unit, Kw::day_unit,  Kw::week_unit, Kw::month_unit, Kw::year_unit};

  // `100 yuan`, `100 块`
  std::optional<OtherPhrase> money_in_words() const {
    static constexpr std::string_view words[] = {"yuan", "rmb", "RMB", "cny", "CNY", "块", "块钱", "人民币"};
    if (kind(at_ - 1) != TokenKind::number || std::ranges::find(words, text(at_)) == std::end(words))
      return std::nullopt;
    return OtherPhrase{span(at_ - 1, at_), span(at_ - 1, at_), "¥" + text(at_ - 1)};
  }

  // `20% of spend`: a part is a product.
  std::optional<OtherPhrase> part_of() const {
    const std::string_view word = source_.text(tokens_.span(at_));
    if (kind(at_ - 1) != TokenKind::percent || (word != "of" && word != "的")) return std::nullopt;
    return OtherPhrase{span(at_ - 1, at_), span(at_ - 1, at_), text(at_ - 1) + " *"};
  }

  // `expect no c1: send x`: whose it is comes first.
  std::optional<OtherPhrase> no_before_customer() const {
    if (kind(at_) != TokenKind::colon || at_ < 3 || !is_name(at_ - 1)) return std::nullopt;
    if (state_.roles[at_ - 2] != Kw::expect_no && !is(at_ - 2, Kw::expect_no)) return std::nullopt;
    const Span place = span(at_ - 2, at_);
    return OtherPhrase{place, place, text(at_ - 1) + ": " + text(at_ - 2)};
  }

  const SourceBuffer& source_;
  const Tokens& tokens_;
  const ParseState& state_;
  const SyntaxError& error_;
  const std::size_t at_;
};

}  // namespace

std::optional<OtherPhrase> other_phrase(const SourceBuffer& source, const Tokens& tokens, const ParseState& state,
                                        const SyntaxError& error) {
  return Phrases(source, tokens, state, error).find();
}

}  // namespace sop
