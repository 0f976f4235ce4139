// From the book to the memory of this run's customers.
#include <algorithm>

#include "bindings/c/memory/people.h"
#include "bindings/c/memory/records.h"
#include "bindings/c/memory/remember.h"
#include "runtime/journeys/join_instances.h"
#include "runtime/run/edges_bytes.h"
#include "runtime/run/joined_state.h"

namespace sop::embed {
namespace {

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

template <class Named>
std::uint32_t index_of(const std::vector<Named>& all, std::string_view name) {
  const auto found = std::ranges::find(all, name, &Named::name);
  return found == all.end() ? UINT32_MAX : static_cast<std::uint32_t>(found - all.begin());
}

class Recalling {
 public:
  Recalling(const MemoryBook& book, const Program& program, const Dataset& dataset)
      : book_(book), program_(program), dataset_(dataset), people_(people_of(book, program, dataset)) {}

  std::expected<RunMemory, std::string> run() {
    memory_.exists = book_.exists;
    memory_.as_of = book_.as_of;
    memory_.seen.assign(dataset_.customers, false);
    for (const std::uint32_t customer : people_.here)
      if (customer != nobody) memory_.seen[customer] = true;
    memory_.histories.resize(program_.histories.size());
    memory_.rules.resize(program_.rules.size());
    memory_.segments.resize(program_.facts.size());
    for (const MemoryShelf& shelf : book_.shelves) take(shelf);
    if (!damage_.empty()) return std::unexpected(damage_);
    put_in_order();
    return std::move(memory_);
  }

 private:
  void take(const MemoryShelf& shelf) {
    switch (shelf.kind) {
      case ShelfKind::history: return take_history(shelf);
      case ShelfKind::changes: return take_changes(shelf);
      case ShelfKind::rule: return take_rule(shelf);
      case ShelfKind::fired: return take_fired(shelf);
      case ShelfKind::segment: return take_segment(shelf);
      case ShelfKind::list: memory_.lists[shelf.name] = {shelf.definition, truth_of(shelf)}; return;
      case ShelfKind::tag_rule: memory_.tag_definitions[shelf.name] = shelf.definition; return;
      case ShelfKind::tags: return take_tags(shelf);
      case ShelfKind::edges: return take_edges(shelf);
      case ShelfKind::journey: memory_.journeys.known[shelf.name] = {shelf.definition, shelf.since}; return;
      case ShelfKind::instances: return take_instances(shelf);
      case ShelfKind::queued: return take_queued(shelf);
      case ShelfKind::held: return take_held(shelf);
      case ShelfKind::deeds: return take_deeds(shelf);
      case ShelfKind::stream: return take_stream(shelf);
      case ShelfKind::level:
      case ShelfKind::version:
      case ShelfKind::runs:
      case ShelfKind::actions: return;
    }
  }

  // `each(item, customer)` answers false for bytes that cannot be; items of others are passed over. Under an identity
  // those of her accounts are hers too.
  template <class Each>
  void each_here(const MemoryShelf& shelf, Each each) {
    for (const MemoryItem& item : shelf.items) {
      if (item.customer == nobody) continue;
      const std::uint32_t customer = people_.here[item.customer];
      if (customer == nobody) continue;
      if (!each(item, customer)) damage_ = "what it says of `" + shelf.name + "` cannot be";
    }
  }

  std::vector<bool> truth_of(const MemoryShelf& shelf) const {
    std::vector<bool> truth(dataset_.customers, false);
    for (std::size_t i = 0; i < people_.here.size() && i / 64 < shelf.bits.size(); ++i)
      if (people_.here[i] != nobody && bit_at(shelf.bits, i)) truth[people_.here[i]] = true;
    return truth;
  }

  void take_history(const MemoryShelf& shelf) {
    const std::uint32_t index = index_of(program_.histories, shelf.name);
    if (index == UINT32_MAX) return;
    HistoryMemory& memory = memory_.histories[index];
    memory.known = true;
    memory.definition = shelf.definition;
    memory.of.assign(dataset_.customers, {});
    each_here(shelf, [&](const MemoryItem& item, std::uint32_t customer) {
      const auto state = held_state(program_, program_.histories[index].type, item.bytes);
      if (state) memory.of[customer] = joined_state(memory.of[customer], *state);
      return state.has_value();
    });
  }

  void take_changes(const MemoryShelf& shelf) {
    const std::uint32_t index = index_of(program_.histories, shelf.name);
    if (index == UINT32_MAX) return;
    each_here(shelf, [&](const MemoryItem& item, std::uint32_t customer) {
      auto row = change_row(program_, program_.histories[index].type, item.bytes);
      if (!row) return false;
      row->history = index;
      row->customer = customer;
      memory_.changes.push_back(std::move(*row));
      return true;
    });
  }

  void take_rule(const MemoryShelf& shelf) {
    const std::uint32_t index = index_of(program_.rules, shelf.name);
    if (index == UINT32_MAX) return;
    RuleMemory& memory = memory_.rules[index];
    memory.known = true;
    memory.since = shelf.since;
    memory.definition = shelf.definition;
    memory.truth = truth_of(shelf);
  }

  void take_fired(const MemoryShelf& shelf) {
    const std::uint32_t index = index_of(program_.rules, shelf.name);
    if (index == UINT32_MAX) return;
    each_here(shelf, [&](const MemoryItem& item, std::uint32_t customer) {
      auto when = fired(item.bytes);
      if (!when) return false;
      const auto [known, is_new] =
          memory_.rules[index].last_fired.try_emplace({customer, std::move(when->first)}, when->second);
      if (!is_new) known->second = std::max(known->second, when->second);
      return true;
    });
  }

  void take_segment(const MemoryShelf& shelf) {
    const std::uint32_t index = index_of(program_.facts, shelf.name);
    if (index != UINT32_MAX && program_.facts[index].kind == FactKind::segment)
      memory_.segments[index] = truth_of(shelf);
  }

  void take_tags(const MemoryShelf& shelf) {
    each_here(shelf, [&](const MemoryItem& item, std::uint32_t customer) {
      auto tag = stored_tag(*dataset_.pool, item.bytes);
      if (!tag) return false;
      tag->customer = customer;
      tag->untold = people_.joined[item.customer];
      memory_.tags.push_back(*tag);
      return true;
    });
  }

  void take_edges(const MemoryShelf& shelf) {
    for (const Population& form : program_.populations)
      if (population_name(form) == shelf.name && !shelf.items.empty())
        memory_.edges[form.definition] = edges_from_bytes(shelf.items[0].bytes);
  }

  void take_instances(const MemoryShelf& shelf) {
    const std::uint32_t index = journey_index(program_, shelf.name, shelf.definition);
    if (index == UINT32_MAX) return;
    const bool is_known = program_.journeys[index].definition == shelf.definition;
    each_here(shelf, [&](const MemoryItem& item, std::uint32_t customer) {
      auto one = is_known ? instance(item.bytes, program_.journeys[index]) : instance_of_old(item.bytes);
      if (!one) return false;
      one->journey = index;
      one->customer = customer;
      memory_.journeys.instances.push_back(std::move(*one));
      return true;
    });
  }

  void take_queued(const MemoryShelf& shelf) {
    const std::uint32_t index = journey_index(program_, shelf.name, 0);
    const std::uint32_t then = journey_index(program_, shelf.name, shelf.definition);
    if (index == UINT32_MAX || program_.journeys[then].definition != shelf.definition) return;
    each_here(shelf, [&](const MemoryItem& item, std::uint32_t customer) {
      auto entry = queued_entry(item.bytes, program_.journeys[then]);
      if (!entry) return false;
      if (then != index) entry->kept.clear();  // places of another version
      entry->journey = index;
      entry->customer = customer;
      memory_.journeys.queued.push_back(std::move(*entry));
      return true;
    });
  }

  void take_held(const MemoryShelf& shelf) {
    const std::uint32_t index = index_of(program_.rules, shelf.name);
    if (index == UINT32_MAX) return;
    each_here(shelf, [&](const MemoryItem& item, std::uint32_t customer) {
      auto contact = held_contact(item.bytes);
      if (!contact) return false;
      if (contact->action >= program_.rules[index].actions.size()) return true;  // the rule does less by now
      contact->rule = index;
      contact->customer = customer;
      memory_.journeys.held.push_back(std::move(*contact));
      return true;
    });
  }

  void take_deeds(const MemoryShelf& shelf) {
    each_here(shelf, [&](const MemoryItem& item, std::uint32_t customer) {
      auto done = deed(item.bytes);
      if (!done) return false;
      done->customer = customer;
      if (done->at != no_instant) memory_.journeys.deeds.push_back(std::move(*done));
      return true;
    });
  }

  void take_stream(const MemoryShelf& shelf) {
    SeenEvents& seen = memory_.seen_events[shelf.name];
    for (const MemoryItem& item : shelf.items) {
      BytesIn in(item.bytes);
      while (in.good() && !in.at_end()) {
        const std::uint64_t event = in.word();
        seen.emplace(event, static_cast<Micros>(in.word()));
      }
    }
  }

  // As the engine expects it, whatever order the book has.
  void put_in_order() {
    std::ranges::stable_sort(memory_.changes, [](const ChangeRow& a, const ChangeRow& b) {
      return std::tie(a.history, a.customer, a.at) < std::tie(b.history, b.customer, b.at);
    });
    JourneyMemory& journeys = memory_.journeys;
    const auto name_of = [&](const Instance& one) -> const std::string& { return program_.journeys[one.journey].name; };
    std::ranges::stable_sort(journeys.instances, [&](const Instance& a, const Instance& b) {
      return std::tie(a.customer, name_of(a), a.key, a.entry) < std::tie(b.customer, name_of(b), b.key, b.entry);
    });
    std::ranges::stable_sort(journeys.deeds, {}, &Deed::customer);
    if (std::ranges::find(people_.joined, true) == people_.joined.end()) return;
    join_instances();
    join_tags(memory_.tags);
  }

  // Instances stand in order of customers.
  void join_instances() {
    std::vector<bool> has_several(dataset_.customers, false);
    for (std::size_t i = 0; i < people_.here.size(); ++i)
      if (people_.joined[i]) has_several[people_.here[i]] = true;
    std::vector<Instance>& all = memory_.journeys.instances;
    for (auto hers = all.begin(); hers != all.end();) {
      const auto end =
          std::find_if(hers, all.end(), [&](const Instance& one) { return one.customer != hers->customer; });
      if (has_several[hers->customer]) sop::join_instances(program_, {hers, end});
      hers = end;
    }
  }

  const MemoryBook& book_;
  const Program& program_;
  const Dataset& dataset_;
  const BookPeople people_;
  RunMemory memory_;
  std::string damage_;
};

}  // namespace

std::expected<RunMemory, std::string> recall(const MemoryBook& book, const Program& program, const Dataset& dataset) {
  return Recalling(book, program, dataset).run();
}

}  // namespace sop::embed
