// From a run's result to the book for the next one. Everything that is known of this run's customers is written anew;
// what the book before says of others, and of things this program does not have, is carried over.
#include "bindings/c/memory/remember.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "bindings/c/memory/people.h"
#include "bindings/c/memory/records.h"
#include "compiler/ir/print.h"
#include "runtime/run/edges_bytes.h"

namespace sop::embed {
namespace {

constexpr std::size_t runs_kept = 20;

class Remembering {
 public:
  Remembering(const MemoryBook& before, const Program& written, const RunView& view)
      : before_(before),
        written_(written),
        program_(*view.program),
        dataset_(*view.dataset),
        result_(*view.result),
        after_(view.result->memory),
        outbox_(outbox_rows(view)),
        people_(people_of(before, *view.program, *view.dataset)) {}

  MemoryBook run() {
    book_.exists = true;
    book_.as_of = after_.as_of;
    write_customers();
    for (std::size_t h = 0; h < program_.histories.size(); ++h) write_history(h);
    for (std::size_t r = 0; r < program_.rules.size(); ++r) write_rule(r);
    write_facts();
    write_lists();
    for (const auto& [name, definition] : after_.tag_definitions)
      shelf(ShelfKind::tag_rule, name).definition = definition;
    for (const StoredTag& tag : after_.tags) put(shelf(ShelfKind::tags), tag.customer, tag_record(*dataset_.pool, tag));
    write_edges();
    write_journeys();
    write_deeds();
    write_streams();
    write_counts();
    carry_over();
    write_versions();
    return std::move(book_);
  }

 private:
  using Key = std::tuple<ShelfKind, std::string, std::uint64_t>;

  MemoryShelf& shelf(ShelfKind kind, std::string_view name = "", std::uint64_t version = 0) {
    const auto [place, is_new] = places_.try_emplace(Key{kind, std::string(name), version}, book_.shelves.size());
    if (is_new) book_.shelves.push_back({.kind = kind, .name = std::string(name), .definition = version});
    return book_.shelves[place->second];
  }
  static void put(MemoryShelf& shelf, std::uint32_t customer, std::string bytes) {
    shelf.items.push_back({customer, std::move(bytes)});
  }
  void put_bits(MemoryShelf& shelf, const std::vector<bool>& truth) const {
    shelf.bits.assign(words_for(book_.customers.size()), 0);
    for (std::size_t c = 0; c < truth.size(); ++c)
      if (truth[c]) set_bit(shelf.bits, c);
  }

  // This run's customers come first, in the order of its data.
  void write_customers() {
    for (std::size_t c = 0; c < dataset_.customers; ++c)
      book_.customers.emplace_back(dataset_.pool->text(dataset_.customer_ids[c]));
    absent_.assign(before_.customers.size(), nobody);
    for (std::size_t i = 0; i < before_.customers.size(); ++i) {
      if (people_.here[i] != nobody) continue;
      absent_[i] = static_cast<std::uint32_t>(book_.customers.size());
      book_.customers.push_back(before_.customers[i]);
    }
  }

  void write_history(std::size_t index) {
    const History& history = program_.histories[index];
    MemoryShelf& of = shelf(ShelfKind::history, history.name);
    of.definition = history.definition;
    for (std::uint32_t c = 0; c < dataset_.customers; ++c)
      if (const HeldState& state = after_.histories[index].of[c]; state.known)
        put(of, c, held_record(program_, history.type, state));
    write_changes(index);
  }

  void write_changes(std::size_t index) {
    const History& history = program_.histories[index];
    const auto its_own = [&](const ChangeRow& row) { return row.history == index; };
    if (!history.changes.exists() && std::ranges::none_of(after_.changes, its_own)) return;
    MemoryShelf& of = shelf(ShelfKind::changes, history.name);
    for (const ChangeRow& row : after_.changes)
      if (its_own(row)) put(of, row.customer, change_record(program_, history.type, row));
  }

  void write_rule(std::size_t index) {
    const Rule& rule = program_.rules[index];
    const RuleMemory& memory = after_.rules[index];
    MemoryShelf& of = shelf(ShelfKind::rule, rule.name);
    of.definition = rule.definition;
    of.since = memory.since;
    put_bits(of, memory.truth);
    MemoryShelf& fired = shelf(ShelfKind::fired, rule.name);
    for (const auto& [key, at] : memory.last_fired) put(fired, key.first, fired_record(key.second, at));
  }

  void write_facts() {
    for (std::size_t f = 0; f < program_.facts.size(); ++f) {
      const Fact& fact = program_.facts[f];
      if (fact.kind == FactKind::segment) put_bits(shelf(ShelfKind::segment, fact.name), after_.segments[f]);
      if (fact.kind == FactKind::tier) write_levels(f);
    }
  }

  void write_lists() {
    for (const auto& [name, list] : after_.lists) {
      MemoryShelf& of = shelf(ShelfKind::list, name);
      of.definition = list.version;
      put_bits(of, list.of);
    }
  }

  void write_levels(std::size_t index) {
    const Fact& fact = program_.facts[index];
    const ColumnData& levels = result_.facts[index];
    const auto& members = program_.enumerations[fact.type.enumeration.index()].members;
    for (std::size_t level = 0; level < members.size(); ++level) {
      std::vector<bool> held(dataset_.customers, false);
      for (std::size_t row = 0; row < result_.frame.rows(); ++row)
        held[result_.frame.customer[row]] =
            levels.is_known(row) && levels.whole[row] == static_cast<std::int64_t>(level);
      put_bits(shelf(ShelfKind::level, fact.name + "\n" + members[level]), held);
    }
  }

  void write_edges() {
    for (const Population& form : program_.populations)
      if (const auto found = after_.edges.find(form.definition); found != after_.edges.end())
        if (MemoryShelf& of = shelf(ShelfKind::edges, population_name(form)); of.items.empty())
          put(of, nobody, bytes_of(found->second));
  }

  void write_journeys() {
    for (const auto& [name, known] : after_.journeys.known) {
      MemoryShelf& of = shelf(ShelfKind::journey, name);
      of.definition = known.definition;
      of.since = known.since;
    }
    for (const Instance& one : after_.journeys.instances) {
      const Journey& journey = program_.journeys[one.journey];
      put(shelf(ShelfKind::instances, journey.name, journey.definition), one.customer, instance_record(one, journey));
    }
    for (const QueuedEntry& entry : after_.journeys.queued) {
      const Journey& journey = program_.journeys[entry.journey];
      put(shelf(ShelfKind::queued, journey.name, journey.definition), entry.customer, queued_record(entry, journey));
    }
    for (const HeldContact& contact : after_.journeys.held)
      put(shelf(ShelfKind::held, program_.rules[contact.rule].name), contact.customer, contact_record(contact));
  }

  // All that was done, not only what this run did: `sends` and caps look back.
  void write_deeds() {
    MemoryShelf& of = shelf(ShelfKind::deeds);
    std::set<std::string> known;
    if (const MemoryShelf* old = before_.find(ShelfKind::deeds, ""))
      for (const MemoryItem& item : old->items) {
        const auto done = deed(item.bytes);
        if (!done || item.customer == nobody || !known.insert(done->effect_id).second) continue;
        const std::uint32_t at = absent_[item.customer];
        put(of, at == nobody ? people_.here[item.customer] : at, item.bytes);
      }
    std::map<std::string_view, std::uint32_t> customers;
    for (std::uint32_t c = 0; c < dataset_.customers; ++c)
      customers.emplace(dataset_.pool->text(dataset_.customer_ids[c]), c);
    for (const OutboxRow& row : outbox_)
      if (known.insert(row.effect_id).second) put(of, customers.at(row.customer), deed_record(row));
  }

  void write_streams() {
    for (const auto& [name, events] : after_.seen_events) {
      BytesOut out;
      for (const auto& [event, at] : events) {
        out.word(event);
        out.word(static_cast<std::uint64_t>(at));
      }
      put(shelf(ShelfKind::stream, name), nobody, out.take());
    }
  }

  // The same instant again is no other run: it decides what came late.
  void write_counts() {
    const bool again = before_.exists && before_.as_of == after_.as_of && outbox_.empty();
    MemoryShelf& runs = shelf(ShelfKind::runs);
    if (const MemoryShelf* old = before_.find(ShelfKind::runs, "")) runs.items = old->items;
    if (!outbox_.empty()) {
      BytesOut out;
      out.word(outbox_.size());
      put(runs, nobody, out.take());
      if (runs.items.size() > runs_kept) runs.items.erase(runs.items.begin());
    }
    MemoryShelf& actions = shelf(ShelfKind::actions);
    if (again) {
      if (const MemoryShelf* old = before_.find(ShelfKind::actions, "")) actions.items = old->items;
      return;
    }
    std::map<std::array<std::string, 3>, std::uint64_t> counts;
    for (const OutboxRow& row : outbox_) ++counts[{row.verb, row.object, row.source}];
    for (const auto& [key, count] : counts) put(actions, nobody, actions_record({key[0], key[1], key[2], count}));
  }

  // Is it written anew as a whole, or gone for good with what it was of?
  static bool stays_behind(ShelfKind kind, bool is_known) {
    switch (kind) {
      case ShelfKind::segment:
      case ShelfKind::level: return !is_known;  // a segment that is written anew one day begins anew
      case ShelfKind::version:
      case ShelfKind::deeds:
      case ShelfKind::runs:
      case ShelfKind::actions: return true;
      case ShelfKind::tag_rule:
      case ShelfKind::edges:
      case ShelfKind::stream:
      case ShelfKind::journey: return is_known;
      case ShelfKind::history:
      case ShelfKind::changes:
      case ShelfKind::rule:
      case ShelfKind::fired:
      case ShelfKind::tags:
      case ShelfKind::instances:
      case ShelfKind::queued:
      case ShelfKind::list:
      case ShelfKind::held: return false;
    }
    return false;
  }

  void carry_over() {
    for (const MemoryShelf& old : before_.shelves) {
      const bool has_versions = old.kind == ShelfKind::instances || old.kind == ShelfKind::queued;
      const std::uint64_t version = has_versions ? old.definition : 0;
      const bool is_known = is_of_program(old);
      if (stays_behind(old.kind, is_known)) continue;
      MemoryShelf& now = shelf(old.kind, old.name, version);
      if (!is_known) {
        now.definition = old.definition;
        now.since = old.since;
      }
      for (const MemoryItem& item : old.items) carry_item(item, is_known, now);
      if (old.bits.empty()) continue;
      now.bits.resize(words_for(book_.customers.size()), 0);
      for (std::uint32_t i = 0; i < before_.customers.size(); ++i) {
        const std::uint32_t to = place_of(i, is_known);
        if (to != nobody && i / 64 < old.bits.size() && bit_at(old.bits, i)) set_bit(now.bits, to);
      }
    }
  }

  // Where what is known of a customer of the old book goes; nobody: it was written anew, as all that was known of her
  // accounts.
  std::uint32_t place_of(std::uint32_t customer, bool is_known) const {
    if (absent_[customer] != nobody) return absent_[customer];
    return is_known ? nobody : people_.here[customer];
  }

  void carry_item(const MemoryItem& item, bool is_known, MemoryShelf& now) {
    if (item.customer == nobody) return put(now, nobody, item.bytes);
    if (const std::uint32_t to = place_of(item.customer, is_known); to != nobody) put(now, to, item.bytes);
  }

  // Did this run look at that shelf?
  bool is_of_program(const MemoryShelf& old) const {
    const auto has = [&](const auto& all) {
      return std::ranges::any_of(all, [&](const auto& one) { return one.name == old.name; });
    };
    switch (old.kind) {
      case ShelfKind::history: return has(program_.histories);
      case ShelfKind::changes:
        return std::ranges::any_of(program_.histories, [&](const History& history) {
          return history.name == old.name && history.changes.exists();
        });
      case ShelfKind::rule:
      case ShelfKind::fired:
      case ShelfKind::held: return has(program_.rules);
      case ShelfKind::queued:
      case ShelfKind::instances: return has(program_.journeys);
      case ShelfKind::segment:
      case ShelfKind::level:
      case ShelfKind::tag_rule:
      case ShelfKind::edges:
      case ShelfKind::journey:
      case ShelfKind::list:
      case ShelfKind::stream: return places_.contains(Key{old.kind, old.name, 0});
      case ShelfKind::tags:
      case ShelfKind::version:
      case ShelfKind::deeds:
      case ShelfKind::runs:
      case ShelfKind::actions: return true;
    }
    return true;
  }

  // Of every version that holds people the program that they finish on.
  void write_versions() {
    std::set<std::pair<std::string, std::uint64_t>> inside;
    for (const MemoryShelf& one : book_.shelves)
      if (one.kind == ShelfKind::instances)
        for (const MemoryItem& item : one.items)
          if (is_live(item.bytes)) {
            inside.emplace(one.name, one.definition);
            break;
          }
    std::string ir;
    for (const auto& [name, definition] : inside) {
      const bool is_now = std::ranges::any_of(written_.journeys, [&](const Journey& journey) {
        return journey.name == name && journey.definition == definition;
      });
      if (is_now && ir.empty()) ir = print(written_, {.spans = false});
      const std::string* text = is_now ? &ir : old_version(name, definition);
      if (text != nullptr) put(shelf(ShelfKind::version, name, definition), nobody, *text);
    }
  }

  const std::string* old_version(const std::string& name, std::uint64_t definition) const {
    for (const MemoryShelf& old : before_.shelves)
      if (old.kind == ShelfKind::version && old.name == name && old.definition == definition && !old.items.empty())
        return &old.items[0].bytes;
    return nullptr;
  }

  const MemoryBook& before_;
  const Program& written_;
  const Program& program_;
  const Dataset& dataset_;
  const RunResult& result_;
  const RunMemory& after_;
  const std::vector<OutboxRow> outbox_;
  const BookPeople people_;
  MemoryBook book_;
  std::map<Key, std::size_t> places_;
  std::vector<std::uint32_t> absent_;  // by customer of the old book: her place in the new one, where she is not here
};

}  // namespace

std::string remember(const MemoryBook& before, const Program& written, const RunView& view) {
  return write_book(Remembering(before, written, view).run());
}

}  // namespace sop::embed
