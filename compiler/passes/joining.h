// Instructions of one program as instructions of another: what they read of the data goes by the names of inputs and
// columns. For journeys of earlier versions (join_versions.h), and for comparing two programs (compiler/analysis).
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/ir/builder.h"

namespace sop {

// Which names of the old program are which of the new one, where that has been worked out; by index there. What stands
// here has been made sure of: nothing is absent.
struct SameNames {
  std::vector<InputId> inputs;
  std::vector<std::vector<int>> columns;  // per input
  std::vector<EnumId> enumerations;
  std::vector<std::vector<std::int64_t>> members;  // per enumeration
  std::map<std::int32_t, std::int32_t> histories;  // those that mean the same
  std::int32_t files_before = 0;                   // the old program's files stand behind so many of the new one's
};

// Does `a op b` mean what `b op a` does, whatever they are?
bool commutes(Op op);

class Joining {
 public:
  // Without `names`: by name; what the present program does not have, or has as something else, is unreadable.
  Joining(Program& to, const Program& from, const SameNames* names = nullptr)
      : to_(to), from_(from), names_(names), build_(to) {}

  // A journey that takes nobody in any more.
  void add_retired(std::size_t journey);

  // What could not be joined, as `customers.age` or `orders`; it reads as missing, so whoever asks must not go on.
  const std::set<std::string>& unreadable() const { return unreadable_; }

  InstId joined(InstId id);
  InputId joined(InputId id) const;
  Type joined(Type type);

 private:
  int joined_column(InputId input, int column) const;
  bool reads_alike(const Column& old, const Column& now) const;
  Domain joined(Domain domain) const;
  Constant joined(Constant value);
  std::int32_t joined_kept(std::int32_t index);
  std::int32_t same_kept(std::int32_t index, const Kept& kept);
  std::int32_t joined_calendar(std::int32_t index);
  std::int32_t joined_history(std::int32_t index);
  InstId absent(const Inst& inst, InputId input, std::string_view column = {});
  InstId make(InstId id);
  Span place_of(InstId id) const;
  InstId aggregate(const Inst& old, Span span);
  void take_limits(const Action& action);
  void take_texts(Action& action);
  std::int64_t taken_text(std::int64_t message);

  Program& to_;
  const Program& from_;
  const SameNames* names_;
  Builder build_;
  std::string version_;
  std::map<std::int32_t, InstId> insts_;
  std::map<std::int32_t, std::int32_t> kept_;
  std::set<std::string> unreadable_;
};

}  // namespace sop
