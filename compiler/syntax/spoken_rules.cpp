#include "compiler/syntax/spoken_rules.h"

#include <algorithm>

#include "grammar/keywords.h"

namespace sop {
namespace {

using grammar::Expected;

constexpr Kw verbs[] = {Kw::send, Kw::tag_verb, Kw::untag, Kw::task, Kw::notify, Kw::grant, Kw::invite, Kw::enter};

class SpokenRule {
 public:
  SpokenRule(const SourceBuffer& source, const Tokens& tokens, const ParseState& state, const SyntaxError& error)
      : source_(source), all_(tokens.all), tokens_(tokens), state_(state), error_(error) {}

  bool tell(Diagnostics& diagnostics) const {
    return channel(diagnostics) || condition_behind(diagnostics) || bare_action(diagnostics);
  }

 private:
  bool expects(Kw kw) const {
    return std::ranges::any_of(error_.expected, [kw](const Expected& e) {
      return e.kind == Expected::keyword && static_cast<Kw>(e.value) == kw;
    });
  }
  bool spells(std::size_t i, Kw kw) const { return state_.spells(i, kw) > 0; }
  bool is_verb(std::size_t i) const {
    return std::ranges::any_of(verbs, [&](Kw verb) { return spells(i, verb); });
  }
  std::string text(std::size_t first, std::size_t last) const {
    return std::string(source_.text(join(tokens_.span(first), tokens_.span(last))));
  }
  bool chinese(std::size_t i) const { return static_cast<unsigned char>(text(i, i)[0]) >= 0x80; }
  std::size_t line_begin(std::size_t i) const {
    while (i > 0 && !all_[i].line_first) --i;
    return i;
  }
  std::size_t line_end(std::size_t i) const {  // the last token of its line
    while (all_[i + 1].kind != TokenKind::end && !all_[i + 1].line_first) ++i;
    return i;
  }

  // `send hello on sms`: read as a rule of its own that begins at `on`, or refused there.
  bool channel(Diagnostics& diagnostics) const {
    for (const std::size_t back : {std::size_t{0}, std::size_t{2}}) {
      const std::size_t on = error_.token - back;
      if (error_.token < back + 2 || all_[on].line_first || all_[on].kind != TokenKind::word) continue;
      const std::string word = text(on, on);
      const bool says_on = spells(on, Kw::on_event) || spells(on, Kw::in_range) || word == "用" || word == "经";
      if (!says_on || !spells(on - 2, Kw::send) || all_[on + 1].kind != TokenKind::word) continue;
      if (back == 2 && !expects(Kw::then)) continue;
      if (declared(Kw::events, on + 1)) continue;
      const std::string ours(chinese(on) ? row_of(Kw::via).zh : row_of(Kw::via).en);
      diagnostics.report(Code::S1010, tokens_.span(on), {word, ours})
          .fix(Phrase::replace_with, {ours}, {{tokens_.span(on), ours}});
      return true;
    }
    return false;
  }

  // Is there a declaration of this kind and name in the file?
  bool declared(Kw kind, std::size_t name) const {
    const std::string wanted = text(name, name);
    for (std::size_t i = 0; i + 1 < all_.size(); ++i)
      if (all_[i].line_first && spells(i, kind) && text(i + 1, i + 1) == wanted) return true;
    return false;
  }

  // `tag x if vip`, `send hello if vip`: what stands before `if` is the action.
  bool condition_behind(Diagnostics& diagnostics) const {
    const bool no_then = expects(Kw::then) && error_.token > 0;
    const bool at_action = error_.at_start && all_[error_.token].line_first && is_verb(error_.token);
    if (!no_then && !at_action) return false;
    const std::size_t on_line = at_action ? error_.token : error_.token - 1;
    const std::size_t first = line_begin(on_line), last = at_action ? line_end(on_line) : on_line;
    std::size_t test = first + 1;
    while (test < last && !spells(test, Kw::if_)) ++test;
    const bool tag = spells(first, Kw::tag);  // the declaration's word
    if (test >= last || (!is_verb(first) && !tag) || test < first + 2) return false;
    for (std::size_t i = first; i < last; ++i)
      if (all_[i].kind == TokenKind::open_brace || state_.spells(i, Kw::then) > 0) return false;
    const std::string condition = text(test + 1, last);
    const std::string verb = tag && chinese(first) ? std::string(row_of(Kw::tag_verb).zh) : text(first, first);
    const std::string action = verb + " " + text(first + 1, test - 1);
    const std::string ours =
        chinese(test) ? "如果 " + condition + " 则 " + action : "if " + condition + " then " + action;
    const Span whole = join(tokens_.span(first), tokens_.span(last));
    diagnostics.report(Code::S1010, whole, {std::string(source_.text(whole)), ours})
        .fix(Phrase::replace_with, {ours}, {{whole, ours}});
    return true;
  }

  // `send hello` where a declaration begins.
  bool bare_action(Diagnostics& diagnostics) const {
    const std::size_t i = error_.token;
    if (!error_.at_start || !all_[i].line_first || !is_verb(i) || state_.indent(i) > 0) return false;
    if (all_[i + 1].kind != TokenKind::word && all_[i + 1].kind != TokenKind::quoted_name) return false;
    const bool declaration =
        error_.expected.empty() || std::ranges::any_of(error_.expected, [](const Expected& e) {
          return e.kind == Expected::label && static_cast<grammar::Label>(e.value) == grammar::Label::declaration;
        });
    if (!declaration) return false;
    const std::string verb = text(i, i);
    diagnostics
        .report(Code::S1001, tokens_.span(i),
                {std::string(grammar::label_words(grammar::Label::declaration, false)), "`" + verb + "`",
                 std::string(grammar::label_words(grammar::Label::declaration, true)), "`" + verb + "`"})
        .help(Phrase::action_in_a_rule, {text(i, i + 1)});
    return true;
  }

  const SourceBuffer& source_;
  const std::vector<Token>& all_;
  const Tokens& tokens_;
  const ParseState& state_;
  const SyntaxError& error_;
};

}  // namespace

bool tell_spoken_rule(const SourceBuffer& source, const Tokens& tokens, const ParseState& state,
                      const SyntaxError& error, Diagnostics& diagnostics) {
  return SpokenRule(source, tokens, state, error).tell(diagnostics);
}

void help_with_trigger(const SourceBuffer& source, const Tokens& tokens, const ParseState& state,
                       const SyntaxError& error, Diagnostic& found) {
  const std::size_t i = error.token;
  if (i == 0) return;
  const auto word = [&](std::size_t at) { return source.text(tokens.span(at)); };
  const auto spells = [&](std::size_t at, Kw kw) { return state.spells(at, kw) > 0; };
  // `every month at 10:00`, `每月 于 10:00`
  const bool month = (spells(i - 1, Kw::every) && word(i) == "month") || spells(i - 1, Kw::every_month_on) ||
                     (i >= 2 && spells(i - 2, Kw::every_month_on));
  if (month) {
    found.fixes.clear();
    found.help(Phrase::day_of_month);
  }
  // `every monday, tuesday at 10:00`
  const bool list = tokens.all[i].kind == TokenKind::comma || spells(i, Kw::and_);
  const std::size_t before = i >= 2 && spells(i - 2, Kw::every) ? i - 2 : i - 1;
  const bool day = spells(before, Kw::every) || word(i - 1).starts_with("每");
  if (list && day) found.help(Phrase::each_with_its_time);
  // `on 2 days before d at 10:00, 1 day after d …`: each begins with `on`
  const bool shift = tokens.all[i].kind == TokenKind::number && tokens.all[i - 1].kind == TokenKind::comma;
  const bool trigger = std::ranges::any_of(error.expected, [](const Expected& e) {
    return e.kind == Expected::label && static_cast<grammar::Label>(e.value) == grammar::Label::trigger;
  });
  if (shift && trigger) {
    const std::string number(word(i));
    const bool zh = static_cast<unsigned char>(word(i + 1)[0]) >= 0x80;
    const std::string ours = (zh ? std::string(row_of(Kw::on_calendar).zh) : "on") + " " + number;
    found.fix(Phrase::replace_with, {ours}, {{tokens.span(i), ours}});
  }
}

}  // namespace sop
