// Reports, funnels and cohorts (language.md 2.9) as what runs: a report is cells - a period and a group - and every
// aggregate of it is a `Measure`, told cell by cell. What an item computes from its measures reads them as `kept`
// values: a frame row per cell. What is asked of an event stands in that event's frame, as in an event rule.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/ir/ids.h"
#include "compiler/ir/type.h"
#include "compiler/source/span.h"
#include "stdlib/builtins.h"

namespace sop {

enum class Grain : std::uint8_t { none, day, week, month, quarter, year };

// `op(stream[.value] [where c] [window])` over everybody's events, or over the customers there are at the cell's end.
struct Measure {
  AggregateOp op = AggregateOp::count;
  InputId input;             // a stream, or the population
  InstId value, where;       // in the frame of the event, or of the customer
  InstId from, to;           // its own window, in the frame
  bool own_window = false;   // else the cell's period
  bool share = false;        // the part of the customers for whom `where` holds
  bool overall = false;      // over everybody and the whole window, whatever the cell
  bool running = false;      // from the first period up to the cell's
  std::int32_t funnel = -1;  // of Program::funnels: who entered and reached `step`
  std::int32_t step = 0;
  bool open = false;       // who did not reach `step` but still may
  std::vector<InstId> by;  // parallel to the facets of its report; none for the period
  // The same of an event whose customer is unknown: nothing of hers is known.
  InstId stranger_value, stranger_where;
  std::vector<InstId> stranger_by;
  bool credited = false;   // its events are shared out among the touches before them
  std::int32_t kept = -1;  // where its value of a cell stands
};

struct Facet {
  std::string name;
  Type type;
  Grain grain = Grain::none;  // a period of time, by its first day
  bool touched = false;       // of the touch that gets the credit, not of the event
  std::int32_t kept = -1;     // where a cell's own value of it stands, for the texts of an alert; or nowhere
};

struct ReportItem {
  std::string name;  // a metric's name, or as written
  std::string label;
  InstId value;  // in the frame
  // A driver of a comparison: the compared metric is the sum over its terms of sign * product of driver ^ power.
  std::int32_t term = -1;
  std::int32_t sign = 1, power = 1;
  bool constant = false;  // a number: never changes, never shown
};

// `list`: the customers for whom `cohort_where` holds at the instant `from`, with the items as columns. `compare`: the
// first item in two windows, and its drivers. `alert`: a condition, its first item; `along`: what the alert after it
// asks of every level of its last facet, low to high.
enum class ReportKind : std::uint8_t { report, funnel, cohort, compare, list, alert, along };

enum class AlertVerb : std::uint8_t { notify, pause_template, pause_journey };

struct AlertPart {
  std::string literal;
  std::int32_t item = -1;  // whose value of the cell follows the literal; none: the text ends
};

struct AlertAction {
  AlertVerb verb = AlertVerb::notify;
  std::string object;            // a role, a template, a journey
  std::int32_t staff_item = -1;  // who is told
  std::vector<AlertPart> text;
};

// Which touches of her an event owes itself to, within `look_back` before it.
enum class Credit : std::uint8_t { none, last, first, even, half_life };

struct ReportForm {
  ReportKind kind = ReportKind::report;
  std::string name;
  std::string label;
  std::vector<Facet> facets;
  bool against_others = false;
  bool windowed = false;
  InstId from, to;                            // its window, in the frame
  InstId before_from, before_to;              // compare: the window compared with
  std::int32_t cell_from = -1, cell_to = -1;  // kept: the period of the cell, for conditions on customers
  InputId cohort_stream;                      // cohort: her first event of these is her start
  InstId cohort_where;                        // in the frame of the event
  InstId cohort_span;                         // a constant duration
  std::vector<Measure> measures;
  std::vector<ReportItem> items;
  std::vector<AlertAction> actions;
  std::string reason;            // an alert's condition as written
  std::int32_t along_kept = -1;  // along: where a cell finds whether its item rises
  bool falls = false;            // along: or falls
  Credit credit = Credit::none;
  InstId half_life, look_back;  // constant durations, or none
  Measure touch;                // the touches: a stream, and what groups them
  Span span;
};

struct FunnelStep {
  std::string name;
  InputId input;
  InstId where, stranger_where;  // in the frame of the event
  InstId from, to;               // in the frame
  InstId up_to;                  // a constant duration after the step before; none: any time later
};

struct Funnel {
  std::string name;
  bool each = false;  // every event of the first step enters; else the first one of each customer
  std::vector<FunnelStep> steps;
};

}  // namespace sop
