// What we did is data (language.md 2.5): the event streams `sends`, `tasks`, `entries`, the coupons given, and the
// facts of a coupon, which ask for the latest grant.
#include "compiler/check/checker.h"
#include "compiler/check/lengths.h"

namespace sop {
namespace {

using N = NodeKind;
using enum TypeKind;

constexpr Type text_type{text, false, {}};

Column our_column(std::string name, Type type) {
  Column out;
  out.name = out.file_name = std::move(name);
  out.type = type;
  return out;
}

}  // namespace

EnumId Checker::our_enumeration(const char* name, std::vector<std::string> members) {
  for (std::size_t i = 0; i < program_.enumerations.size(); ++i)
    if (program_.enumerations[i].name == name && program_.enumerations[i].members == members) return EnumId(i);
  program_.enumerations.push_back({name, std::move(members), false});
  return EnumId(program_.enumerations.size() - 1);
}

std::optional<InputId> Checker::our_stream(Kw role) {
  const auto one_of = [this](const char* name, std::vector<std::string> members) {
    return Type{enumeration, false, our_enumeration(name, std::move(members))};
  };
  const auto outcome = [&] {
    return one_of("outcome", {"pending", "sent", "failed", "unknown", "expired", "done", "late", "refused",
                              "staff_left", "not_a_friend", "over_quota"});
  };
  // Anything else in the file is a bad row (semantics A9).
  const auto read = [&](const char* results) {
    if (const auto input = input_called(results))
      for (Column& column : program_.inputs[input->index()].columns) {
        column.used = true;
        if (column.name == "outcome") column.type = outcome();
      }
  };
  if (role == Kw::sends) read("send_results");
  if (role == Kw::tasks) read("task_results");
  if (role == Kw::sends)
    return recorded_stream(
        "sends", {our_column("template", text_type), our_column("class", one_of("class", {"marketing", "service"})),
                  our_column("channel", text_type.with_nullable(true)), our_column("staff", {id, true, {}}),
                  our_column("source", text_type), our_column("step", text_type), our_column("outcome", outcome())});
  if (role == Kw::tasks)
    return recorded_stream("tasks", {our_column("task", text_type), our_column("staff", {id, true, {}}),
                                     our_column("source", text_type), our_column("step", text_type),
                                     our_column("outcome", outcome()), our_column("closed_at", {datetime, true, {}})});
  if (role == Kw::entries)
    return recorded_stream("entries", {our_column("journey", text_type), our_column("key", {id, false, {}}),
                                       our_column("entry", {integer, false, {}})});
  return std::nullopt;
}

InputId Checker::grants_stream() {
  const InputId stream = recorded_stream("grants", {our_column("coupon", text_type)});
  program_.inputs[stream.index()].at_once = true;
  return stream;
}

// `template = coupon_reminder`: a name of ours stands for itself where a column of what we did is compared.
std::optional<Value> Checker::name_of_ours(Node node, const Value& left) {
  if (left.wrong() || !node.is(N::path)) return std::nullopt;
  const Inst& inst = program_.at(left.inst);
  if (inst.kind != InstKind::column || !program_.inputs[static_cast<std::size_t>(inst.a)].recorded ||
      !left.type.is(TypeKind::text))
    return std::nullopt;
  const std::vector<Name> names = names_of(node);
  if (names.size() != 1) return std::nullopt;
  for (const Space space : {Space::templates, Space::channels, Space::journeys, Space::rules, Space::coupons})
    if (symbols_.find(space, names[0].text) != nullptr || rule_names_.contains(names[0].text))
      return constant({text_type, 0, 0, names[0].text}, node.span());
  // A program that declares none of a kind takes their names as they come.
  const std::string& column =
      program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)].name;
  const bool as_it_comes = ((column == "template" || column == "task") && symbols_.empty(Space::templates)) ||
                           (column == "channel" && symbols_.empty(Space::channels));
  if (as_it_comes && symbols_.find(Space::values, names[0].text) == nullptr)
    return constant({text_type, 0, 0, names[0].text}, node.span());
  return std::nullopt;
}

void Checker::check_coupons() {
  for (Node node : parsed_.declarations()) {
    if (!node.is(N::coupon)) continue;
    Coupon coupon;
    coupon.name = parsed_.name_of(node);
    coupon.span = node.child(N::name).span();
    coupon.label = parsed_.label_of(node);
    if (const Node valid = node.child(N::valid_for)) {
      coupon.valid = duration_of(valid.last_child());
      const auto length = coupon.valid.exists() ? known_length(build_, coupon.valid) : std::nullopt;
      if (length && length->length.unit == DurationUnit::micros) report(Code::S2023, valid.last_child().span());
    }
    if (const Node worth = node.child(N::worth)) {
      const Value value = convert(literal(worth.last_child()), money);
      if (!value.wrong() && program_.at(value.inst).kind == InstKind::constant)
        coupon.worth = program_.constants[static_cast<std::size_t>(program_.at(value.inst).a)].whole;
    }
    program_.coupons.push_back(std::move(coupon));
  }
}

// `coupon10.granted`, `.expires`, `.used`: of the latest grant. A coupon that expires is good through that day.
std::optional<Value> Checker::coupon_path(const std::vector<Name>& names, const Scope& scope) {
  const Symbol* symbol = symbols_.find(Space::coupons, names[0].text);
  if (symbol == nullptr) return std::nullopt;
  const Span span = join(names[0].span, names.back().span);
  const Kw role = names[1].role;
  if (symbol->broken) return wrong(span);
  if (role != Kw::coupon_granted && role != Kw::coupon_expires && role != Kw::coupon_used) {
    auto& found = report(Code::S2030, names[1].span, {names[0].text, names[1].text});
    const std::vector<std::string_view> candidates{"granted", "expires", "used"};
    suggest(found, names[1].text, candidates, names[1].span);
    return wrong(span);
  }
  needs_zone(span);
  const auto of_this = [&](InputId stream) {
    const Domain rows = Domain::rows_of(stream);
    const int column = column_index(program_.inputs[stream.index()], {"coupon", {}, span});
    program_.inputs[stream.index()].columns[static_cast<std::size_t>(column)].used = true;
    const InstId name = build_.constant({text_type, 0, 0, names[0].text}, span);
    return build_.call(Op::equal_text, {build_.column(rows, stream, column, span), name}, span);
  };
  Aggregate last;
  last.op = AggregateOp::last;
  last.input = grants_stream();
  last.where = of_this(last.input);
  const InstId granted = build_.aggregate(last, {datetime, true, {}}, span);
  InstId out = granted;
  if (role == Kw::coupon_expires) {
    const Node valid = symbol->declaration.child(N::valid_for);
    const InstId day = build_.call(Op::date_of_datetime, {granted}, span);
    out = valid ? build_.call(Op::add_date_duration, {day, duration_of(valid.last_child())}, span)
                : build_.missing({date, true, {}}, span);
  }
  if (role == Kw::coupon_used) {
    const auto used = input_called("coupons_used");
    if (!used) return wrong(span);
    Aggregate form;
    form.op = AggregateOp::last;
    form.input = *used;
    form.where = of_this(*used);
    form.from = granted;
    Input& stream = program_.inputs[used->index()];
    for (const int column : {stream.key, stream.time})
      if (column >= 0) stream.columns[static_cast<std::size_t>(column)].used = true;
    out = build_.aggregate(form, {datetime, true, {}}, span);
  }
  return made(scope.domain.is_frame() ? out : build_.outer(scope.domain, out), span);
}

}  // namespace sop
