// Which instructions of a program may have another value at another instant though no row has changed, and how: what is
// the same for everybody, what is asked of whom. Read off the IR once per run.
#pragma once

#include <span>
#include <vector>

#include "compiler/ir/program.h"

namespace sop {

class TimeShape {
 public:
  explicit TimeShape(const Program& program);

  // May its value change by itself, with time or with what was recorded?
  bool varies(InstId inst) const { return inst.exists() && varies_[inst.index()]; }
  // Does it depend on the local date alone?
  bool is_everybodys(InstId inst) const { return everybodys_[inst.index()]; }
  // Is it found in the rows of its table alone, whoever asks?
  bool is_of_rows(InstId inst) const { return of_rows_[inst.index()]; }
  // The instruction whose value this one has under another name.
  InstId meant(InstId inst) const { return meant_[inst.index()]; }

  // What these roots read that varies, in the order of evaluation. A history stands for itself.
  std::vector<InstId> read_by(std::span<const InstId> roots) const;

 private:
  bool any_arg(InstId inst, const std::vector<bool>& set) const;
  bool every_arg(InstId inst, const std::vector<bool>& set) const;
  bool finds_varying(InstId inst) const;
  bool finds_everybodys(InstId inst) const;
  bool finds_of_rows(InstId inst) const;
  InstId finds_meant(InstId inst) const;

  const Program& program_;
  std::vector<bool> varies_, everybodys_, of_rows_;
  std::vector<InstId> meant_;
};

}  // namespace sop
