// What a run notes for one that asks few, in the state file: whole numbers and bits of all customers, one piece per
// kind. The notes name the run that made them; after any other run they are of no instant, and everybody is asked.
#include <array>
#include <bit>
#include <cstring>

#include "runtime/daily/daily.h"
#include "runtime/store/store_parts.h"

namespace sop {
namespace {

constexpr std::uint64_t form_of_notes = 1;

// Eight bytes each, the lowest first.
template <class T>
std::string bytes_of(const std::vector<T>& numbers) {
  static_assert(sizeof(T) == 8);
  std::string out(numbers.size() * 8, '\0');
  if constexpr (std::endian::native == std::endian::little) {
    if (!numbers.empty()) std::memcpy(out.data(), numbers.data(), out.size());
  } else {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = static_cast<char>(static_cast<std::uint64_t>(numbers[i / 8]) >> (8 * (i % 8)) & 0xFF);
  }
  return out;
}

template <class T>
std::vector<T> numbers_from(std::string_view bytes) {
  std::vector<T> out(bytes.size() / 8);
  if constexpr (std::endian::native == std::endian::little) {
    if (!out.empty()) std::memcpy(out.data(), bytes.data(), out.size() * 8);
  } else {
    for (std::size_t i = 0; i < out.size() * 8; ++i)
      out[i / 8] = static_cast<T>(static_cast<std::uint64_t>(out[i / 8]) |
                                  std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * (i % 8)));
  }
  return out;
}

std::uint64_t latest_run(Database& database) {
  Statement row(database, "SELECT max(id) FROM runs");
  return row.row() ? static_cast<std::uint64_t>(row.whole(0)) : 0;
}

std::string name_of_bits(std::size_t slot) { return "holds " + std::to_string(slot); }

}  // namespace

void save_daily(Database& database, const DailyNotes& notes) {
  database.execute("DELETE FROM daily");
  if (!notes.exist) return;
  Statement put(database, "INSERT INTO daily(name, value) VALUES(?, ?)");
  const auto save = [&](std::string_view name, const std::string& bytes) { put.bind(name).bind_blob(bytes).run(); };
  const std::vector<std::uint64_t> head{form_of_notes, latest_run(database), notes.program,
                                        notes.zone,    notes.shared,         static_cast<std::uint64_t>(notes.as_of)};
  save("head", bytes_of(head));
  save("names", bytes_of(notes.names));
  save("rows", bytes_of(notes.rows));
  save("until", bytes_of(notes.until));
  for (std::size_t slot = 0; slot < notes.holds.size(); ++slot) save(name_of_bits(slot), bytes_of(notes.holds[slot]));
}

// Pieces that do not fit together are as good as none.
DailyNotes Store::load_daily() {
  Statement get(parts_->database, "SELECT value FROM daily WHERE name = ?");
  const auto load = [&]<class T>(std::string_view name, std::vector<T>& out) {
    get.bind(name);
    if (!get.row()) return false;
    out = numbers_from<T>(get.blob(0));
    while (get.row()) {}
    return true;
  };
  std::vector<std::uint64_t> head;
  if (!load("head", head) || head.size() != 6 || head[0] != form_of_notes) return {};
  DailyNotes notes;
  notes.program = head[2];
  notes.zone = head[3];
  notes.shared = head[4];
  if (head[1] == latest_run(parts_->database)) notes.as_of = static_cast<Micros>(head[5]);
  if (!load("names", notes.names) || !load("rows", notes.rows) || !load("until", notes.until)) return {};
  if (notes.rows.size() != notes.names.size() || notes.until.size() != notes.names.size()) return {};
  for (BitWords bits; load(name_of_bits(notes.holds.size()), bits);) {
    if (bits.size() != words_for(notes.names.size())) return {};
    notes.holds.push_back(std::move(bits));
  }
  notes.exist = true;
  return notes;
}

Micros Store::latest_instant() {
  Statement row(parts_->database, "SELECT value FROM facts_of_state WHERE name = 'as_of'");
  return row.row() ? row.whole(0) : no_instant;
}

}  // namespace sop
