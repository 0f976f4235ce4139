// A copy of a program in which further questions can be asked: what would hold if one value were another, and what an
// expression inside an aggregate is on one event. New instructions are made through the Builder, so that they mean what
// the compiler's own would.
#pragma once

#include <map>

#include "compiler/ir/builder.h"
#include "runtime/explain/snapshot.h"

namespace sop {

class Lab {
 public:
  explicit Lab(const Program& program) : program_(program), build_(program_) {}
  Lab(const Lab&) = delete;
  Lab& operator=(const Lab&) = delete;

  const Program& program() const { return program_; }

  // `root` as it would be if `what` had this value (none: were missing). What other customers are, what was before and
  // where the edges of a population function lie stays as it is.
  InstId replaced(InstId root, InstId what, const std::optional<KnownValue>& by);
  // Where other customers are asked, too: hers is another value, theirs stays. `her_id`: the key of her row.
  InstId replaced_among_all(InstId root, InstId what, const std::optional<KnownValue>& by, const KnownValue& her_id);
  // `root` with the value that stands at `place` of Frame::kept, row by row, in the place of `what`.
  InstId varied(InstId root, InstId what, std::size_t place);

  // A column of her row, in the frame.
  InstId column_of_hers(int column) { return build_.column(Domain::frame(), program_.population, column); }
  // Conditions that tell where a comparison changes sides: `a < b` of `a = b`, of a comparison itself; else nothing.
  std::vector<InstId> sides_of(InstId comparison);

  // An expression over the rows of a stream, in a frame of its events; whatever has one value per decision has the one
  // of `at`.
  InstId on_event(InstId inner, const Snapshot& at);

  InstId both(InstId a, InstId b);

 private:
  using Mapped = std::map<std::int32_t, InstId>;
  // Instructions made anew; of other customers, too?
  struct Rebuilding {
    Mapped done;
    bool among_all = false;
  };
  InstId known(const std::optional<KnownValue>& value, Type type);
  InstId rebuilt(InstId id, Rebuilding& how);
  InstId rebuilt_aggregate(const Inst& inst, InstId id, Rebuilding& how);
  InstId hers_only(InstId what, InstId into, Domain domain, const KnownValue& her_id);
  InstId event_part(InstId id, const Snapshot& at, Mapped& done);

  Program program_;
  Builder build_;
};

}  // namespace sop
