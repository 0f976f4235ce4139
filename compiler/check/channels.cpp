// Channels and templates (language.md 2.5): who is reached how, in which hours, how often.
#include <algorithm>

#include "compiler/check/checker.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;

ChannelKind kind_of(Node channel) {
  if (const Node flag = channel.child(N::flag)) {
    if (flag.has_keyword(Kw::staff_task)) return ChannelKind::staff_task;
    if (flag.has_keyword(Kw::broadcast)) return ChannelKind::broadcast;
  }
  return ChannelKind::direct;
}

}  // namespace

void Checker::check_channels() {
  for (Node node : parsed_.declarations()) {
    if (!node.is(N::channel)) continue;
    Channel channel{.name = parsed_.name_of(node), .kind = kind_of(node), .span = node.child(N::name).span()};
    channel.label = parsed_.label_of(node);
    written_once(node, {N::by_role, N::rate, N::on_unknown});
    for (Node item : node.children()) channel_item(item, channel);
    program_.contacts.channels.push_back(std::move(channel));
  }
  for (Node node : parsed_.declarations())
    if (node.is(N::action_decl)) {
      const Node on = node.child(N::on_channel);
      if (on && on.child(N::name))
        expect_declared(Space::channels, text(on.child(N::name)), on.child(N::name).span(), false);
      if (!on && !node.child(N::flag)) report(Code::S2036, node.child(N::name).span(), {parsed_.name_of(node)});
    }
}

void Checker::channel_item(Node item, Channel& channel) {
  switch (item.kind()) {
    case N::quota: quota(item, channel); return;
    case N::valid_hours:
      if (const auto hours = day_hours(item)) channel.valid.push_back(*hours);
      return;
    case N::rate: {
      const auto count = whole_count(item);
      const auto window = fixed_duration(item.last_child());
      if (count && window) channel.rate = *count, channel.rate_window = *window;
      return;
    }
    case N::on_unknown: channel.on_unknown = item.has_keyword(Kw::retry) ? OnUnknown::retry : OnUnknown::park; return;
    case N::by_role:
      channel.staff = role_reference(item.last_child(), {});
      channel_roles_[channel.name] = item.last_child();
      return;
    default: return;
  }
}

// `quota 60 per day per staff`.
void Checker::quota(Node item, Channel& channel) {
  const auto count = whole_count(item);
  const auto window = fixed_duration(item.last_child());
  if (!count || !window) return;
  program_.reads_time = true;
  Quota made{.count = *count, .window = *window, .span = item.span()};
  if (item.has_keyword(Kw::customer_noun)) made.per = QuotaPer::customer;
  if (item.has_keyword(Kw::staff_noun)) made.per = QuotaPer::staff;
  channel.quotas.push_back(made);
}

// ---- Templates -----------------------------------------------------------------------------------------------------

void Checker::check_templates() {
  for (Node node : parsed_.declarations()) {
    if (!node.is(N::template_decl)) continue;
    const std::string name = parsed_.name_of(node);
    Template made{.name = name, .span = node.child(N::name).span()};
    made.label = parsed_.label_of(node);
    made.for_staff = !node.children(N::flag).empty();
    if (made.for_staff) staff_templates_.insert(name);
    if (const Node on = node.child(N::on_channel)) {
      made.channel = template_channels_[name] = text(on.child(N::name));
      if (symbols_.find(Space::channels, made.channel) == nullptr)
        unknown(Space::channels, made.channel, on.child(N::name).span());
    }
    written_once(node, {N::message_class});
    for (Node item : node.children()) template_item(item, made);
    template_text(node, name);
    program_.contacts.templates.push_back(std::move(made));
  }
}

void Checker::template_item(Node item, Template& made) {
  switch (item.kind()) {
    case N::only_if: {
      const InstId allowed = condition(item.last_child(), {});
      if (allowed.exists())
        program_.guards.push_back(
            {GuardKind::only_if, build_.negation(allowed, item.span()), made.name, {}, "only if", item.span()});
      return;
    }
    case N::valid_hours:
      if (const auto hours = day_hours(item)) made.valid.push_back(*hours);
      return;
    case N::message_class:
      if (!item.has_keyword(Kw::service)) return;
      made.of_class = ContactClass::service;
      service_templates_.insert(made.name);
      return;
    case N::expect_answer: selected_events(item.child(N::path), item, {}); return;
    default: return;
  }
}

// `only if` says what is known of whoever gets the text.
void Checker::template_text(Node node, const std::string& name) {
  std::vector<InstId> holds;
  for (const Guard& guard : program_.guards)
    if (guard.kind == GuardKind::only_if && guard.object == name) holds.push_back(program_.args_of(guard.blocked)[0]);
  std::vector<Node> literals;
  for (Node lines : node.children(N::text_lines))
    for (Node literal : lines.children(N::text)) literals.push_back(literal);
  const std::int64_t found = message(name, literals, {}, holds.empty() ? InstId{} : build_.all_of(holds, node.span()));
  if (found >= 0) template_messages_[name] = found;
}

// ---- What clauses of channels, templates and policies share --------------------------------------------------------

// `10:00 to 20:00`. Equal ends could mean all day or never: neither is taken.
std::optional<DayHours> Checker::day_hours(Node item) {
  std::vector<std::int64_t> ends;
  for (Node time : item.children(N::time)) {
    const Value value = literal(time);
    if (!value.wrong()) ends.push_back(program_.constants[static_cast<std::size_t>(program_.at(value.inst).a)].whole);
  }
  if (ends.size() != 2) return std::nullopt;
  program_.reads_time = true;
  if (ends[0] == micros_per_day) ends[0] = 0;
  if (ends[0] != ends[1]) return DayHours{ends[0], ends[1], item.span()};
  const std::vector<Node> times = item.children(N::time);
  const Span both{times[0].span().file, times[0].span().begin, times[1].span().end};
  report(Code::S2019, both,
         {"span of hours", std::string(source(both).text(both)), "时段",
          "the end is another hour than the beginning; the whole day is `00:00 to 24:00`",
          "结束时刻不能等于开始时刻;全天写作 `00:00 到 24:00`"});
  return std::nullopt;
}

// A length of time that is the same for everybody: `7 days`, `day`, or a name that stands for one.
std::optional<Duration> Checker::fixed_duration(Node node) {
  Value value = node.is(N::unit) ? made(duration_of(node), node.span()) : expression(node, {});
  if (value.wrong()) return std::nullopt;
  if (!value.type.is(TypeKind::duration)) {
    report(Code::S2012, value.span, {"a duration", described(value.type, false), "时长", described(value.type, true)});
    return std::nullopt;
  }
  while (program_.at(value.inst).kind == InstKind::fact)
    value.inst = program_.facts[static_cast<std::size_t>(program_.at(value.inst).a)].root;
  const Inst& inst = program_.at(value.inst);
  if (inst.kind != InstKind::constant) {
    report(Code::S2012, value.span,
           {"a length of time written in place", "a computed one", "直接写出的时长", "计算得到的时长"});
    return std::nullopt;
  }
  const Duration length = unpack_duration(program_.constants[static_cast<std::size_t>(inst.a)].whole);
  if (length.count > 0) return length;
  const std::string written(source(value.span).text(value.span));
  report(Code::S2019, value.span,
         {"length of time", written, "时长", "a length has at least one unit: `1 day`", "时长至少为一个单位:`1天`"});
  return std::nullopt;
}

// The first number of a clause: how many.
std::optional<std::int64_t> Checker::whole_count(Node item) {
  const Node number = item.child(N::number);
  const auto value = number ? decimal_of(text(number), number.span()) : std::nullopt;
  if (!value) return std::nullopt;
  if (value->decimals == 0) return value->mantissa;
  report(Code::S2012, number.span(), {"a whole number", "a fraction", "整数", "小数"});
  return std::nullopt;
}

// `on private_chat`, `class marketing`.
ContactFilter Checker::contact_filter(Node item) {
  ContactFilter filter;
  if (const Node on = item.child(N::on_channel)) {
    filter.channel = text(on.child(N::name));
    if (symbols_.find(Space::channels, filter.channel) == nullptr)
      unknown(Space::channels, filter.channel, on.child(N::name).span());
  }
  if (const Node of_class = item.child(N::message_class))
    filter.of_class = of_class.has_keyword(Kw::service) ? ContactClass::service : ContactClass::marketing;
  return filter;
}

// Hours of a day and days to count in are those of some zone. Asked when nothing else is wrong.
void Checker::check_contact_zone() {
  const Contacts& contacts = program_.contacts;
  const auto hours = [this](const DayHours& one) { needs_zone(one.span); };
  const auto length = [this](Duration one, Span span) {
    if (one.unit != DurationUnit::micros) needs_zone(span);
  };
  for (const Channel& channel : contacts.channels) {
    std::ranges::for_each(channel.valid, hours);
    for (const Quota& one : channel.quotas) length(one.window, one.span);
  }
  for (const Template& made : contacts.templates) std::ranges::for_each(made.valid, hours);
  for (const Cap& cap : contacts.caps) length(cap.window, cap.span);
  for (const QuietHours& quiet : contacts.quiet) needs_zone(quiet.span);
}

// Clauses that would contradict each other when written again.
void Checker::written_once(Node item, std::initializer_list<NodeKind> clauses) {
  for (const NodeKind kind : clauses) {
    const std::vector<Node> found = item.children(kind);
    if (found.size() < 2) continue;
    const Span word = found[1].first_token();
    report(Code::S2018, word, {std::string(source(word).text(word))})
        .relate(found[0].first_token(), Phrase::first_declared_here);
  }
}

}  // namespace sop
