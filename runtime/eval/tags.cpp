#include "runtime/eval/tags.h"

#include <algorithm>

namespace sop {

// Without a group any holding of that tag counts, whatever its group.
PreparedTag prepare_tag(const Program& program, const Dataset& dataset, const Inst& inst, bool one_instant,
                        Micros as_of) {
  PreparedTag prepared;
  TextCode tag = 0, group = 0;
  const auto find = [&](std::int32_t constant, TextCode& code) {
    return dataset.pool->find(program.constants[static_cast<std::size_t>(constant)].text, code);
  };
  prepared.holders.assign(one_instant ? words_for(dataset.customers) : 0, 0);
  if (!find(inst.a, tag) || (inst.b >= 0 && !find(inst.b, group))) return prepared;
  for (const TagHolding& held : dataset.tags) {
    if (held.tag != tag || (inst.b >= 0 && !(held.has_group && held.group == group))) continue;
    if (!one_instant || inst.args_count > 0)
      prepared.spans.push_back({held.customer, held.since, held.until, held.personal, held.person});
    else if (held.since <= as_of && as_of < held.until)
      put(prepared.holders.data(), held.customer);
  }
  std::ranges::stable_sort(prepared.spans, {}, &TagSpan::customer);
  return prepared;
}

namespace {

// Did this person give it? `person` null: whoever did.
bool is_from(const TagSpan& span, const Vector* person, std::size_t row) {
  if (person == nullptr) return true;
  return span.personal && person->is_known(row) && person->as<TextCode>()[person->at(row)] == span.person;
}

}  // namespace

void evaluate_has_tag(const Run& run, Machine& machine, const Block& block, const PreparedTag& tag, const Step& step) {
  const Slot slot = step.slot;
  const std::span<const Slot> args = machine.code().args_of(step);
  const Vector* person = args.empty() ? nullptr : &machine.at(args[0]);
  Word* out = machine.value_buffer<Word>(slot);
  machine.at(slot) = {.data = out};
  clear_all(out, block.rows);
  for (std::size_t i = 0; i < block.rows; ++i) {
    const std::size_t customer = block.customers.at(i);
    if (run.prepared.one_instant && person == nullptr) {
      out[i / 64] |= Word{test(tag.holders.data(), customer)} << (i % 64);
      continue;
    }
    const Micros as_of = run.frame->as_of_at(block.first + i);
    auto span = std::ranges::lower_bound(tag.spans, static_cast<std::uint32_t>(customer), {}, &TagSpan::customer);
    for (; span != tag.spans.end() && span->customer == customer; ++span)
      if (span->since <= as_of && as_of < span->until && is_from(*span, person, i)) put(out, i);
  }
}

}  // namespace sop
