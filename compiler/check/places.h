// Where the expressions of the source became which instructions. Equal expressions are one instruction, which keeps the
// place of the first; whoever speaks about an expression asks here where it stands this time.
#pragma once

#include <utility>
#include <vector>

#include "compiler/ir/ids.h"
#include "compiler/source/span.h"

namespace sop {

class Places {
 public:
  void add_value(Span span, InstId inst) { values_.emplace_back(inst, span); }
  void add_condition(Span span, InstId inst) { conditions_.emplace_back(span, inst); }
  void add_declaration(Span span) { declarations_.push_back(span); }
  void close();  // nothing is added after this; what is asked below needs it

  // The first place of `inst` inside `within`, without parentheses around it; no place when it is not written there.
  Span written(InstId inst, Span within) const;
  // The same, or `within` itself.
  Span of(InstId inst, Span within) const;
  // The condition or value written at exactly this place; of a module's body that of some instance. None: wrong, or not
  // one.
  InstId condition_at(Span span) const { return at(conditions_, span); }
  InstId value_at(Span span) const { return at(by_span_, span); }
  // The declaration that a place stands in; in a module that of the fact.
  Span declaration_around(Span span) const;

 private:
  using BySpan = std::vector<std::pair<Span, InstId>>;
  static InstId at(const BySpan& all, Span span);

  std::vector<std::pair<InstId, Span>> values_;
  BySpan conditions_, by_span_;
  std::vector<Span> declarations_;
};

}  // namespace sop
