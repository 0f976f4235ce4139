// Reports, funnels and cohorts, once they are checked, as what runs (compiler/ir/report.h). Items are read a second
// time by the checker; what was told about them is not told again. Where the checker meets an aggregate, a step of a
// funnel, `share` or `overall`, it asks here and gets the value a cell has for it.
#pragma once

#include <tuple>

#include "compiler/check/checker.h"

namespace sop {

class Checker::ReportForms {
 public:
  explicit ReportForms(Checker& checker) : c_(checker) {}

  void run();

  // Called while an item is read.
  Value measure(Node node, const Scope& scope);
  Value metric(const Symbol& symbol);
  Value overall(Node argument, const Scope& scope);
  Value within(Node inner, Node window, const Scope& scope);  // `(m last month)`
  std::optional<Value> step_of(const Symbol& funnel, const std::string& step, Span span);
  Value along(Node node, const Scope& scope);  // `m rises along tier`

 private:
  void funnel(Node node);
  bool funnel_step(Node node, Funnel& funnel);
  void funnel_table(Node node, std::size_t index);
  Value funnel_rate(Value reached, Value before, Value open, Span span);
  void report(Node node);
  void cohort(Node node);
  void compare(Node node);
  void term(Node node, std::int32_t sign);
  void factors(Node node, std::int32_t power, bool splits_quotient);
  void driver(Node node, std::int32_t power);
  Node formula_of(Node node) const;
  void list(Node node);
  void alert(Node node);
  void alert_action(Node phrase, const Scope& scope);
  void alert_text(const std::vector<Node>& literals, const Scope& scope, AlertAction& action);
  std::int32_t alert_value(InstId value);
  std::map<std::string, Value> values_of_facets(Node by);
  void credit(Node node);
  void find_touches(Node by, Span asked_by);
  bool is_touched(const Node& path) const;
  bool shares_out(InputId input) const;
  bool splits() const { return report_.credit == Credit::even || report_.credit == Credit::half_life; }
  InstId look_back_of(Node window);

  void begin(Node node, ReportKind kind);
  void facets(Node by);
  void window_of(Node window);
  void items(Node node);
  void finish(Node node, std::size_t errors);
  void add_item(std::string name, std::string label, Value value, Span span);

  Value item_value(Node what);
  Value share(Node node);
  Value added(Measure measure, Type type, Span span);
  void group(Measure& measure, Span span);
  Value facet_value(const Node& path, InputId input, Span asked_by);
  void help_with_tag(const Node& path, Diagnostic& found) const;
  bool same_facet(Facet& facet, const Value& value);
  void open_cell_window();

  // From an event's own rows to the frame of that event; of a stranger nothing but the event is known.
  InstId in_frame(InstId id, bool stranger = false);
  InstId of_stranger(InstId id);
  InstId copied(InstId id, bool stranger);
  void take_probes(std::size_t from);

  Checker& c_;
  ReportForm report_;
  std::vector<Node> facet_nodes_;  // parallel to the facets; empty: the period
  bool failed_ = false;            // something could not be read; the form is refused
  bool running_ = false, overall_ = false;
  std::int32_t term_ = 0, sign_ = 1;  // of the comparison being read
  WindowBounds window_;
  bool windowed_ = false;
  std::vector<IssueProbe> probes_;
  std::map<const void*, std::size_t> funnels_;  // by Symbol
  std::map<std::pair<InstId, bool>, InstId> lifted_;
  // Of this report, in this window: a metric that stands in many others is read once.
  using MetricReading = std::tuple<const Symbol*, bool, bool, bool, InstId, InstId>;
  std::map<MetricReading, Value> metrics_;
};

}  // namespace sop
