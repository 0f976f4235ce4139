#include "tests/golden_runner/why.h"

#include <sstream>

#include "runtime/explain/why.h"
#include "runtime/store/store.h"
#include "tests/golden_runner/prepared_case.h"

namespace sop::golden {

std::string why(const Case& golden, std::string_view argument) {
  std::istringstream words{std::string(argument)};
  std::string customer, name;
  bool zh = false, json = false;
  words >> customer;
  for (std::string word; words >> word;) {
    zh = zh || word == "zh";
    json = json || word == "json";
    if (word != "zh" && word != "json") name = word;
  }
  const Folder folder(golden);
  const auto prepared = prepare_case(golden.sources(), folder);
  if (!prepared) return prepared.error();
  const bool edited = !golden.earlier_sources().empty();
  const auto earlier = edited ? prepare_case(golden.earlier_sources(), folder) : prepared;
  if (!earlier) return earlier.error();
  const std::vector<Micros> instants = instants_of(golden, prepared->context.zone);
  RunOptions options = instants.empty() ? RunOptions{.evaluate = evaluate} : options_at(instants.back());
  Dataset dataset = prepared->prepared.dataset;
  RunMemory before;
  std::expected<Store, StoreFault> store =
      std::unexpected(StoreFault{});  // asked for people during the run and after it
  if (instants.size() > 1) {
    const std::string state = folder.project() + "state.db";
    if (const std::string wrong = run_before_last(*earlier, state, instants); !wrong.empty()) return wrong;
    store = Store::open_to_read(state);
    auto memory = store ? store->load(prepared->program, dataset) : std::unexpected(store.error());
    if (!memory) return memory.error().reason;
    before = std::move(*memory);
    options.with_state = true;
    options.before = &before;
  }
  const RunResult result = run(prepared->program, dataset, options, prepared->context);
  Why why({prepared->program, dataset, options, prepared->context, result}, zh ? Language::zh : Language::en);
  const auto c = customer_of_id(prepared->program, dataset, customer);
  if (!c) return "no customer " + customer + "\n";
  if (json) return why_json(why, name.empty() ? std::vector<WhySubject>{} : why.find(name), *c, customer);
  std::string out = why.heading(*c, customer) + "\n";
  if (name.empty()) return out + why_text(why.overview(*c));
  for (const WhySubject& subject : why.find(name)) out += why_text(why.explain(subject, *c));
  return out;
}

}  // namespace sop::golden
