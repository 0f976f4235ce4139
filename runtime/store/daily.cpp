// What a run notes for one that asks few, in the state file: whole numbers and bits of all customers, one piece per
// kind, and beside it what has changed since that piece was written, as pairs of a place and its number: a run that
// asks few writes little. The notes name the run that made them; after any other run they are of no instant, and
// everybody is asked.
#include <array>
#include <bit>
#include <cstring>

#include "runtime/daily/daily.h"
#include "runtime/store/store_parts.h"

namespace sop {
namespace {

constexpr std::uint64_t form_of_notes = 2;
constexpr std::uint64_t form_without_changes = 1;

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

std::string name_of_changes(std::string_view name) { return std::string(name) + " changes"; }

// (place, number), one after the other.
template <class T>
std::vector<std::uint64_t> changes_of(const std::vector<T>& before, const std::vector<T>& now) {
  std::vector<std::uint64_t> out;
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (i < before.size() && before[i] == now[i]) continue;
    out.push_back(i);
    out.push_back(static_cast<std::uint64_t>(now[i]));
  }
  return out;
}

// Places come in order, so that those behind the last one come one by one. False: these are no changes of `out`.
template <class T>
bool make_changes(const std::vector<std::uint64_t>& changes, std::vector<T>& out) {
  if (changes.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < changes.size(); i += 2) {
    if (changes[i] > out.size()) return false;
    if (changes[i] == out.size()) out.emplace_back();
    out[changes[i]] = static_cast<T>(changes[i + 1]);
  }
  return true;
}

class SavingNotes {
 public:
  SavingNotes(Database& database, bool anew) : database_(database), anew_(anew) {}

  // `stored` is what the file holds under this name, its changes made.
  template <class T>
  void save(std::string_view name, const std::vector<T>& stored, const std::vector<T>& now) {
    constexpr std::size_t part = 4;  // changes of at most this part of the piece are kept beside it
    if (anew_ || now.size() < stored.size()) return whole(name, now);
    const std::vector<std::uint64_t> fresh = changes_of(stored, now);
    if (fresh.empty()) return;
    std::string changes;
    get_.bind(name_of_changes(name));
    if (get_.row()) changes = get_.blob(0);
    get_.restart();
    changes += bytes_of(fresh);
    if (changes.size() > now.size() * 8 / part) return whole(name, now);
    put(name_of_changes(name), changes);
  }

  void put(std::string_view name, const std::string& bytes) { put_.bind(name).bind_blob(bytes).run(); }

 private:
  template <class T>
  void whole(std::string_view name, const std::vector<T>& now) {
    put(name, bytes_of(now));
    if (!anew_) drop_.bind(name_of_changes(name)).run();
  }

  Database& database_;
  bool anew_;
  Statement put_{database_, "INSERT OR REPLACE INTO daily(name, value) VALUES(?, ?)"};
  Statement get_{database_, "SELECT value FROM daily WHERE name = ?"};
  Statement drop_{database_, "DELETE FROM daily WHERE name = ?"};
};

}  // namespace

void save_daily(Database& database, const DailyNotes& notes, const DailyNotes* stored) {
  const bool anew = stored == nullptr || !stored->exist || !notes.exist || stored->holds.size() != notes.holds.size();
  if (anew) database.execute("DELETE FROM daily");
  if (!notes.exist) return;
  const DailyNotes none;
  const DailyNotes& before = anew ? none : *stored;
  SavingNotes saving(database, anew);
  saving.put("head", bytes_of(std::vector<std::uint64_t>{form_of_notes, latest_run(database), notes.program, notes.zone,
                                                         notes.shared, static_cast<std::uint64_t>(notes.as_of)}));
  saving.save("names", before.names, notes.names);
  saving.save("rows", before.rows, notes.rows);
  saving.save("until", before.until, notes.until);
  for (std::size_t slot = 0; slot < notes.holds.size(); ++slot)
    saving.save(name_of_bits(slot), anew ? BitWords() : before.holds[slot], notes.holds[slot]);
}

// Pieces that do not fit together are as good as none.
DailyNotes Store::load_daily() {
  Statement get(parts_->database, "SELECT value FROM daily WHERE name = ?");
  const auto load_one = [&]<class T>(std::string_view name, std::vector<T>& out) {
    get.bind(name);
    if (!get.row()) return false;
    out = numbers_from<T>(get.blob(0));
    get.restart();
    return true;
  };
  const auto load = [&]<class T>(std::string_view name, std::vector<T>& out) {
    std::vector<std::uint64_t> changes;
    if (!load_one(name, out)) return false;
    return !load_one(name_of_changes(name), changes) || make_changes(changes, out);
  };
  std::vector<std::uint64_t> head;
  if (!load_one("head", head) || head.size() != 6) return {};
  if (head[0] != form_of_notes && head[0] != form_without_changes) return {};
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
