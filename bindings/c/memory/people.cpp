#include "bindings/c/memory/people.h"

namespace sop::embed {
namespace {

// Ids that are whole numbers stand in the book as texts.
void know_accounts(const Program& program, const Dataset& dataset, std::vector<std::uint32_t>& by_code) {
  const Input& input = program.inputs[program.population.index()];
  const TableData& people = dataset.inputs[program.population.index()];
  const bool codes = input.key < 0 || !people.columns[static_cast<std::size_t>(input.key)].codes.empty();
  for (const auto& [key, customer] : people.row_of_key) {
    auto code = static_cast<TextCode>(key);
    if (codes || dataset.pool->find(std::to_string(key), code))
      if (code < by_code.size()) by_code[code] = customer;
  }
}

}  // namespace

BookPeople people_of(const MemoryBook& book, const Program& program, const Dataset& dataset) {
  std::vector<std::uint32_t> by_code(dataset.pool->size(), nobody);
  if (program.population.exists() && program.identity.exists()) know_accounts(program, dataset, by_code);
  for (std::uint32_t c = 0; c < dataset.customers; ++c) by_code[dataset.customer_ids[c]] = c;
  BookPeople out;
  out.here.assign(book.customers.size(), nobody);
  out.joined.assign(book.customers.size(), false);
  for (std::size_t i = 0; i < book.customers.size(); ++i) {
    TextCode code = 0;
    if (!dataset.pool->find(book.customers[i], code) || code >= by_code.size()) continue;
    out.here[i] = by_code[code];
    out.joined[i] = by_code[code] != nobody && dataset.customer_ids[by_code[code]] != code;
  }
  return out;
}

}  // namespace sop::embed
