#include "runtime/store/outbox.h"

#include <algorithm>
#include <map>

#include "runtime/store/schema.h"
#include "runtime/store/sqlite.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

constexpr int take_patience_ms = 10'000;

constexpr const char* columns =
    "SELECT o.seq, effect_id, customer, verb, object, source, step, channel, staff, reason, params, due_at, "
    "expires_at, status, changed_at, coalesce(attempts, 0), lease_until, not_before, coalesce(detail, '') "
    "FROM outbox o LEFT JOIN deliveries d ON d.seq = o.seq ";

Micros instant(const Statement& row, int column) { return row.is_null(column) ? no_instant : row.whole(column); }

Delivery delivery(const Statement& from) {
  Delivery out;
  out.seq = from.whole(0);
  int column = 1;
  for (std::string* part : {&out.row.effect_id, &out.row.customer, &out.row.verb, &out.row.object, &out.row.source,
                            &out.row.step, &out.row.channel, &out.row.staff, &out.row.reason, &out.row.params})
    *part = from.text(column++);
  out.row.due_at = instant(from, 11);
  out.row.expires_at = instant(from, 12);
  out.status = from.text(13);
  out.changed_at = instant(from, 14);
  out.attempts = from.whole(15);
  out.lease_until = instant(from, 16);
  out.not_before = instant(from, 17);
  out.detail = from.text(18);
  return out;
}

void set_status(Database& database, std::int64_t seq, std::string_view status, Micros now) {
  Statement(database, "UPDATE outbox SET status = ?2, changed_at = ?3 WHERE seq = ?1")
      .bind(seq)
      .bind(status)
      .bind(now)
      .run();
}

// How many more rows of each channel may leave now, where its `rate` says so.
class Rates {
 public:
  Rates(Database& database, const Contacts& contacts, Micros now) {
    for (const Channel& channel : contacts.channels) {
      if (channel.rate <= 0) continue;
      Statement taken(database,
                      "SELECT count(*) FROM deliveries d JOIN outbox o ON o.seq = d.seq "
                      "WHERE o.channel = ? AND d.taken_at > ?");
      taken.bind(channel.name).bind(now - nominal_micros(channel.rate_window));
      left_[channel.name] = channel.rate - (taken.row() ? taken.whole(0) : 0);
    }
  }
  bool allows(const std::string& channel) {
    const auto found = left_.find(channel);
    return found == left_.end() || found->second-- > 0;
  }

 private:
  std::map<std::string, std::int64_t> left_;
};

// A run has found since it was handed out that it must not reach her (waiting.cpp).
bool is_withheld(std::string_view detail) { return detail.starts_with("withheld: "); }

// Leases that have ended: what became of these rows is unknown.
void end_leases(Database& database, const TakeRequest& request, const Contacts& contacts, Taken& taken) {
  std::vector<Delivery> ended;
  {
    Statement rows(database, (std::string(columns) +
                              "WHERE status = 'sending' AND lease_until <= ?1 AND (?2 = '' OR channel = ?2)")
                                 .c_str());
    rows.bind(request.now).bind(request.channel);
    while (rows.row()) ended.push_back(delivery(rows));
  }
  for (const Delivery& one : ended) {
    const Channel* channel = contacts.channel(one.row.channel);
    const bool is_stale = one.row.expires_at != no_instant && one.row.expires_at <= request.now;
    const bool again =
        channel != nullptr && channel->on_unknown == OnUnknown::retry && !is_withheld(one.detail) && !is_stale;
    set_status(database, one.seq, again ? "new" : "unknown", request.now);
    ++(again ? taken.again : taken.unknown);
  }
}

// A row that was handed out before may have arrived: it does not expire, it is unknown.
void expire(Database& database, const TakeRequest& request, Taken& taken) {
  for (const auto& [status, before] : {std::pair("unknown", "attempts > 0"), {"expired", "attempts IS NULL"}}) {
    const std::string late =
        "WHERE status = 'new' AND expires_at <= ?1 AND (?2 = '' OR channel = ?2) AND seq IN (SELECT o.seq FROM outbox "
        "o LEFT JOIN deliveries d ON "
        "d.seq = o.seq WHERE o.status = 'new' AND o.expires_at <= ?1 AND " +
        std::string(before) + ")";
    Statement(database, ("UPDATE outbox SET status = '" + std::string(status) + "', changed_at = ?1 " + late).c_str())
        .bind(request.now)
        .bind(request.channel)
        .run();
    (status == std::string_view("expired") ? taken.expired : taken.unknown) += sqlite3_changes(database.handle());
  }
}

bool is_over(const std::string& status) { return status != "new" && status != "sending" && status != "unknown"; }

}  // namespace

Outbox::Outbox(std::unique_ptr<Database> database) : database_(std::move(database)) {}
Outbox::Outbox(Outbox&&) noexcept = default;
Outbox::~Outbox() = default;

std::expected<Outbox, StoreFault> Outbox::open(const std::string& path) {
  auto database = std::make_unique<Database>();
  database->open_existing(path, take_patience_ms);
  database->execute("PRAGMA synchronous = FULL");
  database->execute("BEGIN IMMEDIATE");
  bool is_state = false;
  if (!database->failed()) {
    Statement table(*database, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'outbox'");
    is_state = table.row() && table.whole(0) == 1;
  }
  if (is_state)
    if (auto wrong = bring_up_to_date(*database)) return std::unexpected(StoreFault{database->busy(), *wrong});
  database->execute("COMMIT");
  if (database->failed()) return std::unexpected(StoreFault{database->busy(), database->fault()});
  if (!is_state) return std::unexpected(StoreFault{false, "no run has left a state in it"});
  return Outbox(std::move(database));
}

std::expected<void, StoreFault> Outbox::finish() {
  database_->execute("COMMIT");
  if (database_->failed()) return std::unexpected(StoreFault{database_->busy(), database_->fault()});
  return {};
}

std::string Outbox::latest_program() {
  Statement ir(*database_,
               "SELECT ir FROM programs JOIN runs ON runs.program = programs.id ORDER BY runs.id DESC LIMIT 1");
  return ir.row() ? std::string(ir.text(0)) : std::string();
}

std::vector<std::string> Outbox::channels() {
  std::vector<std::string> out;
  Statement rows(*database_, "SELECT DISTINCT channel FROM outbox WHERE channel <> '' ORDER BY channel");
  while (rows.row()) out.emplace_back(rows.text(0));
  return out;
}

std::expected<std::vector<Delivery>, StoreFault> Outbox::list(const DeliveryFilter& filter) {
  std::vector<std::string> statuses = filter.statuses;
  if (statuses.empty()) statuses = {"new", "sending", "unknown"};
  std::vector<Delivery> out;
  Statement rows(*database_, (std::string(columns) + "ORDER BY due_at, o.seq").c_str());
  while (rows.row()) {
    const bool wanted = std::ranges::find(statuses, rows.text(13)) != statuses.end();
    const bool here = filter.channel.empty() || rows.text(7) == filter.channel;
    const bool hers = filter.customer.empty() || rows.text(2) == filter.customer;
    if (wanted && here && hers) out.push_back(delivery(rows));
  }
  if (database_->failed()) return std::unexpected(StoreFault{database_->busy(), database_->fault()});
  return out;
}

std::expected<Taken, StoreFault> Outbox::take(const TakeRequest& request, const Contacts& contacts) {
  Taken taken;
  database_->execute("BEGIN IMMEDIATE");
  end_leases(*database_, request, contacts, taken);
  expire(*database_, request, taken);
  Rates rates(*database_, contacts, request.now);
  {
    Statement rows(*database_,
                   (std::string(columns) +
                    "WHERE status = 'new' AND (due_at IS NULL OR due_at <= ?1) AND (not_before IS NULL OR "
                    "not_before <= ?1) AND (?2 = '' OR channel = ?2) AND NOT EXISTS (SELECT 1 FROM outbox e "
                    "LEFT JOIN deliveries f ON f.seq = e.seq WHERE e.customer = o.customer AND e.seq < o.seq "
                    "AND e.channel = o.channel AND (e.status = 'sending' OR e.status = 'new' AND "
                    "f.not_before > ?1)) ORDER BY due_at, o.seq")
                       .c_str());
    rows.bind(request.now).bind(request.channel);
    while (static_cast<std::int64_t>(taken.rows.size()) < request.limit && rows.row())
      if (rates.allows(std::string(rows.text(7)))) taken.rows.push_back(delivery(rows));
  }
  Statement note(
      *database_,
      "INSERT INTO deliveries(seq, attempts, taken_at, lease_until) VALUES(?1, 1, ?2, ?3) ON CONFLICT(seq) DO "
      "UPDATE SET attempts = attempts + 1, taken_at = ?2, lease_until = ?3, not_before = NULL");
  for (Delivery& one : taken.rows) {
    set_status(*database_, one.seq, "sending", request.now);
    note.bind(one.seq).bind(request.now).bind(request.now + request.lease_us).run();
    one.status = "sending";
    one.attempts += 1;
    one.lease_until = request.now + request.lease_us;
  }
  if (const auto done = finish(); !done) return std::unexpected(done.error());
  return taken;
}

std::expected<std::vector<Refused>, StoreFault> Outbox::settle(const std::vector<Settlement>& settlements, Micros now) {
  std::vector<Refused> refused;
  database_->execute("BEGIN IMMEDIATE");
  Statement find(*database_,
                 "SELECT o.seq, status, coalesce(detail, '') FROM outbox o LEFT JOIN deliveries d ON "
                 "d.seq = o.seq WHERE effect_id = ?");
  for (const Settlement& one : settlements) {
    find.bind(one.effect_id);
    if (!find.row()) {
      refused.push_back({one, SettleFault::no_such_effect, {}});
      continue;
    }
    const std::int64_t seq = find.whole(0);
    const std::string status(find.text(1)), detail(find.text(2));
    while (find.row()) {}
    if (status == one.status && status != "new") continue;
    if (status == "new" || is_over(status)) {
      refused.push_back({one, status == "new" ? SettleFault::not_taken : SettleFault::over, status});
      continue;
    }
    const bool once_more = one.status == "new" && is_withheld(detail);  // asks for another attempt: there is none
    set_status(*database_, seq, once_more ? "failed" : one.status, now);
    Statement note(*database_, "UPDATE deliveries SET lease_until = NULL, not_before = ?2, detail = ?3 WHERE seq = ?1");
    note.bind(seq);
    one.not_before == no_instant ? note.bind_null() : note.bind(one.not_before);
    note.bind(once_more ? detail : one.detail).run();
  }
  if (const auto done = finish(); !done) return std::unexpected(done.error());
  return refused;
}

}  // namespace sop
