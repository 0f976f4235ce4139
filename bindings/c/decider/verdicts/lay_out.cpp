#include "bindings/c/decider/verdicts/lay_out.h"

#include <algorithm>
#include <map>

#include "bindings/c/decider/verdicts/fill_rows.h"

namespace sop::embed {
namespace {

constexpr std::size_t most_words = std::size_t{4} << 20;  // 32 MB
constexpr std::size_t words_per_step = 8;                 // that are joined in the time of a step, or less

class LayingOut {
 public:
  LayingOut(AnswerClauses clauses, const RowPlan& plan) : clauses_(std::move(clauses)), plan_(plan) {
    tables_.facets = std::move(clauses_.facets);
  }

  VerdictTables run(std::size_t steps) {
    share_words();
    const std::size_t subjects = tables_.facets.subjects.size();
    if (subjects * tables_.words > words_per_step * steps + 64 || room() > most_words) return {};
    place_bits();
    tables_.truth.assign(tables_.facets.all.size(), 0);
    for (std::uint32_t i = 0; i < subjects; ++i)
      if (!lay_out(i)) return {};
    tables_.found.assign(subjects, nullptr);
    tables_.joined.assign(tables_.words, 0);
    return std::move(tables_);
  }

 private:
  static bool is_choice(const Clause& clause) { return clause.size() > 1; }

  // A word of every 64 answers says which of them are ended; as many more as one of them has clauses of choices.
  void share_words() {
    const std::size_t answers = clauses_.answers.size();
    tables_.answer_words = static_cast<std::uint32_t>((answers + 63) / 64);
    for (std::size_t first = 0; first < answers; first += 64) {
      std::size_t most = 0;
      for (std::size_t a = first; a < std::min(answers, first + 64); ++a)
        most = std::max<std::size_t>(most, std::ranges::count_if(clauses_.answers[a], is_choice));
      first_choice_.push_back(static_cast<std::uint32_t>(tables_.answer_words + tables_.clause_of.size()));
      tables_.clause_of.insert(tables_.clause_of.end(), most, static_cast<std::uint32_t>(first / 64));
    }
    const std::size_t words = tables_.answer_words + tables_.clause_of.size();
    tables_.words = static_cast<std::uint32_t>((words + 3) / 4 * 4);
  }

  std::size_t room() const {
    std::size_t rows = 0;
    for (const Subject& subject : tables_.facets.subjects) {
      rows += rows_beside_cuts + most_cuts(tables_.facets, subject);
      for (const std::uint32_t id : subject.facets) rows += tables_.facets.all[id].texts.size();
    }
    return rows * tables_.words;
  }

  void place_bits() {
    tables_.places.resize(tables_.facets.all.size());
    tables_.start.assign(tables_.words, ~std::uint64_t{0});
    std::fill_n(tables_.start.begin(), tables_.answer_words, std::uint64_t{0});
    const std::size_t answers = clauses_.answers.size();
    if (answers % 64 != 0) tables_.start[answers / 64] = ~std::uint64_t{0} << (answers % 64);
    for (std::size_t a = 0; a < answers; ++a) {
      const std::uint64_t bit = std::uint64_t{1} << (a % 64);
      const auto word = static_cast<std::uint32_t>(a / 64);
      std::uint32_t choice = first_choice_[word];
      for (const Clause& clause : clauses_.answers[a]) {
        if (clause.empty()) tables_.start[word] |= bit;
        if (clause.size() == 1) put(clause.front(), false, word, bit);
        if (!is_choice(clause)) continue;
        for (const Literal& literal : clause) put(literal, true, choice, bit);
        tables_.start[choice++] &= ~bit;
      }
    }
  }

  // A bit that is set where the literal holds, or where it does not.
  void put(const Literal& literal, bool holds, std::uint32_t word, std::uint64_t bit) {
    auto& places = tables_.places[literal.facet][literal.wanted == holds ? 1 : 0];
    if (!places.empty() && places.back().word == word)
      places.back().bits |= bit;
    else
      places.push_back({word, bit});
  }

  bool lay_out(std::uint32_t id) {
    const Subject& subject = tables_.facets.subjects[id];
    VerdictLooks& looks = subject.in_row ? tables_.in_row : tables_.in_cells;
    VerdictLook look{.offset = subject.place, .first_row = static_cast<std::uint32_t>(tables_.rows.size())};
    switch (subject.kind) {
      case SubjectKind::truth:
        add_rows(truth_rows);
        fill_truths(tables_, subject, look);
        looks.truths.push_back(look);
        return true;
      case SubjectKind::whole: lay_out_wholes(id, look, looks.wholes); return true;
      case SubjectKind::real:
        lay_out_reals(subject, look);
        looks.reals.push_back(look);
        return true;
      case SubjectKind::text: {
        const bool done = lay_out_texts(subject, look);
        looks.texts.push_back(look);
        return done;
      }
    }
    return false;
  }

  void add_rows(std::size_t count) { tables_.rows.resize(tables_.rows.size() + count * tables_.words); }
  void keep_rows(const VerdictLook& look, std::size_t count) {
    tables_.rows.resize(look.first_row + count * tables_.words);
  }

  // Bounds of the day are not known yet: room for all of them stays.
  void lay_out_wholes(std::uint32_t id, VerdictLook look, std::vector<VerdictLook>& looks) {
    const Subject& subject = tables_.facets.subjects[id];
    const std::size_t most = most_cuts(tables_.facets, subject);
    look.cuts = static_cast<std::uint32_t>(tables_.whole_cuts.size());
    tables_.whole_cuts.resize(look.cuts + search_width(most));
    add_rows(rows_beside_cuts + most);
    if (subject.by_the_day) {
      tables_.moving.push_back({id, subject.in_row, static_cast<std::uint32_t>(looks.size())});
    } else {
      fill_wholes(tables_, subject, look, plan_.cells.data());
      tables_.whole_cuts.resize(look.cuts + look.width);
      keep_rows(look, 2 + look.cut_count);
    }
    looks.push_back(look);
  }

  void lay_out_reals(const Subject& subject, VerdictLook& look) {
    const std::size_t most = most_cuts(tables_.facets, subject);
    look.cuts = static_cast<std::uint32_t>(tables_.real_cuts.size());
    tables_.real_cuts.resize(look.cuts + search_width(most));
    add_rows(rows_beside_cuts + most);
    fill_reals(tables_, subject, look);
    tables_.real_cuts.resize(look.cuts + look.width);
    keep_rows(look, 3 + look.cut_count);
  }

  std::vector<std::string_view> texts_of(const Subject& subject) const {
    std::vector<std::string_view> out;
    for (const std::uint32_t id : subject.facets) {
      const auto& texts = tables_.facets.all[id].texts;
      out.insert(out.end(), texts.begin(), texts.end());
    }
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  // Texts that all rules treat alike share a row: those of one long list do.
  bool lay_out_texts(const Subject& subject, VerdictLook& look) {
    const std::vector<std::string_view> texts = texts_of(subject);
    auto codes = codes_of(texts);
    if (!codes) return false;
    look.cuts = static_cast<std::uint32_t>(tables_.codes.size());
    add_rows(1);
    fill_row(tables_, subject, Cell(), nullptr, tables_.rows.data() + look.first_row);
    std::map<std::vector<std::uint64_t>, std::uint32_t> known;
    std::size_t longest = 0;
    for (const std::string_view text : texts) {
      longest = std::max(longest, text.size());
      codes->slot_of(text).row = row_of_text(subject, text, look, known);
    }
    codes->other = row_of_text(subject, std::string(longest + 1, ' '), look, known);
    tables_.codes.push_back(std::move(*codes));
    return true;
  }

  std::uint32_t row_of_text(const Subject& subject, std::string_view text, const VerdictLook& look,
                            std::map<std::vector<std::uint64_t>, std::uint32_t>& known) {
    Cell value;
    value.known = true;
    value.text = text;
    std::vector<std::uint64_t> bits(tables_.words);
    fill_row(tables_, subject, value, nullptr, bits.data());
    const auto next = static_cast<std::uint32_t>(1 + known.size());
    const auto [found, is_new] = known.try_emplace(std::move(bits), next);
    if (is_new) {
      add_rows(1);
      std::ranges::copy(found->first, tables_.rows.begin() + look.first_row + next * tables_.words);
    }
    return found->second;
  }

  AnswerClauses clauses_;
  const RowPlan& plan_;
  VerdictTables tables_;
  std::vector<std::uint32_t> first_choice_;  // by word of answers
};

}  // namespace

VerdictTables lay_out_tables(AnswerClauses clauses, const RowPlan& plan, std::size_t steps) {
  return LayingOut(std::move(clauses), plan).run(steps);
}

void place_looks(VerdictTables& tables, const RowPlan& plan) {
  VerdictLooks& in_row = tables.in_row;
  for (auto* looks : {&in_row.truths, &in_row.wholes, &in_row.reals, &in_row.texts})
    for (VerdictLook& look : *looks) {
      const RowColumn& column = plan.columns[look.offset];
      look.offset = column.offset;
      look.known_offset = column.known_offset;
    }
}

}  // namespace sop::embed
