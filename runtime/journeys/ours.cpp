#include "runtime/journeys/ours.h"

#include <algorithm>

#include "runtime/journeys/open_tasks.h"
#include "runtime/run/recorded.h"
#include "runtime/table/room.h"

namespace sop {
namespace {

// What a column of such a stream tells.
enum class Told : std::uint8_t {
  nothing,
  customer,
  at,
  nth,
  gap,
  object,
  of_class,
  channel,
  staff,
  source,
  step,
  outcome,
  closed_at,
  journey,
  key,
  entry,
};

bool is_of_entries(const Input& input) { return input.name == "entries"; }

Told told_by(const Input& input, std::size_t column) {
  const std::string& name = input.columns[column].name;
  if (name == "at") return Told::at;
  if (name == "nth") return Told::nth;
  if (name == "gap") return Told::gap;
  if (column == 0) return Told::customer;
  if (is_of_entries(input)) {
    if (name == "journey") return Told::journey;
    if (name == "key") return Told::key;
    return name == "entry" ? Told::entry : Told::nothing;
  }
  if (name == "template" || name == "task" || name == "coupon") return Told::object;
  if (name == "class") return Told::of_class;
  if (name == "channel") return Told::channel;
  if (name == "staff") return Told::staff;
  if (name == "source") return Told::source;
  if (name == "step") return Told::step;
  if (name == "outcome") return Told::outcome;
  return name == "closed_at" ? Told::closed_at : Told::nothing;
}

bool tells(const Input& input, const Deed& deed) {
  if (input.name == "sends") return deed.verb == "send";
  if (input.name == "tasks") return deed.verb == "task";
  return deed.verb == "grant";
}

// A deed, or an entry, that has no row yet.
struct NewRow {
  std::uint32_t customer = 0;
  Micros at = 0;
  std::uint32_t of = 0;  // index of the deed or the instance
};

// Of one stream.
class Telling {
 public:
  Telling(World& world, std::size_t stream)
      : world_(world),
        input_(world.program.inputs[stream]),
        table_(world.dataset.inputs[stream]),
        rows_(world.ours[static_cast<std::int32_t>(stream)]) {}

  void begin() {
    table_ = {};
    table_.begin.assign(world_.dataset.customers + 1, 0);
    for (const Column& column : input_.columns) table_.columns.push_back(make_column(column.type, 0));
  }

  // Each goes behind those of the customer that are not later.
  void add(std::vector<NewRow> more) {
    if (more.empty()) return;
    std::ranges::stable_sort(more, {}, [](const NewRow& row) { return std::pair(row.customer, row.at); });
    const std::vector<std::uint32_t> places = places_of(more);
    const std::size_t rows = table_.rows + more.size();
    make_room(table_.time_us, places, rows);
    make_room(table_.customer, places, rows);
    make_room(rows_.of, places, rows);
    for (ColumnData& column : table_.columns) make_room(column, places, rows);
    table_.rows = rows;
    table_.narrow.reset();
    count_in(more);
    for (std::size_t i = 0; i < more.size(); ++i) {
      table_.time_us[places[i]] = more[i].at;
      table_.customer[places[i]] = more[i].customer;
      rows_.of[places[i]] = more[i].of;
    }
    for (std::size_t c = 0; c < table_.columns.size(); ++c) write(c, places);
  }

  // What became of a deed that has a row.
  void change(std::uint32_t deed) {
    const std::uint32_t customer = world_.deeds[deed].customer;
    for (std::uint32_t row = table_.begin[customer]; row < table_.begin[customer + 1]; ++row) {
      if (rows_.of[row] != deed) continue;
      for (std::size_t c = 0; c < table_.columns.size(); ++c)
        if (const Told told = told_by(input_, c); told == Told::outcome || told == Told::closed_at) {
          clear_row(table_.columns[c], row);
          write(c, std::span(&row, 1));
        }
    }
  }

  // Those that came since the last time.
  std::vector<NewRow> untold() {
    std::vector<NewRow> out;
    if (is_of_entries(input_))
      for (; rows_.told < world_.instances.size(); ++rows_.told) {
        const Instance& entry = world_.instances[rows_.told];
        out.push_back({entry.customer, entry.entered_at, static_cast<std::uint32_t>(rows_.told)});
      }
    else
      for (; rows_.told < world_.deeds.size(); ++rows_.told)
        if (const Deed& deed = world_.deeds[rows_.told]; tells(input_, deed))
          out.push_back({deed.customer, deed.at, static_cast<std::uint32_t>(rows_.told)});
    return out;
  }

 private:
  std::vector<std::uint32_t> places_of(const std::vector<NewRow>& more) const {
    std::vector<std::uint32_t> places;
    places.reserve(more.size());
    for (const NewRow& row : more) {
      const auto times = table_.time_us.begin();
      const auto behind =
          std::upper_bound(times + table_.begin[row.customer], times + table_.begin[row.customer + 1], row.at);
      places.push_back(static_cast<std::uint32_t>(behind - times + static_cast<std::ptrdiff_t>(places.size())));
    }
    return places;
  }

  void count_in(const std::vector<NewRow>& more) {
    std::uint32_t so_far = 0;
    for (std::size_t i = 0; i < more.size();) {
      const std::uint32_t customer = more[i].customer;
      while (i < more.size() && more[i].customer == customer) ++i, ++so_far;
      const std::size_t end = i < more.size() ? more[i].customer : world_.dataset.customers;
      for (std::size_t c = customer; c < end; ++c) table_.begin[c + 1] += so_far;
    }
  }

  void write(std::size_t column, std::span<const std::uint32_t> rows) {
    const Told told = told_by(input_, column);
    ColumnWriter out(std::move(table_.columns[column]), *world_.dataset.pool);
    if (told == Told::nth || told == Told::gap)
      number(told, rows, out);
    else
      for (const std::uint32_t row : rows) write(told, column, row, out);
    table_.columns[column] = out.take();
  }

  // What counts rows changes in hers behind the new ones, too.
  void number(Told told, std::span<const std::uint32_t> rows, ColumnWriter& out) const {
    const ZoneRules& zone = world_.context.zone;
    for (std::size_t i = 0; i < rows.size();) {
      const std::uint32_t customer = table_.customer[rows[i]];
      const std::uint32_t begin = table_.begin[customer], end = table_.begin[customer + 1];
      for (std::uint32_t row = rows[i]; row < end; ++row)
        if (told == Told::nth)
          out.whole(row, row - begin + 1);
        else if (row > begin)
          out.whole(row, zone.local_date(table_.time_us[row]) - zone.local_date(table_.time_us[row - 1]));
      while (i < rows.size() && rows[i] < end) ++i;
    }
  }

  void write(Told told, std::size_t column, std::uint32_t row, ColumnWriter& out) const {
    if (told == Told::at) return out.whole(row, table_.time_us[row]);
    if (told == Told::customer) return out.code(row, world_.dataset.customer_ids[table_.customer[row]]);
    if (is_of_entries(input_)) return write_entry(told, world_.instances[rows_.of[row]], row, out);
    const Deed& deed = world_.deeds[rows_.of[row]];
    if (told == Told::object) out.text(row, deed.object);
    if (told == Told::of_class) out.whole(row, member(column, class_of(deed)));
    if (told == Told::channel && !deed.channel.empty()) out.text(row, deed.channel);
    if (told == Told::staff && !deed.staff.empty()) out.text(row, deed.staff);
    if (told == Told::source) out.text(row, deed.source);
    if (told == Told::step) out.text(row, deed.step);
    if (told == Told::outcome) out.whole(row, member(column, deed.outcome));
    if (told == Told::closed_at && !is_open_with(deed, deed.outcome)) out.whole(row, deed.closed_at);
  }

  void write_entry(Told told, const Instance& entry, std::uint32_t row, ColumnWriter& out) const {
    if (told == Told::journey) out.text(row, world_.journey_of(entry).name);
    if (told == Told::key)
      out.text(row, entry.key.empty() ? world_.customer_id(entry.customer) : std::string_view(entry.key));
    if (told == Told::entry) out.whole(row, entry.entry);
  }

  std::string_view class_of(const Deed& deed) const {
    const Template* sent = world_.program.contacts.sent(deed.object);
    return sent != nullptr && sent->of_class == ContactClass::service ? "service" : "marketing";
  }

  std::int64_t member(std::size_t column, std::string_view word) const {
    const auto& members = world_.program.enumerations[input_.columns[column].type.enumeration.index()].members;
    const auto found = std::ranges::find(members, word);
    return found == members.end() ? 0 : found - members.begin();
  }

  World& world_;
  const Input& input_;
  TableData& table_;
  OurRows& rows_;
};

}  // namespace

void tell_deeds(World& world) {
  const std::vector<std::uint32_t> changed = std::exchange(world.outcomes_changed, {});
  for (std::size_t i = 0; i < world.program.inputs.size(); ++i) {
    const Input& input = world.program.inputs[i];
    if (!is_ours(input)) continue;
    const bool first = !world.ours.contains(static_cast<std::int32_t>(i));
    Telling telling(world, i);
    if (first) telling.begin();
    telling.add(telling.untold());
    if (is_of_entries(input)) continue;
    for (const std::uint32_t deed : changed)
      if (tells(input, world.deeds[deed])) telling.change(deed);
  }
}

// What was due after the last run is heard of in this one.
bool is_of_an_earlier_run(const World& world, InputId stream, std::uint32_t row) {
  const auto found = world.ours.find(stream.value);
  if (found == world.ours.end()) return false;
  const std::uint32_t of = found->second.of[row];
  if (is_of_entries(world.program.inputs[stream.index()])) return of < world.old_instances;
  const bool coming = world.options.before != nullptr && world.deeds[of].at > world.options.before->as_of;
  return of < world.old_deeds && !coming;
}

}  // namespace sop
