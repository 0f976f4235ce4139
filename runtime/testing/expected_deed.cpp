#include "runtime/testing/expected_deed.h"

#include <algorithm>

#include "runtime/explain/private_data.h"
#include "runtime/io/rendered_text.h"
#include "runtime/run/effects.h"

namespace sop {
namespace {

// What an asked value is for this customer, as every output prints it; missing: nothing.
std::string value_of(const DeedsOfATest& run, std::int32_t asked, std::uint32_t customer) {
  const InstId root = run.program.asked[static_cast<std::size_t>(asked)];
  Frame frame;
  frame.batch_as_of = run.result.frame.batch_as_of;
  frame.customer = {customer};
  const Evaluation found = evaluate(run.program, run.dataset, frame, std::span(&root, 1), run.context);
  std::string out;
  if (found.values[0].is_known(0))
    print_value(found.values[0], 0, {run.dataset.pool.get(), &run.context.zone, nullptr}, out);
  return out;
}

std::int64_t constant_of(const Program& program, InstId inst) {
  return inst.exists() && program.at(inst).kind == InstKind::constant
             ? program.constants[static_cast<std::size_t>(program.at(inst).a)].whole
             : -1;
}

bool same_length(const Program& program, std::int32_t asked, InstId done) {
  return asked < 0 || (done.exists() && constant_of(program, program.asked[static_cast<std::size_t>(asked)]) ==
                                            constant_of(program, done));
}

const MessageText& text_of(const DeedsOfATest& run, const Param& param) {
  return run.program.texts[static_cast<std::size_t>(param.message)];
}

std::string param_of(const DeedsOfATest& run, const ActionRow& row, const Action& action, const std::string& name) {
  const auto found = std::ranges::find(action.params, name, &Param::name);
  if (found == action.params.end() || row.params == UINT32_MAX) return "";
  const std::vector<ColumnData>& columns = run.result.params[row.params].columns;
  const PrintContext print{run.dataset.pool.get(), &run.context.zone, nullptr};
  std::string out;
  if (found->message >= 0) {
    std::size_t slot = action.params.size();
    for (auto before = action.params.begin(); before != found; ++before)
      if (before->message >= 0) rendered_text(run.program, text_of(run, *before), columns, row.values, print, slot);
    return rendered_text(run.program, text_of(run, *found), columns, row.values, print, slot);
  }
  const ColumnData& column = columns[static_cast<std::size_t>(found - action.params.begin())];
  if (column.is_known(row.values)) print_value(column, row.values, print, out);
  return out;
}

bool is_secret(const DeedsOfATest& run, PrivateData& secret, const Param& param) {
  if (param.message < 0) return secret.reads(param.value);
  return std::ranges::any_of(text_of(run, param).parts,
                             [&](const TextPart& part) { return part.slot.exists() && secret.reads(part.slot); });
}

std::int64_t hour_of(const DeedsOfATest& run, Micros at) {
  return at - run.context.zone.instant_of(run.context.zone.local_date(at), 0);
}

}  // namespace

bool is_that_deed(const Action& action, const ExpectedAction& expected) {
  return action.verb == expected.verb && (expected.object.empty() || action.object == expected.object) &&
         (expected.verb != Verb::declared || action.verb_word == expected.verb_word);
}

bool answers(const DeedsOfATest& run, const ActionRow& row, const ExpectedAction& expected) {
  const Action& action = action_of(run.program, row);
  if (!is_that_deed(action, expected)) return false;
  if (!expected.channel.empty() && expected.channel != action.channel) return false;
  if (expected.at_us >= 0 && (row.due_at == no_instant || hour_of(run, row.due_at) != expected.at_us)) return false;
  if (expected.expires_today && !action.expires_today) return false;
  if (!same_length(run.program, expected.due, action.due)) return false;
  if (!same_length(run.program, expected.expires, action.expires)) return false;
  if (expected.staff >= 0) {
    const std::string staff(row.has_staff ? run.dataset.pool->text(row.staff) : std::string_view());
    if (staff != value_of(run, expected.staff, row.customer)) return false;
  }
  return std::ranges::all_of(expected.params, [&](const auto& param) {
    return param_of(run, row, action, param.first) == value_of(run, param.second, row.customer);
  });
}

std::string really_done(const DeedsOfATest& run, const ActionRow& row) {
  const Action& action = action_of(run.program, row);
  std::string out = action.verb_word;
  if (!action.object.empty()) out += " " + action.object;
  std::string params;
  PrivateData secret(run.program);
  for (const Param& param : action.params)
    params += (params.empty() ? "" : ", ") + param.name + ": " +
              (is_secret(run, secret, param) ? masked_value : param_of(run, row, action, param.name));
  if (!params.empty()) out += "(" + params + ")";
  if (!action.channel.empty()) out += " via " + action.channel;
  if (row.has_staff) out += " to " + std::string(run.dataset.pool->text(row.staff));
  if (row.due_at == no_instant) return out;
  std::string due;
  print_instant(row.due_at, run.context.zone, due);
  return out + ", due " + due;
}

}  // namespace sop
