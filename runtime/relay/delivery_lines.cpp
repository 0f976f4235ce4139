#include "runtime/relay/delivery_lines.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "runtime/io/instant_option.h"
#include "runtime/io/value_print.h"

namespace sop {
namespace {

// Not over; went well; did not.
constexpr std::string_view statuses[] = {"new",    "sending", "unknown", "sent",       "done",         "late",
                                         "failed", "expired", "refused", "staff_left", "not_a_friend", "over_quota"};
constexpr std::size_t before_good = 3, bad_from = 6;

using Json = nlohmann::ordered_json;

void add(Json& to, const char* key, const std::string& text) {
  if (!text.empty()) to[key] = text;
}

void add(Json& to, const char* key, Micros instant, const ZoneRules& zone) {
  if (instant == no_instant) return;
  std::string text;
  print_instant(instant, zone, text);
  to[key] = text;
}

}  // namespace

std::string line_of(const Delivery& delivery, const ZoneRules& zone, bool whole) {
  const OutboxRow& row = delivery.row;
  Json out = Json::object();
  out["effect_id"] = row.effect_id;
  out["customer_id"] = row.customer;
  out["verb"] = row.verb;
  add(out, "object", row.object);
  add(out, "source", row.source);
  add(out, "step", row.step);
  add(out, "channel", row.channel);
  add(out, "staff", row.staff);
  add(out, "due_at", row.due_at, zone);
  add(out, "expires_at", row.expires_at, zone);
  add(out, "reason", row.reason);
  const Json params = Json::parse(row.params, nullptr, false);
  if (!params.is_discarded() && !params.empty()) out["params"] = params;
  if (!whole || delivery.attempts > 0) out["attempt"] = delivery.attempts;
  if (whole) {
    out["status"] = delivery.status;
    add(out, "changed_at", delivery.changed_at, zone);
    if (delivery.status == "sending") add(out, "lease_until", delivery.lease_until, zone);
    if (delivery.status == "new") add(out, "not_before", delivery.not_before, zone);
    add(out, "detail", delivery.detail);
  } else {
    add(out, "lease_until", delivery.lease_until, zone);
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::span<const std::string_view> delivery_statuses() { return statuses; }

bool is_outcome(std::string_view status, std::string_view word) {
  const std::span all(statuses);
  const auto among = [&](std::span<const std::string_view> some) {
    return std::ranges::find(some, word) != some.end();
  };
  if (status == "sent") return among(all.subspan(before_good, bad_from - before_good));
  if (status == "failed") return among(all.subspan(bad_from));
  return word == status;
}

std::expected<Settlement, std::string> settlement_of(std::string_view line, std::string_view status,
                                                     const ZoneRules& zone) {
  const Json read = Json::parse(line, nullptr, false);
  if (!read.is_object()) return std::unexpected("it is no JSON object");
  const auto text = [&](const char* key) {
    const auto found = read.find(key);
    return found != read.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  Settlement out{text("effect_id"), std::string(status), text("detail")};
  if (out.effect_id.empty()) return std::unexpected("it names no `effect_id`");
  if (const std::string word = text("outcome"); !word.empty()) {
    if (!is_outcome(status, word)) return std::unexpected("`" + word + "` is no outcome for this command");
    out.status = word;
  }
  if (const std::string again = text("retry_at"); !again.empty()) {
    const auto instant = parse_instant(again, &zone);
    if (status != "failed" || !instant) return std::unexpected("`retry_at` is an instant, and for `fail` only");
    out.status = "new";
    out.not_before = *instant;
  }
  return out;
}

}  // namespace sop
