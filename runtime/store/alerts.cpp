#include "runtime/store/alerts.h"

#include "runtime/store/store_parts.h"

namespace sop {
namespace {

std::string_view kind_of_paused(bool is_journey) { return is_journey ? "journey" : "template"; }

void load_paused(Database& database, std::vector<PausedThing>& paused) {
  Statement rows(database, "SELECT kind, name, alert, since FROM paused ORDER BY kind, name");
  while (rows.row())
    paused.push_back({rows.text(0) == "journey", std::string(rows.text(1)), std::string(rows.text(2)), rows.whole(3)});
}

}  // namespace

void load_alerts(Database& database, AlertMemory& memory) {
  Statement rows(database, "SELECT name, in_group, holds, spoke_of FROM alerts");
  while (rows.row()) {
    AlertState& state = memory.alerts[std::string(rows.text(0))][static_cast<std::uint64_t>(rows.whole(1))];
    state.holds = rows.whole(2) != 0;
    state.spoke_of = rows.whole(3);
  }
  load_paused(database, memory.paused);
}

void save_alerts(Database& database, const AlertMemory& before, const AlertMemory& after) {
  if (after == before) return;
  database.execute("DELETE FROM alerts");
  database.execute("DELETE FROM paused");
  Statement state(database, "INSERT INTO alerts(name, in_group, holds, spoke_of) VALUES(?, ?, ?, ?)");
  for (const auto& [name, groups] : after.alerts)
    for (const auto& [group, one] : groups)
      state.bind(name).bind(static_cast<std::int64_t>(group)).bind(std::int64_t{one.holds}).bind(one.spoke_of).run();
  Statement pause(database, "INSERT INTO paused(kind, name, alert, since) VALUES(?, ?, ?, ?)");
  for (const PausedThing& one : after.paused)
    pause.bind(kind_of_paused(one.is_journey)).bind(one.name).bind(one.alert).bind(one.since).run();
}

std::expected<bool, StoreFault> release(Store& store, bool is_journey, const std::string& name) {
  Database& database = store.parts().database;
  Statement known(database, "SELECT 1 FROM paused WHERE kind = ? AND name = ?");
  const bool found = known.bind(kind_of_paused(is_journey)).bind(name).row();
  if (found) {
    Statement(database, "DELETE FROM paused WHERE kind = ? AND name = ?")
        .bind(kind_of_paused(is_journey))
        .bind(name)
        .run();
    database.execute("COMMIT");
  }
  if (database.failed()) return std::unexpected(store.parts().fault());
  return found;
}

std::vector<PausedThing> paused_in(Store& store) {
  std::vector<PausedThing> out;
  load_paused(store.parts().database, out);
  return out;
}

}  // namespace sop
