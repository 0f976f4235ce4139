// Values as they stand in a sentence: instants as local date and minutes, texts cut to a glance.
#pragma once

#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "runtime/explain/snapshot.h"

namespace sop {

struct ValueWords {
  const Program& program;
  const ZoneRules& zone;
  Language language = Language::en;

  std::string of(const KnownValue& value) const;
  // As the program would write it: texts and ids in quotes.
  std::string literal(const KnownValue& value) const;
  std::string instant(Micros at) const;  // 2026-11-22 10:00[:30]
  std::string duration(std::int64_t packed) const;
  static std::string number(double value);
};

}  // namespace sop
