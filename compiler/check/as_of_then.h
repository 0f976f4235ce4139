// What an expression of the frame was at a fixed instant: the same instructions once more, with that instant in the
// place of the row's own. Events after it do not count, the day is its day, population functions know only who existed.
// Columns of tables are as given. What a run remembers, and tags it stores, are not kept for past instants: refused.
#pragma once

#include <unordered_map>

#include "compiler/ir/builder.h"

namespace sop {

class AsOfThen {
 public:
  // `then`: a datetime of the frame that is the same for all its rows.
  AsOfThen(Builder& build, InstId then);

  InstId of(InstId id);

  // A condition: did the customer exist?
  InstId existed();

  // An instruction that reads what is known of now only; or none.
  InstId not_kept() const { return not_kept_; }

 private:
  InstId rewritten(InstId id);
  InstId context(const Inst& inst);
  InstId aggregate(Inst inst, Span span);
  InstId population(const Inst& inst, Span span);
  InstId end_of(const Input& input, InstId to);
  const Constant& instant_written() const;

  Builder& build_;
  InstId then_, just_after_;
  InstId not_kept_;
  std::unordered_map<std::int32_t, InstId> known_;
};

}  // namespace sop
