// Channels, templates and policies: lengths and shares that mean something, hours of a day, conditions in the frame.
#include "compiler/ir/verify/report.h"

namespace sop::ir_verify {
namespace {

constexpr std::int64_t day_us = 86'400'000'000;

void check_hours(Report& report, const DayHours& hours, const std::string& owner) {
  const bool fits = 0 <= hours.from_us && hours.from_us < day_us && 0 <= hours.to_us && hours.to_us <= day_us;
  if (!fits || hours.from_us == hours.to_us) report.add(owner + ": its hours are none of a day");
}

void check_length(Report& report, Duration length, const std::string& owner) {
  if (length.count <= 0) report.add(owner + ": a length without any time");
}

}  // namespace

void check_contacts(Report& report) {
  const Program& program = report.program();
  for (const Channel& channel : program.contacts.channels) {
    if (channel.staff.exists() && !program.at(channel.staff).domain.is_frame())
      report.add(channel.name + ": who works it is not in the frame");
    for (const Quota& quota : channel.quotas) check_length(report, quota.window, channel.name);
    for (const DayHours& hours : channel.valid) check_hours(report, hours, channel.name);
    if (channel.rate > 0) check_length(report, channel.rate_window, channel.name);
  }
  for (const Template& made : program.contacts.templates) {
    for (const DayHours& hours : made.valid) check_hours(report, hours, made.name);
    if (made.of_class == ContactClass::any) report.add(made.name + ": it is of no class");
  }
  for (const Cap& cap : program.contacts.caps) {
    check_length(report, cap.window, "cap");
    if (cap.on_full == OnFull::defer) check_length(report, cap.defer, "cap");
    if (!cap.where.exists()) continue;
    const Inst& where = program.at(cap.where);
    if (!is_condition(where.type) || !where.domain.is_frame())
      report.add("cap: its `where` is no condition of the frame");
  }
  for (const QuietHours& quiet : program.contacts.quiet) {
    check_hours(report, quiet.hours, "quiet");
    if (quiet.has_limit) check_length(report, quiet.limit, "quiet");
  }
  for (const Holdout& holdout : program.contacts.holdouts)
    if (holdout.share < 0 || holdout.share > whole_share) report.add("holdout: its share is none of a whole");
}

}  // namespace sop::ir_verify
