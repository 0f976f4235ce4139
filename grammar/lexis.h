// Lexemes as PEGTL rules over UTF-8: what a token is, in ASCII and in full-width form. Meaning (is this a date that
// exists, is this word reserved) is not decided here.
#pragma once

#include <utf8proc.h>

#include "grammar/pegtl.h"

namespace sop::lexis {

namespace detail {

inline bool is_letter(char32_t c) {
  if (c == U'_') return true;
  if (c == 0x3000 || (c >= 0xFF01 && c <= 0xFF20)) return false;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO: return true;
    default: return false;
  }
}

inline bool is_name_rest(char32_t c) {
  if (is_letter(c) || (c >= 0xFF10 && c <= 0xFF19)) return true;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND: return true;
    default: return false;
  }
}

// One code point for which Accepts holds.
template <bool (*Accepts)(char32_t)>
struct code_point {
  using rule_t = code_point;
  using subs_t = pegtl::empty_list;

  template <typename Input>
  static bool match(Input& in) {
    if (in.empty()) return false;
    const auto peeked = pegtl::internal::peek_utf8::peek(in);
    if (peeked.size == 0 || !Accepts(peeked.data)) return false;
    in.bump(peeked.size);
    return true;
  }
};

}  // namespace detail

using pegtl::at;
using pegtl::not_at;
using pegtl::opt;
using pegtl::plus;
using pegtl::rep;
using pegtl::rep_min_max;
using pegtl::seq;
using pegtl::sor;
using pegtl::star;
using pegtl::until;
using pegtl::utf8::any;
using pegtl::utf8::one;
using pegtl::utf8::range;
using pegtl::utf8::string;

struct letter : detail::code_point<detail::is_letter> {};
struct name_rest : detail::code_point<detail::is_name_rest> {};
struct digit : sor<range<U'0', U'9'>, range<0xFF10, 0xFF19>> {};
struct line_end : one<U'\n'> {};
struct rest_of_line : star<not_at<line_end>, any> {};

struct blank : plus<one<U' ', U'\t', U'\r', U'\n', 0x3000>> {};
struct gap : plus<one<U' ', U'\t', 0x3000>> {};  // blanks within a line
struct byte_order_mark : one<0xFEFF> {};
struct hash : one<U'#', 0xFF03> {};
struct comment : seq<hash, rest_of_line> {};
struct foreign_comment : seq<sor<string<U'/', U'/'>, string<U'-', U'-'>>, rest_of_line> {};

struct word : seq<letter, star<name_rest>> {};
struct quoted_name : sor<seq<one<U'`'>, star<not_at<one<U'`', U'\n'>>, any>, one<U'`'>>,
                         seq<one<0x300C>, star<not_at<one<0x300D, U'\n'>>, any>, one<0x300D>>> {};
// Without its closing quote a name is read as far as it may have gone: to the first sign that stands in no name.
struct name_stop : one<U'\n', U'=', U'<', U'>', U'(', U')', U'{', U'}', U',', U':', U'+', U'*', U'/', U'"', U'#',
                       0xFF1D, 0xFF1C, 0xFF1E, 0xFF08, 0xFF09, 0xFF5B, 0xFF5D, 0xFF0C, 0xFF1A, 0xFF0B, 0x201C> {};
struct open_quoted_name : seq<one<U'`', 0x300C>, star<not_at<name_stop>, any>> {};

struct straight_text : seq<one<U'"', 0xFF02>, star<not_at<one<U'"', 0xFF02, U'\n'>>, any>, one<U'"', 0xFF02>> {};
struct curly_text : seq<one<0x201C>, star<not_at<one<0x201D, U'\n'>>, any>, one<0x201D>> {};
struct text : sor<straight_text, curly_text> {};
struct open_text : seq<one<U'"', 0xFF02, 0x201C>, rest_of_line> {};

struct hyphen : one<U'-', 0xFF0D> {};
struct colon : one<U':', 0xFF1A> {};
struct point : one<U'.', 0xFF0E> {};
struct percent_sign : one<U'%', 0xFF05> {};
struct yen : one<0xA5, 0xFFE5> {};
struct yuan : one<U'元'> {};
struct myriad : one<U'万', U'亿'> {};

struct date : seq<rep<4, digit>, hyphen, rep_min_max<1, 2, digit>, hyphen, rep_min_max<1, 2, digit>, not_at<digit>> {};
struct time : seq<rep_min_max<1, 2, digit>, colon, rep<2, digit>, opt<colon, rep<2, digit>>, not_at<digit>> {};
struct wrong_time : seq<rep_min_max<1, 2, digit>, colon, digit, star<digit>> {};
struct instant : seq<date, sor<one<U'T'>, gap>, time> {};

// Dates as other places write them: `2026/02/01`, `2026.2.1`, `2026年2月1日`, `26-02-01`. Only what can be one.
struct nought : one<U'0', 0xFF10> {};
struct month_number : sor<seq<nought, digit>, seq<one<U'1', 0xFF11>, range<U'0', U'2'>>, digit> {};
struct day_number
    : sor<seq<sor<nought, one<U'1', U'2', 0xFF11, 0xFF12>>, digit>, seq<one<U'3', 0xFF13>, range<U'0', U'1'>>, digit> {
};
struct year_number : seq<one<U'1', U'2', 0xFF11, 0xFF12>, rep<3, digit>> {};
struct oblique : one<U'/', 0xFF0F> {};
struct no_more_digits : not_at<sor<digit, seq<sor<oblique, point>, digit>>> {};
struct foreign_date : sor<seq<year_number, oblique, month_number, oblique, day_number, no_more_digits>,
                          seq<year_number, point, month_number, point, day_number, no_more_digits>,
                          seq<year_number, one<U'年'>, month_number, one<U'月'>, day_number, one<U'日', U'号'>>,
                          seq<rep<2, digit>, hyphen, nought, digit, hyphen, rep<2, digit>, no_more_digits>,
                          seq<rep<2, digit>, hyphen, rep<2, digit>, hyphen, nought, digit, no_more_digits>> {};
struct foreign_instant : seq<foreign_date, opt<sor<one<U'T'>, gap>>, time> {};

struct digits : seq<digit, star<sor<digit, seq<one<U'_'>, at<digit>>>>> {};
struct decimal : seq<digits, opt<point, digits>> {};
struct amount : seq<decimal, opt<myriad>> {};
struct money : sor<seq<yen, opt<gap>, amount>, seq<amount, yuan, not_at<name_rest>>> {};
struct percent : seq<decimal, percent_sign> {};
struct number : sor<seq<decimal, myriad, not_at<name_rest>>, decimal> {};

struct arrow : sor<seq<hyphen, one<U'>', 0xFF1E>>, one<0x2192>> {};
struct less_equal : sor<seq<one<U'<', 0xFF1C>, one<U'=', 0xFF1D>>, one<0x2264>> {};
struct greater_equal : sor<seq<one<U'>', 0xFF1E>, one<U'=', 0xFF1D>>, one<0x2265>> {};
struct not_equal : sor<seq<one<U'!', 0xFF01>, one<U'=', 0xFF1D>>, one<0x2260>> {};

// Operators and quotes of other languages: an error with a fix-it.
struct foreign_times : one<0xD7> {};
struct foreign_divide : one<0xF7> {};
struct foreign_text : sor<seq<one<U'\''>, star<not_at<one<U'\'', U'\n'>>, any>, one<U'\''>>,
                          seq<one<0x2018, 0x2019>, star<not_at<one<0x2018, 0x2019, U'\n'>>, any>, one<0x2019>>> {};
struct foreign_not_equal : seq<one<U'<', 0xFF1C>, one<U'>', 0xFF1E>> {};
struct foreign_equal : seq<one<U'=', 0xFF1D>, plus<one<U'=', 0xFF1D>>> {};
struct foreign_and : string<U'&', U'&'> {};
struct foreign_or : string<U'|', U'|'> {};
struct foreign_not : one<U'!', 0xFF01> {};
struct full_stop : one<U';', 0xFF1B, 0x3002> {};
struct full_width_letter : sor<range<0xFF21, 0xFF3A>, range<0xFF41, 0xFF5A>> {};

}  // namespace sop::lexis
