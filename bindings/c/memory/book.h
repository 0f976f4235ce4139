// What runs leave for the next one, by names: customers by their ids, everything else by what it is called in a
// program. A host keeps it as bytes (sop_evaluator_memory); the same as runtime/store keeps in a file, without a file.
//
// A shelf holds what is known of one thing: a rule, a segment, a journey. Whoever is not in a run's data stays in the
// book as she was.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/run/memory.h"

namespace sop::embed {

constexpr std::uint32_t nobody = UINT32_MAX;

struct MemoryItem {
  std::uint32_t customer = nobody;  // of MemoryBook::customers
  std::string bytes;                // what a shelf of this kind keeps (remember.cpp)
};

enum class ShelfKind : std::uint8_t {
  history,    // states; definition
  changes,    // of a history whose changes the program reads
  rule,       // bits: whose condition was true; since, definition
  fired,      // of a rule: when last, by the value of `once per`
  segment,    // bits
  level,      // bits, by `tier` and level
  tag_rule,   // what a derived tag says: definition
  tags,       // held or locked
  edges,      // of a population function
  journey,    // known: definition, since
  version,    // the program of a journey that holds people, by definition
  instances,  // of a journey, by definition
  queued,     // of a journey
  held,       // contacts of a rule that wait
  deeds,      // what was done
  stream,     // events seen
  runs,       // how many actions the latest runs had
  actions,    // of the latest run, by what and whose
  list,       // taken from a segment: bits; definition
};
constexpr std::size_t shelf_kinds = 19;

struct MemoryShelf {
  ShelfKind kind{};
  std::string name;
  std::uint64_t definition = 0;
  Micros since = no_instant;
  BitWords bits;  // by customer
  std::vector<MemoryItem> items;
};

struct MemoryBook {
  bool exists = false;
  Micros as_of = no_instant;
  std::vector<std::string> customers;
  std::vector<MemoryShelf> shelves;

  const MemoryShelf* find(ShelfKind kind, std::string_view name) const {
    for (const MemoryShelf& shelf : shelves)
      if (shelf.kind == kind && shelf.name == name) return &shelf;
    return nullptr;
  }
};

// Zero bytes are an empty book. The error says how the bytes are damaged.
std::expected<MemoryBook, std::string> read_book(std::string_view bytes);
std::string write_book(const MemoryBook& book);

}  // namespace sop::embed
