#include "compiler/diagnostics/suggest.h"

#include <utf8proc.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

namespace sop {
namespace {

using Letters = std::u32string;

Letters letters_of(std::string_view text) {
  Letters out;
  for (std::size_t at = 0; at < text.size();) {
    utf8proc_int32_t letter = -1;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                                       static_cast<utf8proc_ssize_t>(text.size() - at), &letter);
    out += size > 0 ? static_cast<char32_t>(letter) : U'\uFFFD';
    at += size > 0 ? static_cast<std::size_t>(size) : 1;
  }
  return out;
}

Letters lower(Letters text) {
  for (char32_t& letter : text) letter = static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(letter)));
  return text;
}

// A third of the word may be wrong; one letter of a short word (most Chinese names), none of a single letter.
std::size_t forgiven(std::size_t length) {
  if (length <= 1) return 0;
  return std::clamp<std::size_t>(length / 3, 1, 4);
}

// Damerau-Levenshtein without edits inside a swapped pair; `limit + 1` for all that is farther than `limit`. Only the
// diagonal band that can stay within the limit is filled.
std::size_t distance(const Letters& a, const Letters& b, std::size_t limit) {
  const std::size_t n = a.size(), m = b.size(), far = limit + 1;
  if ((n > m ? n - m : m - n) > limit) return far;
  std::vector<std::size_t> before_last(m + 1, far), last(m + 1, far), row(m + 1, far);
  for (std::size_t j = 0; j <= std::min(m, limit); ++j) last[j] = j;
  for (std::size_t i = 1; i <= n; ++i) {
    std::fill(row.begin(), row.end(), far);
    if (i <= limit) row[0] = i;
    const std::size_t from = i > limit ? i - limit : 1, to = std::min(m, i + limit);
    for (std::size_t j = from; j <= to; ++j) {
      std::size_t best = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) best = std::min(best, before_last[j - 2] + 1);
      row[j] = std::min(best, far);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[m];
}

// How often a name says no: 非会员, `not_vip`, `un_paid`.
std::size_t says_no(const Letters& word) {
  constexpr std::u32string_view signs = U"非不未无没否";
  std::size_t times = static_cast<std::size_t>(
      std::ranges::count_if(word, [&](char32_t letter) { return signs.find(letter) != std::u32string_view::npos; }));
  for (std::size_t begin = 0; begin <= word.size();) {
    const std::size_t end = std::min(word.find(U'_', begin), word.size());
    const std::u32string_view part = std::u32string_view(word).substr(begin, end - begin);
    for (const std::u32string_view no : {U"not", U"no", U"non", U"never", U"without", U"un", U"isnt"})
      times += part == no;
    begin = end + 1;
  }
  return times;
}

// `inactive` and `active`, `unpaid` and `paid`: one word and its opposite.
bool adds_a_no(const Letters& longer, const Letters& shorter) {
  for (const std::u32string_view no : {U"un", U"in", U"im", U"ir", U"il", U"dis", U"non", U"not", U"de"})
    if (longer.size() == shorter.size() + no.size() && longer.starts_with(no) && longer.ends_with(shorter)) return true;
  return false;
}

// Meant is never the opposite of what was written: following such a suggestion would reach everybody else.
bool opposite(const Letters& a, const Letters& b) {
  return says_no(a) != says_no(b) || adds_a_no(a, b) || adds_a_no(b, a);
}

// `order_since_days` for `days_since_order`: the same parts in another order.
Letters sorted_parts(const Letters& word) {
  std::vector<Letters> parts;
  for (std::size_t begin = 0; begin <= word.size();) {
    const std::size_t end = std::min(word.find(U'_', begin), word.size());
    parts.push_back(word.substr(begin, end - begin));
    begin = end + 1;
  }
  std::sort(parts.begin(), parts.end());
  Letters out;
  for (const Letters& part : parts) out += part + U'_';
  return out;
}

}  // namespace

std::optional<std::string_view> did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const Letters exact = letters_of(word), folded = lower(exact);
  const Letters parts = sorted_parts(folded);
  const std::size_t limit = forgiven(exact.size());
  // How far, whatever the case; how far with it; then the word itself.
  std::optional<std::tuple<std::size_t, std::size_t, std::string_view>> best;
  for (const std::string_view candidate : candidates) {
    if (candidate == word) continue;
    const std::size_t longest = std::max(candidate.size(), word.size()),
                      shortest = std::min(candidate.size(), word.size());
    if (longest > 4 * (shortest + limit)) continue;  // a letter has at most four bytes
    const Letters known = letters_of(candidate);
    if (std::max(known.size(), exact.size()) - std::min(known.size(), exact.size()) > limit) continue;
    const Letters known_folded = lower(known);
    std::size_t far = distance(folded, known_folded, limit);
    if (far > limit && (known.size() != exact.size() || sorted_parts(known_folded) != parts)) continue;
    if (opposite(folded, known_folded)) continue;
    // A known word of two letters shares at least one with what was written.
    if (far >= std::min(exact.size(), known.size())) continue;
    const auto found = std::tuple(far, distance(exact, known, limit), candidate);
    if (!best || found < *best) best = found;
  }
  if (!best) return std::nullopt;
  return std::get<2>(*best);
}

}  // namespace sop
