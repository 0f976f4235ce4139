#include "compiler/syntax/syntax_findings.h"

#include <algorithm>
#include <optional>

#include "compiler/diagnostics/suggest.h"
#include "compiler/source/limits.h"
#include "compiler/syntax/chinese_words.h"
#include "compiler/syntax/expected_words.h"
#include "compiler/syntax/other_phrases.h"
#include "compiler/syntax/other_signs.h"
#include "compiler/syntax/spoken_rules.h"
#include "compiler/syntax/time_in_words.h"
#include "compiler/syntax/unit_names.h"

namespace sop {
namespace {

using grammar::Expected;

class Reporter {
 public:
  Reporter(const SourceBuffer& source, const Tokens& tokens, const ParseState& state, Diagnostics& diagnostics)
      : source_(source), tokens_(tokens), state_(state), diagnostics_(diagnostics) {}

  void report(const SyntaxError& error) {
    switch (error.kind) {
      case SyntaxError::unopened_block: return unopened(error.token);
      case SyntaxError::unclosed_brace: return unclosed(error);
      case SyntaxError::too_deep:
        diagnostics_.report(Code::S6001, tokens_.span(error.token), {std::to_string(limits::nesting)});
        return;
      case SyntaxError::unexpected: return unexpected(error);
    }
  }

 private:
  void unopened(std::size_t first) {
    const std::uint32_t end = tokens_.all[first - 1].end;
    const Span place{tokens_.file, end, end};
    const std::string found = "`" + std::string(source_.text(tokens_.span(first))) + "`";
    const bool glued = tokens_.all[first].glued;
    diagnostics_.report(Code::S1001, place, {"`{`", found, "`{`", found})
        .fix(Phrase::insert_brace, {"{"}, {{place, glued ? " { " : " {"}});
  }

  // The `}` stands where the block's layout says: behind its line, or in a line of its own below it.
  void unclosed(const SyntaxError& error) {
    auto& found = diagnostics_.report(Code::S1002, tokens_.span(error.token));
    if (error.closes_before == 0) return;
    const Token &last = tokens_.all[error.closes_before - 1], &open = tokens_.all[error.token];
    std::uint32_t at = last.end;
    std::string brace = " }";
    if (source_.line_of(open.begin) != source_.line_of(last.begin) && tokens_.all[error.closes_before].line_first) {
      while (at < source_.text().size() && source_.text()[at] != '\n' && source_.text()[at] != '\r') ++at;
      brace = "\n" + std::string(state_.margin(error.token), ' ') + "}";
    }
    found.fix(Phrase::insert_brace, {"}"}, {{{tokens_.file, at, at}, brace}});
  }

  void unexpected(const SyntaxError& error) {
    if (comes_of_a_unit(error.token)) return;
    const Token& token = tokens_.all[error.token];
    const std::string word(source_.text(tokens_.span(error.token)));
    if (token.kind == TokenKind::close_brace && outside_any_block(error)) {
      diagnostics_.report(Code::S1003, tokens_.span(error.token))
          .fix(Phrase::remove_it, {}, {{tokens_.span(error.token), ""}});
      return;
    }
    if (const auto phrase = other_phrase(source_, tokens_, state_, error)) {
      const std::string ours = phrase->ours.substr(phrase->ours.find_first_not_of(' '));
      diagnostics_.report(Code::S1010, phrase->said, {std::string(source_.text(phrase->said)), ours})
          .fix(Phrase::replace_with, {ours}, {{phrase->place, phrase->ours}});
      return;
    }
    if (second_text(error)) return;
    if (never_closed(error)) return;
    if (glued_shift(error)) return;
    if (tell_spoken_rule(source_, tokens_, state_, error, diagnostics_)) return;
    if (chained(error)) return;
    if (second_action(error)) return;
    if (thousands_comma(error)) return;
    if (comma_before_clause(error)) return;
    if (minus_points(error)) return;
    if (infix_function(error)) return;
    if (then_of_a_step(error)) return;
    if (kind_before_name(error)) return;
    if (other_arrow(error)) return;
    if (token.kind == TokenKind::word && other_word(error, word)) return;
    if (rhythm_of_once(error)) return;
    if (token.kind == TokenKind::word && glued_keyword(error, word)) return;
    if (token.kind == TokenKind::word && reserved_name(error, word)) return;
    if (keyword_glued_behind(error)) return;
    general(error, word);
  }

  // `20 second below 40`: what cannot go on behind a unit that was meant as a name.
  bool comes_of_a_unit(std::size_t token) const {
    for (std::size_t back = 1; back <= 2 && back < token; ++back)
      if (is_unit_for_a_name(tokens_, state_.roles, token - back)) return true;
    return false;
  }

  static bool outside_any_block(const SyntaxError& error) {
    return error.expected.empty() || std::any_of(error.expected.begin(), error.expected.end(), [](const Expected& e) {
             return e.kind == Expected::label && static_cast<grammar::Label>(e.value) == grammar::Label::declaration;
           });
  }

  // Nothing but a `}` can stand here, and one is missing in the file: told where its block opens.
  bool never_closed(const SyntaxError& error) {
    const auto brace = [](const Expected& e) {
      return e.kind == Expected::hint ||
             e == Expected{Expected::token, static_cast<std::uint16_t>(TokenKind::close_brace)};
    };
    if (state_.braces_balanced || error.expected.empty() || !tokens_.all[error.token].line_first ||
        !std::ranges::all_of(error.expected, brace))
      return false;
    constexpr std::size_t far_enough = 2'000;
    int depth = 0;
    for (std::size_t i = error.token; i-- > 0 && error.token - i < far_enough;) {
      if (tokens_.all[i].kind == TokenKind::close_brace) ++depth;
      if (tokens_.all[i].kind != TokenKind::open_brace || --depth >= 0) continue;
      diagnostics_.report(Code::S1002, tokens_.span(i));
      return true;
    }
    return false;
  }

  // Text after text: the comma is missing.
  bool second_text(const SyntaxError& error) {
    if (error.token == 0 || tokens_.all[error.token].kind != TokenKind::text ||
        tokens_.all[error.token - 1].kind != TokenKind::text)
      return false;
    const Span before = tokens_.span(error.token - 1);
    const Span gap{before.file, before.end, before.end};
    diagnostics_.report(Code::S1016, tokens_.span(error.token)).fix(Phrase::insert_comma, {}, {{gap, ","}});
    return true;
  }

  // `then send a send b`: several actions stand in braces.
  bool second_action(const SyntaxError& error) {
    const Token& token = tokens_.all[error.token];
    const bool joined = state_.spells(error.token, Kw::and_) > 0 && after_then(error.token);  // `send a and tag b`
    if (token.kind != TokenKind::word || token.line_first || (!joined && !outside_any_block(error))) return false;
    const bool call = tokens_.all[error.token + 1].kind == TokenKind::open_paren;  // the last token is the end
    if (call && after_then(error.token)) {
      diagnostics_.report(Code::S2038, tokens_.span(error.token));
      return true;
    }
    const std::size_t first = error.token + (joined ? 1 : 0);
    for (Kw verb : {Kw::send, Kw::tag_verb, Kw::tag, Kw::untag, Kw::task, Kw::notify, Kw::grant, Kw::invite, Kw::enter})
      if ((joined || verb != Kw::tag) && state_.spells(first, verb) > 0) {
        diagnostics_.report(Code::S2038, tokens_.span(error.token));
        return true;
      }
    return false;
  }

  bool after_then(std::size_t i) const {
    for (; i-- > 0 && !tokens_.all[i + 1].line_first;)
      if (state_.roles[i] == Kw::then) return true;
    return false;
  }

  bool expects(const SyntaxError& error, Kw kw) const {
    return std::ranges::any_of(error.expected, [kw](const Expected& e) {
      return e.kind == Expected::keyword && static_cast<Kw>(e.value) == kw;
    });
  }

  void written_otherwise(Span span, const std::string& ours) {
    diagnostics_.report(Code::S1010, span, {std::string(source_.text(span)), ours})
        .fix(Phrase::replace_with, {ours}, {{span, ours}});
  }

  // `=>` and `=<`: of a comparison, and of a cell.
  bool other_arrow(const SyntaxError& error) {
    std::size_t i = error.token;
    if (tokens_.all[i].kind == TokenKind::equal) ++i;  // refused at its first sign
    if (i == 0 || i >= tokens_.all.size() || tokens_.all[i - 1].kind != TokenKind::equal || !tokens_.all[i].glued)
      return false;
    const TokenKind kind = tokens_.all[i].kind;
    if (kind != TokenKind::greater && kind != TokenKind::less) return false;
    const bool arrow = i >= 2 && tokens_.all[i - 2].kind == TokenKind::close_paren && kind == TokenKind::greater;
    written_otherwise(join(tokens_.span(i - 1), tokens_.span(i)), arrow                        ? "->"
                                                                  : kind == TokenKind::greater ? ">="
                                                                                               : "<=");
    return true;
  }

  // 大于, 并且, `AND`, `occupation is student`.
  bool other_word(const SyntaxError& error, const std::string& word) {
    const Span span = tokens_.span(error.token);
    if (is_null(word) && (expects(error, Kw::missing) || expects(error, Kw::not_))) {
      const bool denied = error.token > 0 && state_.spells(error.token - 1, Kw::not_) > 0;
      written_otherwise(denied ? join(tokens_.span(error.token - 1), span) : span, denied ? "known" : "missing");
      return true;
    }
    const bool after_is = error.token > 0 && source_.text(tokens_.span(error.token - 1)) == "is";
    if (after_is && expects(error, Kw::not_)) return written_otherwise(tokens_.span(error.token - 1), "="), true;
    if (asked_of_missing(error, word) || within_in_other_words(error, word)) return true;
    std::string ours(our_sign(word));
    if (ours.empty()) {
      std::string lower = word;
      for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      if (lower != word && spelling_of(lower) != 0) ours = lower;
    }
    if (ours.empty() || ours == word) return false;
    written_otherwise(span, ours);
    return true;
  }

  // `年龄 是 未知`: 未知 asks by itself, and what is not unknown is 已知.
  bool asked_of_missing(const SyntaxError& error, const std::string& word) {
    const std::string_view sign = our_sign(word);
    const std::size_t next = error.token + 1;
    const bool missing = state_.spells(next, Kw::is_missing) > 0, known = state_.spells(next, Kw::is_known) > 0;
    if ((sign != "=" && sign != "!=") || (!missing && !known)) return false;
    const Span both = join(tokens_.span(error.token), tokens_.span(next));
    const bool asks_missing = missing == (sign == "=");
    written_otherwise(both, std::string(row_of(asks_missing ? Kw::is_missing : Kw::is_known).zh));
    return true;
  }

  // `求和(订单.金额 最近 30天)`: 最近 is `last`, the window is 近.
  bool within_in_other_words(const SyntaxError& error, const std::string& word) {
    if (tokens_.all[error.token + 1].kind != TokenKind::number) return false;
    if (word == "近" || std::ranges::find(words_for_within, word) == std::end(words_for_within)) return false;
    written_otherwise(tokens_.span(error.token), "近");
    return true;
  }

  // `rank(spend, ties max)`, `如果 会员,则 …`: the clause that follows is one that may stand here.
  bool comma_before_clause(const SyntaxError& error) {
    if (tokens_.all[error.token].kind != TokenKind::comma) return false;
    const std::size_t next = error.token + 1;
    std::vector<Expected> clauses = error.expected;
    clauses.insert(clauses.end(), error.or_else.begin(), error.or_else.end());
    for (const Expected& e : clauses) {
      if (e.kind != Expected::keyword && e.kind != Expected::hint) continue;
      const std::size_t words = state_.spells(next, static_cast<Kw>(e.value));
      if (words == 0) continue;
      const Span clause = join(tokens_.span(next), tokens_.span(next + words - 1));
      const bool apart = !tokens_.all[next].glued;
      diagnostics_.report(Code::S1017, tokens_.span(error.token), {std::string(source_.text(clause))})
          .fix(Phrase::remove_it, {}, {{tokens_.span(error.token), apart ? "" : " "}});
      return true;
    }
    if (!error.at_start || error.token == 0) return false;  // `{ a when vip, b otherwise }`: between items
    diagnostics_.report(Code::S1012, tokens_.span(error.token), {","})
        .fix(Phrase::remove_it, {}, {{tokens_.span(error.token), tokens_.all[next].glued ? " " : ""}});
    return true;
  }

  // `-3 if vip` as points of a score.
  bool minus_points(const SyntaxError& error) {
    const TokenKind kind = tokens_.all[error.token].kind;
    const bool wanted = std::ranges::any_of(error.expected, [](const Expected& e) {
      return (e.kind == Expected::keyword || e.kind == Expected::hint) && static_cast<Kw>(e.value) == Kw::minus;
    });
    if (kind != TokenKind::minus || !wanted || tokens_.all[error.token + 1].kind != TokenKind::number) return false;
    const std::string_view after = source_.text(tokens_.span(std::min(error.token + 2, tokens_.all.size() - 1)));
    const bool chinese = !after.empty() && static_cast<unsigned char>(after[0]) >= 0x80;
    const Span points = join(tokens_.span(error.token), tokens_.span(error.token + 1));
    written_otherwise(points, std::string(chinese ? row_of(Kw::minus).zh : row_of(Kw::minus).en) + " " +
                                  std::string(source_.text(tokens_.span(error.token + 1))));
    return true;
  }

  // `if vip then send m0` in a journey: a step takes a block. The fix is certain for a verb and its object at the end
  // of a line or block.
  bool then_of_a_step(const SyntaxError& error) {
    const std::size_t i = error.token;
    const Expected brace{Expected::token, static_cast<std::uint16_t>(TokenKind::open_brace)};
    if (state_.spells(i, Kw::then) == 0 || std::ranges::find(error.expected, brace) == error.expected.end())
      return false;
    if (tokens_.all[i + 1].kind == TokenKind::open_brace) {
      diagnostics_
          .report(Code::S1010, join(tokens_.span(i), tokens_.span(i + 1)),
                  {std::string(source_.text(tokens_.span(i))) + " {", "{"})
          .fix(Phrase::replace_with, {"{"}, {{join(tokens_.span(i), tokens_.span(i + 1)), "{"}});
      return true;
    }
    if (i + 3 >= tokens_.all.size() || tokens_.all[i + 1].kind != TokenKind::word ||
        (tokens_.all[i + 2].kind != TokenKind::word && tokens_.all[i + 2].kind != TokenKind::quoted_name))
      return false;
    const Token& after = tokens_.all[i + 3];
    const Span action = join(tokens_.span(i + 1), tokens_.span(i + 2)), whole = join(tokens_.span(i), action);
    const std::string block = "{ " + std::string(source_.text(action)) + " }";
    auto& found = diagnostics_.report(Code::S1010, whole, {std::string(source_.text(whole)), block});
    if (after.line_first || after.kind == TokenKind::close_brace || after.kind == TokenKind::end)
      found.fix(Phrase::replace_with, {block}, {{whole, block}});
    return true;
  }

  // `enter journey recall`: the verb says what kind of thing follows.
  bool kind_before_name(const SyntaxError& error) {
    const std::size_t i = error.token;
    if (i < 2 || tokens_.all[i].line_first) return false;
    if (tokens_.all[i].kind != TokenKind::word && tokens_.all[i].kind != TokenKind::quoted_name) return false;
    constexpr std::pair<Kw, Kw> kinds[] = {{Kw::enter, Kw::journey}, {Kw::grant, Kw::coupon}, {Kw::invite, Kw::group}};
    const bool is_one = std::ranges::any_of(kinds, [&](const auto& kind) {
      return state_.spells(i - 2, kind.first) > 0 && state_.spells(i - 1, kind.second) > 0;
    });
    if (!is_one) return false;
    const Span verb = tokens_.span(i - 2), name = tokens_.span(i), whole = join(verb, name);
    written_otherwise(whole, std::string(source_.text(verb)) + " " + std::string(source_.text(name)));
    return true;
  }

  // `7 div 2`: these two are calls. The fix is certain between two words with nothing that binds as tightly around.
  bool infix_function(const SyntaxError& error) {
    const std::size_t i = error.token;
    const bool call = state_.spells(i, Kw::div) > 0 || state_.spells(i, Kw::mod) > 0;
    if (!call || i == 0 || tokens_.all[i + 1].kind == TokenKind::open_paren) return false;
    const auto plain_operand = [](TokenKind kind) {
      return kind == TokenKind::word || kind == TokenKind::quoted_name || kind == TokenKind::number ||
             kind == TokenKind::money;
    };
    if (!plain_operand(tokens_.all[i - 1].kind) || !plain_operand(tokens_.all[i + 1].kind)) return false;
    const TokenKind before = i >= 2 ? tokens_.all[i - 2].kind : TokenKind::end;
    const TokenKind after = tokens_.all[std::min(i + 2, tokens_.all.size() - 1)].kind;
    const bool alone = before != TokenKind::dot && before != TokenKind::star && before != TokenKind::slash &&
                       before != TokenKind::minus && after != TokenKind::dot && after != TokenKind::open_paren;
    const auto text = [&](std::size_t token) { return std::string(source_.text(tokens_.span(token))); };
    const Span whole = join(tokens_.span(i - 1), tokens_.span(i + 1));
    const std::string ours = text(i) + "(" + text(i - 1) + ", " + text(i + 1) + ")";
    auto& found = diagnostics_.report(Code::S1010, whole, {std::string(source_.text(whole)), ours});
    if (alone) found.fix(Phrase::replace_with, {ours}, {{whole, ours}});
    return true;
  }

  // `once every 30 days`: read as a rule of its own that lacks its `at`.
  bool rhythm_of_once(const SyntaxError& error) {
    const std::size_t i = error.token;
    if (!expects(error, Kw::at) || i < 4 || source_.text(tokens_.span(i - 3)) != "every" ||
        source_.text(tokens_.span(i - 4)) != "once")
      return false;
    written_otherwise(tokens_.span(i - 3), "per");
    return true;
  }

  // `spend > 1,000`, `1,000,000元`
  bool thousands_comma(const SyntaxError& error) {
    const std::size_t first = error.token - 1;
    if (error.token == 0 || tokens_.all[error.token].kind != TokenKind::comma) return false;
    if (tokens_.all[first].kind != TokenKind::number && tokens_.all[first].kind != TokenKind::money) return false;
    std::size_t last = first;
    while (last + 2 < tokens_.all.size() && tokens_.all[last + 1].kind == TokenKind::comma &&
           tokens_.all[last + 1].glued && tokens_.all[last + 2].glued && three_digits(last + 2))
      last += 2;
    if (last == first) return false;
    const Span whole = join(tokens_.span(first), tokens_.span(last));
    std::string plain(source_.text(whole));
    std::erase(plain, ',');
    constexpr std::string_view wide_comma = "，";
    for (std::size_t at = plain.find(wide_comma); at != std::string::npos; at = plain.find(wide_comma))
      plain.erase(at, wide_comma.size());
    diagnostics_.report(Code::S2020, whole).fix(Phrase::replace_with, {plain}, {{whole, plain}});
    return true;
  }

  bool three_digits(std::size_t i) const {
    const TokenKind kind = tokens_.all[i].kind;
    if (kind != TokenKind::number && kind != TokenKind::money && kind != TokenKind::percent) return false;
    const std::string_view text = source_.text(tokens_.span(i));
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    return digits == 3;
  }

  bool chained(const SyntaxError& error) {
    const TokenKind kind = tokens_.all[error.token].kind;
    if (kind < TokenKind::equal || kind > TokenKind::greater_equal || error.token < 2) return false;
    for (std::size_t i = error.token; i-- > 0 && !tokens_.all[i + 1].line_first;) {
      const TokenKind before = tokens_.all[i].kind;
      if (before == TokenKind::open_paren || before == TokenKind::open_brace || state_.roles[i] == Kw::and_ ||
          state_.roles[i] == Kw::or_)
        return false;
      if (before >= TokenKind::less && before <= TokenKind::greater_equal) {
        diagnostics_.report(Code::S1015, tokens_.span(error.token));
        return true;
      }
    }
    return false;
  }

  // `如果标签 = …`: the blank after the keyword is missing.
  bool glued_keyword(const SyntaxError& error, const std::string& word) {
    const std::string_view keyword = leading_keyword(word);
    if (tokens_.all[error.token].spelling != 0) return false;
    const Span span = tokens_.span(error.token);
    if (const std::string window = chinese_window(word); !window.empty() && !word.starts_with("近"))
      return written_otherwise(span, window), true;
    if (keyword.empty()) return false;
    if (const std::string apart = keywords_apart(word); !apart.empty()) {
      diagnostics_.report(Code::S1009, span, {word, apart.substr(0, apart.find(' '))})
          .fix(Phrase::replace_with, {apart}, {{span, apart}});
      return true;
    }
    const auto cut = static_cast<std::uint32_t>(span.begin + keyword.size());
    diagnostics_.report(Code::S1009, span, {word, std::string(keyword)})
        .fix(Phrase::insert_blank, {std::string(keyword)}, {{{span.file, cut, cut}, " "}});
    return true;
  }

  // `逢 大促 前3天 于 10:00`: without the blank no trigger is read at all.
  bool glued_shift(const SyntaxError& error) {
    constexpr std::size_t near = 5;
    if (state_.spells(error.token, Kw::on_calendar) == 0) return false;
    for (std::size_t i = error.token + 2; i < std::min(error.token + near, tokens_.all.size() - 1); ++i) {
      const std::string_view word = source_.text(tokens_.span(i));
      if (tokens_.all[i].line_first) return false;
      for (const Kw shift : {Kw::days_before, Kw::days_after}) {
        const std::string_view keyword = row_of(shift).zh;
        const std::string apart = word.starts_with(keyword) && word != keyword ? keywords_apart(word) : std::string();
        if (apart.empty()) continue;
        diagnostics_.report(Code::S1009, tokens_.span(i), {std::string(word), std::string(keyword)})
            .fix(Phrase::replace_with, {apart}, {{tokens_.span(i), apart}});
        return true;
      }
    }
    return false;
  }

  // `vip且 age > 3`, `今天属于 大促`: the blank before the keyword is missing.
  bool keyword_glued_behind(const SyntaxError& error) {
    if (error.token == 0) return false;
    const Token& before = tokens_.all[error.token - 1];
    if (before.kind != TokenKind::word || before.spelling != 0) return false;
    const std::string word(source_.text(tokens_.span(error.token - 1)));
    std::string apart = keywords_apart(word);
    if (apart.empty()) apart = keyword_behind_apart(word);
    if (apart.empty()) return false;
    return written_otherwise(tokens_.span(error.token - 1), apart), true;
  }

  bool expects(const SyntaxError& error, grammar::Label label) const {
    return std::ranges::any_of(error.expected, [label](const Expected& e) {
      return e.kind == Expected::label && static_cast<grammar::Label>(e.value) == label;
    });
  }

  bool reserved_name(const SyntaxError& error, const std::string& word) {
    if (!is_reserved(tokens_.all[error.token].spelling)) return false;
    const bool name =
        expects(error, grammar::Label::name) && error.expected.size() <= 2 && !tokens_.all[error.token].line_first;
    if (!name && !names_an_item(error)) return false;
    const Span span = tokens_.span(error.token);
    diagnostics_.report(Code::S1014, span, {word}).fix(Phrase::quote_name, {}, {{span, "`" + word + "`"}});
    return true;
  }

  // `since date` as a column, `since: 2026-11-01` as a field, `in when …` as an arm: what follows says it is a name.
  bool names_an_item(const SyntaxError& error) const {
    const std::size_t next = error.token + 1;
    const auto follows = [&](std::initializer_list<Kw> words) {
      return std::ranges::any_of(words, [&](Kw kw) { return state_.spells(next, kw) > 0; });
    };
    if (expects(error, grammar::Label::column))
      return tokens_.all[next].kind == TokenKind::colon ||
             follows({Kw::bool_type, Kw::int_type, Kw::number_type, Kw::money_type, Kw::text_type, Kw::datetime_type,
                      Kw::date_type, Kw::time_type, Kw::duration_type, Kw::id_type, Kw::tags_type, Kw::one_of_type});
    return expects(error, grammar::Label::arm) && follows({Kw::when, Kw::otherwise, Kw::below_edge});
  }

  void general(const SyntaxError& error, const std::string& word) {
    const Token& token = tokens_.all[error.token];
    Span place = tokens_.span(error.token);
    // Something is missing before a new line: the place is the end of the last good token.
    const bool missing = error.token > 0 && !error.at_start && (token.line_first || token.kind == TokenKind::end);
    if (missing && !error.expected.empty()) {
      const std::uint32_t end = tokens_.all[error.token - 1].end;
      place = {tokens_.file, end, end};
    }
    auto words = [&](bool zh) {
      const std::string found =
          token.kind == TokenKind::end ? std::string(token_words(TokenKind::end, zh)) : "`" + word + "`";
      std::string expected = expectation(error.expected, zh);
      if (expected.empty()) expected = std::string(grammar::label_words(grammar::Label::declaration, zh));
      return std::pair(expected, found);
    };
    const auto [expected_en, found_en] = words(false);
    const auto [expected_zh, found_zh] = words(true);
    auto& found = diagnostics_.report(Code::S1001, place, {expected_en, found_en, expected_zh, found_zh});
    if (none_behind_a_name(error, found)) return;
    help_with_trigger(source_, tokens_, state_, error, found);
    if (!found.fixes.empty() || !found.helps.empty()) return;
    if (token.kind != TokenKind::word)
      insert_keyword(error, word, found);
    else if (!forgotten(error, word, found))
      suggest_keyword(error, word, found);
    // `if vip send hello`: the one word that can stand here is missing, nothing is misspelt.
    const auto first = std::ranges::find_if(error.expected, [](const Expected& e) { return e.kind != Expected::hint; });
    const bool one_word = first != error.expected.end() && first->kind == Expected::keyword &&
                          std::all_of(first, error.expected.end(),
                                      [&](const Expected& e) { return e.kind == Expected::hint || e == *first; });
    if (one_word && !missing && !error.at_start && error.token > 0 && found.fixes.empty()) {
      const std::uint32_t end = tokens_.all[error.token - 1].end;
      found.span = {tokens_.file, end, end};
    }
  }

  // `A otherwise none` of a tier.
  bool none_behind_a_name(const SyntaxError& error, Diagnostic& found) const {
    const std::size_t i = error.token;
    if (i < 2 || state_.spells(i, Kw::otherwise_none) == 0 || state_.roles[i - 1] != Kw::otherwise) return false;
    found.help(Phrase::none_by_itself, {std::string(source_.text(tokens_.span(i - 2)))});
    return true;
  }

  // `每周五 10:00`: before a literal only the one expected word can be missing.
  void insert_keyword(const SyntaxError& error, const std::string& word, Diagnostic& found) const {
    const Token& token = tokens_.all[error.token];
    const bool literal = token.kind == TokenKind::number || token.kind == TokenKind::text ||
                         token.kind == TokenKind::time || token.kind == TokenKind::date ||
                         token.kind == TokenKind::instant;
    if (!literal || token.line_first || error.expected.size() != 1) return;
    const auto [time, tokens] = time_in_words(source_, tokens_, error.token);
    const Span written = tokens == 0 ? tokens_.span(error.token)
                                     : join(tokens_.span(error.token), tokens_.span(error.token + tokens - 1));
    if (tokens > 0 && error.expected[0] == Expected{Expected::token, static_cast<std::uint16_t>(TokenKind::time)})
      found.fix(Phrase::replace_with, {time}, {{written, time}});
    if (error.expected[0].kind != Expected::keyword) return;
    const Keyword& row = row_of(static_cast<Kw>(error.expected[0].value));
    const std::string_view before = error.token > 0 ? source_.text(tokens_.span(error.token - 1)) : std::string_view();
    const bool chinese = !row.zh.empty() && !before.empty() && static_cast<unsigned char>(before.back()) >= 0x80;
    const Token& next = tokens_.all[error.token + 1];
    const bool of_something = token.kind == TokenKind::number && next.kind == TokenKind::word && next.glued;
    if (tokens == 0 && of_something && static_cast<Kw>(error.expected[0].value) == Kw::at) return;  // no time
    const std::string both = std::string(chinese ? row.zh : row.en) + " " + (tokens > 0 ? time : word);
    found.fix(Phrase::replace_with, {both}, {{written, both}});
  }

  // `on talks result = yes` without `where`; `life changes` without its dot.
  bool forgotten(const SyntaxError& error, const std::string& word, Diagnostic& found) const {
    const std::size_t i = error.token;
    const bool trigger =
        i >= 2 && (source_.text(tokens_.span(i - 2)) == "on" || source_.text(tokens_.span(i - 2)) == "一旦");
    if (i == 0 || (!trigger && !expects(error, Kw::then))) return false;
    const TokenKind next = tokens_.all[std::min(i + 1, tokens_.all.size() - 1)].kind;
    const bool chinese = static_cast<unsigned char>(word[0]) >= 0x80;
    if (state_.spells(i, Kw::changes) > 0) {
      const Span whole = join(tokens_.span(i - 1), tokens_.span(i));
      const std::string dotted = std::string(source_.text(tokens_.span(i - 1))) + "." + word;
      found.fix(Phrase::replace_with, {dotted}, {{whole, dotted}});
      return true;
    }
    if (next < TokenKind::equal || next > TokenKind::greater_equal) return false;
    const std::string where = (chinese ? "其中 " : "where ") + word;
    found.fix(Phrase::replace_with, {where}, {{tokens_.span(i), where}});
    return true;
  }

  // One word of one language is several of the other: `上限` where `封顶` is meant (both are `cap`), `every` where
  // `per` is (both are `每`).
  static std::optional<std::string_view> same_word_elsewhere(const std::vector<Expected>& expected,
                                                             const std::string& word) {
    if (is_reserved(spelling_of(word))) return std::nullopt;
    for (const Keyword& written : keywords()) {
      const bool zh = written.zh == word;
      if (!zh && written.en != word) continue;
      for (const Expected& e : expected) {
        if (e.kind != Expected::keyword && e.kind != Expected::hint) continue;
        const Keyword& meant = row_of(static_cast<Kw>(e.value));
        if (zh && meant.en == written.en && !meant.zh.empty() && meant.zh != word) return meant.zh;
        if (!zh && !written.zh.empty() && meant.zh == written.zh && meant.en != word) return meant.en;
      }
    }
    return std::nullopt;
  }

  // Often the same slip again and again: what was meant is looked for once.
  const std::optional<std::string_view>& meant_by(const std::string& word, const SyntaxError& error) {
    if (word != last_.word || error.expected != last_.expected || error.or_else != last_.or_else)
      last_ = {word, error.expected, error.or_else, keyword_like(word, error)};
    return last_.meant;
  }

  static std::optional<std::string_view> keyword_like(const std::string& word, const SyntaxError& error) {
    std::vector<std::string_view> candidates;
    for (const Expected& e : error.expected) {
      if (e.kind != Expected::keyword && e.kind != Expected::hint) continue;
      const Keyword& row = row_of(static_cast<Kw>(e.value));
      for (std::string_view spelling : {row.en, row.zh})
        if (!spelling.empty()) candidates.push_back(spelling.substr(0, spelling.find(' ')));
    }
    auto best = same_word_elsewhere(error.expected, word);
    if (!best) best = same_word_elsewhere(error.or_else, word);
    return best ? best : did_you_mean(word, candidates);
  }

  void suggest_keyword(const SyntaxError& error, const std::string& word, Diagnostic& found) {
    const std::optional<std::string_view>& best = meant_by(word, error);
    if (!best || *best == word) return;
    found.fix(Phrase::did_you_mean, {std::string(*best)}, {{tokens_.span(error.token), std::string(*best)}});
  }

  const SourceBuffer& source_;
  const Tokens& tokens_;
  const ParseState& state_;
  Diagnostics& diagnostics_;
  struct Slip {
    std::string word;
    std::vector<Expected> expected, or_else;
    std::optional<std::string_view> meant;
  } last_;
};

}  // namespace

void report_syntax_errors(const SourceBuffer& source, const Tokens& tokens, const ParseState& state,
                          Diagnostics& diagnostics) {
  Reporter reporter(source, tokens, state, diagnostics);
  for (const SyntaxError& error : state.errors) reporter.report(error);
}

}  // namespace sop
