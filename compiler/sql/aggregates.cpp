#include "compiler/sql/aggregates.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sop::sql {
namespace {

class Aggregating {
 public:
  Aggregating(const Program& program, const Dialect& dialect, Expressions& expressions, const Aggregate& form,
              Type type, std::string name)
      : program_(program), dialect_(dialect), expressions_(expressions), form_(form), type_(type) {
    out_.name = std::move(name);
  }

  AggregateText of_events() {
    Place rows{Stage::rows, form_.input.value, 0};
    std::vector<std::string> conditions;
    if (!add_window(conditions, rows)) return {};
    if (form_.value.exists() && !(value_ = text_of(form_.value, rows))) return {};
    if (form_.where.exists()) {
      const auto where = expressions_.condition(form_.where, rows);
      if (!where) return {};
      conditions.insert(conditions.begin(), bracketed(*where, Strength::negation));
    }
    std::optional<std::string> latest_by;
    if (form_.latest_by.exists() && !(latest_by = text_of(form_.latest_by, rows))) return {};
    at_ = std::string("r.") + at_column;
    out_.level = rows.level;
    const std::string wanted = fmt::format("{}", fmt::join(conditions, " AND "));
    if (latest_by) return latest_of_each(wanted, *latest_by);
    const bool chooses =
        form_.op == AggregateOp::mode || ((form_.op == AggregateOp::first || form_.op == AggregateOp::last) && value_);
    if (chooses) return chosen(wanted);
    if (is_sum_of_numbers() && !adds_in_order()) {
      expressions_.cannot("the last digits of a sum of numbers depend on its order", "数值求和的末位取决于相加次序");
      return {};
    }
    condition_ = wanted;
    add_columns();
    return std::move(out_);
  }

  AggregateText of_everybody() {
    Place frame;
    // The population's own rows are her row in the step.
    if (form_.value.exists() && !(value_ = text_of(form_.value, frame))) return {};
    if (form_.where.exists()) {
      const auto where = expressions_.condition(form_.where, frame);
      if (!where) return {};
      condition_ = bracketed(*where, Strength::negation);
    }
    if (form_.op == AggregateOp::mode || form_.op == AggregateOp::first || form_.op == AggregateOp::last ||
        is_sum_of_numbers()) {
      expressions_.cannot("the order of all customers decides", "取决于全体客户的顺序");
      return {};
    }
    out_.level = frame.level;
    add_columns();
    return std::move(out_);
  }

 private:
  std::optional<std::string> text_of(InstId id, Place& place) {
    const auto piece = expressions_.value(id, place);
    return piece ? std::optional(piece->text) : std::nullopt;
  }

  bool add_window(std::vector<std::string>& conditions, Place& place) {
    for (const bool lower : {true, false}) {
      const InstId bound = lower ? form_.from : form_.to;
      if (!bound.exists()) continue;
      Place frame{Stage::frame, -1, place.level};
      const auto piece = expressions_.value(bound, frame);
      if (!piece) return false;
      place.level = frame.level;
      conditions.push_back(fmt::format("r.{} {} {}", at_column, lower ? ">=" : "<", piece->text));
    }
    return true;
  }

  TypeKind value_kind() const { return form_.value.exists() ? program_.at(form_.value).type.kind : TypeKind::error; }
  bool is_sum_of_numbers() const {
    return (form_.op == AggregateOp::sum || form_.op == AggregateOp::avg) && value_kind() == TypeKind::number;
  }

  bool adds_in_order() const { return dialect_.id == DialectId::duckdb || dialect_.id == DialectId::postgres; }

  std::string filtered(const std::string& call) const {
    return condition_.empty() ? call : fmt::format("{} FILTER (WHERE {})", call, condition_);
  }
  std::string column(const std::string& suffix, std::string text) {
    const std::string name = suffix.empty() ? out_.name : out_.name + " " + suffix;
    out_.columns.emplace_back(name, std::move(text));
    return "{g}." + dialect_.quoted(name);
  }
  std::string total() const {
    // Numbers are added in the order of her events: the last digits depend on it.
    const bool ordered = is_sum_of_numbers() && adds_in_order();
    return filtered(ordered ? fmt::format("SUM({} ORDER BY r.{})", *value_, place_column)
                            : fmt::format("SUM({})", *value_));
  }
  std::string counted() const { return filtered(value_ ? fmt::format("COUNT({})", *value_) : "COUNT(*)"); }

  void add_columns() {
    out_.needs_places = out_.needs_places || is_sum_of_numbers();
    switch (form_.op) {
      case AggregateOp::count: return set(fmt::format("COALESCE({}, 0)", column("", counted())), false);
      case AggregateOp::sum: return add_sum();
      case AggregateOp::avg: return add_mean();
      case AggregateOp::min:
      case AggregateOp::max: return add_extreme();
      case AggregateOp::median: return add_median();
      case AggregateOp::distinct:
        return set(fmt::format("COALESCE({}, 0)",
                               column("", filtered(value_ ? fmt::format("COUNT(DISTINCT {})", *value_) : "COUNT(*)"))),
                   false);
      case AggregateOp::first: return set(column("", filtered(fmt::format("MIN({})", at_))), true);
      case AggregateOp::last: return set(column("", filtered(fmt::format("MAX({})", at_))), true);
      case AggregateOp::any: return set(fmt::format("COALESCE({} > 0, FALSE)", column("", counted())), false);
      case AggregateOp::none: return set(fmt::format("COALESCE({} = 0, TRUE)", column("", counted())), false);
      case AggregateOp::days_active: return add_periods(dialect_.local_date(at_));
      case AggregateOp::weeks_active: return add_periods(week(dialect_.local_date(at_)));
      case AggregateOp::months_active: return add_periods(dialect_.first_day_of("month", dialect_.local_date(at_)));
      case AggregateOp::mode: return;
    }
  }

  void set(std::string result, bool may_miss) {
    out_.result = std::move(result);
    out_.may_miss = may_miss;
  }

  void add_sum() {
    const std::string sum = column("", total());
    const std::string zero = value_kind() == TypeKind::money ? dialect_.money(0) : "0";
    set(dialect_.cast(fmt::format("COALESCE({}, {})", sum, zero), value_kind()), false);
  }

  void add_mean() {
    const std::string sum = column("sum", total()), n = column("count", counted());
    if (value_kind() == TypeKind::money)
      return set(dialect_.money_half_even(dialect_.units(sum), fmt::format("NULLIF({}, 0)", n)), true);
    set(fmt::format("{} / NULLIF({}, 0)", dialect_.cast(sum, TypeKind::number), n), true);
  }

  void add_extreme() {
    const char* word = form_.op == AggregateOp::min ? "MIN" : "MAX";
    if (value_kind() != TypeKind::enumeration)
      return set(column("", filtered(fmt::format("{}({})", word, *value_))), true);
    const auto& members = program_.enumerations[program_.at(form_.value).type.enumeration.index()].members;
    std::string order = "CASE " + *value_, back;
    for (std::size_t m = 0; m < members.size(); ++m) {
      order += fmt::format(" WHEN {} THEN {}", dialect_.text(members[m]), m);
      back += fmt::format(" WHEN {} THEN {}", m, dialect_.text(members[m]));
    }
    const std::string place = column("", filtered(fmt::format("{}({} END)", word, order)));
    set(fmt::format("CASE {}{} END", place, back), true);
  }

  // A list has no element 0, and databases differ on what it would be.
  void add_median() {
    const std::string list = column("sorted", dialect_.sorted(*value_, condition_)), n = column("count", counted());
    const auto middle = [&](int more) {
      return dialect_.element(list, fmt::format("FLOOR(({} + {}) / 2.0)", n, more));
    };
    std::string mean = fmt::format("({} + {}) / 2", middle(1), middle(2));
    if (value_kind() == TypeKind::money)
      mean = dialect_.money_half_even(fmt::format("({} + {})", dialect_.units(middle(1)), dialect_.units(middle(2))),
                                      dialect_.wide("2"));
    if (value_kind() == TypeKind::integer)
      mean = fmt::format("{} / 2",
                         dialect_.cast(fmt::format("{} + {}", dialect_.wide(middle(1)), middle(2)), TypeKind::number));
    set(fmt::format("CASE WHEN {} > 0 THEN {} END", n, mean), true);
  }

  std::string week(const std::string& date) const {
    const std::string back =
        fmt::format("({} + {}) % 7", dialect_.week_day(date), 7 - static_cast<int>(program_.project.week_start));
    switch (dialect_.id) {
      case DialectId::duckdb:
      case DialectId::postgres: return fmt::format("{} - CAST({} AS INTEGER)", date, back);
      case DialectId::clickhouse: return fmt::format("subtractDays({}, {})", date, back);
      case DialectId::spark: return fmt::format("date_sub({}, {})", date, back);
    }
    return {};
  }
  void add_periods(const std::string& period) {
    set(fmt::format("COALESCE({}, 0)", column("", filtered(fmt::format("COUNT(DISTINCT {})", period)))), false);
  }

  // Of the rows that are left the last one of each value, then the aggregate over those.
  AggregateText latest_of_each(const std::string& wanted, const std::string& by) {
    out_.needs_places = true;
    if (is_sum_of_numbers() && !adds_in_order()) {
      expressions_.cannot("the last digits of a sum of numbers depend on its order", "数值求和的末位取决于相加次序");
      return {};
    }
    add_columns();
    if (out_.columns.empty())
      return expressions_.cannot("the last value of each of several", "各取最后一条后再取值"), AggregateText{};
    std::string cells;
    for (const auto& [name, text] : out_.columns) cells += fmt::format(",\n    {} AS {}", text, dialect_.quoted(name));
    out_.subquery = fmt::format(
        "  SELECT r.{0} AS {5}{1}\n  FROM (\n    SELECT r.*, ROW_NUMBER() OVER (PARTITION BY r.{0}, {2} ORDER BY r.{3} "
        "DESC) "
        "AS _latest\n    FROM {{rows}} AS r\n"
        "    JOIN {{below}} AS s ON s.{0} = r.{0}\n    WHERE {2} IS NOT NULL{4}\n  ) AS r\n  JOIN {{below}} AS s ON "
        "s.{0} = r.{0}\n  WHERE r._latest = 1\n  GROUP BY r.{0}",
        who_column, cells, by, place_column, wanted.empty() ? "" : " AND " + wanted, her_column);
    return std::move(out_);
  }

  // `first` and `last` choose the event, then read it; the most frequent value of those used latest, then the smallest.
  AggregateText chosen(const std::string& wanted) {
    const bool mode = form_.op == AggregateOp::mode;
    out_.needs_places = !mode;
    std::string where = wanted;
    if (mode) where = fmt::format("{} IS NOT NULL{}", *value_, wanted.empty() ? "" : " AND " + wanted);
    if (!where.empty()) where = "\n    WHERE " + where;
    std::string smallest = *value_;
    if (value_kind() == TypeKind::enumeration) {
      const auto& members = program_.enumerations[program_.at(form_.value).type.enumeration.index()].members;
      smallest = "CASE " + smallest;
      for (std::size_t m = 0; m < members.size(); ++m)
        smallest += fmt::format(" WHEN {} THEN {}", dialect_.text(members[m]), m);
      smallest += " END";
    }
    const std::string order = mode ? fmt::format("COUNT(*) DESC, MAX(r.{}) DESC, {}", at_column, smallest)
                                   : fmt::format("r.{}{}", place_column, form_.op == AggregateOp::last ? " DESC" : "");
    const std::string group = mode ? fmt::format("\n    GROUP BY r.{}, {}", who_column, *value_) : "";
    out_.columns.emplace_back(out_.name, "_value");
    out_.subquery = fmt::format(
        "  SELECT {0} AS {5}, _value\n  FROM (\n    SELECT r.{0}, {1} AS _value, ROW_NUMBER() OVER (PARTITION BY r.{0} "
        "ORDER "
        "BY {2}) AS _order\n"
        "    FROM {{rows}} AS r\n    JOIN {{below}} AS s ON s.{0} = r.{0}{3}{4}\n  ) AS chosen\n  WHERE _order = 1",
        who_column, *value_, order, where, group, her_column);
    set("{g}._value", true);
    return std::move(out_);
  }

  const Program& program_;
  const Dialect& dialect_;
  Expressions& expressions_;
  const Aggregate& form_;
  Type type_;
  AggregateText out_;
  std::optional<std::string> value_;
  std::string condition_, at_;
};

}  // namespace

std::string word_of(AggregateOp op) { return std::string(row_of(op).en); }

AggregateText aggregate_text(const Program& program, const Dialect& dialect, Expressions& expressions,
                             const Aggregate& form, Type type, std::string name) {
  return Aggregating(program, dialect, expressions, form, type, std::move(name)).of_events();
}

AggregateText everybody_text(const Program& program, const Dialect& dialect, Expressions& expressions,
                             const Aggregate& form, Type type, std::string name) {
  return Aggregating(program, dialect, expressions, form, type, std::move(name)).of_everybody();
}

std::optional<std::string> standing_text(const Program& program, const Dialect& dialect, Expressions& expressions,
                                         const Population& form, Place& place) {
  const auto x = expressions.value(form.x, place);
  if (!x) return std::nullopt;
  std::string among;
  if (form.among.exists()) {
    const auto piece = expressions.value(form.among, place);
    if (!piece) return std::nullopt;
    among = piece->text;
  }
  const std::string part = among.empty() ? "" : fmt::format("PARTITION BY {} ", among);
  const TypeKind kind = program.at(form.x).type.kind;
  if (kind == TypeKind::enumeration || kind == TypeKind::boolean ||
      (dialect.id == DialectId::postgres && kind == TypeKind::text))
    return expressions.cannot("the order of a list decides", "取决于列表的顺序"), std::nullopt;
  const auto only = [&](const std::string& text, const char* otherwise) {
    std::string out = text;
    if (form.missing_out) out = fmt::format("CASE WHEN {} IS NOT NULL THEN {} ELSE {} END", x->text, out, otherwise);
    return among.empty() ? out : fmt::format("CASE WHEN {} THEN {} ELSE {} END", among, out, otherwise);
  };
  const std::string order = fmt::format("ORDER BY {} {} NULLS LAST", x->text, form.low_first ? "" : "DESC");
  const std::string by_id = fmt::format("ROW_NUMBER() OVER ({}{}, s.{})", part, order, who_column);
  const std::string counted =
      form.missing_out ? fmt::format("COUNT({}) OVER ({})", x->text, part) : fmt::format("COUNT(*) OVER ({})", part);
  const std::string rank = fmt::format("RANK() OVER ({}{})", part, order);
  switch (form.op) {
    case PopulationOp::rank:
      switch (form.ties) {
        case Ties::min: return only(rank, "NULL");
        case Ties::max:
          return only(
              fmt::format("COUNT(*) OVER ({}{} RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)", part, order),
              "NULL");
        case Ties::dense: return only(fmt::format("DENSE_RANK() OVER ({}{})", part, order), "NULL");
        case Ties::id: return only(by_id, "NULL");
      }
      return std::nullopt;
    case PopulationOp::ntile:
      return only(fmt::format("1 + CAST(FLOOR(CAST(({} - 1) * {} AS DECIMAL(38, 0)) / NULLIF({}, 0)) AS BIGINT)",
                              form.ties == Ties::id ? by_id : rank, form.n, counted),
                  "NULL");
    case PopulationOp::top:
      return fmt::format("{} IS NOT NULL AND {}", x->text, only(fmt::format("{} <= {}", by_id, form.n), "FALSE"));
    case PopulationOp::percentile: {
      const std::string upwards =
          fmt::format("RANK() OVER ({}ORDER BY {} NULLS {})", part, x->text, form.missing_out ? "LAST" : "FIRST");
      return only(
          fmt::format("{} / {}", dialect.cast(fmt::format("100 * ({} - 1)", upwards), TypeKind::number), counted),
          "NULL");
    }
    case PopulationOp::top_share: {  // without a division: place × 10^decimals <= people × mantissa
      const std::string power = "1" + std::string(static_cast<std::size_t>(form.decimals), '0');
      const std::string inside =
          fmt::format("{} * {} <= COUNT({}) OVER ({}) * {}", by_id, power, x->text, part, form.mantissa);
      return fmt::format("{} IS NOT NULL AND {}", x->text, only(inside, "FALSE"));
    }
    case PopulationOp::quantile:
    case PopulationOp::share_of_total:
    case PopulationOp::top_reaching: break;
  }
  return expressions.cannot("shares of all customers are reckoned exactly, and SQL has no word for it",
                            "人群比例须精确计算,SQL 没有对应的写法"),
         std::nullopt;
}

}  // namespace sop::sql
