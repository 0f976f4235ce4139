#include "runtime/store/journeys.h"

#include <algorithm>

#include "runtime/journeys/instance_text.h"
#include "runtime/journeys/join_instances.h"
#include "runtime/journeys/kept_names.h"
#include "runtime/journeys/source.h"
#include "runtime/run/late.h"

namespace sop {
namespace {

std::uint32_t customer_of(const Store::Parts& parts, std::int64_t id) {
  const auto at = static_cast<std::size_t>(id);
  return at < parts.customer_of.size() ? parts.customer_of[at] : UINT32_MAX;
}

std::uint64_t unsigned_of(std::int64_t stored) { return static_cast<std::uint64_t>(stored); }

// A journey of that name: where there are several versions, of that definition, else the one of today.
std::uint32_t journey_index(const Program& program, std::string_view name, std::uint64_t definition = 0) {
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

// Rows of (journey, definition, key, entry, state). Who has left a version that is gone is remembered all the same:
// re-entry counts her. Whoever is inside must be read in full.
void add_instances(const JourneyStore& in, Statement& rows, std::uint32_t customer, std::vector<Instance>& out) {
  while (rows.row()) {
    const std::uint64_t definition = unsigned_of(rows.whole(1));
    const std::uint32_t journey = journey_index(in.program, rows.text(0), definition);
    if (journey == UINT32_MAX) continue;
    const bool is_known = in.program.journeys[journey].definition == definition;
    auto instance = is_known ? instance_from_text(rows.text(4), in.program.journeys[journey])
                             : instance_of_unknown_version(rows.text(4));
    if (!instance || (!is_known && instance->standing != Standing::over)) return in.parts.database.fail(SQLITE_CORRUPT);
    instance->journey = journey;
    instance->customer = customer;
    instance->key = rows.text(2);
    instance->entry = rows.whole(3);
    out.push_back(std::move(*instance));
  }
}

// An entry is judged under the version of today when the live instance ends.
void load_queued(const JourneyStore& in, JourneyMemory& memory) {
  Statement rows(in.parts.database, "SELECT journey, customer, key, at, entered_by, kept, definition FROM queued");
  while (rows.row()) {
    const std::uint32_t customer = customer_of(in.parts, rows.whole(1));
    const std::uint32_t journey = journey_index(in.program, rows.text(0));
    if (customer == UINT32_MAX || journey == UINT32_MAX) continue;
    const Journey& now = in.program.journeys[journey];
    const Journey& then = in.program.journeys[journey_index(in.program, rows.text(0), unsigned_of(rows.whole(6)))];
    std::map<std::int32_t, Cell> kept;
    if (then.definition == unsigned_of(rows.whole(6))) {
      auto read = kept_from_text(rows.text(5), then);
      if (!read) return in.parts.database.fail(SQLITE_CORRUPT);
      kept = &then == &now ? std::move(*read)
                           : carried(*read, names_of_kept(in.program, then), names_of_kept(in.program, now));
    }
    memory.queued.push_back(
        {journey, customer, std::string(rows.text(2)), rows.whole(3), std::string(rows.text(4)), std::move(kept)});
  }
}

void load_held(const JourneyStore& in, JourneyMemory& memory) {
  Statement rows(in.parts.database,
                 "SELECT rule, action, customer, number, fired_at, due, wake, staff, params FROM held_contacts");
  while (rows.row()) {
    const std::uint32_t customer = customer_of(in.parts, rows.whole(2));
    const std::uint32_t rule = rule_index(in.program, rows.text(0));
    const auto action = static_cast<std::uint32_t>(rows.whole(1));
    if (customer == UINT32_MAX) continue;
    if (rule == UINT32_MAX || action >= in.program.rules[rule].actions.size()) {
      memory.without_rule.push_back({customer, std::string(rows.text(0)), rows.whole(6)});
      continue;
    }
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
    deed.is_in_hands = deed.verb == "send" && rows.text(8) == "sending";
    if (deed.outcome != "pending") deed.closed_at = rows.whole(9);
    if (!rows.is_null(10)) deed.expires_at = rows.whole(10);
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
      Statement inside(in_.parts.database, counts_after_the_end(journey)
                                               ? "SELECT customer FROM instances WHERE journey = ?"
                                               : "SELECT customer FROM instances WHERE live = 1 AND journey = ?");
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
                   "SELECT due_at, verb, object, source, step, channel, staff, effect_id, status, changed_at, "
                   "expires_at "
                   "FROM outbox WHERE customer = (SELECT key FROM customers WHERE id = ?) ORDER BY seq");
    std::map<std::uint32_t, std::vector<std::int64_t>> others;  // accounts of earlier runs that are hers now
    for (const auto& [id, customer] : in_.parts.joined) others[customer].push_back(id);
    for (const std::uint32_t customer : customers) {
      std::vector<std::int64_t> accounts;
      if (const std::int64_t own = in_.parts.customer_ids[customer]; own != 0) accounts.push_back(own);
      if (const auto more = others.find(customer); more != others.end())
        accounts.insert(accounts.end(), more->second.begin(), more->second.end());
      const std::size_t first = instances.size();
      for (const std::int64_t account : accounts) {
        hers.bind(account);
        add_instances(in_, hers, customer, instances);
        done.bind(account);
        add_deeds(done, customer, deeds);
      }
      for (const auto& [parted, from] : in_.parts.parted) {
        if (parted != customer) continue;
        hers.bind(in_.parts.customer_ids[from]);
        add_instances(in_, hers, customer, instances);
        for (std::size_t i = first; i < instances.size(); ++i) end_here(instances[i]);
      }
      if (accounts.size() > 1) join_instances(in_.program, std::span(instances).subspan(first));
    }
  }

 private:
  // A goal with a window is looked for after the end too.
  bool counts_after_the_end(const std::string& name) const {
    return std::ranges::any_of(in_.program.journeys, [&](const Journey& journey) {
      return journey.name == name &&
             std::ranges::any_of(journey.goals, [](const JourneyGoal& goal) { return goal.within.exists(); });
    });
  }

  // Whoever is inside goes on as the one she was joined with.
  static void end_here(Instance& one) {
    if (one.standing == Standing::over) return;
    one.standing = Standing::over;
    one.outcome = "exited";
    one.ended_at = one.entered_at;
    one.wake = INT64_MAX;
  }

  void add_customers(Statement& rows, std::vector<std::uint32_t>& out) const {
    while (rows.row())
      if (const std::uint32_t customer = customer_of(in_.parts, rows.whole(0)); customer != UINT32_MAX)
        out.push_back(customer);
  }

  const JourneyStore in_;
};

void load_seen(const JourneyStore& in, RunMemory& memory) {
  Statement rows(in.parts.database, "SELECT stream, event, at FROM seen_events");
  while (rows.row())
    memory.seen_events[std::string(rows.text(0))].emplace(static_cast<std::uint64_t>(rows.whole(1)), rows.whole(2));
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
    std::vector<Instance> joined = take_over_accounts();
    put_instances(joined);
    put_instances(after_.journeys.instances);  // those that changed
  }

  // The instances of everybody who turned out to have several accounts, in place of theirs.
  std::vector<Instance> take_over_accounts() {
    std::vector<Instance> out;
    std::vector<Deed> deeds;
    std::set<std::uint32_t> customers;
    for (const auto& [id, customer] : to_.parts.joined) customers.insert(customer);
    for (const auto& [customer, from] : to_.parts.parted) customers.insert(customer);
    if (customers.empty()) return out;
    const std::vector<std::uint32_t> whose(customers.begin(), customers.end());
    KeptInFile(to_).load(whose, out, deeds);
    Statement gone(database(), "DELETE FROM instances WHERE customer = ?");
    for (const auto& [id, customer] : to_.parts.joined) gone.bind(id).run();
    for (const std::uint32_t customer : whose) gone.bind(this->customer(customer)).run();
    return out;
  }

  void put_instances(const std::vector<Instance>& instances) {
    Statement put(database(),
                  "INSERT OR REPLACE INTO instances(journey, definition, customer, key, entry, live, wake, step, "
                  "state) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const Instance& one : instances) {
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

  // What is kept of customers who are not in this run's data stays.
  void forget_those_here(const std::string& table) {
    std::vector<std::int64_t> here;
    Statement kept(database(), ("SELECT DISTINCT customer FROM " + table).c_str());
    while (kept.row())
      if (customer_of(to_.parts, kept.whole(0)) != UINT32_MAX) here.push_back(kept.whole(0));
    Statement gone(database(), ("DELETE FROM " + table + " WHERE customer = ?").c_str());
    for (const std::int64_t id : here) gone.bind(id).run();
  }

  void save_queued() {
    if (before_.journeys.queued == after_.journeys.queued && !to_.parts.anybody_moved()) return;
    forget_those_here("queued");
    Statement put(
        database(),
        "INSERT INTO queued(journey, definition, customer, key, at, entered_by, kept) VALUES(?, ?, ?, ?, ?, ?, ?)");
    for (const QueuedEntry& one : after_.journeys.queued)
      put.bind(to_.program.journeys[one.journey].name)
          .bind(static_cast<std::int64_t>(to_.program.journeys[one.journey].definition))
          .bind(customer(one.customer))
          .bind(one.key)
          .bind(one.at)
          .bind(one.entered_by)
          .bind(kept_text(one.kept, to_.program.journeys[one.journey]))
          .run();
  }

  void save_held() {
    const bool same = before_.journeys.held == after_.journeys.held && before_.journeys.without_rule.empty();
    if (same && !to_.parts.anybody_moved()) return;
    forget_those_here("held_contacts");
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
    Statement add(database(), "INSERT OR IGNORE INTO seen_events(stream, event, at, customer) VALUES(?, ?, ?, ?)");
    Statement drop(database(), "DELETE FROM seen_events WHERE stream = ? AND event = ?");
    Statement stream(database(), "INSERT OR IGNORE INTO seen_streams(name) VALUES(?)");
    static const SeenEvents none;
    for (const auto& [name, events] : after_.seen_events) {
      const auto known = before_.seen_events.find(name);
      const SeenEvents& old = known == before_.seen_events.end() ? none : known->second;
      if (known == before_.seen_events.end()) stream.bind(name).run();
      SeenEvents fresh;
      for (const auto& [event, at] : events)
        if (!old.contains(event)) fresh.emplace_hint(fresh.end(), event, at);
      const auto owners = owners_of_events(to_.program, to_.dataset, name, fresh);
      for (const auto& [event, at] : fresh) {
        add.bind(name).bind(static_cast<std::int64_t>(event)).bind(at);
        const auto owner = owners.find(event);
        owner == owners.end() ? add.bind_null() : add.bind(customer(owner->second));
        add.run();
      }
      for (const auto& [event, at] : old)
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
    const std::uint64_t definition = unsigned_of(rows.whole(1));
    if (out.empty() || out.back().journey != rows.text(0) || out.back().definition != definition)
      out.push_back({std::string(rows.text(0)), definition, std::string(rows.text(4)), {}});
    out.back().people.emplace_back(std::string(rows.text(2)), static_cast<std::uint64_t>(rows.whole(3)));
  }
  return out;
}

}  // namespace sop
