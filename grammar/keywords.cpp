#include "grammar/keywords.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace sop {
namespace {

using enum Reserve;

constexpr Keyword rows[] = {
#define SOP_KEYWORD(id, en, zh, reserve) {Kw::id, #id, en, zh, reserve},
#include "grammar/keywords.def"
};

std::vector<std::string_view> words(std::string_view phrase) {
  std::vector<std::string_view> out;
  while (!phrase.empty()) {
    const std::size_t blank = std::min(phrase.find(' '), phrase.size());
    std::string_view word = phrase.substr(0, blank);
    if (const std::size_t cut = joined_split(word); cut > 0) {
      out.push_back(word.substr(0, cut));
      word = word.substr(cut);
    }
    out.push_back(word);
    phrase.remove_prefix(std::min(blank + 1, phrase.size()));
  }
  return out;
}

class Spellings {
 public:
  Spellings() {
    texts_.push_back("");
    reserved_.push_back(false);
    for (const Keyword& row : rows) {
      KeywordWords& entry = phrases_.emplace_back();
      for (std::string_view word : words(row.en)) entry.en.push_back(add(word));
      for (std::string_view word : words(row.zh)) entry.zh.push_back(add(word));
      if (row.reserve == R && entry.en.size() == 1) reserved_[entry.en[0]] = true;
      if (row.reserve != C && entry.zh.size() == 1) reserved_[entry.zh[0]] = true;
    }
  }

  Spelling find(std::string_view word) const {
    auto found = codes_.find(word);
    return found == codes_.end() ? Spelling{0} : found->second;
  }
  std::string_view text(Spelling spelling) const { return texts_[spelling]; }
  bool reserved(Spelling spelling) const { return reserved_[spelling]; }
  const KeywordWords& phrase(Kw kw) const { return phrases_[static_cast<std::size_t>(kw)]; }

 private:
  Spelling add(std::string_view word) {
    auto [at, added] = codes_.try_emplace(word, static_cast<Spelling>(texts_.size()));
    if (added) {
      texts_.push_back(word);
      reserved_.push_back(false);
    }
    return at->second;
  }

  std::unordered_map<std::string_view, Spelling> codes_;
  std::vector<std::string_view> texts_;
  std::vector<bool> reserved_;
  std::vector<KeywordWords> phrases_;
};

const Spellings& spellings() {
  static const Spellings table;
  return table;
}

constexpr std::string_view mei = "每";
constexpr std::string_view after_mei[] = {"天",   "周",   "月",   "年",   "客户", "员工", "周一",
                                          "周二", "周三", "周四", "周五", "周六", "周日"};

bool is_chinese(std::string_view text) { return !text.empty() && static_cast<unsigned char>(text[0]) >= 0xE0; }

}  // namespace

std::span<const Keyword> keywords() { return rows; }
const Keyword& row_of(Kw kw) { return rows[static_cast<std::size_t>(kw)]; }
const KeywordWords& words_of(Kw kw) { return spellings().phrase(kw); }
Spelling spelling_of(std::string_view word) { return spellings().find(word); }
std::string_view text_of_spelling(Spelling spelling) { return spellings().text(spelling); }
bool is_reserved(Spelling spelling) { return spellings().reserved(spelling); }

std::size_t joined_split(std::string_view word) {
  if (!word.starts_with(mei)) return 0;
  const std::string_view rest = word.substr(mei.size());
  return std::find(std::begin(after_mei), std::end(after_mei), rest) == std::end(after_mei) ? 0 : mei.size();
}

std::string_view leading_keyword(std::string_view word) {
  std::string_view best;
  for (const Keyword& row : rows)
    if (is_chinese(row.zh) && row.zh.find(' ') == std::string_view::npos && word.size() > row.zh.size() &&
        row.zh.size() > best.size() && word.starts_with(row.zh))
      best = row.zh;
  return best;
}

}  // namespace sop
