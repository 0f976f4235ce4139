// Values of hers that can be more or less - columns, what her events come to -, as places on a scale of the values
// there can be: whole numbers, cents, days, seconds; of real numbers all.
#pragma once

#include "runtime/explain/snapshot.h"
#include "stdlib/time/zone.h"

namespace sop {

// Values of one type by their place: the next place is the next value that there can be.
class Scale {
 public:
  Scale(Type type, std::int64_t step) : type_(type), step_(step) {}
  explicit Scale(Type type);

  Type type() const { return type_; }
  bool is_real() const { return type_.is(TypeKind::number); }
  std::int64_t place_of(const KnownValue& value) const;  // of a value between two places the lower one
  KnownValue at(std::int64_t place) const;
  bool is_on(const KnownValue& value) const;

 private:
  Type type_;  // not nullable
  std::int64_t step_ = 1;
};

struct Lever {
  InstId what;  // in the frame
  Scale scale;
  std::optional<KnownValue> now;
  std::int64_t low, high;            // places; both belong to it
  std::vector<KnownValue> compared;  // what it is compared with
};

bool is_measured(TypeKind kind);

// All that `asked` hangs on. `at` has its values.
std::vector<Lever> levers_of(const Program& program, const Snapshot& at, const ZoneRules& zone,
                             std::span<const InstId> asked);

}  // namespace sop
