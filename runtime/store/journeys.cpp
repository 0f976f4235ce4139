#include "runtime/store/journeys.h"

#include <algorithm>

#include "runtime/journeys/instance_text.h"
#include "runtime/journeys/source.h"

namespace sop {
namespace {

std::uint32_t customer_of(const Store::Parts& parts, std::int64_t id) {
  const auto at = static_cast<std::size_t>(id);
  return at < parts.customer_of.size() ? parts.customer_of[at] : UINT32_MAX;
}

// A journey of that name and, where there are several versions, of that definition.
std::uint32_t journey_index(const Program& program, std::string_view name, std::uint64_t definition) {
  auto found = UINT32_MAX;
  for (std::uint32_t j = 0; j < program.journeys.size(); ++j) {
    if (program.journeys[j].name != name) continue;
    if (program.journeys[j].definition == definition) return j;
    if (found == UINT32_MAX) found = j;
  }
  return found;
}

std::uint32_t rule_index(const Program& program, std::string_view name) {
  const auto rule = std::ranges::find(program.rules, name, &Rule::name);
  return rule == program.rules.end() ? UINT32_MAX : static_cast<std::uint32_t>(rule - program.rules.begin());
}

// How the latest delivery went, as `sends` and `tasks` tell it.
std::string outcome_of(std::string_view status) {
  return status == "new" || status == "sending" ? "pending" : std::string(status);
}

void load_known(const JourneyStore& in, JourneyMemory& memory) {
  Statement rows(in.parts.database, "SELECT name, definition, since FROM journeys");
  while (rows.row())
    memory.known[std::string(rows.text(0))] = {static_cast<std::uint64_t>(rows.whole(1)), rows.whole(2)};
}

// Rows of (journey, definition, key, entry, state).
void add_instances(const Program& program, Statement& rows, std::uint32_t customer, std::vector<Instance>& out) {
  while (rows.row()) {
    const std::uint32_t journey = journey_index(program, rows.text(0), static_cast<std::uint64_t>(rows.whole(1)));
    if (journey == UINT32_MAX) continue;
    auto instance = instance_from_text(rows.text(4), program.journeys[journey]);
    if (!instance) continue;
    instance->journey = journey;
    instance->customer = customer;
    instance->key = rows.text(2);
    instance->entry = rows.whole(3);
    out.push_back(std::move(*instance));
  }
}

void load_queued(const JourneyStore& in, JourneyMemory& memory) {
  Statement rows(in.parts.database, "SELECT journey, customer, key, at, entered_by, kept FROM queued");
  while (rows.row()) {
    const std::uint32_t customer = customer_of(in.parts, rows.whole(1));
    const std::uint32_t journey = journey_index(in.program, rows.text(0), 0);
    if (customer == UINT32_MAX || journey == UINT32_MAX) continue;
    auto kept = kept_from_text(rows.text(5), in.program.journeys[journey]);
    if (!kept) continue;
    memory.queued.push_back(
        {journey, customer, std::string(rows.text(2)), rows.whole(3), std::string(rows.text(4)), std::move(*kept)});
  }
}

void load_held(const JourneyStore& in, JourneyMemory& memory) {
  Statement rows(in.parts.database,
                 "SELECT rule, action, customer, number, fired_at, due, wake, staff, params FROM held_contacts");
  while (rows.row()) {
    const std::uint32_t customer = customer_of(in.parts, rows.whole(2));
    const std::uint32_t rule = rule_index(in.program, rows.text(0));
    const auto action = static_cast<std::uint32_t>(rows.whole(1));
    if (customer == UINT32_MAX || rule == UINT32_MAX || action >= in.program.rules[rule].actions.size()) continue;
    HeldContact& held = memory.held.emplace_back();
    held = {.rule = rule,
            .action = action,
            .customer = customer,
            .number = std::string(rows.text(3)),
            .fired_at = rows.whole(4),
            .due = rows.whole(5),
            .wake = rows.whole(6),
            .staff = std::string(rows.text(7)),
            .params = std::string(rows.text(8))};
  }
}

// Rows of the outbox, as `load` asks for them.
void add_deeds(Statement& rows, std::uint32_t customer, std::vector<Deed>& out) {
  while (rows.row()) {
    if (rows.is_null(0)) continue;
    Deed& deed = out.emplace_back();
    deed.customer = customer;
    deed.at = rows.whole(0);
    int column = 1;
    for (std::string* part :
         {&deed.verb, &deed.object, &deed.source, &deed.step, &deed.channel, &deed.staff, &deed.effect_id})
      *part = rows.text(column++);
    deed.outcome = outcome_of(rows.text(8));
    if (deed.outcome != "pending") deed.closed_at = rows.whole(9);
  }
}

// People in journeys, in the file until a run asks for them. The file must stay open until the run has ended.
class KeptInFile final : public JourneySource {
 public:
  explicit KeptInFile(const JourneyStore& in) : in_(in) {}

  std::vector<std::uint32_t> due(Micros until, const std::set<std::string>& journeys) const override {
    std::vector<std::uint32_t> out;
    Statement by_wake(in_.parts.database, "SELECT customer FROM instances WHERE live = 1 AND wake <= ?");
    by_wake.bind(until);
    add_customers(by_wake, out);
    for (const std::string& journey : journeys) {
      Statement inside(in_.parts.database, "SELECT customer FROM instances WHERE live = 1 AND journey = ?");
      inside.bind(journey);
      add_customers(inside, out);
    }
    return out;
  }

  void load(std::span<const std::uint32_t> customers, std::vector<Instance>& instances,
            std::vector<Deed>& deeds) const override {
    Statement hers(in_.parts.database,
                   "SELECT journey, definition, key, entry, state FROM instances WHERE customer = ? "
                   "ORDER BY journey, key, entry");
    Statement done(in_.parts.database,
                   "SELECT due_at, verb, object, source, step, channel, staff, effect_id, status, changed_at "
                   "FROM outbox WHERE customer = ? ORDER BY seq");
    for (const std::uint32_t customer : customers) {
      if (in_.parts.customer_ids[customer] == 0) continue;  // new
      hers.bind(in_.parts.customer_ids[customer]);
      add_instances(in_.program, hers, customer, instances);
      done.bind(in_.dataset.pool->text(in_.dataset.customer_ids[customer]));
      add_deeds(done, customer, deeds);
    }
  }

 private:
  void add_customers(Statement& rows, std::vector<std::uint32_t>& out) const {
    while (rows.row())
      if (const std::uint32_t customer = customer_of(in_.parts, rows.whole(0)); customer != UINT32_MAX)
        out.push_back(customer);
  }

  const JourneyStore in_;
};

void load_seen(const JourneyStore& in, RunMemory& memory) {
  Statement rows(in.parts.database, "SELECT stream, event FROM seen_events");
  while (rows.row()) memory.seen_events[std::string(rows.text(0))].insert(static_cast<std::uint64_t>(rows.whole(1)));
  Statement streams(in.parts.database, "SELECT name FROM seen_streams");
  while (streams.row()) memory.seen_events[std::string(streams.text(0))];
}

class SavingJourneys {
 public:
  SavingJourneys(const JourneyStore& to, const RunMemory& before, const RunMemory& after)
      : to_(to), before_(before), after_(after) {}

  void run() {
    save_known();
    save_instances();
    save_queued();
    save_held();
    save_seen();
  }

 private:
  Database& database() const { return to_.parts.database; }
  std::int64_t customer(std::uint32_t index) const { return to_.parts.customer_ids[index]; }

  void save_known() {
    Statement put(database(), "INSERT OR REPLACE INTO journeys(name, definition, since) VALUES(?, ?, ?)");
    for (const auto& [name, known] : after_.journeys.known)
      put.bind(name).bind(static_cast<std::int64_t>(known.definition)).bind(known.since).run();
  }

  void save_instances() {
    Statement put(database(),
                  "INSERT OR REPLACE INTO instances(journey, definition, customer, key, entry, live, wake, step, "
                  "state) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const Instance& one : after_.journeys.instances) {  // those that changed
      const Journey& journey = to_.program.journeys[one.journey];
      const bool at_step = one.step >= 0 && static_cast<std::size_t>(one.step) < journey.steps.size();
      put.bind(journey.name)
          .bind(static_cast<std::int64_t>(journey.definition))
          .bind(customer(one.customer))
          .bind(one.key)
          .bind(one.entry)
          .bind(one.standing == Standing::over ? 0 : 1)
          .bind(one.standing == Standing::ready ? one.at : one.wake)
          .bind(at_step ? journey.steps[static_cast<std::size_t>(one.step)].identity : std::string())
          .bind(instance_text(one, journey))
          .run();
    }
  }

  void save_queued() {
    if (before_.journeys.queued == after_.journeys.queued) return;
    database().execute("DELETE FROM queued");
    Statement put(database(),
                  "INSERT INTO queued(journey, customer, key, at, entered_by, kept) VALUES(?, ?, ?, ?, ?, ?)");
    for (const QueuedEntry& one : after_.journeys.queued)
      put.bind(to_.program.journeys[one.journey].name)
          .bind(customer(one.customer))
          .bind(one.key)
          .bind(one.at)
          .bind(one.entered_by)
          .bind(kept_text(one.kept, to_.program.journeys[one.journey]))
          .run();
  }

  void save_held() {
    if (before_.journeys.held == after_.journeys.held) return;
    database().execute("DELETE FROM held_contacts");
    Statement put(database(),
                  "INSERT INTO held_contacts(rule, action, customer, number, fired_at, due, wake, staff, params) "
                  "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const HeldContact& one : after_.journeys.held)
      put.bind(to_.program.rules[one.rule].name)
          .bind(std::int64_t{one.action})
          .bind(customer(one.customer))
          .bind(one.number)
          .bind(one.fired_at)
          .bind(one.due)
          .bind(one.wake)
          .bind(one.staff)
          .bind(one.params)
          .run();
  }

  void save_seen() {
    Statement add(database(), "INSERT OR IGNORE INTO seen_events(stream, event) VALUES(?, ?)");
    Statement drop(database(), "DELETE FROM seen_events WHERE stream = ? AND event = ?");
    Statement stream(database(), "INSERT OR IGNORE INTO seen_streams(name) VALUES(?)");
    static const std::set<std::uint64_t> none;
    for (const auto& [name, events] : after_.seen_events) {
      const auto known = before_.seen_events.find(name);
      const std::set<std::uint64_t>& old = known == before_.seen_events.end() ? none : known->second;
      if (known == before_.seen_events.end()) stream.bind(name).run();
      for (const std::uint64_t event : events)
        if (!old.contains(event)) add.bind(name).bind(static_cast<std::int64_t>(event)).run();
      for (const std::uint64_t event : old)
        if (!events.contains(event)) drop.bind(name).bind(static_cast<std::int64_t>(event)).run();
    }
  }

  const JourneyStore& to_;
  const RunMemory& before_;
  const RunMemory& after_;
};

}  // namespace

void JourneyStore::load(RunMemory& memory) const {
  load_known(*this, memory.journeys);
  memory.journeys.source = std::make_shared<KeptInFile>(*this);
  load_queued(*this, memory.journeys);
  load_held(*this, memory.journeys);
  load_seen(*this, memory);
}

void JourneyStore::save(const RunMemory& before, const RunMemory& after) const {
  SavingJourneys(*this, before, after).run();
}

// From one entry of the index to the next other one: a comparison of both columns at once would read all of one
// journey.
std::vector<std::pair<std::string, std::uint64_t>> Store::versions_in_flight() {
  std::vector<std::pair<std::string, std::uint64_t>> out;
  Statement another(parts_->database, "SELECT min(journey) FROM instances WHERE live = 1 AND journey > ?");
  Statement version(parts_->database,
                    "SELECT min(definition) FROM instances WHERE live = 1 AND journey = ? AND definition >= ?");
  std::string journey;
  for (;;) {
    if (!another.bind(journey).row() || another.is_null(0)) return out;
    journey = another.text(0);
    another.run();
    std::int64_t from = INT64_MIN;
    for (bool more = true; more;) {
      more = version.bind(journey).bind(from).row() && !version.is_null(0) && version.whole(0) != INT64_MAX;
      if (more) out.emplace_back(journey, static_cast<std::uint64_t>(version.whole(0)));
      if (more) from = version.whole(0) + 1;
      version.run();
    }
  }
}

std::vector<InFlight> Store::in_flight() {
  std::vector<InFlight> out;
  Statement rows(parts_->database,
                 "SELECT instances.journey, instances.definition, step, count(*), ir FROM instances "
                 "LEFT JOIN journey_versions ON journey_versions.journey = instances.journey AND "
                 "journey_versions.definition = instances.definition "
                 "LEFT JOIN programs ON programs.hash = journey_versions.program "
                 "WHERE live = 1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3");
  while (rows.row()) {
    const auto definition = static_cast<std::uint64_t>(rows.whole(1));
    if (out.empty() || out.back().journey != rows.text(0) || out.back().definition != definition)
      out.push_back({std::string(rows.text(0)), definition, std::string(rows.text(4)), {}});
    out.back().people.emplace_back(std::string(rows.text(2)), static_cast<std::uint64_t>(rows.whole(3)));
  }
  return out;
}

}  // namespace sop
