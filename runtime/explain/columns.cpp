// Values of other tables: the row they stand in, or why there is none.
#include "compiler/diagnostics/width.h"
#include "runtime/explain/explainer.h"

namespace sop {

Reason Explainer::of_lookup(InstId id) {
  const Inst& inst = program_.at(id);
  const auto args = program_.args_of(id);
  const TableData& table = with_.dataset.inputs[static_cast<std::size_t>(inst.a)];
  const std::string input = quoted(visible(program_.inputs[static_cast<std::size_t>(inst.a)].name));
  if (args.empty()) {
    const bool there = at_.customer() < table.row_of_customer.size() && table.row_of_customer[at_.customer()] >= 0;
    return {say(there ? Say::row_of_hers : Say::no_row_of_hers, input), {}};
  }
  if (!is_known(args[0])) return {say(Say::is_unknown, name(args[0])), behind({args[0]})};
  const KnownValue& key = *at_.value(args[0]);
  std::int64_t code = key.whole;
  bool there = true;
  if (physical_of(key.type.kind) == Physical::code) {
    TextCode text = 0;
    there = with_.dataset.pool->find(key.text, text);
    code = text;
  }
  there = there && table.row_of_key.contains(code);
  return {say(there ? Say::row_with_key : Say::no_row_with_key, input, text(args[0])), behind({args[0]})};
}

}  // namespace sop
