// Appends instructions to a Program, each distinct one once (hash-consing): equal sub-expressions of the whole program
// become one instruction, so that every evaluator computes them once.
#pragma once

#include <initializer_list>
#include <optional>
#include <unordered_map>

#include "compiler/ir/program.h"

namespace sop {

struct ConstantHash {
  std::size_t operator()(const Constant& value) const;
};

class Builder {
 public:
  explicit Builder(Program& program);

  const Program& program() const { return program_; }
  const Inst& at(InstId id) const { return program_.at(id); }

  InstId constant(Constant value, Span span = {});
  InstId truth(bool value) { return constant({{TypeKind::boolean, false, {}}, value ? 1 : 0, 0, {}}); }
  InstId whole(TypeKind kind, std::int64_t value, Span span = {}) {
    return constant({{kind, false, {}}, value, 0, {}}, span);
  }
  InstId missing(Type type, Span span = {});
  InstId column(Domain domain, InputId input, int column, Span span = {});
  InstId lookup(InputId input, int column, std::optional<InstId> key, Span span = {});
  InstId fact(FactId fact, Span span = {});
  InstId outer(Domain domain, InstId value);
  InstId context(ContextValue value);
  InstId call(Op op, std::initializer_list<InstId> args, Span span = {});
  InstId all_of(std::vector<InstId> args, Span span = {});
  InstId any_of(std::vector<InstId> args, Span span = {});
  InstId negation(InstId condition, Span span = {});
  InstId choose(std::vector<InstId> args, Type type, Span span = {});
  InstId fallback(InstId value, InstId instead, Span span = {});
  InstId in_set(InstId value, std::vector<Constant> members, Span span = {});
  InstId is_missing(InstId value, Span span = {});
  InstId is_true(InstId value, Span span = {});
  InstId aggregate(Aggregate aggregate, Type type, Span span = {});
  // The history with this name and meaning, made when it is new.
  HistoryId history(History history);
  InstId held(HistoryId history, Span span = {});
  // What an instance keeps of an event: `owner` lists what is kept of that event, the same values once.
  InstId kept(const Kept& kept, std::vector<std::int32_t>& owner, Span span = {});
  InstId population(const Population& form, Type type, Span span = {});
  InstId has_tag(std::string tag, std::optional<std::string> group, std::optional<InstId> person, Span span = {});
  InstId calendar(CalendarId calendar, CalendarAsk ask, std::vector<InstId> args, Span span = {});
  InstId pick_row(Aggregate aggregate, Span span = {});

  std::int32_t aggregate_id(const Aggregate& aggregate);
  std::int32_t constant_id(const Constant& value);
  InstId add(Inst inst, std::span<const InstId> args, Span span);

 private:
  std::size_t hash(const Inst& inst, std::span<const InstId> args) const;
  bool same(InstId id, const Inst& inst, std::span<const InstId> args) const;
  std::int32_t constant_set_id(std::vector<Constant> members);
  Domain domain_of(std::span<const InstId> args) const;

  Program& program_;
  std::unordered_multimap<std::size_t, InstId> known_;
  std::unordered_map<Constant, std::int32_t, ConstantHash> known_constants_;
  std::size_t constants_indexed_ = 0;
  std::unordered_multimap<std::size_t, std::int32_t> known_sets_;
  std::size_t sets_indexed_ = 0;
};

}  // namespace sop
