#include "runtime/explain/why.h"

#include <algorithm>

#include "compiler/diagnostics/width.h"
#include "runtime/explain/one_customer.h"
#include "runtime/io/value_print.h"

namespace sop {
namespace {

constexpr std::size_t deepest_indent = 12, shown_accounts = 10;

bool may_flip(const Fact& fact) { return fact.type.is(TypeKind::boolean) || fact.type.is(TypeKind::enumeration); }

void print(const ExplainedStep& step, std::size_t depth, std::string& out) {
  out += std::string(2 * std::min(depth, deepest_indent), ' ') + step.text + "\n";
  for (const ExplainedStep& below : step.because) print(below, depth + 1, out);
}

}  // namespace

struct Why::Parts {
  OneCustomer her;
};

Why::Why(const DecidedRun& run, Language language) : parts_(new Parts{OneCustomer(run, language)}) {}
Why::~Why() = default;

std::vector<WhySubject> Why::find(std::string_view name) const {
  const Program& program = parts_->her.program();
  std::vector<WhySubject> out;
  const std::size_t dot = name.find('.');
  const std::string group(dot == std::string_view::npos ? "" : name.substr(0, dot));
  const std::string tag(dot == std::string_view::npos ? name : name.substr(dot + 1));
  bool is_tag = false;
  for (std::size_t f = 0; f < program.facts.size(); ++f) {
    const Fact& fact = program.facts[f];
    const bool groups = fact.kind == FactKind::taggroup && fact.type.is(TypeKind::enumeration);
    if (fact.kind == FactKind::tag)
      is_tag = is_tag || (fact.name == tag && (group.empty() || fact.group == group));
    else if (fact.name == name)
      out.push_back({WhyKind::fact, f, {}, {}});
    if (!groups || (!group.empty() && fact.name != group)) continue;
    const auto& members = program.enumerations[fact.type.enumeration.index()].members;
    is_tag = is_tag || std::ranges::find(members, tag) != members.end();
  }
  for (const Inst& inst : program.insts)
    if (inst.kind == InstKind::has_tag)
      is_tag = is_tag || program.constants[static_cast<std::size_t>(inst.a)].text == tag;
  for (std::size_t r = 0; r < program.rules.size(); ++r) {
    if (program.rules[r].name == name) out.push_back({WhyKind::rule, r, {}, {}});
    for (const Action& action : program.rules[r].actions)
      is_tag = is_tag || ((action.verb == Verb::tag || action.verb == Verb::untag) && action.object == tag);
  }
  for (std::size_t j = 0; j < program.journeys.size(); ++j)
    if (program.journeys[j].name == name && !program.journeys[j].retired) out.push_back({WhyKind::journey, j, {}, {}});
  if (is_tag) out.push_back({WhyKind::tag, 0, group, tag});
  if (program.contacts.sent(name) != nullptr) out.push_back({WhyKind::sent, 0, {}, std::string(name)});
  return out;
}

std::vector<std::string_view> Why::names() const {
  const Program& program = parts_->her.program();
  std::vector<std::string_view> out;
  for (const Fact& fact : program.facts) {
    out.push_back(fact.name);
    if (fact.kind != FactKind::taggroup || !fact.type.is(TypeKind::enumeration)) continue;
    for (const std::string& member : program.enumerations[fact.type.enumeration.index()].members) out.push_back(member);
  }
  for (const Rule& rule : program.rules) out.push_back(rule.name);
  for (const Journey& journey : program.journeys)
    if (!journey.retired) out.push_back(journey.name);
  for (const Template& one : program.contacts.templates) out.push_back(one.name);
  return out;
}

std::string Why::other_kind(std::string_view name) const {
  const OneCustomer& her = parts_->her;
  const Program& program = her.program();
  const Contacts& contacts = program.contacts;
  const std::string quoted = Explainer::quoted(visible(name));
  if (contacts.channel(name) != nullptr) {
    std::string on_it;
    for (const Template& one : contacts.templates)
      if (one.channel == name) on_it += (on_it.empty() ? "" : ", ") + Explainer::quoted(visible(one.name));
    return on_it.empty() ? her.say(Say::is_channel, quoted) : her.say(Say::is_channel_of, quoted, on_it);
  }
  const auto is_policy = [&](const auto& all) {
    return std::ranges::any_of(all, [&](const auto& one) { return one.policy == name; });
  };
  if (is_policy(contacts.caps) || is_policy(contacts.quiet) || is_policy(contacts.holdouts))
    return her.say(Say::is_policy, quoted);
  for (const Input& input : program.inputs) {
    if (input.name == name) return her.say(Say::is_input, quoted);
    for (const Column& column : input.columns)
      if (column.name == name) return her.say(Say::is_column, quoted, Explainer::quoted(visible(input.name)));
  }
  return "";
}

std::string Why::customer_name(std::uint32_t customer) const {
  const Program& program = parts_->her.program();
  const Dataset& dataset = parts_->her.run().dataset;
  if (program.population.exists()) {
    const Input& people = program.inputs[program.population.index()];
    if (people.key >= 0 && people.columns[static_cast<std::size_t>(people.key)].pii) return masked_value;
  }
  return visible(dataset.pool->text(dataset.customer_ids[customer]));
}

const DecidedRun& Why::run() const { return parts_->her.run(); }

JourneyAnswer Why::journey(const WhySubject& subject, std::uint32_t customer) {
  return explain_journey(parts_->her, static_cast<std::uint32_t>(subject.index), customer);
}

std::string Why::heading(std::uint32_t customer, std::string_view asked_as) const {
  OneCustomer& her = parts_->her;
  const std::string id = customer_name(customer);
  const bool has_as_of = her.run().options.has_as_of;
  const std::string instant = has_as_of ? her.instant(her.run().options.as_of) : "";
  if (has_as_of && !her.exists(customer)) return her.say(Say::not_there_yet, id, instant);
  std::string out;
  if (asked_as.empty() || id == masked_value || visible(asked_as) == id)
    out = has_as_of ? her.say(Say::asked_at, id, instant) : her.say(Say::asked, id);
  else
    out = has_as_of ? her.say(Say::asked_account, id, visible(asked_as), instant)
                    : her.say(Say::asked_account_only, id, visible(asked_as));
  const std::vector<std::string> accounts = joined_accounts(customer);
  if (accounts.empty()) return out;
  std::string listed;
  for (std::size_t i = 0; i < std::min(accounts.size(), shown_accounts); ++i)
    listed = i == 0 ? accounts[i] : her.say(Say::listed, listed, accounts[i]);
  if (accounts.size() > shown_accounts) listed = her.say(Say::and_more, listed, accounts.size() - shown_accounts);
  return out + "\n" + her.say(Say::joined_accounts, listed, visible(her.program().identity.name));
}

std::vector<std::string> Why::joined_accounts(std::uint32_t customer) const {
  const OneCustomer& her = parts_->her;
  const Program& program = her.program();
  if (!program.identity.exists() || !program.population.exists()) return {};
  const auto is_personal = [&](InputId table) {
    const Input& input = program.inputs[table.index()];
    return input.key >= 0 && input.columns[static_cast<std::size_t>(input.key)].pii;
  };
  if (std::ranges::any_of(program.identity.tables, is_personal)) return {};
  const Dataset& dataset = her.run().dataset;
  std::vector<std::string> out;
  for (const JoinedAccount& account : dataset.accounts) {
    if (account.customer != customer) continue;
    std::string id = visible(dataset.pool->text(account.id));
    if (account.table != program.population) id += " (" + visible(program.inputs[account.table.index()].name) + ")";
    if (std::ranges::find(out, id) == out.end()) out.push_back(std::move(id));
  }
  return out;
}

std::vector<ExplainedStep> Why::explain(const WhySubject& subject, std::uint32_t customer) {
  OneCustomer& her = parts_->her;
  if (!her.exists(customer)) return {};
  std::vector<ExplainedStep> out;
  switch (subject.kind) {
    case WhyKind::fact: {
      const Fact& fact = her.program().facts[subject.index];
      const Snapshot at = her.now(customer, {fact.root});
      Explainer explainer = her.explainer(at);
      out.push_back(explainer.fact(FactId(subject.index)));
      if (may_flip(fact)) out.push_back(flip_step(her, explainer, fact.root));
      if (her.reads_edges_of_last_run({fact.root}))
        out.push_back({her.say(Say::edges_of_last_run, her.instant(her.run().options.before->as_of)), {}});
      break;
    }
    case WhyKind::rule: {
      RuleAnswer answer = explain_rule(her, static_cast<std::uint32_t>(subject.index), customer);
      out.push_back(std::move(answer.step));
      for (ExplainedStep& step : answer.more) out.push_back(std::move(step));
      if (her.reads_edges_of_last_run({her.program().rules[subject.index].condition}))
        out.push_back({her.say(Say::edges_of_last_run, her.instant(her.run().options.before->as_of)), {}});
      break;
    }
    case WhyKind::journey: return journey(subject, customer).steps;
    case WhyKind::tag: return explain_tag(her, subject.group, subject.tag, customer);
    case WhyKind::sent: return explain_template(her, subject.tag, customer);
  }
  return out;
}

std::vector<ExplainedStep> Why::overview(std::uint32_t customer) {
  OneCustomer& her = parts_->her;
  std::vector<ExplainedStep> out;
  if (!her.exists(customer)) return out;
  std::vector<InstId> roots;
  for (const Fact& fact : her.program().facts) roots.push_back(fact.root);
  const Snapshot at = her.now(customer, roots);
  for (std::size_t f = 0; f < her.program().facts.size(); ++f) {
    Explainer explainer = her.explainer(at);
    out.push_back(explainer.headline(FactId(f)));
  }
  for (std::uint32_t r = 0; r < her.program().rules.size(); ++r) {
    RuleAnswer answer = explain_rule(her, r, customer);
    out.push_back({std::move(answer.step.text), {}});
  }
  for (std::uint32_t j = 0; j < her.program().journeys.size(); ++j) {
    if (her.program().journeys[j].retired) continue;
    const JourneyAnswer answer = explain_journey(her, j, customer);
    if (answer.instances.empty()) out.push_back({answer.steps[0].text, {}});
    for (const ToldInstance& one : answer.instances) out.push_back({one.headline.text, {}});
  }
  for (ExplainedStep& step : tag_changes_of(her, customer, nullptr, nullptr)) out.push_back(std::move(step));
  if (her.reads_edges_of_last_run(roots))
    out.push_back({her.say(Say::edges_of_last_run, her.instant(her.run().options.before->as_of)), {}});
  return out;
}

std::optional<Flip> Why::flip_of(std::size_t fact, std::uint32_t customer) {
  OneCustomer& her = parts_->her;
  const InstId root = her.program().facts[fact].root;
  const Snapshot at = her.now(customer, {root});
  Explainer explainer = her.explainer(at);
  return sop::flip_of(her, explainer, root).flip;
}

const Program& Why::asked_in() const { return parts_->her.lab().program(); }

Verdicts Why::verdicts(std::uint32_t customer) {
  OneCustomer& her = parts_->her;
  Verdicts out;
  if (!her.exists(customer)) return out;
  std::vector<InstId> roots;
  for (const Fact& fact : her.program().facts) roots.push_back(fact.root);
  const Snapshot at = her.now(customer, roots);
  for (const InstId root : roots) out.facts.push_back(at.value(root));
  for (std::uint32_t r = 0; r < her.program().rules.size(); ++r)
    out.fires.push_back(explain_rule(her, r, customer).fires);
  for (std::uint32_t j = 0; j < her.program().journeys.size(); ++j)
    out.journeys.push_back(explain_journey(her, j, customer));
  return out;
}

std::optional<std::uint32_t> customer_of_id(const Program& program, const Dataset& dataset, std::string_view id) {
  TextCode code = 0;
  const bool is_read = dataset.pool->find(id, code);
  if (is_read) {
    const auto hers = std::ranges::find(dataset.customer_ids, code);
    if (hers != dataset.customer_ids.end()) return static_cast<std::uint32_t>(hers - dataset.customer_ids.begin());
  }
  if (!is_read) return std::nullopt;
  const JoinedAccount* found = nullptr;  // among equal ids that of the customers' own table
  for (const JoinedAccount& account : dataset.accounts)
    if (account.id == code && (found == nullptr || account.table == program.population)) found = &account;
  return found == nullptr ? std::nullopt : std::optional(found->customer);
}

std::string why_text(std::span<const ExplainedStep> steps) {
  std::string out;
  for (const ExplainedStep& step : steps) print(step, 0, out);
  return out;
}

}  // namespace sop
