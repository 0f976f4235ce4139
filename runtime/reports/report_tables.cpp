#include "runtime/reports/report_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "runtime/reports/compare_windows.h"
#include "runtime/reports/report_cells.h"
#include "runtime/run/tag_locks.h"
#include "stdlib/time/shift.h"

namespace sop {
namespace {

constexpr Type whole_type{TypeKind::integer, true, {}};
constexpr Type date_type{TypeKind::date, true, {}};
constexpr Type ratio_type{TypeKind::number, true, {}};
constexpr Type truth_type{TypeKind::boolean, false, {}};

// Fills an output column by column.
class TableWriter {
 public:
  TableWriter(const Program& program, ReportTable& out, std::size_t rows) : program_(program), out_(out) {
    out_.table.rows = rows;
  }

  // The column is good until the next one is added.
  ColumnData& add(std::string name, const std::string& label, Type type) {
    OutputColumn& column = out_.table.columns.emplace_back();
    column.data = make_column(type, out_.table.rows);
    if (type.is(TypeKind::enumeration)) column.members = program_.enumerations[type.enumeration.index()].members;
    out_.heads.push_back(label.empty() ? name : label);
    column.name = std::move(name);
    return column.data;
  }

  // Says which rows are the whole: `total`, unless a figure of the report is called so.
  ColumnData& add_total() {
    const bool taken =
        std::ranges::any_of(out_.table.columns, [](const auto& column) { return column.name == "total"; });
    return add(taken ? "is_total" : "total", {}, truth_type);
  }

 private:
  const Program& program_;
  ReportTable& out_;
};

std::optional<double> as_real(const ColumnData& column, std::size_t row) {
  if (!column.is_known(row)) return std::nullopt;
  if (column.type.is(TypeKind::number)) return column.real[row];
  if (column.type.is(TypeKind::integer) || column.type.is(TypeKind::money))
    return static_cast<double>(column.whole[row]);
  return std::nullopt;
}

bool is_numeric(Type type) {
  return type.is(TypeKind::number) || type.is(TypeKind::integer) || type.is(TypeKind::money);
}

// Every period with every group, in the order of the facets; then everything together.
std::vector<ReportCell> cells_of(const ReportForm& form, const ReportCells& found) {
  std::vector<ReportCell> out;
  const bool by_period = found.periods().size() > 1 || std::ranges::any_of(form.facets, [](const Facet& facet) {
                           return facet.grain != Grain::none;
                         });
  const bool by_group = std::ranges::any_of(form.facets, [](const Facet& facet) { return facet.grain == Grain::none; });
  const std::size_t last = found.periods().size() - 1;
  std::vector<std::size_t> periods;
  for (std::size_t p = 0; p < last; ++p) periods.push_back(p);
  if (!by_period) periods = {last};
  std::vector<GroupKey> groups(found.groups().begin(), found.groups().end());
  if (form.against_others)
    std::erase_if(groups, [&](const GroupKey& key) {
      return form.facets.size() == 1 && form.facets[0].type.is(TypeKind::boolean) &&
             (!key[0].known || key[0].whole == 0);
    });
  if (by_group || by_period) {
    const bool period_first = !form.facets.empty() && form.facets[0].grain != Grain::none;
    if (!by_group) groups = {GroupKey{}};
    if (period_first)
      for (const std::size_t p : periods)
        for (const GroupKey& key : groups) out.push_back({p, key, !by_group, false, 0});
    else
      for (const GroupKey& key : groups)
        for (const std::size_t p : periods) out.push_back({p, key, !by_group, false, 0});
  }
  ReportCell total;
  total.period = last;
  total.total = true;
  out.push_back(total);
  return out;
}

void put_facets(const ReportForm& form, const ReportCells& found, const std::vector<ReportCell>& cells,
                TableWriter& writer) {
  std::size_t group = 0;
  for (const Facet& facet : form.facets) {
    ColumnData& column = writer.add(facet.name, {}, facet.type.with_nullable(true));
    for (std::size_t row = 0; row + 1 < cells.size(); ++row) {
      if (facet.grain != Grain::none)
        put_cell_value(column, row, whole_value(found.periods()[cells[row].period].first_day));
      else
        put_cell_value(column, row, cells[row].key[group]);
    }
    if (facet.grain == Grain::none) ++group;
  }
}

void put_items(const ReportForm& form, const std::vector<ColumnData>& values, std::size_t begin,
               std::string_view suffix, TableWriter& writer, std::size_t rows) {
  for (std::size_t i = 0; i < form.items.size(); ++i) {
    const std::string label = form.items[i].label.empty() ? "" : form.items[i].label + std::string(suffix);
    ColumnData& column =
        writer.add(form.items[i].name + std::string(suffix), label, values[i].type.with_nullable(true));
    for (std::size_t row = 0; row < rows; ++row) put_cell_value(column, row, cell_value_at(values[i], begin + row));
  }
}

// `against others`: the value of everybody else, and how many times as high the group's is.
void put_others(const ReportForm& form, const std::vector<ColumnData>& values, std::size_t rows, TableWriter& writer) {
  put_items(form, values, rows, " others", writer, rows);
  for (std::size_t i = 0; i < form.items.size(); ++i) {
    if (!is_numeric(values[i].type)) continue;
    const std::string label = form.items[i].label.empty() ? "" : form.items[i].label + " lift";
    ColumnData& lift = writer.add(form.items[i].name + " lift", label, ratio_type);
    for (std::size_t row = 0; row + 1 < rows; ++row) {
      const auto own = as_real(values[i], row), others = as_real(values[i], rows + row);
      if (own && others && *others != 0) put_cell_value(lift, row, real_value(*own / *others));
    }
  }
}

void fill_report(const Program& program, const ReportForm& form, ReportCells& found, ReportTable& out) {
  std::vector<ReportCell> cells = cells_of(form, found);
  const std::size_t rows = cells.size();
  if (form.against_others) {
    std::vector<ReportCell> others = cells;
    for (ReportCell& cell : others) cell.others = !cell.total;
    cells.insert(cells.end(), others.begin(), others.end());
  }
  const std::vector<ColumnData> values = found.items(cells);
  TableWriter writer(program, out, rows);
  cells.resize(rows);
  put_facets(form, found, cells, writer);
  put_items(form, values, 0, "", writer, rows);
  if (form.against_others) {
    put_others(form, values, rows, writer);
    // The total has no others.
    for (OutputColumn& column : out.table.columns)
      if (column.name.ends_with(" others")) put_cell_value(column.data, rows - 1, {});
  }
  ColumnData& total = writer.add_total();
  set_bit(total.bits, rows - 1);
}

// How many periods lie between a cohort's first day and a period of it.
std::vector<ReportCell> cohort_cells(ReportWorld& world, const ReportForm& form, const ReportCells& found,
                                     std::vector<std::int64_t>& ages, std::map<Days, std::int64_t>& sizes) {
  const Grain grain = form.facets[0].grain;
  for (const auto& [customer, start] : found.starts().of_customer)
    ++sizes[period_start(world.context().zone.local_date(start), grain, world.week_start())];
  std::vector<ReportCell> out;
  for (const auto& [cohort, size] : sizes) {
    Days last = std::numeric_limits<Days>::max();
    if (form.cohort_span.exists()) {
      const Inst& inst = world.program().at(form.cohort_span);
      const Duration span = unpack_duration(world.program().constants[static_cast<std::size_t>(inst.a)].whole);
      if (span.unit == DurationUnit::days) last = cohort + span.count;
      if (span.unit == DurationUnit::months && !add_months(cohort, span.count, last)) last = last_date;
    }
    std::int64_t age = 0;
    for (std::size_t p = 0; p + 1 < found.periods().size(); ++p) {
      const Days day = found.periods()[p].first_day;
      if (day < cohort || day > last) continue;
      out.push_back({p, {}, false, false, cohort});
      ages.push_back(age++);
    }
  }
  return out;
}

void fill_cohort(ReportWorld& world, const ReportForm& form, ReportCells& found, ReportTable& out) {
  std::vector<std::int64_t> ages;
  std::map<Days, std::int64_t> sizes;
  const std::vector<ReportCell> cells = cohort_cells(world, form, found, ages, sizes);
  const std::vector<ColumnData> values = found.items(cells);
  TableWriter writer(world.program(), out, cells.size());
  ColumnData& start = writer.add(form.facets[0].name, {}, date_type);
  for (std::size_t row = 0; row < cells.size(); ++row) put_cell_value(start, row, whole_value(cells[row].cohort));
  ColumnData& age = writer.add("age", {}, whole_type);
  for (std::size_t row = 0; row < cells.size(); ++row) put_cell_value(age, row, whole_value(ages[row]));
  ColumnData& size = writer.add("customers", {}, whole_type);
  for (std::size_t row = 0; row < cells.size(); ++row)
    put_cell_value(size, row, whole_value(sizes.at(cells[row].cohort)));
  put_items(form, values, 0, "", writer, cells.size());
}

// ---- Comparisons: of every group, then of all, the metric and what each driver contributes to its change.

// Money in ten-thousandths.
std::optional<double> exact_real(const ColumnData& column, std::size_t row) {
  if (!column.is_known(row)) return std::nullopt;
  return column.type.is(TypeKind::number) ? column.real[row] : static_cast<double>(column.whole[row]);
}

double in_units(double value, Type type) {
  return type.is(TypeKind::money) ? value / static_cast<double>(money_scale) : value;
}

struct ComparedRow {
  std::size_t cell = 0;
  std::string driver;
  std::optional<double> now, before, contribution;
};

std::vector<ComparedRow> compared_rows(const ReportForm& form, const std::vector<ColumnData>& values, std::size_t cell,
                                       std::size_t cells) {
  const auto at = [&](std::size_t item, bool now) { return exact_real(values[item], now ? cell : cells + cell); };
  std::vector<ComparedDriver> drivers;
  for (std::size_t i = 1; i < form.items.size(); ++i) {
    const ReportItem& item = form.items[i];
    drivers.push_back({item.name, item.term, item.sign, item.power, item.constant, at(i, true), at(i, false), {}});
  }
  const Type type = values[0].type;
  const ComparedMetric metric = contributions(drivers, at(0, true), at(0, false), type.is(TypeKind::money));
  const auto shown = [](std::optional<double> value, Type of) {
    return value ? std::optional(in_units(*value, of)) : std::nullopt;
  };
  std::vector<ComparedRow> out;
  out.push_back(
      {cell, form.items[0].name, shown(metric.now, type), shown(metric.before, type), shown(metric.change, type)});
  for (std::size_t i = 1; i < form.items.size(); ++i) {
    const ComparedDriver& driver = drivers[i - 1];
    if (driver.constant) continue;
    out.push_back({cell, driver.name, shown(driver.now, values[i].type), shown(driver.before, values[i].type),
                   shown(driver.contribution, type)});
  }
  return out;
}

void fill_compare(const Program& program, const ReportForm& form, ReportCells& found, ReportTable& out) {
  std::vector<ReportCell> cells;
  if (!form.facets.empty())
    for (const GroupKey& key : found.groups()) cells.push_back({0, key, false, false, 0});
  ReportCell total;
  total.total = true;
  cells.push_back(total);
  const std::size_t count = cells.size();
  std::vector<ReportCell> both = cells;
  for (ReportCell cell : cells) {
    cell.period = 1;
    both.push_back(cell);
  }
  const std::vector<ColumnData> values = found.items(both);
  std::vector<ComparedRow> rows;
  for (std::size_t cell = 0; cell < count; ++cell) {
    const std::vector<ComparedRow> of_cell = compared_rows(form, values, cell, count);
    rows.insert(rows.end(), of_cell.begin(), of_cell.end());
  }
  TableWriter writer(program, out, rows.size());
  for (std::size_t f = 0; f < form.facets.size(); ++f) {
    ColumnData& column = writer.add(form.facets[f].name, {}, form.facets[f].type.with_nullable(true));
    for (std::size_t row = 0; row < rows.size(); ++row)
      put_cell_value(column, row, rows[row].cell + 1 < count ? cells[rows[row].cell].key[f] : CellValue{});
  }
  ColumnData& driver = writer.add("driver", {}, {TypeKind::text, false, {}});
  for (std::size_t row = 0; row < rows.size(); ++row) driver.codes[row] = out.texts->intern(rows[row].driver);
  const auto numbers = [&](const char* name, std::optional<double> ComparedRow::*value) {
    ColumnData& column = writer.add(name, {}, ratio_type);
    for (std::size_t row = 0; row < rows.size(); ++row)
      if (rows[row].*value) put_cell_value(column, row, real_value(*(rows[row].*value)));
  };
  numbers("now", &ComparedRow::now);
  numbers("before", &ComparedRow::before);
  numbers("contribution", &ComparedRow::contribution);
  ColumnData& is_total = writer.add_total();
  for (std::size_t row = 0; row < rows.size(); ++row)
    if (rows[row].cell + 1 == count) set_bit(is_total.bits, row);
}

// What the segment says, as a number: another one is another audience.
std::string version_of(const Program& program, InstId segment) {
  const Inst& inst = program.at(segment);
  const std::uint64_t definition =
      inst.kind == InstKind::fact ? program.facts[static_cast<std::size_t>(inst.a)].definition : 0;
  return fmt::format("{:016x}", definition);
}

// ---- Lists: who was in a segment at an instant, in the order of the customers.

// Who is on a list that conditions may ask for, as they see it: it stays what it was when it was taken. Nothing: nobody
// may ask for it, and the segment says who was in it.
std::optional<std::vector<bool>> taken(ReportWorld& world, const ReportForm& form) {
  const auto& lists = world.program().lists;
  const auto list = std::ranges::find(lists, form.name, &TakenList::name);
  if (list == lists.end()) return std::nullopt;
  Frame frame;
  frame.batch_as_of = world.as_of();
  for (std::uint32_t c = 0; c < world.dataset().customers; ++c)
    if (world.exists(c, world.as_of())) frame.customer.push_back(c);
  std::vector<bool> out(world.dataset().customers, false);
  if (frame.rows() == 0) return out;
  const std::vector<ColumnData> values = world.evaluate(frame, std::vector<InstId>{list->member});
  for (std::size_t row = 0; row < frame.rows(); ++row) out[frame.customer[row]] = bit_at(values[0].bits, row);
  return out;
}

void fill_list(ReportWorld& world, const ReportForm& form, ReportTable& out) {
  const auto at = world.instant(form.from, world.as_of());
  out.too_early = !at || *at > world.as_of();
  Frame frame;
  frame.batch_as_of = at.value_or(world.as_of());
  for (std::uint32_t c = 0; c < world.dataset().customers && !out.too_early; ++c)
    if (world.exists(c, *at)) frame.customer.push_back(c);
  std::vector<InstId> roots{form.cohort_where};
  for (const ReportItem& item : form.items) roots.push_back(item.value);
  std::vector<ColumnData> values(roots.size());
  if (frame.rows() > 0) values = world.evaluate(frame, roots);
  std::vector<std::size_t> chosen;
  const std::optional<std::vector<bool>> on_it = out.too_early ? std::nullopt : taken(world, form);
  for (std::size_t i = 0; i < frame.rows(); ++i)
    if (on_it ? (*on_it)[frame.customer[i]] : bit_at(values[0].bits, i)) chosen.push_back(i);
  TableWriter writer(world.program(), out, chosen.size());
  ColumnData& id = writer.add("customer_id", {}, {TypeKind::id, false, {}});
  for (std::size_t row = 0; row < chosen.size(); ++row)
    id.codes[row] = world.dataset().customer_ids[frame.customer[chosen[row]]];
  for (std::size_t i = 0; i < form.items.size(); ++i) {
    ColumnData& column =
        writer.add(form.items[i].name, {}, world.program().at(form.items[i].value).type.with_nullable(true));
    for (std::size_t row = 0; row < chosen.size(); ++row)
      put_cell_value(column, row, cell_value_at(values[i + 1], chosen[row]));
  }
  const Type instant{TypeKind::datetime, true, {}}, text{TypeKind::text, false, {}};
  ColumnData& listed = writer.add("at", {}, instant);
  for (std::size_t row = 0; row < chosen.size(); ++row) put_cell_value(listed, row, whole_value(*at));
  ColumnData& version = writer.add("version", {}, text);
  const TextCode code = out.texts->intern(version_of(world.program(), form.cohort_where));
  for (std::size_t row = 0; row < chosen.size(); ++row) version.codes[row] = code;
}

void fill(ReportWorld& world, const ReportForm& form, ReportTable& out) {
  if (form.kind == ReportKind::list) return fill_list(world, form, out);
  ReportCells cells(world, form);
  switch (form.kind) {
    case ReportKind::report:
    case ReportKind::funnel: return fill_report(world.program(), form, cells, out);
    case ReportKind::cohort: return fill_cohort(world, form, cells, out);
    case ReportKind::compare: return fill_compare(world.program(), form, cells, out);
    case ReportKind::list:
    case ReportKind::alert:
    case ReportKind::along: return;
  }
}

}  // namespace

std::vector<ReportTable> report_tables(const Program& unlocked, const Dataset& dataset,
                                       std::span<const Strangers> strangers, const RunOptions& options,
                                       const RunContext& context, std::map<std::uint32_t, IssueCount>& issues) {
  std::vector<ReportTable> out;
  if (unlocked.reports.empty()) return out;
  const std::optional<Program> locked = with_locks(unlocked, *dataset.pool);
  const Program& program = locked ? *locked : unlocked;
  ReportWorld world(program, dataset, strangers, options, context, issues);
  for (const ReportForm& form : program.reports) {
    if (form.kind == ReportKind::alert || form.kind == ReportKind::along) continue;  // alerts.h
    ReportTable& table = out.emplace_back();
    table.name = form.name;
    table.label = form.label;
    table.texts = dataset.pool;
    table.table.pool = dataset.pool;
    table.table.zone = context.zone;
    fill(world, form, table);
  }
  return out;
}

}  // namespace sop
