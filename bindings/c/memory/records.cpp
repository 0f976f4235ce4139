#include "bindings/c/memory/records.h"

#include "runtime/journeys/instance_text.h"
#include "runtime/store/names.h"

namespace sop::embed {
namespace {

template <class Value>
std::optional<Value> whole_record(const BytesIn& in, Value value) {
  return in.good() && in.at_end() ? std::optional(std::move(value)) : std::nullopt;
}

std::string_view text_or_none(const TextPool& pool, TextCode code) {
  return code == no_text ? std::string_view() : pool.text(code);
}

}  // namespace

std::string held_record(const Program& program, Type type, const HeldState& state) {
  BytesOut out;
  out.text(stored_value(program, type, state.value));
  out.whole(state.since);
  out.whole(state.mark);
  out.word(state.blocked ? 1 : 0);
  return out.take();
}

std::optional<HeldState> held_state(const Program& program, Type type, std::string_view bytes) {
  BytesIn in(bytes);
  HeldState state{.known = true};
  state.value = value_stored(program, type, in.text());
  state.since = in.whole();
  state.mark = in.whole();
  state.blocked = in.word() != 0;
  return whole_record(in, state);
}

std::string change_record(const Program& program, Type type, const ChangeRow& row) {
  BytesOut out;
  out.whole(row.at);
  out.text(stored_value(program, type, row.before));
  out.text(stored_value(program, type, row.after));
  out.text(row.cause);
  return out.take();
}

std::optional<ChangeRow> change_row(const Program& program, Type type, std::string_view bytes) {
  BytesIn in(bytes);
  ChangeRow row;
  row.at = in.whole();
  row.before = value_stored(program, type, in.text());
  row.after = value_stored(program, type, in.text());
  row.cause = in.text();
  return whole_record(in, std::move(row));
}

std::string fired_record(std::string_view value, Micros at) {
  BytesOut out;
  out.text(value);
  out.whole(at);
  return out.take();
}

std::optional<std::pair<std::string, Micros>> fired(std::string_view bytes) {
  BytesIn in(bytes);
  std::string value(in.text());
  const Micros at = in.whole();
  return whole_record(in, std::pair(std::move(value), at));
}

std::string tag_record(const TextPool& pool, const StoredTag& tag) {
  BytesOut out;
  out.text(text_or_none(pool, tag.group));
  out.text(pool.text(tag.tag));
  out.word(static_cast<std::uint64_t>(tag.origin));
  out.text(text_or_none(pool, tag.source));
  out.whole(tag.since);
  out.whole(tag.until);
  out.word((tag.locked ? 1u : 0u) | (tag.manual_until_true ? 2u : 0u));
  return out.take();
}

std::optional<StoredTag> stored_tag(TextPool& pool, std::string_view bytes) {
  BytesIn in(bytes);
  StoredTag tag;
  const std::string_view group = in.text(), name = in.text();
  const std::uint64_t origin = in.word();
  const std::string_view source = in.text();
  tag.since = in.whole();
  tag.until = in.whole();
  const std::uint64_t marks = in.word();
  if (origin > static_cast<std::uint64_t>(TagOrigin::manual) || !in.good()) return std::nullopt;
  tag.tag = pool.intern(name);
  if (!group.empty()) tag.group = pool.intern(group);
  tag.origin = static_cast<TagOrigin>(origin);
  if (!source.empty()) tag.source = pool.intern(source);
  tag.locked = (marks & 1) != 0;
  tag.manual_until_true = (marks & 2) != 0;
  return whole_record(in, tag);
}

std::string instance_record(const Instance& one, const Journey& journey) {
  BytesOut out;
  out.word(one.standing == Standing::over ? 0 : 1);
  out.text(one.key);
  out.whole(one.entry);
  out.whole(one.entered_at);
  out.whole(one.ended_at);
  out.text(one.outcome);
  out.text(instance_text(one, journey));
  return out.take();
}

bool is_live(std::string_view bytes) { return BytesIn(bytes).word() == 1; }

std::optional<Instance> instance_of_old(std::string_view bytes) {
  BytesIn in(bytes);
  if (in.word() != 0) return std::nullopt;  // whoever is inside must be read in full
  Instance out;
  out.standing = Standing::over;
  out.step = no_step;
  out.key = in.text();
  out.entry = in.whole();
  out.at = out.entered_at = in.whole();
  out.ended_at = in.whole();
  out.outcome = in.text();
  in.text();
  return whole_record(in, std::move(out));
}

std::optional<Instance> instance(std::string_view bytes, const Journey& journey) {
  BytesIn in(bytes);
  in.word();
  std::string key(in.text());
  const std::int64_t entry = in.whole();
  in.whole();
  in.whole();
  in.text();
  auto out = instance_from_text(in.text(), journey);
  if (!out) return std::nullopt;
  const auto steps = static_cast<std::int64_t>(journey.steps.size());
  if (out->standing != Standing::over && (out->step < 0 || out->step >= steps)) return std::nullopt;
  for (const Rounds& rounds : out->rounds)
    if (rounds.step < 0 || rounds.step >= steps) return std::nullopt;
  for (const ClosedWait& wait : out->closed)
    if (wait.step < 0 || wait.step >= steps) return std::nullopt;
  out->key = std::move(key);
  out->entry = entry;
  return whole_record(in, std::move(*out));
}

std::string queued_record(const QueuedEntry& entry, const Journey& journey) {
  BytesOut out;
  out.text(entry.key);
  out.whole(entry.at);
  out.text(entry.entered_by);
  out.text(kept_text(entry.kept, journey));
  return out.take();
}

std::optional<QueuedEntry> queued_entry(std::string_view bytes, const Journey& journey) {
  BytesIn in(bytes);
  QueuedEntry entry;
  entry.key = in.text();
  entry.at = in.whole();
  entry.entered_by = in.text();
  auto kept = kept_from_text(in.text(), journey);
  if (!kept) return std::nullopt;
  entry.kept = std::move(*kept);
  return whole_record(in, std::move(entry));
}

std::string contact_record(const HeldContact& contact) {
  BytesOut out;
  out.word(contact.action);
  out.text(contact.number);
  for (const Micros at : {contact.fired_at, contact.due, contact.wake}) out.whole(at);
  out.text(contact.staff);
  out.text(contact.params);
  return out.take();
}

std::optional<HeldContact> held_contact(std::string_view bytes) {
  BytesIn in(bytes);
  HeldContact contact;
  contact.action = static_cast<std::uint32_t>(in.word());
  contact.number = in.text();
  for (Micros* at : {&contact.fired_at, &contact.due, &contact.wake}) *at = in.whole();
  contact.staff = in.text();
  contact.params = in.text();
  return whole_record(in, std::move(contact));
}

std::string deed_record(const OutboxRow& row) {
  BytesOut out;
  out.whole(row.due_at);
  for (const std::string* part :
       {&row.effect_id, &row.verb, &row.object, &row.source, &row.step, &row.channel, &row.staff})
    out.text(*part);
  return out.take();
}

std::optional<Deed> deed(std::string_view bytes) {
  BytesIn in(bytes);
  Deed out;
  out.at = in.whole();
  for (std::string* part : {&out.effect_id, &out.verb, &out.object, &out.source, &out.step, &out.channel, &out.staff})
    *part = in.text();
  return whole_record(in, std::move(out));
}

std::string actions_record(const LastRun::Actions& actions) {
  BytesOut out;
  for (const std::string* part : {&actions.verb, &actions.object, &actions.source}) out.text(*part);
  out.word(actions.count);
  return out.take();
}

std::optional<LastRun::Actions> last_actions(std::string_view bytes) {
  BytesIn in(bytes);
  LastRun::Actions out;
  for (std::string* part : {&out.verb, &out.object, &out.source}) *part = in.text();
  out.count = in.word();
  return whole_record(in, std::move(out));
}

}  // namespace sop::embed
