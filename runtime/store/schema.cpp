#include "runtime/store/schema.h"

#include <fmt/format.h>

#include "runtime/store/checked_pages.h"

namespace sop {
namespace {

// `things`: rules, segments, levels of tiers, histories, derived tags, population functions by name; what they said
// when they were last decided. `truths`: who a rule's condition, a segment or a level held for, one bit per
// customers.id.
constexpr const char* first_version = R"(
CREATE TABLE facts_of_state(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE customers(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
CREATE TABLE programs(id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, ir TEXT NOT NULL, first_as_of INTEGER NOT NULL);
CREATE TABLE runs(id INTEGER PRIMARY KEY, as_of INTEGER NOT NULL, program INTEGER NOT NULL, actions INTEGER NOT NULL);
CREATE TABLE things(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, definition INTEGER NOT NULL,
                    UNIQUE(kind, name));
CREATE TABLE held(thing INTEGER, customer INTEGER, value TEXT, since INTEGER, mark INTEGER, blocked INTEGER,
                  PRIMARY KEY(thing, customer)) WITHOUT ROWID;
CREATE TABLE truths(thing INTEGER PRIMARY KEY, bits BLOB NOT NULL);
CREATE TABLE edges(thing INTEGER PRIMARY KEY, as_of INTEGER NOT NULL, edges BLOB NOT NULL);
CREATE TABLE fired(thing INTEGER, customer INTEGER, value TEXT, at INTEGER,
                   PRIMARY KEY(thing, customer, value)) WITHOUT ROWID;
CREATE TABLE changes(thing INTEGER, customer INTEGER, at INTEGER, old TEXT, new TEXT, cause TEXT,
                     PRIMARY KEY(thing, customer, at)) WITHOUT ROWID;
CREATE TABLE tags(customer INTEGER, in_group TEXT, tag TEXT, origin INTEGER, source TEXT, since INTEGER, until INTEGER,
                  locked INTEGER, left_alone INTEGER, PRIMARY KEY(customer, in_group, tag)) WITHOUT ROWID;
CREATE TABLE outbox(seq INTEGER PRIMARY KEY, effect_id TEXT NOT NULL UNIQUE, customer TEXT NOT NULL, verb TEXT NOT NULL,
                    object TEXT, source TEXT NOT NULL, step TEXT NOT NULL, channel TEXT, staff TEXT, due_at INTEGER,
                    expires_at INTEGER, reason TEXT, params TEXT, status TEXT NOT NULL DEFAULT 'new', changed_at INTEGER);
)";

// `instances`: people in journeys, with the definition they entered; `wake` finds those who are due, and all of hers
// are found without reading the others. `seen_events`: those recent enough to tell late ones by. `deliveries`: how a
// row of the outbox was delivered; one that nobody has taken yet has none. Relays made it before it was part of the
// schema.
constexpr const char* with_journeys = R"(
ALTER TABLE things ADD COLUMN since INTEGER NOT NULL DEFAULT -9223372036854775808;
CREATE TABLE journeys(name TEXT PRIMARY KEY, definition INTEGER NOT NULL, since INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE journey_versions(journey TEXT NOT NULL, definition INTEGER NOT NULL, program TEXT NOT NULL,
                              PRIMARY KEY(journey, definition)) WITHOUT ROWID;
CREATE TABLE instances(journey TEXT NOT NULL, definition INTEGER NOT NULL, customer INTEGER NOT NULL, key TEXT NOT NULL,
                       entry INTEGER NOT NULL, live INTEGER NOT NULL, wake INTEGER NOT NULL, step TEXT NOT NULL,
                       state TEXT NOT NULL, PRIMARY KEY(customer, journey, key, entry)) WITHOUT ROWID;
CREATE INDEX instances_by_wake ON instances(wake) WHERE live = 1;
CREATE TABLE queued(journey TEXT, definition INTEGER, customer INTEGER, key TEXT, at INTEGER, entered_by TEXT, kept TEXT);
CREATE TABLE held_contacts(rule TEXT, action INTEGER, customer INTEGER, number TEXT, fired_at INTEGER, due INTEGER,
                           wake INTEGER, staff TEXT, params TEXT);
CREATE TABLE seen_streams(name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE seen_events(stream TEXT, event INTEGER, at INTEGER, PRIMARY KEY(stream, event)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS deliveries(seq INTEGER PRIMARY KEY, attempts INTEGER NOT NULL, taken_at INTEGER NOT NULL,
                                      lease_until INTEGER, not_before INTEGER, detail TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS outbox_open ON outbox(status, due_at) WHERE status IN ('new', 'sending');
CREATE INDEX IF NOT EXISTS outbox_of_customer ON outbox(customer, seq) WHERE status IN ('new', 'sending');
CREATE INDEX instances_by_version ON instances(journey, definition) WHERE live = 1;
CREATE INDEX outbox_by_customer ON outbox(customer);
CREATE INDEX outbox_waiting ON outbox(seq) WHERE status = 'new';
)";

// `erased`: marks of those who were (keyed_mark.h). `seen_events.customer`: whose an event was; rows of before have
// none.
constexpr const char* with_erasure = R"(
CREATE TABLE erased(mark TEXT PRIMARY KEY) WITHOUT ROWID;
ALTER TABLE seen_events ADD COLUMN customer INTEGER;
)";

// `changes`: a fact may change more than once at one instant. `alerts`: for which groups an alert was true at its last
// look, a group as a number for its values; `spoke_of`: the first day of the period it fired for last. `paused`:
// templates and journeys, until a person releases them.
constexpr const char* with_alerts = R"(
ALTER TABLE changes RENAME TO single_changes;
CREATE TABLE changes(thing INTEGER, customer INTEGER, at INTEGER, number INTEGER, old TEXT, new TEXT, cause TEXT,
                     PRIMARY KEY(thing, customer, at, number)) WITHOUT ROWID;
INSERT INTO changes SELECT thing, customer, at, 0, old, new, cause FROM single_changes;
DROP TABLE single_changes;
CREATE TABLE alerts(name TEXT NOT NULL, in_group INTEGER NOT NULL, holds INTEGER NOT NULL, spoke_of INTEGER,
                    PRIMARY KEY(name, in_group)) WITHOUT ROWID;
CREATE TABLE paused(kind TEXT NOT NULL, name TEXT NOT NULL, alert TEXT NOT NULL, since INTEGER NOT NULL,
                    PRIMARY KEY(kind, name)) WITHOUT ROWID;
)";

// `accounts`: ids that were customers of their own before they turned out to be accounts of one, and whose they are.
// `daily`: what a run noted for one that asks few (runtime/daily/daily.h), by what it is.
constexpr const char* with_accounts = R"(
CREATE TABLE accounts(key TEXT PRIMARY KEY, customer INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE daily(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
)";

constexpr const char* steps_of_schema[] = {first_version, with_journeys, with_erasure, with_alerts, with_accounts};

// Of a database without tables: those its pages will keep free at their ends.
int reserved_bytes(Database& database) {
  int reserved = -1;
  sqlite3_file_control(database.handle(), "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
  return reserved;
}

}  // namespace

std::span<const char* const> schema_steps() { return steps_of_schema; }

int version_of(Database& database) {
  Statement asked(database, "PRAGMA user_version");
  return asked.row() ? static_cast<int>(asked.whole(0)) : 0;
}

std::optional<std::string> bring_up_to_date(Database& database, std::span<const char* const> steps) {
  const int version = version_of(database), newest = static_cast<int>(steps.size());
  if (database.failed()) return database.fault();
  if (version > newest) return fmt::format("version {} of the state is newer than this sopc ({})", version, newest);
  if (version == 0) {
    Statement tables(database, "SELECT count(*) FROM sqlite_master");
    if (tables.row() && tables.whole(0) > 0) return "the file holds another database";
    if (!database.failed() && reserved_bytes(database) == checksum_bytes)
      database.execute(fmt::format("PRAGMA application_id = {}", state_file_id).c_str());
  }
  for (int next = version; next < newest; ++next) database.execute(steps[static_cast<std::size_t>(next)]);
  if (version < newest) database.execute(fmt::format("PRAGMA user_version = {}", newest).c_str());
  if (database.failed()) return database.fault();
  return std::nullopt;
}

}  // namespace sop
