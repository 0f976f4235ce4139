// What the store's two halves, load and save, share: the file, and which of its numbers stand for what in this run.
#pragma once

#include <algorithm>
#include <map>
#include <vector>

#include "runtime/run/joined_state.h"
#include "runtime/store/sqlite.h"
#include "runtime/store/store.h"

namespace sop {

struct Store::Parts {
  Database database;
  std::vector<std::int64_t> customer_ids;  // by customer of the dataset; 0: new
  std::vector<std::uint32_t> customer_of;  // by id; UINT32_MAX: not in the dataset
  // Customers of earlier runs who are accounts of another one now (semantics E8), and whose.
  std::vector<std::pair<std::int64_t, std::uint32_t>> joined;
  // Customers new to the file who were accounts of another one, and that one: an identity no longer joins them.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> parted;
  std::map<std::pair<std::string, std::string>, std::int64_t> things;  // (kind, name) → id
  bool asks_few = false;  // the dataset has few of the file's customers: each is looked up

  std::int64_t thing(const std::string& kind, const std::string& name) const {
    const auto found = things.find({kind, name});
    return found == things.end() ? 0 : found->second;
  }
  // Is what is known of her not under her own number, or not all of it?
  bool has_moved(std::uint32_t customer) const {
    return std::ranges::any_of(joined, [&](const auto& account) { return account.second == customer; }) ||
           std::ranges::any_of(parted, [&](const auto& account) { return account.first == customer; });
  }
  bool anybody_moved() const { return !joined.empty() || !parted.empty(); }
  StoreFault fault() const { return {database.busy(), database.fault()}; }
};

// What earlier runs knew of accounts becomes theirs whose accounts they are; called when all of it is in the memory.
void retire_joined(Store::Parts& parts);

// Customers new to the file who were accounts before; what is known of them; and that they are their own again.
void find_parted(Store::Parts& parts, const Dataset& dataset);
void take_parted(const Store::Parts& parts, RunMemory& memory);
void forget_parted(Store::Parts& parts, const Dataset& dataset);

// Which customers of the dataset a thing held for.
std::vector<bool> load_truth(Store::Parts& parts, std::int64_t thing);

// A program as the store keeps it, and by which name.
std::string written_program(const Program& program);
std::string program_hash(const std::string& written);

// How the actions of a run are kept for the next one.
std::string bytes_of(const std::vector<LastRun::Actions>& actions);

// Notes of the run that was saved last, in place of earlier ones: `stored` as `load_daily` found them, null: not
// looked.
void save_daily(Database& database, const DailyNotes& notes, const DailyNotes* stored);

// `level of TIER`: the kind of thing under which the levels of a tier are kept, by name.
std::string level_kind(const std::string& tier);

}  // namespace sop
