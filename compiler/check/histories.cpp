// Facts that depend on what was before (semantics C4, C5, C7): a history per such fact, whose instants are the events
// of the streams it reads, the local midnights and the runs; and the event streams of their changes.
#include <algorithm>
#include <set>

#include "compiler/check/checker.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;

bool flagged(Node node, Kw kw) {
  for (Node flag : node.children(N::flag))
    if (flag.keyword() == kw) return true;
  return false;
}

double real_of(const Value& number) {
  if (!number.number) return 0;
  double value = static_cast<double>(number.number->mantissa);
  for (int i = 0; i < number.number->decimals; ++i) value /= 10;
  return value;
}

// What an expression reads, through facts, aggregates and other histories.
class Reach {
 public:
  explicit Reach(const Program& program) : program_(program) {}

  void from(InstId root) {
    std::vector<InstId> todo{root};
    while (!todo.empty()) {
      const InstId id = todo.back();
      todo.pop_back();
      if (!id.exists() || !seen_.insert(id.value).second) continue;
      const Inst& inst = program_.at(id);
      for (InstId arg : program_.args_of(id)) todo.push_back(arg);
      follow(inst, todo);
    }
  }

  std::vector<InputId> streams;
  bool population = false;  // reads all customers: known at runs only

 private:
  void follow(const Inst& inst, std::vector<InstId>& todo) {
    switch (inst.kind) {
      case InstKind::fact: todo.push_back(program_.facts[static_cast<std::size_t>(inst.a)].root); return;
      case InstKind::history: {
        const History& history = program_.histories[static_cast<std::size_t>(inst.a)];
        for (InputId stream : history.streams) hear(stream);
        population = population || history.runs_only;
        return;
      }
      case InstKind::population:
      case InstKind::customer_aggregate: population = true; return;
      case InstKind::event_aggregate: {
        const Aggregate& form = program_.aggregates[static_cast<std::size_t>(inst.a)];
        hear(form.input);
        for (InstId part : parts_of(form)) todo.push_back(part);
        return;
      }
      default: return;
    }
  }

  void hear(InputId stream) {
    if (std::find(streams.begin(), streams.end(), stream) == streams.end()) streams.push_back(stream);
  }

  const Program& program_;
  std::set<std::int32_t> seen_;
};

}  // namespace

HistoryId Checker::remember(History history) {
  Reach reach(program_);
  for (InstId part : {history.value, history.release}) reach.from(part);
  history.streams = reach.streams;
  std::sort(history.streams.begin(), history.streams.end());
  history.runs_only = reach.population || history.kind == MemoryKind::ttl;
  needs_zone(history.place);
  return build_.history(std::move(history));
}

// For how long a tag is held: a length that is the same for everybody.
Value Checker::ttl_of(Node ttl) {
  const Value length = expression(ttl.last_child(), {});
  if (!length.wrong() && !length.type.is(TypeKind::duration)) {
    report(Code::S2012, length.span,
           {"a duration", described(length.type, false), "时长", described(length.type, true)});
    return wrong(ttl.span());
  }
  positive_length(length);
  return length;
}

// `once`, `until`, `ttl` of a derived tag or an arm: its condition, remembered. A `ttl` over the events of one stream
// asks for nothing but the latest of them.
InstId Checker::with_memory(Node node, const std::string& name, InstId holds) {
  const auto form = [&](MemoryKind kind) {
    History history;
    history.name = name;
    history.kind = kind;
    history.type = {TypeKind::boolean, false, {}};
    history.value = holds;
    history.place = node.first_token();
    return history;
  };
  const Node ttl_clause = node.child(N::ttl), until_clause = node.child(N::until_clause);
  if (flagged(node, Kw::once) && (ttl_clause || until_clause)) {
    const Node end = until_clause ? until_clause : ttl_clause;
    report(Code::S2032, end.span(),
           {one_line(end.span()), "a tag that is given `once` is never withdrawn: leave this out, or `once`",
            "`一次` 的标签从不撤回:请删去这里,或删去 `一次`"});
    return {};
  }
  if (const Node until = until_clause) {
    History history = form(MemoryKind::until);
    if (ttl_clause) history.name += " until";  // what `ttl` keeps has the tag's own
    history.release = condition(until.last_child(), {});
    if (!history.release.exists()) return {};
    if (history.release == holds) report(Code::S3011, node.span(), {one_line(node.span())});
    holds = build_.held(remember(history), node.span());
  }
  if (const Node ttl = ttl_clause) {
    const Value span = ttl_of(ttl);
    if (span.wrong()) return {};
    if (const InstId latest = latest_of(holds); latest.exists()) {
      const InstId ends = build_.call(Op::add_datetime_duration, {latest, span.inst}, ttl.span());
      holds = build_.call(Op::less_datetime, {build_.context(ContextValue::as_of), ends}, ttl.span());
      ends_[holds] = ends;
      needs_zone(ttl.span());
      program_.reads_time = true;
    } else {
      History history = form(MemoryKind::ttl);
      history.span = span.inst;
      holds = build_.held(remember(history), node.span());
    }
  }
  if (flagged(node, Kw::once)) holds = build_.held(remember(form(MemoryKind::once)), node.span());
  return holds;
}

// `any(stream [where …])` without a window: the instant of the latest such event; else none.
InstId Checker::latest_of(InstId holds) {
  const Inst& inst = program_.at(holds);
  if (inst.kind != InstKind::event_aggregate) return {};
  Aggregate form = program_.aggregates[static_cast<std::size_t>(inst.a)];
  if (form.op != AggregateOp::any || form.from.exists() || form.to.exists() || form.value.exists()) return {};
  form.op = AggregateOp::last;
  return build_.aggregate(form, {TypeKind::datetime, true, {}}, program_.inst_spans[holds.index()]);
}

// The history of a fact as it is: its own where it has one.
HistoryId Checker::history_of(FactId id) {
  const Fact& fact = program_.facts[id.index()];
  if (const Inst& root = program_.at(fact.root); root.kind == InstKind::history) return HistoryId(root.a);
  History history;
  history.name = fact.name;
  history.type = fact.type;
  history.value = build_.fact(id, fact.span);
  history.place = fact.span;
  return remember(std::move(history));
}

// The columns every recorded stream has: whose, when; then its own, then those of all streams.
InputId Checker::recorded_stream(const std::string& name, std::vector<Column> own) {
  if (const auto known = input_called(name)) return *known;
  const auto column = [](std::string column_name, Type type) {
    Column out;
    out.name = out.file_name = std::move(column_name);
    out.type = type;
    return out;
  };
  Input input;
  input.name = name;
  input.kind = InputKind::stream;
  input.recorded = input.predeclared = true;
  std::string key = "customer_id";
  if (program_.population.exists()) {
    const Input& population = program_.inputs[program_.population.index()];
    if (population.key >= 0) key = population.columns[static_cast<std::size_t>(population.key)].name;
  }
  input.columns = {column(key, {TypeKind::id, false, {}}), column("at", {TypeKind::datetime, false, {}})};
  input.key = 0;
  input.time = 1;
  for (Column& each : own) input.columns.push_back(std::move(each));
  for (Column& each : input.columns) each.used = true;
  add_stream_columns(input);
  program_.inputs.push_back(std::move(input));
  return InputId(program_.inputs.size() - 1);
}

// What is followed for the changes of a fact, or of a tag: a tag of a group is held or not, whatever its siblings do.
HistoryId Checker::history_of_changes(const Symbol& symbol, FactId owner) {
  if (symbol.arm.empty()) return history_of(owner);
  const Value value = held(
      symbol, [&](InstId inst) { return made(inst, symbol.span); }, symbol.span);
  if (value.wrong()) return {};
  if (const Inst& root = program_.at(value.inst); root.kind == InstKind::fact) {
    const InstId kept = program_.facts[static_cast<std::size_t>(root.a)].root;
    if (program_.at(kept).kind == InstKind::history) return HistoryId(program_.at(kept).a);
  }
  return history_of_tag(program_.facts[owner.index()].name, symbol.name, value, symbol.span);
}

// Whether she holds a tag of that group.
HistoryId Checker::history_of_tag(const std::string& group, const std::string& tag, const Value& held, Span place) {
  History history;
  history.name = group + " = " + tag;
  history.type = {TypeKind::boolean, false, {}};
  history.value = as_condition(held);
  history.place = place;
  return remember(std::move(history));
}

// `tier.changes`: {at, old, new, cause}.
std::optional<InputId> Checker::changes_stream(const Symbol& symbol, Span span) {
  const std::optional<FactId> fact = fact_of(owner_of(symbol));
  if (!fact) return std::nullopt;
  const Node node = symbol.declaration;
  if (symbol.arm.empty() && node.is(N::taggroup) && flagged(node, Kw::any_of) && !node.child(N::from_name)) {
    const std::vector<Node> arms = node.children(N::arm);
    const std::string one = arms.empty() ? symbol.name : parsed_.name_of(arms.front());
    report(Code::S2032, span,
           {one_line(span),
            "of an `any_of` group she may hold several tags: follow each by itself, as `" + one + ".changes`",
            "多选标签组的客户可同时有多个标签:请分别写各标签的变化,如 `" + one + ".变化`"});
    return std::nullopt;
  }
  const Fact& owner = program_.facts[fact->index()];
  const Type type = symbol.arm.empty() ? owner.type : Type{TypeKind::boolean, false, {}};
  if (!type.is(TypeKind::boolean) && !type.is(TypeKind::enumeration)) {
    report(Code::S2012, span,
           {"a tag, group, tier, segment, bands or grid", described(type, false),
            "标签、标签组、等级、分群、分档或矩阵", described(type, true)});
    return std::nullopt;
  }
  const std::string name = symbol.arm.empty() ? owner.name : owner.name + "." + symbol.name;
  const HistoryId history = history_of_changes(symbol, *fact);
  if (!history.exists()) return std::nullopt;
  program_.histories[history.index()].changes = changes_of(name, type);
  return program_.histories[history.index()].changes;
}

// `dry.changes`, `skin_tag.dry.changes`: a tag that stands for a value of an enumeration (`taggroup … from`).
std::optional<InputId> Checker::changes_of_value(const std::vector<Name>& tag, Span span) {
  const Value held = tag_from_enumeration(tag.back().text, tag, span);
  if (held.wrong()) return std::nullopt;
  const Inst& group = program_.at(program_.args_of(held.inst)[0]);
  const std::string name = program_.facts[static_cast<std::size_t>(group.a)].name;
  const std::string stream = name + "." + tag.back().text;
  if (const auto known = input_called(stream + ".changes")) return known;
  const HistoryId history = history_of_tag(name, tag.back().text, held, span);
  program_.histories[history.index()].changes = changes_of(stream, {TypeKind::boolean, false, {}});
  return program_.histories[history.index()].changes;
}

// {at, old, new, cause}
InputId Checker::changes_of(const std::string& name, const Type& type) {
  const auto column = [&](std::string column_name, Type kind) {
    Column out;
    out.name = out.file_name = std::move(column_name);
    out.type = kind;
    return out;
  };
  // Who comes to be had nothing before.
  const Type before = type.with_nullable(!type.is(TypeKind::boolean));
  return recorded_stream(name + ".changes",
                         {column("old", before), column("new", type), column("cause", {TypeKind::text, false, {}})});
}

// Above its cap a score never comes, and below zero it never is: the analysis asks the first like any condition.
void Checker::crossing_can_happen(Node node, const Value& score, const Value& number, double threshold) {
  const std::vector<Name> names = names_of(node.child(N::path));
  const Symbol* symbol = names.size() == 1 ? symbols_.find(Space::values, names[0].text) : nullptr;
  if (threshold <= 0 && symbol != nullptr && symbol->declaration.is(N::score)) {
    report(Code::S3011, node.span(), {one_line(node.span())});
    return;
  }
  const Value reached = comparison(TokenKind::greater_equal, node.span(), score, number, node.span());
  if (threshold > 0 && !reached.wrong()) places_.add_condition(node.span(), reached.inst);
}

// `intent crosses 60 [rearm 50]`: the instants at which the score reaches it, as a stream of ours.
std::optional<InputId> Checker::crossing_stream(Node node) {
  const Node path_node = node.child(N::path);
  const Value score = expression(path_node, {});
  std::vector<Value> numbers;
  std::vector<std::string> written;
  for (Node part : node.children())
    for (Node number : part.is(N::rearm) ? part.children(N::number) : std::vector<Node>{part})
      if (number.is(N::number)) {
        numbers.push_back(number_literal(number));
        written.push_back(text(number));
      }
  if (std::ranges::any_of(numbers, &Value::wrong)) return std::nullopt;
  if (score.wrong() || numbers.empty()) return std::nullopt;
  if (!score.type.is(TypeKind::integer) && !score.type.is(TypeKind::number)) {
    report(Code::S2012, score.span, {"a score", described(score.type, false), "评分", described(score.type, true)});
    return std::nullopt;
  }
  if (program_.at(score.inst).kind == InstKind::column) {
    report(Code::S2012, score.span, {"a score", "a column", "评分", "列"});
    return std::nullopt;
  }
  const double threshold = real_of(numbers[0]), rearm = numbers.size() > 1 ? real_of(numbers[1]) : threshold * 0.9;
  if (rearm > threshold) {
    const Node given = node.child(N::rearm);
    const std::string& limit = written[0];
    report(Code::S2019, given.child(N::number).span(),
           {"`rearm`", written[1], "复位分数",
            "it fires again after a fall below this number: write at most " + limit + ", the threshold",
            "降到此数以下后才会再次触发:请写不大于阈值 " + limit + " 的数"});
    return std::nullopt;
  }
  crossing_can_happen(node, score, numbers[0], threshold);
  const auto number = [&](double value) {
    return build_.constant({{TypeKind::number, false, {}}, 0, value, {}}, node.span());
  };
  History history;
  history.name = one_line(path_node.span()) + " crosses " + written[0];
  if (written.size() > 1) history.name += " rearm " + written[1];
  history.kind = MemoryKind::crossing;
  history.type = {TypeKind::boolean, false, {}};
  history.value = score.inst;
  history.threshold = number(threshold);
  history.rearm = number(rearm);
  history.place = node.first_token();
  const std::string name = history.name;
  const HistoryId id = remember(std::move(history));
  const InputId stream = recorded_stream(name, {});
  program_.histories[id.index()].changes = stream;
  return stream;
}

}  // namespace sop
