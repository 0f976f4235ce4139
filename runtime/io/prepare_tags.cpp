// Stored tags: the predeclared input `tags`, and the population's columns of tags.
#include <map>
#include <set>

#include "runtime/io/local_clock.h"
#include "runtime/io/preparation.h"

namespace sop {
namespace {

// The columns of the input `tags`, by name; those the file lacks are missing throughout.
struct TagColumns {
  const ColumnData* tag = nullptr;
  const ColumnData* group = nullptr;
  const ColumnData* since = nullptr;
  const ColumnData* until = nullptr;
  const ColumnData* locked_until = nullptr;
  const ColumnData* source = nullptr;
  const ColumnData* staff_id = nullptr;
};

const ColumnData* column_named(Preparation& p, std::size_t i, std::string_view name) {
  const auto& columns = p.input(i).columns;
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (columns[c].name == name && p.table(i).columns[c].rows == p.table(i).rows) return &p.table(i).columns[c];
  return nullptr;
}

bool is_known(const ColumnData* column, std::size_t row) { return column && column->is_known(row); }

Micros instant_at(const ColumnData* column, std::size_t row, Micros otherwise, LocalClock& clock) {
  if (!is_known(column, row)) return otherwise;
  return column->type.is(TypeKind::date) ? clock.instant_of(column->whole[row], 0) : column->whole[row];
}

void add_holdings(Preparation& p, std::size_t i) {
  Dataset& dataset = p.result.dataset;
  const TagColumns columns{column_named(p, i, "tag"),          column_named(p, i, "group"),
                           column_named(p, i, "since"),        column_named(p, i, "until"),
                           column_named(p, i, "locked_until"), column_named(p, i, "source"),
                           column_named(p, i, "staff_id")};
  if (!columns.tag || p.input(i).key < 0) return;
  const ColumnData& key = p.table(i).columns[static_cast<std::size_t>(p.input(i).key)];
  const KeyMap customers = customers_by_key(p, i);
  LocalClock clock(p.context.zone);
  RowNumbers kept;
  for (std::size_t row = 0; row < p.table(i).rows; ++row) {
    const std::int32_t customer = key.is_known(row) ? customers.find(key_at(key, row)) : -1;
    if (!key.is_known(row) || !columns.tag->is_known(row)) {
      ++p.report(i).without_key;
    } else if (customer < 0) {
      ++p.report(i).orphans;
    } else {
      kept.push_back(static_cast<std::uint32_t>(row));
      TagHolding holding{.customer = static_cast<std::uint32_t>(customer), .tag = columns.tag->codes[row]};
      holding.has_group = is_known(columns.group, row);
      holding.group = holding.has_group ? columns.group->codes[row] : TextCode{};
      holding.since = instant_at(columns.since, row, INT64_MIN, clock);
      holding.until = instant_at(columns.until, row, INT64_MAX, clock);
      holding.manual = is_known(columns.source, row) && p.pool().text(columns.source->codes[row]) == "manual";
      holding.personal = is_known(columns.staff_id, row);
      holding.person = holding.personal ? columns.staff_id->codes[row] : TextCode{};
      const bool lock = is_known(columns.locked_until, row);  // not a holding (semantics C7)
      if (lock) holding.until = instant_at(columns.locked_until, row, INT64_MAX, clock);
      (lock ? dataset.tag_locks : dataset.tags).push_back(holding);
    }
  }
  if (kept.size() < p.table(i).rows) keep_rows(p, i, kept);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// "vip; new" holds two tags.
void add_tag_list(Preparation& p, std::string_view list, std::uint32_t customer) {
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(';', begin), list.size());
    if (const auto tag = trimmed(list.substr(begin, end - begin)); !tag.empty())
      p.result.dataset.tags.push_back({.customer = customer, .tag = p.pool().intern(tag)});
    begin = end + 1;
  }
}

void add_lists(Preparation& p, std::size_t i) {
  for (const Column& declared : p.input(i).columns) {
    const ColumnData* column = declared.tag_list ? column_named(p, i, declared.name) : nullptr;
    if (!column || physical_of(column->type.kind) != Physical::code) continue;
    for (std::size_t row = 0; row < column->rows; ++row)
      if (column->is_known(row)) add_tag_list(p, p.pool().text(column->codes[row]), static_cast<std::uint32_t>(row));
  }
}

// A personal tag of a group may come without the group's name, where the program asks for it in one group only. (Of
// what the program writes itself TagBook knows the group.)
void find_groups(Preparation& p) {
  std::map<TextCode, std::set<std::string>> asked;  // the groups of a tag, by the tag
  const auto text_of = [&](std::int32_t constant) -> const std::string& {
    return p.program.constants[static_cast<std::size_t>(constant)].text;
  };
  for (const Inst& inst : p.program.insts)
    if (inst.kind == InstKind::has_tag)
      asked[p.pool().intern(text_of(inst.a))].insert(inst.b >= 0 ? text_of(inst.b) : "");
  for (TagHolding& holding : p.result.dataset.tags) {
    if (holding.has_group || !holding.personal) continue;
    const auto groups = asked.find(holding.tag);
    if (groups == asked.end() || groups->second.size() != 1 || groups->second.begin()->empty()) continue;
    holding.has_group = true;
    holding.group = p.pool().intern(*groups->second.begin());
  }
}

}  // namespace

void prepare_tags(Preparation& p) {
  for (std::size_t i = 0; i < p.program.inputs.size(); ++i) {
    const Input& input = p.input(i);
    if (!p.tables[i].given) continue;
    if (input.kind == InputKind::tags) add_holdings(p, i);
    if (input.kind == InputKind::population) add_lists(p, i);
  }
  find_groups(p);
}

}  // namespace sop
