#include "runtime/explain/why.h"

#include <algorithm>
#include <charconv>

#include "compiler/diagnostics/width.h"
#include "runtime/explain/one_customer.h"
#include "runtime/io/value_print.h"

namespace sop {
namespace {

constexpr std::size_t deepest_indent = 12;

bool may_flip(const Fact& fact) { return fact.type.is(TypeKind::boolean) || fact.type.is(TypeKind::enumeration); }

void print(const Step& step, std::size_t depth, std::string& out) {
  out += std::string(2 * std::min(depth, deepest_indent), ' ') + step.text + "\n";
  for (const Step& below : step.because) print(below, depth + 1, out);
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

std::string Why::heading(std::uint32_t customer) const {
  OneCustomer& her = parts_->her;
  const std::string id = customer_name(customer);
  if (!her.run().options.has_as_of) return her.say(Say::asked, id);
  const std::string instant = her.instant(her.run().options.as_of);
  return her.say(her.exists(customer) ? Say::asked_at : Say::not_there_yet, id, instant);
}

std::vector<Step> Why::explain(const WhySubject& subject, std::uint32_t customer) {
  OneCustomer& her = parts_->her;
  if (!her.exists(customer)) return {};
  std::vector<Step> out;
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
      for (Step& step : answer.more) out.push_back(std::move(step));
      break;
    }
    case WhyKind::journey: return journey(subject, customer).steps;
    case WhyKind::tag: return explain_tag(her, subject.group, subject.tag, customer);
    case WhyKind::sent: return explain_template(her, subject.tag, customer);
  }
  return out;
}

std::vector<Step> Why::overview(std::uint32_t customer) {
  OneCustomer& her = parts_->her;
  std::vector<Step> out;
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
  for (Step& step : tag_changes_of(her, customer, nullptr, nullptr)) out.push_back(std::move(step));
  return out;
}

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
  if (!program.identity.exists()) return std::nullopt;
  const auto key = static_cast<std::size_t>(program.inputs[program.population.index()].key);
  const TableData& people = dataset.inputs[program.population.index()];
  std::int64_t number = code;
  if (people.columns[key].codes.empty()) {
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
    if (error != std::errc() || end != id.data() + id.size()) return std::nullopt;
  } else if (!is_read) {
    return std::nullopt;
  }
  const auto account = people.row_of_key.find(number);
  return account == people.row_of_key.end() ? std::nullopt : std::optional(account->second);
}

std::string why_text(std::span<const Step> steps) {
  std::string out;
  for (const Step& step : steps) print(step, 0, out);
  return out;
}

}  // namespace sop
