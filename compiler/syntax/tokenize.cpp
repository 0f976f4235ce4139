// Text to tokens with the PEGTL lexemes of grammar/lexis.h, one lexeme at a time. What is wrong inside a token is
// reported here and read as what was meant, so that one slip gives one finding.
#include <algorithm>

#include "compiler/diagnostics/over_limit.h"
#include "compiler/syntax/token.h"
#include "compiler/syntax/written_forms.h"
#include "grammar/lexis.h"

namespace sop {
namespace {

enum class Lexeme : std::uint8_t {
  blank,
  comment,
  foreign_comment,
  text,
  open_text,
  quoted_name,
  open_quoted_name,
  instant,
  date,
  foreign_instant,
  foreign_date,
  time,
  wrong_time,
  money,
  percent,
  number,
  word,
  arrow,
  foreign_not_equal,
  less_equal,
  greater_equal,
  not_equal,
  foreign_equal,
  foreign_and,
  foreign_or,
  foreign_not,
  foreign_times,
  foreign_divide,
  foreign_text,
  full_stop,
  symbol,
  unknown,
};

struct Found {
  Lexeme lexeme = Lexeme::unknown;
};

template <typename Rule>
struct mark_as : pegtl::nothing<Rule> {};

#define SOP_LEXEME(rule)                                              \
  template <>                                                         \
  struct mark_as<lexis::rule> {                                       \
    static void apply0(Found& found) { found.lexeme = Lexeme::rule; } \
  };
SOP_LEXEME(blank)
SOP_LEXEME(comment)
SOP_LEXEME(foreign_comment)
SOP_LEXEME(text)
SOP_LEXEME(open_text)
SOP_LEXEME(quoted_name)
SOP_LEXEME(open_quoted_name)
SOP_LEXEME(instant)
SOP_LEXEME(date)
SOP_LEXEME(foreign_instant)
SOP_LEXEME(foreign_date)
SOP_LEXEME(time)
SOP_LEXEME(wrong_time)
SOP_LEXEME(money)
SOP_LEXEME(percent)
SOP_LEXEME(number)
SOP_LEXEME(word)
SOP_LEXEME(arrow)
SOP_LEXEME(foreign_not_equal)
SOP_LEXEME(less_equal)
SOP_LEXEME(greater_equal)
SOP_LEXEME(not_equal)
SOP_LEXEME(foreign_equal)
SOP_LEXEME(foreign_and)
SOP_LEXEME(foreign_or)
SOP_LEXEME(foreign_not)
SOP_LEXEME(foreign_times)
SOP_LEXEME(foreign_divide)
SOP_LEXEME(foreign_text)
SOP_LEXEME(full_stop)
#undef SOP_LEXEME

// Longest match by order: an instant before a date, a date before a number.
struct lexeme
    : pegtl::sor<lexis::blank, lexis::comment, lexis::foreign_comment, lexis::text, lexis::open_text,
                 lexis::quoted_name, lexis::open_quoted_name, lexis::instant, lexis::date, lexis::foreign_instant,
                 lexis::foreign_date, lexis::time, lexis::wrong_time, lexis::money, lexis::percent, lexis::number,
                 lexis::word, lexis::arrow, lexis::foreign_not_equal, lexis::less_equal, lexis::greater_equal,
                 lexis::not_equal, lexis::foreign_equal, lexis::foreign_and, lexis::foreign_or, lexis::foreign_not,
                 lexis::foreign_times, lexis::foreign_divide, lexis::foreign_text, lexis::full_stop> {};

struct Symbol {
  char32_t plain, full;
  TokenKind kind;
};

constexpr Symbol symbols[] = {
    {U'{', 0xFF5B, TokenKind::open_brace}, {U'}', 0xFF5D, TokenKind::close_brace},
    {U'(', 0xFF08, TokenKind::open_paren}, {U')', 0xFF09, TokenKind::close_paren},
    {U',', 0xFF0C, TokenKind::comma},      {U'、', 0x3001, TokenKind::comma},
    {U':', 0xFF1A, TokenKind::colon},      {U'.', 0xFF0E, TokenKind::dot},
    {U'?', 0xFF1F, TokenKind::question},   {U'=', 0xFF1D, TokenKind::equal},
    {U'<', 0xFF1C, TokenKind::less},       {U'>', 0xFF1E, TokenKind::greater},
    {U'+', 0xFF0B, TokenKind::plus},       {U'-', 0xFF0D, TokenKind::minus},
    {U'*', 0xFF0A, TokenKind::star},       {U'/', 0xFF0F, TokenKind::slash},
};

// Turns the direction in which what follows is shown: what stands there is not what is read.
bool turns_direction(utf8proc_int32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

// In a text blanks of any kind are seen, and emoji are joined by two invisible signs.
bool hides_in_text(utf8proc_int32_t c) {
  const auto category = utf8proc_category(c);
  const bool joiner = c == 0x200C || c == 0x200D;
  return (category == UTF8PROC_CATEGORY_CF && !joiner) || (category == UTF8PROC_CATEGORY_CC && c != '\t');
}

class Tokenizer {
 public:
  Tokenizer(const SourceBuffer& source, std::int32_t file, Diagnostics& diagnostics)
      : source_(source), text_(source.text()), diagnostics_(diagnostics) {
    out_.file = file;
  }

  Tokens run() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (at_ < text_.size()) next();
    add(TokenKind::end, at_, at_);
    return std::move(out_);
  }

 private:
  void next() {
    Found found;
    pegtl::memory_input<pegtl::tracking_mode::lazy> in(text_.data() + at_, text_.data() + text_.size(), "");
    std::size_t length = 0;
    if (pegtl::parse<lexeme, mark_as>(in, found))
      length = static_cast<std::size_t>(in.current() - (text_.data() + at_));
    const std::size_t begin = at_;
    if (length == 0) return other_character();
    at_ += length;
    take(found.lexeme, begin, at_);
  }

  // SOP-lexeme by lexeme: what becomes a token, what is a finding.
  void take(Lexeme lexeme, std::size_t begin, std::size_t end) {
    switch (lexeme) {
      case Lexeme::blank: return blank(begin, end);
      case Lexeme::comment: return comment(begin, end);
      case Lexeme::foreign_comment:
        report(Code::S1011, begin, begin + 2, {std::string(text_.substr(begin, 2))}, "#");
        return comment(begin, end);
      case Lexeme::text: hidden(begin, end, hides_in_text); return add(TokenKind::text, begin, end);
      case Lexeme::open_text:
        end = trimmed_end(begin, end);
        diagnostics_.report(Code::S1004, span(begin, end));
        return add(TokenKind::text, begin, end);
      case Lexeme::quoted_name: hidden(begin, end, hides_in_text); return add(TokenKind::quoted_name, begin, end);
      case Lexeme::open_quoted_name:
        end = trimmed_end(begin, end);
        diagnostics_.report(Code::S1005, span(begin, end));
        return add(TokenKind::quoted_name, begin, end);
      case Lexeme::instant: return add(TokenKind::instant, begin, end);
      case Lexeme::date: return add(TokenKind::date, begin, end);
      case Lexeme::foreign_instant: return foreign_date(begin, end, TokenKind::instant);
      case Lexeme::foreign_date: return foreign_date(begin, end, TokenKind::date);
      case Lexeme::time:
      case Lexeme::wrong_time: return add(TokenKind::time, begin, end);
      case Lexeme::money: return add(TokenKind::money, begin, end);
      case Lexeme::percent: return add(TokenKind::percent, begin, end);
      case Lexeme::number: return add(TokenKind::number, begin, end);
      case Lexeme::word: return word(begin, end);
      case Lexeme::arrow: return add(TokenKind::arrow, begin, end);
      case Lexeme::less_equal: return add(TokenKind::less_equal, begin, end);
      case Lexeme::greater_equal: return add(TokenKind::greater_equal, begin, end);
      case Lexeme::not_equal: return add(TokenKind::not_equal, begin, end);
      case Lexeme::foreign_not_equal: return foreign(begin, end, "!=", TokenKind::not_equal);
      case Lexeme::foreign_equal: return foreign(begin, end, "=", TokenKind::equal);
      case Lexeme::foreign_and: return foreign_word(begin, end, "and");
      case Lexeme::foreign_or: return foreign_word(begin, end, "or");
      case Lexeme::foreign_not: return foreign_word(begin, end, "not");
      case Lexeme::foreign_times: return foreign(begin, end, "*", TokenKind::star);
      case Lexeme::foreign_divide: return foreign(begin, end, "/", TokenKind::slash);
      case Lexeme::foreign_text: return foreign_text(begin, end);
      case Lexeme::full_stop:
        if (is_point_of_a_name(begin, end)) return foreign(begin, end, ".", TokenKind::dot);
        report(Code::S1012, begin, end, {std::string(text_.substr(begin, end - begin))}, "");
        glue_broken_ = true;
        return;
      case Lexeme::symbol:
      case Lexeme::unknown: return;
    }
  }

  void blank(std::size_t begin, std::size_t end) {
    glue_broken_ = true;
    if (text_.substr(begin, end - begin).find('\n') != std::string_view::npos) line_first_ = true;
  }

  // What hides inside a token is told once, at the first of its characters.
  void hidden(std::size_t begin, std::size_t end, bool (*hides)(utf8proc_int32_t)) {
    Diagnostic* found = nullptr;
    for (std::size_t i = begin; i < end;) {
      utf8proc_int32_t c = 0;
      const auto size = utf8proc_iterate(bytes(i), static_cast<utf8proc_ssize_t>(end - i), &c);
      if (size <= 0) return;
      const std::size_t next = i + static_cast<std::size_t>(size);
      if (hides(c)) {
        if (found == nullptr) {
          found = &diagnostics_.report(Code::S1007, span(i, next), {code_point_name(c)});
          found->fix(Phrase::remove_it, {}, {});
        }
        found->fixes[0].edits.push_back({span(i, next), ""});
      }
      i = next;
    }
  }

  void comment(std::size_t begin, std::size_t end) {
    hidden(begin, end, turns_direction);
    const std::string_view body = text_.substr(begin, end - begin);
    out_.comments.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(trimmed_end(begin, end)),
                             static_cast<std::uint32_t>(out_.all.size()),
                             body.starts_with("##") || body.starts_with("＃＃"), line_first_});
    glue_broken_ = true;
  }

  void word(std::size_t begin, std::size_t end) {
    const std::string_view body = text_.substr(begin, end - begin);
    if (const std::size_t cut = joined_split(body); cut > 0) {
      add(TokenKind::word, begin, begin + cut);
      add(TokenKind::word, begin + cut, end);
      return;
    }
    check_letters(begin, end);
    if (share_behind_keyword(begin, end)) return;
    add(TokenKind::word, begin, end);
  }

  // `前20%`, `累计达到80%`: a keyword and a share. No name has a `%` behind it.
  bool share_behind_keyword(std::size_t begin, std::size_t end) {
    const std::string_view rest = text_.substr(end);
    const std::size_t sign = rest.starts_with("%") ? 1 : rest.starts_with("％") ? std::string_view("％").size() : 0;
    std::size_t cut = end;
    while (cut > begin && text_[cut - 1] >= '0' && text_[cut - 1] <= '9') --cut;
    if (sign == 0 || cut == end || cut == begin || spelling_of(text_.substr(begin, cut - begin)) == 0) return false;
    const auto place = static_cast<std::uint32_t>(cut);
    diagnostics_
        .report(Code::S1009, span(begin, end + sign),
                {std::string(text_.substr(begin, end + sign - begin)), std::string(text_.substr(begin, cut - begin))})
        .fix(Phrase::insert_blank, {std::string(text_.substr(begin, cut - begin))}, {{{out_.file, place, place}, " "}});
    at_ = end + sign;
    add(TokenKind::word, begin, cut);
    add(TokenKind::percent, cut, at_);
    return true;
  }

  // Full-width letters look like plain ones: an error, so that two names never differ only in width.
  void check_letters(std::size_t begin, std::size_t end) {
    std::string plain;
    bool wide = false;
    for (std::size_t i = begin; i < end;) {
      utf8proc_int32_t c = 0;
      const auto size = utf8proc_iterate(bytes(i), static_cast<utf8proc_ssize_t>(end - i), &c);
      if (size <= 0) return;
      const bool letter = (c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A);
      wide = wide || letter;
      if (letter)
        plain += static_cast<char>(c - 0xFEE0);
      else
        plain += text_.substr(i, static_cast<std::size_t>(size));
      i += static_cast<std::size_t>(size);
    }
    if (wide) report(Code::S1013, begin, end, {std::string(text_.substr(begin, end - begin))}, plain);
  }

  void other_character() {
    utf8proc_int32_t c = 0;
    const auto size = utf8proc_iterate(bytes(at_), static_cast<utf8proc_ssize_t>(text_.size() - at_), &c);
    const std::size_t begin = at_;
    at_ += static_cast<std::size_t>(size);
    for (const Symbol& symbol : symbols)
      if (c == static_cast<utf8proc_int32_t>(symbol.plain) || c == static_cast<utf8proc_int32_t>(symbol.full))
        return add(symbol.kind, begin, at_);
    if (is_invisible(c)) {
      report(Code::S1007, begin, at_, {code_point_name(c)}, "");
      if (invisible_end_ != begin) invisible_begin_ = begin;
      invisible_end_ = at_;
      return;
    }
    glue_broken_ = true;
    diagnostics_.report(Code::S1008, span(begin, at_), {std::string(text_.substr(begin, at_ - begin))});
  }

  static std::string code_point_name(utf8proc_int32_t c) {
    static constexpr char hex[] = "0123456789ABCDEF";
    std::string out;
    for (auto rest = static_cast<std::uint32_t>(c); rest > 0 || out.size() < 4; rest /= 16)
      out.insert(out.begin(), hex[rest % 16]);
    return "U+" + out;
  }

  void foreign(std::size_t begin, std::size_t end, const char* sign, TokenKind kind) {
    report(Code::S1010, begin, end, {std::string(text_.substr(begin, end - begin)), sign}, sign);
    add(kind, begin, end);
  }

  void foreign_date(std::size_t begin, std::size_t end, TokenKind kind) {
    const std::string ours = date_in_our_form(text_.substr(begin, end - begin));
    report(Code::S1010, begin, end, {std::string(text_.substr(begin, end - begin)), ours}, ours);
    add(kind, begin, end);
  }

  // `'Shanghai'`: in the quotes of sop. A text that holds one kind of them takes the other.
  void foreign_text(std::size_t begin, std::size_t end) {
    const std::string_view inside = without_quotes(text_.substr(begin, end - begin));
    const bool straight = inside.find('"') == std::string_view::npos;
    const std::string ours = (straight ? "\"" : "“") + std::string(inside) + (straight ? "\"" : "”");
    hidden(begin, end, hides_in_text);
    report(Code::S1010, begin, end, {std::string(text_.substr(begin, end - begin)), ours}, ours);
    add(TokenKind::text, begin, end);
  }

  // `订单。金额`: the point of a path, typed on a Chinese keyboard. Before a word that begins a clause or a declaration
  // it closes a sentence.
  bool is_point_of_a_name(std::size_t begin, std::size_t end) const {
    if (glue_broken_ || out_.all.empty() || text_.substr(begin, end - begin) != "。") return false;
    const Token& before = out_.all.back();
    if (before.kind != TokenKind::word && before.kind != TokenKind::quoted_name) return false;
    const std::string_view rest = text_.substr(end);
    if (rest.starts_with("「") || rest.starts_with("`")) return true;
    pegtl::memory_input<pegtl::tracking_mode::lazy> in(rest.data(), rest.data() + rest.size(), "");
    if (!pegtl::parse<lexis::word>(in)) return false;
    const std::string_view next = rest.substr(0, static_cast<std::size_t>(in.current() - rest.data()));
    if (next.size() > limits::name_bytes) return false;
    const bool blank_after = rest.size() > next.size() && (rest[next.size()] == ' ' || rest[next.size()] == '\n');
    const Spelling spelling = spelling_of(next);
    return !is_reserved(spelling) && !(spelling != 0 && blank_after);
  }

  void foreign_word(std::size_t begin, std::size_t end, const std::string& word) {
    const bool blank_after = end < text_.size() && text_[end] == ' ';
    report(Code::S1010, begin, end, {std::string(text_.substr(begin, end - begin)), word},
           word + (blank_after ? "" : " "));
    add(TokenKind::word, begin, end);
    out_.all.back().spelling = spelling_of(word);
  }

  void report(Code code, std::size_t begin, std::size_t end, std::vector<std::string> arguments,
              const std::string& instead) {
    auto& found = diagnostics_.report(code, span(begin, end), std::move(arguments));
    if (instead.empty())
      found.fix(Phrase::remove_it, {}, {{span(begin, end), ""}});
    else
      found.fix(Phrase::replace_with, {instead}, {{span(begin, end), instead}});
  }

  // A word goes on behind an invisible character that was told.
  bool goes_on(TokenKind kind, std::size_t begin, std::size_t end) {
    if (begin == 0 || invisible_end_ != begin || out_.all.empty()) return false;
    Token& last = out_.all.back();
    if (last.kind != TokenKind::word || last.end != invisible_begin_) return false;
    if (kind != TokenKind::word && kind != TokenKind::number) return false;
    last.end = static_cast<std::uint32_t>(end);
    const bool long_name = end - last.begin > limits::name_bytes;  // no keyword; read once, not for every piece of it
    last.spelling = long_name ? Spelling{} : spelling_of(without_invisible(text_.substr(last.begin, end - last.begin)));
    return true;
  }

  void add(TokenKind kind, std::size_t begin, std::size_t end) {
    if (goes_on(kind, begin, end)) return;
    Token token{
        kind, line_first_, !glue_broken_, 0, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    check_size(kind, begin, end);
    if (kind == TokenKind::word) token.spelling = spelling_of(text_.substr(begin, end - begin));
    out_.all.push_back(token);
    line_first_ = false;
    glue_broken_ = false;
  }

  void check_size(TokenKind kind, std::size_t begin, std::size_t end) {
    const std::size_t bytes = end - begin;
    const bool name = kind == TokenKind::word || kind == TokenKind::quoted_name;
    if (name ? bytes <= limits::name_bytes : kind != TokenKind::text || bytes <= limits::text_bytes) return;
    const std::size_t inside = without_quotes(text_.substr(begin, bytes)).size();
    if (name && limits::exceeded(inside, limits::name_bytes))
      over_limit(diagnostics_, limits::Id::name_bytes, span(begin, end));
    if (!name && limits::exceeded(inside, limits::text_bytes))
      over_limit(diagnostics_, limits::Id::text_bytes, span(begin, end));
  }

  std::size_t trimmed_end(std::size_t begin, std::size_t end) const {
    while (end > begin && (text_[end - 1] == '\r' || text_[end - 1] == ' ' || text_[end - 1] == '\t')) --end;
    return end;
  }

  Span span(std::size_t begin, std::size_t end) const {
    return {out_.file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }
  const utf8proc_uint8_t* bytes(std::size_t at) const {
    return reinterpret_cast<const utf8proc_uint8_t*>(text_.data() + at);
  }

  const SourceBuffer& source_;
  std::string_view text_;
  Diagnostics& diagnostics_;
  Tokens out_;
  std::size_t at_ = 0;
  bool line_first_ = true;
  bool glue_broken_ = true;
  std::size_t invisible_begin_ = 0, invisible_end_ = 0;  // the last invisible characters outside of texts
};

// The first byte that is no UTF-8, or the text's length.
std::size_t first_broken_byte(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    utf8proc_int32_t c = 0;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + i),
                                       static_cast<utf8proc_ssize_t>(text.size() - i), &c);
    if (size <= 0) return i;
    i += static_cast<std::size_t>(size);
  }
  return text.size();
}

}  // namespace

// A file in another encoding, or too large, is one finding, not one for every byte.
Tokens tokenize(const SourceBuffer& source, std::int32_t file, Diagnostics& diagnostics) {
  const SourceBuffer nothing(source.name(), "");
  if (limits::exceeded(source.text().size(), limits::source_bytes)) {
    over_limit(diagnostics, limits::Id::source_bytes, {file, 0, 0});
    return Tokenizer(nothing, file, diagnostics).run();
  }
  const auto broken = static_cast<std::uint32_t>(first_broken_byte(source.text()));
  if (broken == source.text().size()) return Tokenizer(source, file, diagnostics).run();
  diagnostics.report(Code::S1006, {file, broken, broken + 1});
  return Tokenizer(nothing, file, diagnostics).run();
}

}  // namespace sop
