#include "runtime/daily/digest.h"

#include <algorithm>
#include <bit>
#include <set>

#include "compiler/ir/print.h"
#include "runtime/daily/part.h"

namespace sop {
namespace {

// The finishing steps of a well-known mixer: every bit of the input moves every bit of the outcome.
std::uint64_t mixed(std::uint64_t before, std::uint64_t value) {
  std::uint64_t h = (before ^ value) + 0x9E3779B97F4A7C15ull + (before << 6);
  h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDull;
  h = (h ^ (h >> 29)) * 0xC4CEB9FE1A85EC53ull;
  return h ^ (h >> 32);
}

// Texts by what they say; each is read once.
class TextDigests {
 public:
  explicit TextDigests(const TextPool& pool) : pool_(pool), known_(pool.size(), 0) {}

  std::uint64_t of(TextCode code) {
    if (code >= known_.size()) return digest_of_text(pool_.text(code));
    if (known_[code] == 0) known_[code] = digest_of_text(pool_.text(code));
    return known_[code];
  }

 private:
  const TextPool& pool_;
  std::vector<std::uint64_t> known_;
};

constexpr std::uint64_t of_missing = 0x5EEDF00D9E3779B9ull;

// Each value times an odd number of its column's own, summed up: one value that differs always gives another sum.
void add_column(const ColumnData& column, std::uint64_t key, TextDigests& texts, std::vector<std::uint64_t>& rows) {
  const auto each = [&](auto value_of) {
    if (column.known.empty())
      for (std::size_t row = 0; row < column.rows; ++row) rows[row] += (value_of(row) + 1) * key;
    else
      for (std::size_t row = 0; row < column.rows; ++row)
        rows[row] += (bit_at(column.known, row) ? value_of(row) + 1 : of_missing) * key;
  };
  if (column.rows == 0) return;
  switch (physical_of(column.type.kind)) {
    case Physical::whole: return each([&](std::size_t row) { return static_cast<std::uint64_t>(column.whole[row]); });
    case Physical::real: return each([&](std::size_t row) { return std::bit_cast<std::uint64_t>(column.real[row]); });
    case Physical::code: return each([&](std::size_t row) { return texts.of(column.codes[row]); });
    case Physical::bit: return each([&](std::size_t row) { return std::uint64_t{bit_at(column.bits, row)}; });
  }
}

// One number per row of a table.
std::vector<std::uint64_t> row_digests(const Input& input, const TableData& table, TextDigests& texts) {
  std::vector<std::uint64_t> rows(table.rows, digest_of_text(input.name));
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    add_column(table.columns[c], digest_of_text(input.name + "\x1f" + input.columns[c].name) | 1, texts, rows);
  const bool tells_time = input.time >= 0 && static_cast<std::size_t>(input.time) < table.columns.size() &&
                          table.columns[static_cast<std::size_t>(input.time)].rows > 0;
  if (!tells_time)
    for (std::size_t row = 0; row < std::min(table.time_us.size(), rows.size()); ++row)
      rows[row] = mixed(rows[row], static_cast<std::uint64_t>(table.time_us[row]));
  return rows;
}

void mix_events(const TableData& table, const std::vector<std::uint64_t>& rows, std::vector<std::uint64_t>& customers) {
  for (std::size_t c = 0; c + 1 < table.begin.size(); ++c) {
    std::uint64_t h = customers[c];
    for (std::uint32_t row = table.begin[c]; row < table.begin[c + 1]; ++row) h = mixed(h, rows[row]);
    customers[c] = mixed(h, table.begin[c + 1] - table.begin[c]);
  }
}

std::set<std::int32_t> read_tables(const Program& program) {
  std::set<std::int32_t> out;
  for (const Inst& inst : program.insts) {
    if (inst.kind == InstKind::lookup || inst.kind == InstKind::column) out.insert(inst.a);
    if (inst.kind == InstKind::pick_row) out.insert(program.aggregates[static_cast<std::size_t>(inst.a)].input.value);
  }
  return out;
}

}  // namespace

std::uint64_t digest_of_text(std::string_view text) {
  std::uint64_t h = 0x2545F4914F6CDD1Dull ^ text.size();
  for (; text.size() >= 8; text.remove_prefix(8)) {
    std::uint64_t word = 0;
    for (int i = 7; i >= 0; --i) word = word << 8 | static_cast<unsigned char>(text[static_cast<std::size_t>(i)]);
    h = mixed(h, word);
  }
  std::uint64_t rest = 0;
  for (std::size_t i = text.size(); i > 0; --i) rest = rest << 8 | static_cast<unsigned char>(text[i - 1]);
  h = mixed(h, rest);
  return h == 0 ? 1 : h;
}

std::uint64_t digest_of_program(const Program& program) { return digest_of_text(print(program, {.spans = false})); }

std::uint64_t digest_of_zone(const ZoneRules& zone) {
  std::uint64_t h = digest_of_text(zone.name + "\n" + zone.version);
  for (const auto* all : {&zone.since, &zone.offset_us})
    for (const Micros at : *all) h = mixed(h, static_cast<std::uint64_t>(at));
  return h;
}

Digests digests_of(const Program& program, const Dataset& dataset) {
  Digests out;
  TextDigests texts(*dataset.pool);
  for (const TextCode id : dataset.customer_ids) out.names.push_back(texts.of(id));
  out.rows = out.names;
  if (!dataset.exists_since.empty())
    for (std::size_t c = 0; c < dataset.customers; ++c)
      out.rows[c] = mixed(out.rows[c], static_cast<std::uint64_t>(dataset.exists_since[c]));
  const std::set<std::int32_t> read = read_tables(program);
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    const Input& input = program.inputs[i];
    const TableData& table = dataset.inputs[i];
    if (input.recorded) continue;
    const bool shared = is_shared(program, dataset, i);
    if (shared && !read.contains(static_cast<std::int32_t>(i))) continue;
    const std::vector<std::uint64_t> rows = row_digests(input, table, texts);
    if (shared) {
      out.shared = mixed(out.shared, rows.size());
      for (const std::uint64_t row : rows) out.shared = mixed(out.shared, row);
    } else if (program.population == InputId(i)) {
      for (std::size_t c = 0; c < std::min(rows.size(), out.rows.size()); ++c)
        out.rows[c] = mixed(out.rows[c], rows[c]);
    } else if (table.begin.empty()) {
      for (std::size_t c = 0; c < table.row_of_customer.size(); ++c)
        if (table.row_of_customer[c] >= 0)
          out.rows[c] = mixed(out.rows[c], rows[static_cast<std::size_t>(table.row_of_customer[c])]);
    } else {
      mix_events(table, rows, out.rows);
    }
  }
  return out;
}

}  // namespace sop
