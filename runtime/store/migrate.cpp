#include "runtime/store/migrate.h"

#include <algorithm>

#include "runtime/journeys/instance_text.h"
#include "runtime/journeys/kept_names.h"
#include "runtime/journeys/world.h"
#include "runtime/store/store_parts.h"

namespace sop {
namespace {

const Journey* find_journey(const Program& program, std::string_view name) {
  const auto found = std::ranges::find(program.journeys, name, &Journey::name);
  return found == program.journeys.end() ? nullptr : &*found;
}

std::int32_t find_step(const Journey& journey, std::string_view identity) {
  for (std::size_t i = 0; i < journey.steps.size() && !identity.empty(); ++i)
    if (journey.steps[i].identity == identity) return static_cast<std::int32_t>(i);
  return no_step;
}

const JourneyStep& step_at(const Journey& journey, std::int32_t step) {
  return journey.steps[static_cast<std::size_t>(step)];
}

// One journey's way from its old version to its new one; `now`: null where it is gone.
class Moving {
 public:
  Moving(const Program& old_program, const Journey& old, const Program& now_program, const Journey* now,
         const std::map<std::string, std::string>* map, Micros as_of)
      : old_(old), now_(now), map_(map), as_of_(as_of) {
    if (now == nullptr) return;
    before_ = names_of_kept(old_program, old);
    after_ = names_of_kept(now_program, *now);
  }

  // Where a step leads to: a step of the new version, "exit", or nothing.
  std::string counterpart(const std::string& step) const {
    if (map_ != nullptr)
      if (const auto found = map_->find(step); found != map_->end()) return found->second;
    return now_ != nullptr && find_step(*now_, step) >= 0 ? step : std::string();
  }

  // A live one.
  void move(Instance& one) const {
    const std::string from = step_word(old_, one.step), to = counterpart(from);
    if (to == "exit") {
      one.standing = Standing::over;
      one.ended_at = as_of_;
      one.outcome = "exited";
      one.wake = INT64_MAX;
    }
    if (now_ == nullptr) return;
    const std::int32_t step = to == "exit" ? no_step : find_step(*now_, to);
    const bool goes_on = to == from && step >= 0 && step_at(*now_, step).kind == step_at(old_, one.step).kind;
    if (!goes_on && to != "exit") {
      one.standing = Standing::ready;
      one.at = as_of_;
      one.wake = one.deadline = INT64_MAX;
      one.due = INT64_MIN;
    }
    one.step = step;
    carry(one);
  }

  // What an instance remembers, live or over, in the words of the new version.
  void carry(Instance& one) const {
    one.kept = carried(one.kept, before_, after_);
    const auto renumber = [&](std::int32_t& step) {
      step = step < 0 ? no_step : find_step(*now_, step_at(old_, step).identity);
      return step < 0;
    };
    std::erase_if(one.rounds, [&](Rounds& rounds) { return renumber(rounds.step); });
    std::erase_if(one.closed, [&](ClosedWait& wait) { return renumber(wait.step); });
  }

  const Journey& old() const { return old_; }
  const Journey* now() const { return now_; }

 private:
  const Journey& old_;
  const Journey* now_;
  const std::map<std::string, std::string>* map_;
  Micros as_of_;
  std::map<std::string, std::int32_t> before_, after_;  // what each version keeps
};

struct Row {
  std::int64_t customer = 0, entry = 0;
  std::string key, state;
};

class Migrating {
 public:
  Migrating(Store& store, const Program& old, const Program& now, const StepMap& map)
      : database_(store.parts().database), old_(old), now_(now), map_(map) {
    Statement row(database_, "SELECT value FROM facts_of_state WHERE name = 'as_of'");
    if (row.row()) as_of_ = row.whole(0);
    in_flight_ = store.in_flight();
  }

  std::expected<Migration, StoreFault> run(const std::string& written, bool dry) {
    for (const Journey& old : old_.journeys) {
      const Journey* now = find_journey(now_, old.name);
      if (now != nullptr && now->definition == old.definition) continue;
      const auto map = map_.find(old.name);
      journey({old_, old, now_, now, map == map_.end() ? nullptr : &map->second, as_of_});
    }
    note_other_versions();
    if (out_.stuck.empty() && !dry) {
      remember(written);
      database_.execute("COMMIT");
    }
    if (database_.failed()) return std::unexpected(StoreFault{database_.busy(), database_.fault()});
    return std::move(out_);
  }

 private:
  static std::int64_t stored(std::uint64_t definition) { return static_cast<std::int64_t>(definition); }

  void journey(const Moving& moving) {
    const Journey& old = moving.old();
    std::map<std::string, std::uint64_t> people;
    std::vector<std::pair<Row, Instance>> all;
    Statement rows(database_,
                   "SELECT customer, key, entry, state FROM instances WHERE journey = ? AND definition = ? ORDER BY "
                   "customer, key, entry");
    rows.bind(old.name).bind(stored(old.definition));
    while (rows.row()) {
      Row row{rows.whole(0), rows.whole(2), std::string(rows.text(1)), std::string(rows.text(3))};
      auto one = instance_from_text(row.state, old);
      if (!one) return database_.fail(SQLITE_CORRUPT);
      if (one->standing != Standing::over) ++people[step_word(old, one->step)];
      all.emplace_back(std::move(row), std::move(*one));
    }
    for (const auto& [step, count] : people) {
      const std::string to = moving.counterpart(step);
      (to.empty() ? out_.stuck : out_.moves).push_back({old.name, step, to, count});
    }
    if (out_.stuck.empty()) write(moving, all);
  }

  void write(const Moving& moving, std::vector<std::pair<Row, Instance>>& all) {
    const Journey& as = moving.now() == nullptr ? moving.old() : *moving.now();
    Statement put(database_,
                  "UPDATE instances SET definition = ?, live = ?, wake = ?, step = ?, state = ? WHERE customer = ? AND "
                  "journey = ? AND key = ? AND entry = ?");
    for (auto& [row, one] : all) {
      if (one.standing != Standing::over)
        moving.move(one);
      else if (moving.now() != nullptr) {
        one.step = no_step;
        moving.carry(one);
      }
      put.bind(stored(as.definition))
          .bind(one.standing == Standing::over ? 0 : 1)
          .bind(one.standing == Standing::ready ? std::min(one.wake, as_of_) : one.wake)
          .bind(one.step >= 0 ? std::string_view(step_at(as, one.step).identity) : std::string_view())
          .bind(instance_text(one, as))
          .bind(row.customer)
          .bind(as.name)
          .bind(row.key)
          .bind(row.entry)
          .run();
    }
    if (moving.now() != nullptr) move_queued(moving);
  }

  // Entries that wait for the end of a live instance.
  void move_queued(const Moving& moving) {
    std::vector<std::pair<std::int64_t, std::string>> texts;
    Statement rows(database_, "SELECT rowid, kept FROM queued WHERE journey = ? AND definition = ?");
    rows.bind(moving.old().name).bind(stored(moving.old().definition));
    while (rows.row()) {
      Instance one;
      auto kept = kept_from_text(rows.text(1), moving.old());
      if (!kept) return database_.fail(SQLITE_CORRUPT);
      one.kept = std::move(*kept);
      moving.carry(one);
      texts.emplace_back(rows.whole(0), kept_text(one.kept, *moving.now()));
    }
    Statement put(database_, "UPDATE queued SET kept = ?2, definition = ?3 WHERE rowid = ?1");
    for (const auto& [row, text] : texts) put.bind(row).bind(text).bind(stored(moving.now()->definition)).run();
  }

  void note_other_versions() {
    for (const InFlight& version : in_flight_) {
      const Journey* old = find_journey(old_, version.journey);
      const Journey* now = find_journey(now_, version.journey);
      if (old != nullptr && old->definition == version.definition) continue;
      if (now != nullptr && now->definition == version.definition) continue;
      for (const auto& [step, people] : version.people) out_.other.push_back({version.journey, step, "", people});
    }
  }

  // A later run with yet another version finds this one.
  void remember(const std::string& written) {
    const std::string hash = program_hash(written);
    Statement(database_, "INSERT OR IGNORE INTO programs(hash, ir, first_as_of) VALUES(?, ?, ?)")
        .bind(hash)
        .bind(written)
        .bind(as_of_)
        .run();
    Statement version(database_,
                      "INSERT OR IGNORE INTO journey_versions(journey, definition, program) VALUES(?, ?, ?)");
    for (const Journey& journey : now_.journeys)
      version.bind(journey.name).bind(stored(journey.definition)).bind(hash).run();
  }

  Database& database_;
  const Program& old_;
  const Program& now_;
  const StepMap& map_;
  Micros as_of_ = 0;
  std::vector<InFlight> in_flight_;
  Migration out_;
};

}  // namespace

std::optional<UnknownStep> unknown_step(const StepMap& map, const Program& old, const Program& now) {
  for (const auto& [name, steps] : map) {
    const Journey* before = find_journey(old, name);
    const Journey* after = find_journey(now, name);
    if (before == nullptr) return UnknownStep{name, "", false};
    for (const auto& [from, to] : steps) {
      bool is_there = find_step(*before, from) >= 0;
      for (std::size_t i = 0; i < before->steps.size() && !is_there; ++i)
        is_there = step_word(*before, static_cast<std::int32_t>(i)) == from;
      if (!is_there) return UnknownStep{name, from, false};
      if (to != "exit" && (after == nullptr || find_step(*after, to) < 0)) return UnknownStep{name, to, true};
    }
  }
  return std::nullopt;
}

std::expected<Migration, StoreFault> migrate(Store& store, const Program& old, const Program& now, const StepMap& map,
                                             bool dry) {
  return Migrating(store, old, now, map).run(written_program(now), dry);
}

}  // namespace sop
