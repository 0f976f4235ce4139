// What every part of the comparison needs: both versions' instructions in one program, and their texts.
#pragma once

#include <map>

#include "compiler/diff/comparing.h"
#include "compiler/diff/merged.h"

namespace sop {

class Versions {
 public:
  Versions(const DiffedProgram& old, const DiffedProgram& now, AnalysisDepth depth);
  Versions(const Versions&) = delete;
  Versions& operator=(const Versions&) = delete;

  const Program& old() const { return merged_.old(); }
  const Program& now() const { return merged_.now(); }
  const Program& both() const { return merged_.both(); }
  const DiffedProgram& old_text() const { return old_text_; }
  const DiffedProgram& now_text() const { return now_text_; }
  InstId from_old(InstId id) { return merged_.from_old(id); }
  Merged& merged() { return merged_; }
  Comparing& comparing() { return *comparing_; }

  // Of conditions of the old and of the new program.
  ConditionDiff conditions(InstId old, InstId now);
  bool same_value(InstId old, InstId now) { return merged_.from_old(old) == now; }
  // Made alike of what is proven to be the same: an attribute of a segment that was only written otherwise.
  bool means_the_same(InstId old, InstId now) { return alike(merged_.from_old(old), now); }

  // Values of enumerations: the new one's members in order, then what only the old one has.
  struct MemberDiff {
    std::string name;
    ConditionDiff diff;
    bool in_old = false, in_now = false;
  };
  std::vector<MemberDiff> members(InstId old, InstId now);

 private:
  bool alike(InstId old, InstId now);
  bool parts_alike(InstId old, InstId now);
  void match_histories();
  bool same_history(const History& old, const History& now, const Program& scratch, Joining& joining) const;

  DiffedProgram old_text_, now_text_;
  AnalysisDepth depth_;
  Merged merged_;
  Sources sources_;       // of both, the new one's first: what only the old one says is quoted too
  ParsedProgram parsed_;  // of them, without trees
  Diagnostics unheard_;
  Places no_places_;
  Subject subject_;
  std::unique_ptr<Comparing> comparing_;
  std::map<std::pair<InstId, InstId>, bool> alike_;
  std::size_t compared_ = 0;
};

// The texts of a version: one line, shortened.
std::string one_line(const DiffedProgram& version, Span place);
Node declaration_at(const DiffedProgram& version, Span first_token);
Node declaration_named(const DiffedProgram& version, Span name);

}  // namespace sop
