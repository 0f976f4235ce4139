// Two versions of a program as one, for comparing what they say: what both read of the data under the same names is one
// thing, what only the old one has stands beside it.
#pragma once

#include <memory>
#include <optional>

#include "compiler/passes/joining.h"

namespace sop {

class Merged {
 public:
  // Both have been compiled without an error.
  // `files_before`: so many files of the new one stand before the old one's, where places are quoted.
  Merged(const Program& old, const Program& now, std::size_t files_before);
  Merged(const Merged&) = delete;
  Merged& operator=(const Merged&) = delete;

  const Program& old() const { return old_; }  // in plain form, like the new one
  const Program& now() const { return now_; }
  const Program& both() const { return both_; }  // instructions of the new program keep their numbers

  // Of the old program, as they are in both.
  InstId from_old(InstId id) { return joining_->joined(id); }
  InputId from_old(InputId id) { return joining_->joined(id); }
  std::int64_t member(EnumId enumeration, std::size_t index) const {
    return names_.members[enumeration.index()][index];
  }
  const SameNames& names() const { return names_; }
  // Does it read something that both versions have under one name and that is not the same? Then two values of one
  // customer hang together in ways that nobody looks into.
  std::vector<char> parted() const;
  // Of a history that both have: the one of the new program, where `same` agrees.
  void same_history(std::int32_t old, std::int32_t now);

 private:
  bool is_parted(const Inst& inst) const;
  void match_inputs();
  void match_columns(std::size_t old, bool same_input);
  void match_enumerations();
  void match_members(EnumId old, EnumId now);
  void part_what_differs();
  bool derived_differ(Joining& joining, std::size_t input);
  InputId add_input(std::size_t old);
  int add_column(std::size_t old_input, std::size_t old_column, InputId to);

  Program old_, now_, both_;
  SameNames names_;
  std::unique_ptr<Joining> joining_;
};

}  // namespace sop
