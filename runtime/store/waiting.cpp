// Contacts in the outbox that a run withholds, inside of its own transaction.
#include "runtime/store/store_parts.h"

namespace sop {

std::vector<WaitingContact> Store::waiting_contacts() {
  std::vector<WaitingContact> out;
  Statement rows(parts_->database, "SELECT seq, customer, verb, object, channel FROM outbox WHERE status = 'new'");
  while (rows.row()) {
    WaitingContact one{rows.whole(0), std::string(rows.text(1)), std::string(rows.text(2)), std::string(rows.text(3)),
                       std::string(rows.text(4))};
    const bool reaches = one.verb == "send" || one.verb == "invite" ||
                         (!one.channel.empty() && one.verb != "task" && one.verb != "notify" && one.verb != "grant");
    if (reaches) out.push_back(std::move(one));
  }
  return out;
}

void Store::withhold(const std::vector<Withheld>& contacts, Micros at) {
  Statement put(parts_->database,
                "UPDATE outbox SET status = 'failed', changed_at = ?2, reason = ?3 WHERE seq = ?1 AND status = 'new'");
  for (const Withheld& one : contacts) put.bind(one.seq).bind(at).bind(one.outcome + ": " + one.reason).run();
}

}  // namespace sop
