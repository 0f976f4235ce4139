#include "runtime/journeys/ours.h"

#include <algorithm>

#include "runtime/journeys/open_tasks.h"
#include "runtime/run/recorded.h"

namespace sop {
namespace {

struct Row {
  std::uint32_t customer = 0;
  Micros at = 0;
  const Deed* deed = nullptr;
  const Instance* entry = nullptr;
  bool old = false;                  // of an earlier run
  std::uint32_t index = UINT32_MAX;  // of the deed
};

bool tells(const Input& input, const Deed& deed) {
  if (input.name == "sends") return deed.verb == "send";
  if (input.name == "tasks") return deed.verb == "task";
  return deed.verb == "grant";
}

class Writing {
 public:
  Writing(const World& world, const Input& input, const Column& column, std::size_t rows)
      : world_(world), input_(input), column_(column), out_(column.type, rows, *world.dataset.pool) {}

  void write(std::size_t at, const Row& row) {
    const std::string& name = column_.name;
    if (name == "at") return out_.whole(at, row.at);
    if (&column_ == &input_.columns[0]) return out_.code(at, world_.dataset.customer_ids[row.customer]);
    if (row.entry != nullptr) return write_entry(at, *row.entry);
    const Deed& deed = *row.deed;
    if (name == "template" || name == "task" || name == "coupon") out_.text(at, deed.object);
    if (name == "class") out_.whole(at, member(class_of(deed)));
    if (name == "channel" && !deed.channel.empty()) out_.text(at, deed.channel);
    if (name == "staff" && !deed.staff.empty()) out_.text(at, deed.staff);
    if (name == "source") out_.text(at, deed.source);
    if (name == "step") out_.text(at, deed.step);
    if (name == "outcome") out_.whole(at, member(deed.outcome));
    if (name == "closed_at" && !is_open_with(deed, deed.outcome)) out_.whole(at, deed.closed_at);
  }
  void number(std::size_t at, std::int64_t nth) { out_.whole(at, nth); }
  ColumnData take() { return out_.take(); }

 private:
  void write_entry(std::size_t at, const Instance& entry) {
    if (column_.name == "journey") out_.text(at, world_.journey_of(entry).name);
    if (column_.name == "key")
      out_.text(at, entry.key.empty() ? world_.customer_id(entry.customer) : std::string_view(entry.key));
    if (column_.name == "entry") out_.whole(at, entry.entry);
  }

  std::string class_of(const Deed& deed) const {
    const Template* sent = world_.program.contacts.sent(deed.object);
    return sent != nullptr && sent->of_class == ContactClass::service ? "service" : "marketing";
  }

  std::int64_t member(const std::string& word) const {
    const auto& members = world_.program.enumerations[column_.type.enumeration.index()].members;
    const auto found = std::ranges::find(members, word);
    return found == members.end() ? 0 : found - members.begin();
  }

  const World& world_;
  const Input& input_;
  const Column& column_;
  ColumnWriter out_;
};

// Due after the last run: it is heard of in this one.
bool is_coming(const World& world, const Deed& deed) {
  return world.options.before != nullptr && deed.at > world.options.before->as_of;
}

std::vector<Row> rows_of(const World& world, const Input& input) {
  std::vector<Row> rows;
  if (input.name == "entries")
    for (const Instance& entry : world.instances)
      rows.push_back({entry.customer, entry.entered_at, nullptr, &entry, rows.size() < world.old_instances});
  else
    for (std::size_t i = 0; i < world.deeds.size(); ++i)
      if (const Deed& deed = world.deeds[i]; tells(input, deed))
        rows.push_back({deed.customer, deed.at, &deed, nullptr, i < world.old_deeds && !is_coming(world, deed),
                        static_cast<std::uint32_t>(i)});
  std::ranges::stable_sort(rows, {}, [](const Row& row) { return std::pair(row.customer, row.at); });
  return rows;
}

void fill(World& world, std::int32_t stream) {
  const Input& input = world.program.inputs[static_cast<std::size_t>(stream)];
  TableData& table = world.dataset.inputs[static_cast<std::size_t>(stream)];
  const std::vector<Row> rows = rows_of(world, input);
  std::vector<bool>& old = world.old_rows[stream];
  std::vector<std::uint32_t>& deed_of_row = world.deed_of_row[stream];
  old.clear();
  deed_of_row.clear();
  for (const Row& row : rows) {
    old.push_back(row.old);
    deed_of_row.push_back(row.index);
  }
  table = {};
  table.rows = rows.size();
  table.begin.assign(world.dataset.customers + 1, 0);
  std::vector<std::int64_t> numbers;
  for (const Row& row : rows) {
    numbers.push_back(++table.begin[row.customer + 1]);
    table.time_us.push_back(row.at);
    table.customer.push_back(row.customer);
  }
  for (std::size_t c = 0; c < world.dataset.customers; ++c) table.begin[c + 1] += table.begin[c];
  const ZoneRules& zone = world.context.zone;
  for (const Column& column : input.columns) {
    Writing out(world, input, column, rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (column.name == "nth")
        out.number(i, numbers[i]);
      else if (column.name != "gap")
        out.write(i, rows[i]);
      else if (i > 0 && rows[i - 1].customer == rows[i].customer)
        out.number(i, zone.local_date(rows[i].at) - zone.local_date(rows[i - 1].at));
    }
    table.columns.push_back(out.take());
  }
}

}  // namespace

void tell_deeds(World& world) {
  const bool first = !world.told;
  const bool deeds = first || !world.outcomes_told || world.deeds.size() != world.deeds_told;
  const bool entries = first || world.instances.size() != world.entries_told;
  for (std::size_t i = 0; i < world.program.inputs.size(); ++i) {
    const Input& input = world.program.inputs[i];
    if (is_ours(input) && (input.name == "entries" ? entries : deeds)) fill(world, static_cast<std::int32_t>(i));
  }
  world.told = world.outcomes_told = true;
  world.deeds_told = world.deeds.size();
  world.entries_told = world.instances.size();
}

}  // namespace sop
