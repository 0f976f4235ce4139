// Contacts in the outbox that a run withholds, inside of its own transaction.
#include "runtime/store/store_parts.h"

namespace sop {

namespace {

void add_contact(const Statement& rows, std::vector<WaitingContact>& out) {
  WaitingContact one{rows.whole(0),
                     std::string(rows.text(1)),
                     std::string(rows.text(2)),
                     std::string(rows.text(3)),
                     std::string(rows.text(4)),
                     std::string(rows.text(5))};
  const bool reaches = one.verb == "send" || one.verb == "invite" ||
                       (!one.channel.empty() && one.verb != "task" && one.verb != "notify" && one.verb != "grant");
  if (reaches) out.push_back(std::move(one));
}

}  // namespace

// What a relay has in its hands cannot be called back, but it must not be handed out a second time.
std::vector<WaitingContact> Store::waiting_contacts() {
  std::vector<WaitingContact> out;
  Statement rows(
      parts_->database,
      "SELECT seq, customer, verb, object, channel, source FROM outbox WHERE status = 'new' UNION ALL "
      "SELECT o.seq, customer, verb, object, channel, source FROM outbox o JOIN deliveries d ON d.seq = o.seq "
      "WHERE status = 'sending' AND substr(detail, 1, 10) <> 'withheld: '");
  while (rows.row()) add_contact(rows, out);
  return out;
}

std::vector<WaitingContact> Store::waiting_contacts(const Dataset& dataset) {
  if (!parts_->asks_few) return waiting_contacts();
  std::vector<WaitingContact> out;
  Statement hers(
      parts_->database,
      "SELECT seq, customer, verb, object, channel, source, status, (SELECT detail FROM deliveries d WHERE d.seq = "
      "outbox.seq) FROM outbox WHERE customer = ? AND status IN ('new', 'sending')");
  for (const TextCode id : dataset.customer_ids) {
    hers.bind(dataset.pool->text(id));
    while (hers.row()) {
      const bool in_hand = hers.text(6) == "sending";
      if (!in_hand || (!hers.is_null(7) && !hers.text(7).starts_with("withheld: "))) add_contact(hers, out);
    }
  }
  return out;
}

std::vector<OutboxEntry> Store::outbox_of(std::string_view customer) {
  std::vector<OutboxEntry> out;
  Statement rows(parts_->database,
                 "SELECT source, verb, object, status, due_at, changed_at FROM outbox WHERE customer = ? ORDER BY seq");
  rows.bind(customer);
  while (rows.row())
    out.push_back({std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2)),
                   std::string(rows.text(3)), rows.is_null(4) ? no_instant : rows.whole(4),
                   rows.is_null(5) ? no_instant : rows.whole(5)});
  return out;
}

void Store::withhold(const std::vector<Withheld>& contacts, Micros at) {
  Statement put(parts_->database,
                "UPDATE outbox SET status = 'failed', changed_at = ?2, reason = ?3 WHERE seq = ?1 AND status = 'new'");
  Statement mark(
      parts_->database,
      "UPDATE deliveries SET detail = ?2 WHERE seq = ?1 AND seq IN (SELECT seq FROM outbox WHERE seq = ?1 AND "
      "status = 'sending')");
  for (const Withheld& one : contacts) {
    put.bind(one.seq).bind(at).bind(one.outcome + ": " + one.reason).run();
    mark.bind(one.seq).bind("withheld: " + one.outcome + ": " + one.reason).run();
  }
}

}  // namespace sop
