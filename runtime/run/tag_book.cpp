#include "runtime/run/tag_book.h"

#include <algorithm>

#include "runtime/run/effects.h"
#include "runtime/run/latest_of_group.h"
#include "runtime/run/rows_of_all.h"
#include "runtime/run/tag_locks.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

std::uint64_t pair_of(TextCode group, TextCode tag) { return (std::uint64_t{group} << 32) | tag; }

TextCode group_code(const std::string& group, TextPool& pool) { return group.empty() ? no_text : pool.intern(group); }

std::int64_t whole_constant(const Program& program, InstId id) {
  return program.constants[static_cast<std::size_t>(program.at(id).a)].whole;
}

bool is_removed(const StoredTag& tag, Micros as_of) { return !tag.locked && tag.until <= as_of; }

TagHolding held_since(const StoredTag& tag) {
  TagHolding holding{.customer = tag.customer, .tag = tag.tag};
  holding.has_group = tag.group != no_text;
  holding.group = holding.has_group ? tag.group : TextCode{};
  holding.since = tag.since;
  holding.until = tag.until;
  // Set by an earlier run: as in that run it is seen from the next instant on.
  holding.begins_after = tag.origin == TagOrigin::set && tag.since != no_instant;
  if (holding.begins_after) ++holding.since;
  return holding;
}

bool is_after(const StoredTag& tag, Micros at) { return tag.since != no_instant && tag.since > at; }

}  // namespace

Micros longest_delay(const Program& program) {
  Micros longest = 0;
  for (const Input& input : program.inputs)
    if (input.kind == InputKind::stream) longest = std::max(longest, nominal_micros(unpack_duration(input.lateness)));
  for (const Journey& journey : program.journeys)
    for (const JourneyStep& step : journey.steps)
      if (step.grace.exists())
        longest = std::max(longest, nominal_micros(unpack_duration(whole_constant(program, step.grace))));
  return longest + 2 * micros_per_day;
}

TagBook::TagBook(const Program& program, Dataset& dataset, const RunOptions& options, const RunContext& context)
    : program_(program),
      dataset_(dataset),
      options_(options),
      zone_(context.zone),
      longest_delay_(longest_delay(program)) {
  TextPool& pool = *dataset.pool;
  for (const Fact& fact : program.facts) {
    if (fact.is_group())
      for (const std::string& member : program.enumerations[fact.type.enumeration.index()].members)
        declared_[pair_of(pool.intern(fact.name), pool.intern(member))] = &fact;
    if (fact.kind == FactKind::tag) declared_[pair_of(group_code(fact.group, pool), pool.intern(fact.name))] = &fact;
  }
  const TagsGiven given = tags_given(dataset, options.has_as_of ? options.as_of : INT64_MAX, context);
  has_input_ = given.any;
  take_input();
  take_memory(given.any, given.newest);
  for (StoredTag& tag : now_) remember_ttl(tag);
  index_new();
  was_ = now_;
  was_index_ = now_index_;
  keep_latest_of_groups(
      program_, pool, [&](const StoredTag& tag) { return declared(tag.group, tag.tag); }, now_, given_before_);
  hold_all();
}

const Fact* TagBook::declared(TextCode group, TextCode tag) const {
  const auto found = declared_.find(pair_of(group, tag));
  return found == declared_.end() ? nullptr : found->second;
}

void TagBook::add(StoredTag tag) { now_.push_back(tag); }

void TagBook::expect(std::size_t more) { now_.reserve(now_.size() + more); }

void TagBook::index_new() {
  for (; indexed_ < now_.size(); ++indexed_)
    now_index_.set(key_of(now_[indexed_]), static_cast<std::uint32_t>(indexed_));
}

StoredTag* TagBook::find(std::uint32_t customer, TextCode group, TextCode tag) {
  index_new();
  const auto place = now_index_.find({customer, group, tag});
  return place ? &now_[*place] : nullptr;
}

const StoredTag* TagBook::before(std::uint32_t customer, TextCode group, TextCode tag) const {
  const auto place = was_index_.find({customer, group, tag});
  return place ? &was_[*place] : nullptr;
}

// The input `tags` is the truth outside. A tag of a group may come without the group's name.
void TagBook::take_input() {
  const auto group_of = [&](const TagHolding& holding) {
    if (holding.has_group) return holding.group;
    if (declared(no_text, holding.tag) != nullptr) return no_text;
    for (const auto& [key, fact] : declared_)
      if (static_cast<TextCode>(key) == holding.tag) return static_cast<TextCode>(key >> 32);
    return no_text;
  };
  for (const TagHolding& holding : dataset_.tags) {
    if (holding.personal || (options_.has_as_of && holding.since > options_.as_of)) continue;
    if (options_.has_as_of && holding.until <= options_.as_of) {
      ran_out_.push_back(holding);
      continue;
    }
    StoredTag tag{.customer = holding.customer, .tag = holding.tag, .group = group_of(holding)};
    tag.since = holding.since == INT64_MIN ? no_instant : holding.since;
    tag.until = holding.until;
    const Fact* fact = declared(tag.group, tag.tag);
    tag.origin = holding.manual || (fact != nullptr && fact->manual) ? TagOrigin::manual
                 : fact == nullptr || fact->stored                   ? TagOrigin::set
                                                                     : TagOrigin::derived;
    tag.manual_until_true = tag.origin == TagOrigin::manual && fact != nullptr && !fact->stored;
    StoredTag* known = find(tag.customer, tag.group, tag.tag);
    if (known == nullptr) {
      add(tag);
    } else if (holds_one_tag(fact)) {
      if (tag.since > known->since) std::swap(*known, tag);
      given_before_.push_back(tag);
    }
  }
  for (const TagHolding& lock : dataset_.tag_locks) {
    StoredTag tag{.customer = lock.customer, .tag = lock.tag, .group = group_of(lock)};
    tag.until = lock.until;
    tag.locked = true;
    if (options_.has_as_of && lock.until <= options_.as_of) {
      over_.push_back(tag);
      continue;
    }
    if (StoredTag* known = find(tag.customer, tag.group, tag.tag))
      *known = tag;
    else
      add(tag);
  }
}

// Does the outside still show what sop has taken away since? Then the removal is pending, not given anew.
void TagBook::take_removal(const StoredTag& known, Micros watermark) {
  if (watermark != no_instant && watermark > known.until) return;  // what it shows now is news
  removed_.push_back(known);
  pending_.insert(key_of(known));
  index_new();
  const auto found = now_index_.find(key_of(known));
  if (!found || now_[*found].locked) return;
  const std::uint32_t hole = *found;
  now_index_.erase(key_of(known));
  const StoredTag last = now_.back();
  now_.pop_back();
  indexed_ = now_.size();
  if (hole == now_.size()) return;
  now_[hole] = last;
  now_index_.set(key_of(last), hole);
}

// What sop knows and the outside does not: pending, or removed by hand when the outside is newer; that locks it.
void TagBook::take_memory(bool given, Micros watermark) {
  if (options_.before == nullptr || !options_.before->exists) return;
  for (StoredTag& tag : now_) {
    if (tag.locked) continue;
    const Fact* fact = declared(tag.group, tag.tag);
    if (fact != nullptr && !fact->stored) tag.origin = TagOrigin::manual, tag.manual_until_true = true;
  }
  for (const StoredTag& known : options_.before->tags) {
    if (is_removed(known, options_.before->as_of)) {
      const bool ran_out = end_of_ttl(known).value_or(INT64_MAX) <= known.until;
      if (known.origin == TagOrigin::set && is_recent(known.until) && !ran_out)
        ended_[{known.customer, known.group, known.tag}] = known.until;
      if (known.was_never_held()) {
        if (known.origin == TagOrigin::set && is_recent(known.until)) past_.push_back(known);
      } else if (given) {
        take_removal(known, watermark);
      } else if (known.origin == TagOrigin::set && is_recent(known.until)) {
        past_.push_back(known);
      }
      continue;
    }
    StoredTag* outside = find(known.customer, known.group, known.tag);
    if (outside != nullptr) {
      if (known.locked || outside->locked) continue;  // a manual add lifts the lock
      const Micros since = outside->since, until = outside->until;
      *outside = known;
      if (since != no_instant) outside->since = since;
      outside->until = std::min(known.until, until);
      outside->untold = false;
      continue;
    }
    StoredTag tag = known;
    if (tag.locked && options_.has_as_of && tag.until <= options_.as_of) continue;  // the lock is over
    // It ran out since: an outside that is newer shows it; else that is told now.
    const bool news = given && watermark != no_instant && watermark > tag.since;
    if (news && !tag.locked && options_.has_as_of && tag.until <= options_.as_of && tag.origin != TagOrigin::derived) {
      past_.push_back(known);
      continue;
    }
    // It had run out before the outside was looked at: nobody took it away, and the outside knows.
    if (news && !tag.locked && tag.until <= watermark) continue;
    if (news && !tag.locked) {
      if (tag.origin == TagOrigin::manual && !tag.manual_until_true) continue;
      tag.locked = true;
      tag.until = INT64_MAX;
    }
    add(tag);
  }
}

bool TagBook::is_recent(Micros at) const {
  return options_.has_as_of && at != no_instant && at > options_.as_of - longest_delay_;
}

// `ttl d` of a tag set by hand or by a rule: until d after it was set.
void TagBook::remember_ttl(StoredTag& tag) const {
  const Fact* fact = declared(tag.group, tag.tag);
  if (fact == nullptr || !fact->stored || !fact->ttl.exists() || tag.locked || tag.since == no_instant) return;
  tag.until = std::min(tag.until, moved(tag.since, whole_constant(program_, fact->ttl), zone_));
}

// The holding that is put behind all others next.
void TagBook::hold_as_last(const TagKey& key) { holdings_.set(key, static_cast<std::uint32_t>(dataset_.tags.size())); }

// Expressions read holdings; derived tags are read as facts.
void TagBook::hold_all() {
  std::erase_if(dataset_.tags, [](const TagHolding& holding) { return !holding.personal; });
  keep_latest_of_persons(program_, *dataset_.pool, dataset_.tags);
  for (TagHolding& holding : dataset_.tags) {  // a person's own tag has a `ttl` too; nothing but expressions sees it
    const Fact* fact = declared(holding.has_group ? holding.group : no_text, holding.tag);
    if (fact == nullptr || !fact->ttl.exists() || holding.since == INT64_MIN) continue;
    holding.until = std::min(holding.until, moved(holding.since, whole_constant(program_, fact->ttl), zone_));
  }
  for (const StoredTag& tag : given_before_) dataset_.tags.push_back(held_since(tag));
  for (const StoredTag& tag : now_) {
    if (tag.locked) continue;
    hold_as_last(key_of(tag));
    dataset_.tags.push_back(held_since(tag));
  }
  for (const StoredTag& tag : past_) {  // for what is asked of before
    if (tag.was_never_held()) continue;
    const bool ran_out = tag.until == end_of_ttl(tag);
    TagHolding holding{.customer = tag.customer, .tag = tag.tag};
    holding.has_group = tag.group != no_text;
    holding.group = holding.has_group ? tag.group : TextCode{};
    holding.begins_after = tag.since != no_instant;
    holding.since = holding.begins_after ? tag.since + 1 : tag.since;
    holding.ends_after = !ran_out;
    holding.until = ran_out ? tag.until : tag.until + 1;
    if (!holdings_.find(key_of(tag))) hold_as_last(key_of(tag));
    dataset_.tags.push_back(holding);
  }
  dataset_.tags.insert(dataset_.tags.end(), ran_out_.begin(), ran_out_.end());
  for (const StoredTag& tag : now_)
    if (tag.locked) hold_lock(tag);
  for (const StoredTag& tag : over_) hold_lock(tag);
}

// A lock on a tag that a condition would give, for that condition to see.
void TagBook::hold_lock(const StoredTag& tag) {
  const Fact* fact = declared(tag.group, tag.tag);
  if (fact == nullptr || fact->stored) return;
  TextPool& pool = *dataset_.pool;
  const std::string_view group = tag.group == no_text ? std::string_view() : pool.text(tag.group);
  TagHolding lock{.customer = tag.customer, .tag = pool.intern(lock_name(group, pool.text(tag.tag)))};
  lock.until = tag.until;
  dataset_.tags.push_back(lock);
}

TagNames TagBook::names_of(const Action& action, const std::string& source) const {
  TextPool& pool = *dataset_.pool;
  return {group_code(action.group, pool), pool.intern(action.object), pool.intern(source)};
}

void TagBook::tag(std::uint32_t customer, const TagNames& names, Micros at) {
  TextPool& pool = *dataset_.pool;
  const auto [in_group, tag_code, source] = names;
  const Fact* fact = declared(in_group, tag_code);
  if (fact != nullptr && fact->is_group()) {
    const std::string_view name = pool.text(tag_code);
    for (const std::string& sibling : program_.enumerations[fact->type.enumeration.index()].members)
      if (sibling != name) end(customer, {in_group, pool.intern(sibling), source}, at);
    if (given_later(customer, *fact, name, at)) return;
  }
  StoredTag* known = find(customer, in_group, tag_code);
  if ((known != nullptr && known->locked) || was_locked(customer, in_group, tag_code, at)) return;
  if (taken_away_since(known, {customer, in_group, tag_code}, at)) return;
  StoredTag tag{.customer = customer, .tag = tag_code, .group = in_group, .origin = TagOrigin::set};
  tag.source = source;
  tag.since = at;
  const bool held = known != nullptr && known->until > at;
  const bool refreshes = fact != nullptr && fact->ttl.exists();
  if (held && !refreshes) return;
  // Taken away and given again at one instant: held all along.
  if (known != nullptr && known->until == at && known->since != no_instant && !refreshes) tag.since = known->since;
  remember_ttl(tag);
  if (known != nullptr)
    *known = tag;
  else
    add(tag);
  if (held) {  // one holding, which lasts longer
    if (const auto so_far = holdings_.find({customer, in_group, tag_code}); so_far) {
      dataset_.tags[*so_far].until = tag.until;
      dataset_.tags[*so_far].ends_after = false;
      return;
    }
  }
  TagHolding holding{.customer = customer, .tag = tag_code};
  holding.has_group = in_group != no_text;
  holding.group = holding.has_group ? in_group : TextCode{};
  holding.since = at == no_instant ? at : at + 1;
  holding.begins_after = at != no_instant;
  holding.until = tag.until;
  hold_as_last({customer, in_group, tag_code});
  dataset_.tags.push_back(holding);
}

// By a lock of the input that has ended since.
bool TagBook::was_locked(std::uint32_t customer, TextCode group, TextCode tag, Micros at) const {
  return std::ranges::any_of(over_, [&](const StoredTag& lock) {
    return lock.customer == customer && lock.group == group && lock.tag == tag && at < lock.until;
  });
}

// Is a sibling held that came after this instant? What is told late does not undo it.
bool TagBook::given_later(std::uint32_t customer, const Fact& group, std::string_view name, Micros at) {
  TextPool& pool = *dataset_.pool;
  const TextCode in_group = group_code(group.name, pool);
  return std::ranges::any_of(
      program_.enumerations[group.type.enumeration.index()].members, [&](const std::string& sibling) {
        const StoredTag* known = sibling == name ? nullptr : find(customer, in_group, pool.intern(sibling));
        return known != nullptr && !known->locked && known->until > known->since && is_after(*known, at);
      });
}

// What comes late does not undo what was done at a later instant: given anew, or taken away (semantics D5).
bool TagBook::taken_away_since(const StoredTag* known, const TagKey& key, Micros at) const {
  if (at == no_instant) return false;
  const auto end = ended_.find(key);
  return (end != ended_.end() && end->second > at) || (known != nullptr && is_after(*known, at));
}

// The end of its `ttl`, where it has one.
std::optional<Micros> TagBook::end_of_ttl(const StoredTag& tag) const {
  const Fact* fact = declared(tag.group, tag.tag);
  if (fact == nullptr || !fact->ttl.exists() || tag.since == no_instant) return std::nullopt;
  return moved(tag.since, whole_constant(program_, fact->ttl), zone_);
}

// Taken away where it is not held: of what comes late and is of before that is to be known.
void TagBook::untag(std::uint32_t customer, const TagNames& names, Micros at) {
  const auto [in_group, tag_code, source] = names;
  end(customer, names, at);
  const TagKey key{customer, in_group, tag_code};
  if (at == no_instant || find(customer, in_group, tag_code) != nullptr || pending_.contains(key)) return;
  if (!is_set_by_events(in_group, tag_code)) return;
  const auto [end_before, first] = ended_.try_emplace(key, at);
  end_before->second = std::max(end_before->second, at);
  if (!first) return;  // what was held till then is on record
  StoredTag never{.customer = customer, .tag = tag_code, .group = in_group, .origin = TagOrigin::set};
  never.source = source;
  never.since = never.until = at;
  add(never);
}

// Could something that comes late give it?
bool TagBook::is_set_by_events(TextCode group, TextCode tag) {
  const auto [known, added] = set_by_events_.try_emplace(pair_of(group, tag), false);
  if (!added) return known->second;
  const std::string_view name = dataset_.pool->text(tag);
  const auto gives = [&](const Action& action) {
    return action.verb == Verb::tag && action.object == name && group_code(action.group, *dataset_.pool) == group;
  };
  for (const Rule& rule : program_.rules)
    if (std::ranges::any_of(rule.triggers, [](const Trigger& one) { return one.stream.exists(); }))
      known->second = known->second || std::ranges::any_of(rule.actions, gives);
  for (const Journey& journey : program_.journeys)
    known->second = known->second || std::ranges::any_of(journey.actions, gives);
  return known->second;
}

void TagBook::end(std::uint32_t customer, const TagNames& names, Micros at) {
  const auto [in_group, tag_code, source] = names;
  StoredTag* known = find(customer, in_group, tag_code);
  if (known != nullptr && !known->locked && is_after(*known, at)) return;  // given since
  const auto holding = holdings_.find({customer, in_group, tag_code});
  if (holding) {
    TagHolding& held = dataset_.tags[*holding];
    const Micros end = at == no_instant ? at : at + 1;
    if (end < held.until) held.ends_after = at != no_instant;
    held.until = std::min(held.until, end);
  }
  if (known == nullptr || known->locked) return;
  if (known->until <= at) return;  // something else has ended it
  known->until = at;
  known->source = source;
  if (at != no_instant) ended_[{customer, in_group, tag_code}] = at;
}

}  // namespace sop
