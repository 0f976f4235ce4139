#include "runtime/io/reading_text.h"

#include "runtime/io/arrow_part.h"
#include "runtime/io/checksum.h"

namespace sop {
namespace {

// Texts with their lengths, so that no two lists of texts look alike.
class Writing {
 public:
  void add(std::string_view text) { out_ += std::to_string(text.size()) + ":" + std::string(text) + "\n"; }
  void add(std::uint64_t number) { out_ += std::to_string(number) + "\n"; }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

std::uint64_t sum_of(const std::vector<Micros>& values) {
  return checksum_of({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Micros)});
}

void add_zone(const ZoneRules& zone, Writing& out) {
  out.add(zone.name);
  out.add(zone.version);
  out.add(sum_of(zone.since));
  out.add(sum_of(zone.offset_us));
}

void add_rule(const InputPlan& plan, const ColumnRule& rule, Writing& out) {
  const Column& column = *rule.column;
  out.add(column.file_name);
  out.add(static_cast<std::uint64_t>(column.type.kind));
  out.add(column.type.nullable ? 1 : 0);
  out.add(may_be_absent(plan, rule) ? 1 : 0);
  out.add(column.missing_declared ? 1 : 0);
  out.add(column.missing_tokens.size());
  for (const std::string& token : column.missing_tokens) out.add(token);
  out.add(column.format);
  out.add(column.members_from.size());
  for (const auto& [word, member] : column.members_from) {
    out.add(word);
    out.add(member);
  }
  if (!column.type.enumeration.exists()) return;
  const std::vector<std::string>& members = (*plan.enumerations)[column.type.enumeration.index()].members;
  out.add(members.size());
  for (const std::string& member : members) out.add(member);
}

}  // namespace

std::string reading_text(const InputPlan& plan, const DataFile& file) {
  Writing out;
  out.add(static_cast<std::uint64_t>(reading_version));
  if (file.format == FileFormat::parquet || file.format == FileFormat::ipc)
    if (const auto part = arrow_part()) out.add((*part)->version);
  out.add(static_cast<std::uint64_t>(file.format));
  add_zone(*plan.zone, out);
  out.add(file.partition.size());
  for (const auto& [name, value] : file.partition) {
    out.add(name);
    out.add(value);
  }
  const std::vector<std::string> unread = unread_columns(plan, file);
  out.add(unread.size());
  for (const std::string& name : unread) out.add(name);
  out.add(plan.rules.size());
  for (const ColumnRule& rule : plan.rules) add_rule(plan, rule, out);
  return out.take();
}

}  // namespace sop
