// Two programs on the same data: whom each of their segments, rules, tags and tiers means, and who differs.
#include <algorithm>
#include <map>
#include <set>

#include "runtime/plan/plan.h"

namespace sop {
namespace {

struct NamedPeople {
  EditedKind kind;
  std::string name;
  People who;
  bool stored = false;  // given by actions or by hand: named where the other program derives it
};

void finish(NamedPeople& named) {
  std::ranges::sort(named.who);
  named.who.erase(std::unique(named.who.begin(), named.who.end()), named.who.end());
}

// Everybody a program means by name, in the order of its declarations.
class Meaning {
 public:
  explicit Meaning(const Decided& decided)
      : program_(*decided.program), dataset_(*decided.dataset), result_(*decided.result) {}

  std::vector<NamedPeople> take() {
    for (std::size_t f = 0; f < program_.facts.size(); ++f) {
      const Fact& fact = program_.facts[f];
      if (fact.kind == FactKind::segment) condition(EditedKind::segment, fact.name, f);
      if (fact.kind == FactKind::tier) members(EditedKind::tier, ": ", f);
      const std::size_t first = all_.size();
      if (fact.kind == FactKind::tag)
        condition(EditedKind::tag, fact.group.empty() ? fact.name : fact.group + "." + fact.name, f);
      if (fact.is_group()) members(EditedKind::tag, ".", f);
      for (std::size_t i = first; i < all_.size(); ++i) all_[i].stored = fact.stored;
    }
    rules();
    return std::move(all_);
  }

 private:
  void condition(EditedKind kind, const std::string& name, std::size_t f) {
    NamedPeople& named = all_.emplace_back(NamedPeople{kind, name, {}});
    for (std::size_t row = 0; row < result_.frame.rows(); ++row)
      if (bit_at(result_.facts[f].bits, row)) named.who.push_back(result_.frame.customer[row]);
    finish(named);
  }

  void members(EditedKind kind, const char* between, std::size_t f) {
    const Fact& fact = program_.facts[f];
    const auto& names = program_.enumerations[fact.type.enumeration.index()].members;
    const std::size_t first = all_.size();
    for (const std::string& member : names) all_.push_back({kind, fact.name + between + member, {}});
    const ColumnData& values = result_.facts[f];
    for (std::size_t row = 0; row < result_.frame.rows(); ++row)
      if (values.is_known(row))
        all_[first + static_cast<std::size_t>(values.whole[row])].who.push_back(result_.frame.customer[row]);
    for (std::size_t i = first; i < all_.size(); ++i) finish(all_[i]);
  }

  // Whom a rule acts upon, whatever becomes of it.
  void rules() {
    std::map<std::string, People> by_name;
    for (const ActionRow& row : result_.actions) by_name[source_of(program_, row)].push_back(row.customer);
    for (const DecisionRow& row : result_.decisions) by_name[row.source].push_back(row.customer);
    std::map<TextCode, const std::string*> sources;
    for (const Rule& rule : program_.rules)
      if (TextCode code = 0; dataset_.pool->find(rule.name, code)) sources[code] = &rule.name;
    for (const TagRow& row : result_.tags)
      if (const auto found = sources.find(row.source); found != sources.end())
        by_name[*found->second].push_back(row.customer);
    for (const Rule& rule : program_.rules) {
      all_.push_back({EditedKind::rule, rule.name, std::move(by_name[rule.name])});
      finish(all_.back());
    }
  }

  const Program& program_;
  const Dataset& dataset_;
  const RunResult& result_;
  std::vector<NamedPeople> all_;
};

// The same people as customers of the other dataset; who is not there goes.
void translate(std::vector<NamedPeople>& all, const Dataset& from, const Dataset& to) {
  std::map<std::string_view, std::uint32_t> known;
  for (std::uint32_t c = 0; c < to.customers; ++c) known[to.pool->text(to.customer_ids[c])] = c;
  std::vector<std::uint32_t> there(from.customers, UINT32_MAX);
  for (std::uint32_t c = 0; c < from.customers; ++c)
    if (const auto found = known.find(from.pool->text(from.customer_ids[c])); found != known.end())
      there[c] = found->second;
  for (NamedPeople& named : all) {
    for (std::uint32_t& customer : named.who) customer = there[customer];
    std::erase(named.who, UINT32_MAX);
    finish(named);
  }
}

// The name here of what is called `name` there, or of the tier or group it is a member of.
std::string renamed(EditedKind kind, const std::string& name, const Renames& renames) {
  if (const auto found = renames.find({kind, name}); found != renames.end()) return found->second;
  const std::string between = kind == EditedKind::tier ? ": " : ".";
  if (kind != EditedKind::tier && kind != EditedKind::tag) return name;
  for (std::size_t at = name.find(between); at != std::string::npos; at = name.find(between, at + 1))
    if (const auto found = renames.find({kind, name.substr(0, at)}); found != renames.end())
      return found->second + name.substr(at);
  return name;
}

}  // namespace

std::vector<EditPlan> edits_between(const Decided& last, const Decided& now, const Renames& renames) {
  std::vector<NamedPeople> was = Meaning(last).take(), is = Meaning(now).take();
  for (NamedPeople& named : was) named.name = renamed(named.kind, named.name, renames);
  translate(was, *last.dataset, *now.dataset);
  std::map<std::pair<EditedKind, std::string>, const NamedPeople*> before;
  for (const NamedPeople& named : was) before[{named.kind, named.name}] = &named;
  std::vector<EditPlan> edits;
  const auto compare = [&](const NamedPeople& shown, const NamedPeople* old, const NamedPeople* current) {
    const bool here = current != nullptr && !current->stored, there = old != nullptr && !old->stored;
    if (!here && !there) return;
    const People nobody;
    const People& from = old == nullptr ? nobody : old->who;
    const People& to = current == nullptr ? nobody : current->who;
    if (old != nullptr && current != nullptr && from == to) return;
    EditPlan edit{shown.kind, shown.name, old != nullptr, current != nullptr, from.size(), to.size(), {}, {}};
    std::ranges::set_difference(to, from, std::back_inserter(edit.more));
    std::ranges::set_difference(from, to, std::back_inserter(edit.fewer));
    edits.push_back(std::move(edit));
  };
  for (const NamedPeople& named : is) {
    const auto found = before.find({named.kind, named.name});
    compare(named, found == before.end() ? nullptr : found->second, &named);
    if (found != before.end()) before.erase(found);
  }
  for (const NamedPeople& named : was)
    if (before.contains({named.kind, named.name})) compare(named, &named, nullptr);
  return edits;
}

}  // namespace sop
