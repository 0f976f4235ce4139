// The whole query: steps in dependency order, each adding columns to a row per customer. A fact, an aggregate or a
// standing stands in the step after the highest one that it reads.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "compiler/sql/aggregates.h"
#include "compiler/sql/expressions.h"
#include "compiler/sql/sql.h"
#include "compiler/sql/steps.h"

namespace sop::sql {
namespace {

class Query final : public Leaves {
 public:
  Query(const Program& program, const QueryOptions& options)
      : program_(program),
        options_(options),
        dialect_{options.dialect, program.project.timezone.empty() ? "UTC" : program.project.timezone} {}

  FactsQuery run() {
    FactsQuery out;
    if (const auto reason = whole_program()) {
      for (const Fact& fact : program_.facts) out.left_out.push_back({fact.name, reason->en, reason->zh});
      return out;
    }
    sources_.resize(program_.inputs.size());
    source(program_.population.index());
    for (std::size_t f = 0; f < program_.facts.size(); ++f) add_fact(f, out);
    if (!out.facts.empty()) out.text = text(out);
    return out;
  }

  Source& source(std::size_t input) override {
    Source& out = sources_[input];
    if (out.used) return out;
    out.used = true;
    const Input& declared = program_.inputs[input];
    for (const int column : {declared.key, declared.time, declared.id, declared.since})
      if (column >= 0) out.columns.insert(column);
    for (const int column : {declared.time, declared.since})
      if (column >= 0) add_derived(input, column);
    if (declared.filter.exists()) add_filter(input);
    return sources_[input];
  }

  std::optional<Leaf> leaf(InstId id) override {
    const auto known = leaves_.find(id.value);
    if (known != leaves_.end()) {
      if (!known->second) reason_ = reasons_[id.value];
      return known->second;
    }
    auto made = make_leaf(id);
    if (!made) reasons_[id.value] = reason_;
    return leaves_[id.value] = made;
  }

 private:
  std::optional<Reason> whole_program() const {
    if (!program_.population.exists()) return Reason{"the program has no table of customers", "程序没有客户表"};
    if (program_.identity.exists())
      return Reason{"an identity joins the accounts of several tables", "身份合并了多张表的账号"};
    return std::nullopt;
  }

  std::nullopt_t no(Reason reason) { return reason_ = std::move(reason), std::nullopt; }
  // What an expression could not say, or a leaf of it.
  std::nullopt_t failed(const Expressions& expressions) {
    if (!expressions.why().en.empty()) reason_ = expressions.why();
    return std::nullopt;
  }

  void add_derived(std::size_t input, int column) {
    const InstId derived = program_.inputs[input].columns[static_cast<std::size_t>(column)].derived;
    if (!derived.exists()) return;
    Expressions expressions(program_, dialect_, *this);
    Place given{Stage::given, static_cast<std::int32_t>(input), 0};
    if (const auto text = expressions.value(derived, given))
      sources_[input].derived[column] = text->text;
    else
      broken_[input] = expressions.why();
  }

  void add_filter(std::size_t input) {
    Expressions expressions(program_, dialect_, *this);
    Place given{Stage::given, static_cast<std::int32_t>(input), 0};
    if (const auto text = expressions.condition(program_.inputs[input].filter, given))
      sources_[input].filter = bracketed(*text, Strength::negation);
    else
      broken_[input] = expressions.why();
  }

  std::optional<Leaf> make_leaf(InstId id) {
    const Inst& inst = program_.at(id);
    switch (inst.kind) {
      case InstKind::fact: {
        const auto known = fact_levels_.find(inst.a);
        const Fact& fact = program_.facts[static_cast<std::size_t>(inst.a)];
        if (known == fact_levels_.end())
          return no({fmt::format("it reads `{}`, which cannot be said", fact.name),
                     fmt::format("读取了无法表达的 `{}`", fact.name)});
        return Leaf{fact.name, known->second, !is_condition(fact.type)};
      }
      case InstKind::event_aggregate: return aggregate(id);
      case InstKind::customer_aggregate: return of_everybody(id);
      case InstKind::lookup: return looked_up(id);
      case InstKind::population: return standing(id);
      default: return no({"it has no counterpart", "没有对应的写法"});
    }
  }

  std::optional<Leaf> aggregate(InstId id) {
    const Aggregate& form = program_.aggregates[static_cast<std::size_t>(program_.at(id).a)];
    const Input& stream = program_.inputs[form.input.index()];
    if (stream.recorded || stream.at_once)
      return no({"what was done or changed before is in no table", "已做的动作与历史变化不在表中"});
    if (form.after.exists()) return no({"it follows a sequence of events", "用到了事件序列"});
    Source& rows = source(form.input.index());
    if (const auto broken = broken_.find(form.input.index()); broken != broken_.end()) return no(broken->second);
    Expressions expressions(program_, dialect_, *this);
    AggregateText made = aggregate_text(program_, dialect_, expressions, form, program_.at(id).type,
                                        fmt::format("{} {}", word_of(form.op), ++numbers_));
    if (made.columns.empty()) return failed(expressions);
    if (made.needs_places) rows.has_places = true;
    if (rows.has_places || made.needs_places) need_all_columns(form.input.index());
    const int level = made.level + 1;
    steps_.add_aggregate(level, form.input.index(), made);
    return Leaf{made.name, level, made.may_miss};
  }

  // The canonical order of events asks for all of their columns.
  void need_all_columns(std::size_t input) {
    const auto& columns = program_.inputs[input].columns;
    for (std::size_t c = 0; c < columns.size(); ++c)
      // Columns that may be missing may be absent from the inputs everybody knows.
      if (!columns[c].derived.exists() && !is_made(columns[c]) &&
          !(program_.inputs[input].predeclared && columns[c].type.nullable))
        sources_[input].columns.insert(static_cast<int>(c));
  }

  std::optional<Leaf> of_everybody(InstId id) {
    const Aggregate& form = program_.aggregates[static_cast<std::size_t>(program_.at(id).a)];
    Expressions expressions(program_, dialect_, *this);
    if (form.input != program_.population) return no({"it counts rows of a table", "统计了一张表的行"});
    const std::string name = fmt::format("{} of all {}", word_of(form.op), ++numbers_);
    const AggregateText made = everybody_text(program_, dialect_, expressions, form, program_.at(id).type, name);
    if (made.columns.empty()) return failed(expressions);
    steps_.add_everybody(made.level + 1, made);
    return Leaf{made.name, made.level + 1, made.may_miss};
  }

  std::optional<Leaf> standing(InstId id) {
    const Population& form = program_.populations[static_cast<std::size_t>(program_.at(id).a)];
    Expressions expressions(program_, dialect_, *this);
    Place place;
    const auto text = standing_text(program_, dialect_, expressions, form, place);
    if (!text) return failed(expressions);
    std::string name = fmt::format("standing {}", ++numbers_);
    steps_.add_column(place.level + 1, *text, name, "");
    return Leaf{std::move(name), place.level + 1, !is_condition(program_.at(id).type)};
  }

  std::optional<Leaf> looked_up(InstId id) {
    const Inst& inst = program_.at(id);
    const auto input = static_cast<std::size_t>(inst.a);
    Expressions expressions(program_, dialect_, *this);
    Place place;
    if (program_.inputs[input].recorded)
      return no({"who is on a list is found out by a run and stays", "名单中有谁由运行确定,此后不变"});
    if (!program_.inputs[input].list_file.empty())
      return no({"a list of ids is a file of the project, not a table", "名单是项目中的文件,不是表"});
    std::optional<Piece> key = Piece{fmt::format("s.{}", who_column)};  // a side table has one row of hers
    if (!program_.args_of(id).empty()) key = expressions.value(program_.args_of(id)[0], place);
    if (!key) return failed(expressions);
    Source& target = source(input);
    if (program_.inputs[input].time >= 0) return no({"it looks up an event", "查找的是事件"});
    target.columns.insert(inst.b);
    add_derived(input, inst.b);
    if (const auto broken = broken_.find(input); broken != broken_.end()) return no(broken->second);
    const std::string alias = fmt::format("k{}", ++numbers_);
    const std::string& column = program_.inputs[input].columns[static_cast<std::size_t>(inst.b)].name;
    std::string name = fmt::format("{} {}", program_.inputs[input].name, numbers_) + " " + column;
    steps_.add_join(place.level + 1,
                    fmt::format("LEFT JOIN (SELECT {} AS {}, {} AS _looked FROM {}) AS {} ON {}.{} = {}", who_column,
                                her_column, dialect_.quoted(column), rows_name(program_, dialect_, input), alias, alias,
                                her_column, key->text));
    steps_.add_column(place.level + 1, alias + "._looked", name, "");
    return Leaf{std::move(name), place.level + 1, true};
  }

  void add_fact(std::size_t index, FactsQuery& out) {
    const Fact& fact = program_.facts[index];
    if (fact.stored) {
      out.left_out.push_back({fact.name, "it is set by actions or by hand", "由动作或人工设置"});
      return;
    }
    Expressions expressions(program_, dialect_, *this);
    Place place;
    reason_ = {};
    const auto text = expressions.value(fact.root, place);
    if (!text || broken_.contains(program_.population.index())) {
      if (!text) failed(expressions);
      out.left_out.push_back({fact.name, reason_.en, reason_.zh});
      return;
    }
    fact_levels_[static_cast<std::int32_t>(index)] = place.level + 1;
    steps_.add_column(place.level + 1, text->text, fact.name, fact.label);
    out.facts.push_back(fact.name);
  }

  std::string clock() const {
    const std::string as_of = options_.as_of ? dialect_.instant(*options_.as_of) : dialect_.parameter();
    return fmt::format("clock AS (\n  SELECT as_of, {} AS today\n  FROM (SELECT {} AS as_of) AS given\n)",
                       dialect_.local_date("as_of"), as_of);
  }

  // Lookups of lookups come before what reads them.
  void add_source(std::size_t input, std::vector<std::string>& ctes, std::vector<bool>& done) const {
    if (done[input]) return;
    done[input] = true;
    for (const JoinedLookup& lookup : sources_[input].lookups) add_source(lookup.input.index(), ctes, done);
    for (std::string& one : source_text(program_, dialect_, input, sources_[input])) ctes.push_back(std::move(one));
  }

  // Customers, or the keys of a stream's events and when the first of them was.
  std::vector<std::string> people(std::vector<bool>& done) const {
    std::vector<std::string> ctes;
    const std::size_t population = program_.population.index();
    const InputId from = program_.inputs[population].keys_from;
    if (!from.exists()) {
      add_source(population, ctes, done);
      return ctes;
    }
    done[population] = true;
    add_source(from.index(), ctes, done);
    const Input& input = program_.inputs[population];
    ctes.push_back(fmt::format("{} AS (\n  SELECT DISTINCT {}, {} AS {}\n  FROM {}\n)",
                               rows_name(program_, dialect_, population), who_column, who_column,
                               dialect_.quoted(input.columns[static_cast<std::size_t>(input.key)].name),
                               rows_name(program_, dialect_, from.index())));
    return ctes;
  }

  std::string text(const FactsQuery& query) {
    const std::size_t population = program_.population.index();
    if (const InputId from = program_.inputs[population].keys_from; from.exists()) source(from.index());
    std::vector<bool> done(program_.inputs.size(), false);
    std::vector<std::string> ctes{clock()};
    for (std::string& one : people(done)) ctes.push_back(std::move(one));
    for (std::size_t i = 0; i < sources_.size(); ++i)
      if (sources_[i].used) add_source(i, ctes, done);
    const std::string last = steps_.text(program_, dialect_, ctes);
    std::string out = heading(query);
    out += fmt::format("WITH\n{}\nSELECT\n  {} AS {}", fmt::join(ctes, ",\n"), who_column, dialect_.quoted(key_name()));
    for (const std::string& fact : query.facts) out += ",\n  " + dialect_.quoted(fact);
    const bool asks_for_nulls = dialect_.id == DialectId::clickhouse;  // whoever has no events has no zeros either
    return out + fmt::format("\nFROM {}\nORDER BY {}{}\n", last, who_column,
                             asks_for_nulls ? "\nSETTINGS join_use_nulls = 1" : "");
  }

  std::string key_name() const {
    const Input& input = program_.inputs[program_.population.index()];
    return input.columns[static_cast<std::size_t>(input.key)].name;
  }

  std::string heading(const FactsQuery& query) const {
    const bool zh = options_.chinese;
    std::string out = zh ? "-- 每位客户一行,列为各项事实。" : "-- The facts, one row per customer.";
    out += options_.as_of ? "\n" : zh ? "时刻是参数 as_of。\n" : " The instant is the parameter `as_of`.\n";
    if (dialect_.id == DialectId::spark) out += fmt::format("-- SET TIME ZONE '{}';\n", dialect_.zone);
    for (const LeftOut& one : query.left_out)
      out += zh ? fmt::format("-- 未包含 {}:{}\n", one_line(one.name), one.why_zh)
                : fmt::format("-- without {}: {}\n", one_line(one.name), one.why_en);
    return out;
  }

  const Program& program_;
  const QueryOptions& options_;
  const Dialect dialect_;
  std::vector<Source> sources_;
  std::map<std::size_t, Reason> broken_;  // inputs whose own columns or filter cannot be said
  std::map<std::int32_t, std::optional<Leaf>> leaves_;
  std::map<std::int32_t, Reason> reasons_;
  std::map<std::int32_t, int> fact_levels_;
  Steps steps_;
  Reason reason_;
  int numbers_ = 0;
};

}  // namespace

FactsQuery facts_query(const Program& program, const QueryOptions& options) { return Query(program, options).run(); }

}  // namespace sop::sql
