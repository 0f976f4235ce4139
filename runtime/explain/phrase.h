// What an instruction is called in a sentence: short text in the forms of the language, made from the IR, so that it
// says what is computed however it was written. What only the clock decides stands as its value.
#pragma once

#include <string>

#include "runtime/explain/private_data.h"
#include "runtime/explain/snapshot.h"
#include "runtime/explain/value_words.h"

namespace sop {

class Phrases {
 public:
  // `at` gives the values of what only the clock decides.
  Phrases(const Program& program, const ValueWords& words, const Snapshot& at, PrivateData& privacy)
      : program_(program), words_(words), at_(at), privacy_(privacy) {}

  std::string of(InstId id) { return of(id, 0); }
  // `sum(orders.amount where …)`, without its window.
  std::string aggregate(const Inst& inst);
  // `x between a and b`, `t from d1 to d2`.
  std::string range(InstId x, InstId low, bool low_in, InstId high, bool high_in);
  // The opposite, in the word the language has for it: `x != 3`, `x is known`.
  std::string opposite(InstId id);
  // `fair` of `customer in list fair`: the list that a side table's key is asked of; else nothing.
  std::string list_of(InstId lookup) const;
  // `customer in list x` of a list taken from a segment: its name, else nothing.
  std::string taken_list(InstId condition) const;
  // The instants of an aggregate's window; empty: no window.
  std::string window(const Aggregate& form);

  bool only_clock(InstId id) const;
  bool only_kept(InstId id) const;  // of the event that let her into a journey, or ended a wait
  bool is_fixed(InstId id) const;   // nothing of any customer is in it

 private:
  std::string of(InstId id, int tightness);
  std::string call(InstId id, int tightness);
  std::string infix(InstId left, const char* sign, InstId right, int own, int tightness);
  std::string operand(InstId id, InstId other, int tightness);
  std::string column(const Inst& inst);
  std::string lookup(InstId id);
  std::string kept(const Inst& inst);
  std::string junction(InstId id, const char* word, int own, int tightness);
  std::string choice(InstId id);
  std::string of_set(InstId id) const;
  std::string members(const Inst& inst, InstId x);
  std::string tag(InstId id);
  std::string calendar(InstId id);
  std::string population(InstId id);
  std::string sequence(const Aggregate& last);
  std::string names_that_hold(InstId id) const;
  std::string bound(InstId id);
  const char* word(const char* en, const char* zh) const { return words_.language == Language::zh ? zh : en; }

  const Program& program_;
  const ValueWords& words_;
  const Snapshot& at_;
  PrivateData& privacy_;
  int choices_open_ = 0;
};

}  // namespace sop
