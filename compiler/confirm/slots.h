// What can be chosen about a tried customer: one value of each column, tag and stream out of a few worth trying.
#pragma once

#include <memory>

#include "compiler/analysis/solve.h"
#include "compiler/confirm/event_choices.h"

namespace sop::trial {

struct Slot {
  enum class Kind : std::uint8_t { column, row_column, row_lookup, given, events };
  Kind kind = Kind::column;
  std::pair<std::int32_t, std::int32_t> column;  // input, column; events: the stream
  InstId inst;
  std::vector<Held> values;
  std::shared_ptr<const EventChoices> events;
  std::size_t choices() const { return kind == Kind::events ? events->parts.size() : values.size(); }
};

class Slots {
 public:
  Slots(Translator& translator, Leaves& leaves, Domain rows, const Answer& model, EventsBefore* before);

  std::vector<Slot>& all() { return slots_; }
  // Nothing: such a customer cannot be (two siblings of one group, half a row of a table). Until the next is made.
  const Tried* made(const std::vector<std::size_t>& chosen);
  // Whom the latest choices made; at one place for good.
  const Tried& latest() const { return latest_; }

 private:
  void columns();
  void given();
  void events(std::int32_t stream, const StreamAsked& asked);
  EventChoices choices_of(std::int32_t stream, const StreamAsked& asked, const Tried& base) const;
  std::vector<TriedRow> rows_of(std::int32_t stream, const StreamAsked& asked, const Tried& base, bool& of_her) const;
  std::vector<std::int64_t> times_of(const StreamAsked& asked, const Tried& base, bool& of_her) const;
  void from_model(Slot& slot, InstId value) const;
  std::optional<Held> picked(InstId value, std::int32_t input, std::int32_t column, bool frame) const;
  Slot slot_of_column(std::pair<std::int32_t, std::int32_t> column, Slot::Kind kind) const;
  void choose(std::size_t slot, std::size_t choice);
  void write_events(std::int32_t stream, const std::vector<std::size_t>& chosen);
  bool can_be(const Tried& tried) const;
  bool is_one_of(const std::string& group) const;

  Translator& t_;
  const Program& program_;
  Leaves& leaves_;
  Domain question_rows_;
  const Answer& model_;
  EventsBefore* const before_;
  Days today_ = usual_today;
  std::vector<Slot> slots_;
  Tried latest_;  // made before: mostly one choice is another
  std::vector<std::size_t> latest_choices_;
};

}  // namespace sop::trial
