// The events that a tried customer may have in one stream: rows worth trying, when, how many. A condition and its
// opposite ask for the same ones, so the latest are remembered.
#pragma once

#include <list>
#include <memory>

#include "compiler/confirm/leaves.h"

namespace sop::trial {

// Events of one kind: which row, when, how many, each a day before the other or all at once.
struct EventPart {
  std::size_t row = 0;
  std::int64_t at = 0;
  std::int64_t count = 0;
  bool day_by_day = false;
};

struct EventChoices {
  std::vector<EventPart> parts;
  std::vector<TriedRow> rows;
  bool of_her = false;  // columns of hers were read to find them
};

class EventsBefore {
 public:
  // All that they follow from.
  struct Key {
    std::int32_t stream = 0;
    StreamAsked asked;
    std::set<std::pair<std::int32_t, std::int32_t>> row_columns;
    Marks marks;
    Days today = 0;
    std::map<std::pair<std::int32_t, std::int32_t>, Held> hers;  // columns
  };

  std::shared_ptr<const EventChoices> find(std::int32_t stream, const StreamAsked& asked, const Leaves& leaves,
                                           const Tried& base) const {
    for (const auto& [key, choices] : latest_)
      if (key.stream == stream && key.today == base.today && key.asked == asked && key.marks == leaves.marks &&
          key.row_columns == leaves.row_columns && (!choices->of_her || key.hers == base.columns))
        return choices;
    return nullptr;
  }

  void keep(std::int32_t stream, const StreamAsked& asked, const Leaves& leaves, const Tried& base,
            std::shared_ptr<const EventChoices> choices) {
    constexpr std::size_t most = 4;
    latest_.emplace_front(Key{stream, asked, leaves.row_columns, leaves.marks, base.today, base.columns},
                          std::move(choices));
    if (latest_.size() > most) latest_.pop_back();
  }

 private:
  std::list<std::pair<Key, std::shared_ptr<const EventChoices>>> latest_;
};

}  // namespace sop::trial
