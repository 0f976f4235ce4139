// The one intermediate representation: a typed, flat, printable Program. Checking produces it, passes rewrite it,
// every evaluator and explainer reads it, and nothing after it adds a cast, a default or a meaning.
//
// All instructions of a program stand in ONE postorder array: what an instruction reads comes before it - its
// arguments, a fact's root, an aggregate's value, where, from and to. Each has a *domain*, the rows it has a value for:
//   - `frame`: one row per decision. A batch run has one row per customer, an event rule one row per event; each row
//     knows its customer, its instant (`as_of`) and, under an event rule, its event.
//   - an input's own rows: inside an aggregate over a stream, in a stream's `where`, in a derived column. There, what
//   has
//     one value per decision (`outer`, fact, context, has_tag, a side table's lookup, an aggregate) is that of the
//     frame row whose event it is; where there is no frame (derived columns, a stream's `where`) it is missing.
//
// Conditions (non-nullable booleans) are two-valued: a comparison with a missing operand is false (semantics A1).
// Values may be missing; every `call` is strict (a missing argument gives a missing value) and may fail, which gives a
// missing value and, where a probe watches it, an issue (semantics A3). So a value may be missing although its type is
// not nullable: `n + 1` of a column that never misses overflows. Only a non-nullable boolean never misses: it is false.
// The logical kinds read a missing nullable boolean as false.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/act.h"
#include "compiler/ir/contacts.h"
#include "compiler/ir/identity.h"
#include "compiler/ir/ids.h"
#include "compiler/ir/journey.h"
#include "compiler/ir/report.h"
#include "compiler/ir/schema.h"
#include "compiler/ir/type.h"
#include "compiler/source/span.h"
#include "stdlib/builtins.h"
#include "stdlib/time/recurrence.h"

namespace sop {

enum class InstKind : std::uint8_t {
  constant,         // a = ConstantId
  missing,          // no value, of type `type`
  column,           // a = InputId, b = column. In the frame: of the population row (or of the trigger's event, when the
                    //   input is a stream); in an input's domain: of that row
  lookup,           // a = InputId, b = column, args[0] = key: that column of the row with this key; missing where none
  fact,             // a = FactId: the fact's value for this frame row
  outer,            // args[0] is in the frame, read from inside an aggregate: the value of the row being decided
  context,          // a = ContextValue
  call,             // op, args: strict
  all_of,           // args: conditions; true when all are
  any_of,           // args: conditions; true when one is
  negation,         // args[0]: exactly `not`
  choose,           // args: c1, v1, c2, v2, ..., else: the value of the first true condition
  fallback,         // args: x, d: x, or d where x is missing (`default`)
  in_set,           // a = ConstantSetId, args[0]: is the value one of these constants? missing: false
  is_missing,       // args[0]: condition
  is_true,          // args[0]: a nullable boolean as a condition; missing is false
  event_aggregate,  // a = AggregateId; over her events of one stream
  customer_aggregate,  // a = AggregateId; over the whole population
  has_tag,   // a = ConstantId of the tag's name, b = ConstantId of its group or -1 (in any group or none): does she
             //   hold the stored tag? Held while since <= as_of < until. args[0], if there: only what this person gave
  calendar,  // a = CalendarId, b = CalendarAsk, args: a date, then her own dates, one per rule of every_year_of_hers
  pick_row,  // a = AggregateId over a lookup table (min of its key, where): the smallest key of the rows for which
             //   `where` holds, asked with this frame row's values; missing where there is none
  history,   // a = HistoryId: what it held at the row's instant; missing (a condition: false) before its first instant
  kept,      // a = index into Program::kept: what the instance of a journey keeps; missing in every other frame
  population,  // a = PopulationId, args[0] = x, args[1] = who counts, where not everybody does: where the customer
               // stands among all customers (semantics C2). In the frame
};

enum class ContextValue : std::uint8_t {
  as_of,       // datetime: the row's instant
  today,       // date: its local date
  event_time,  // datetime: the instant of the trigger's event
};

// What is asked of a calendar and a date. `no_table` (semantics B5) gives a missing value, fails like an op, and a
// probe that sees it fails the run.
enum class CalendarAsk : std::uint8_t {
  is_day,  // condition: is the date one of its days?
  until,   // int: days from the date to the next one, 0 on the day
  since,   // int: days from the last one to the date, 0 on the day
};

// Which rows an instruction has a value for. `frame` or an input's own rows.
struct Domain {
  std::int32_t input = -1;
  static constexpr Domain frame() { return {}; }
  static constexpr Domain rows_of(InputId id) { return {id.value}; }
  bool is_frame() const { return input < 0; }
  auto operator<=>(const Domain&) const = default;
};

struct Inst {
  InstKind kind = InstKind::missing;
  Type type;
  Domain domain;
  Op op = Op::none;                              // for `call`
  std::int32_t a = -1, b = -1;                   // payload, see InstKind
  std::uint32_t args_begin = 0, args_count = 0;  // into Program::args
};

struct Constant {
  Type type;
  std::int64_t whole = 0;  // also boolean: 0 or 1
  double real = 0;
  std::string text;
  bool operator==(const Constant&) const = default;
};

// `op(stream[.value] [where condition] [window])`. The window is two instants of the frame row: rows with
// from <= time < to count, and never a row after the frame's as_of. A missing bound selects no rows.
// `first` and `last` without a value give the row's instant, `distinct` without one the number of rows; any(stream.x)
// and none(stream.x) ask for a row where x is known. For customer_aggregate: `input` is the population, from/to are
// none; value and where are evaluated as in a batch frame of every customer who exists at the row's as_of (domain:
// frame, or the population's rows), there is no event, and `mode` knows no use: of equally frequent values it takes the
// smallest.
//
// `latest_by`: of the rows that `where` leaves only the last one of each of its values, none where it is missing.
// `after`: only the rows that continue a chain (semantics B4 for `up_to`): those later than some row that the aggregate
// `after` selects, itself a link of a chain, and at most `up_to` later than that row.
struct Aggregate {
  AggregateOp op = AggregateOp::count;
  InputId input;
  InstId value;      // in the input's domain; none for `count(stream)`, `first(stream)`, `any(stream)`, ...
  InstId where;      // in the input's domain, a condition; none: every row
  InstId from, to;   // in the frame, datetime; none: unbounded
  InstId latest_by;  // in the input's domain
  InstId after;      // the event_aggregate of the link before; that of this link comes after it
  InstId up_to;      // a constant duration; none: any time later
  bool operator==(const Aggregate&) const = default;
};

// All instructions that an aggregate is made of; some do not exist.
inline std::array<InstId*, 7> parts_of(Aggregate& a) {
  return {&a.value, &a.where, &a.from, &a.to, &a.latest_by, &a.after, &a.up_to};
}
inline std::array<InstId, 7> parts_of(const Aggregate& a) {
  return {a.value, a.where, a.from, a.to, a.latest_by, a.after, a.up_to};
}

enum class Ties : std::uint8_t { min, max, dense, id };

// One distribution over all customers who exist at the instant of the batch run, and what is asked of it. x and among
// are evaluated as in that batch frame. Whoever `among` leaves out has no value (false for conditions).
struct Population {
  PopulationOp op = PopulationOp::rank;
  InstId x;
  InstId among;  // a condition; none: everybody
  bool low_first = false;
  Ties ties = Ties::min;
  bool missing_out = false;                 // x missing: no value; else behind all
  std::int64_t n = 0;                       // ntile, top
  std::int64_t mantissa = 0, decimals = 0;  // quantile, top_share, top_reaching: the share p = mantissa / 10^decimals
  std::uint64_t definition = 0;             // what it asks, hashed: names its edges between runs
  bool operator==(const Population&) const = default;
};

// A place in the source where an instruction may fail. The issue is counted for every row where `guard` holds
// (the operands to its left leave the result open) and the instruction failed: its op did, with all arguments known.
// Without `inside` the rows are those of the instruction's domain; a frame probe that only a customer_aggregate reaches
// is counted over the population's rows.
struct IssueProbe {
  InstId inst;         // a `call`, aggregate or `calendar` that can fail
  InstId guard;        // condition in the same domain; none: always
  AggregateId inside;  // evaluated for the rows of this aggregate's window (and of its `where`, if `after_where`)
  bool after_where = false;
  Builtin builtin{};
  Span span;
};

// Recurring days under a name (language.md 2.10).
struct Calendar {
  std::string name;
  std::string label;
  std::vector<Recurrence> rules;
  std::vector<InstId> hers;  // in the frame, dates: one per rule of every_year_of_hers, in order
  Span span;
};

// How a value that depends on what was before follows from what is true now (semantics C4, C5, C7).
enum class MemoryKind : std::uint8_t {
  plain,     // the value itself; remembered for its changes
  fall,      // a tier: rises at once, falls one level per `span`, at once while `release` holds
  until,     // set when `value` is true and `release` is not, kept until `release`, then `value` must become true anew
  once,      // true for ever once it was
  ttl,       // true until `span` after the last run in which `value` was true
  crossing,  // a score reaches `threshold`; fires anew after it was below `rearm`
};

// What one fact was, instant by instant: at every event of `streams`, at every local midnight, and at the run, in time
// order. One that looks at runs only has no other instants. `InstKind::history` reads it; `changes` is the event stream
// of its changes (of a crossing: its firings).
struct History {
  std::string name;  // of the fact, and what tells it apart across edits
  MemoryKind kind = MemoryKind::plain;
  Type type;                     // of what is held: a condition, or an enumeration
  InstId value;                  // in the frame; crossing: the score
  InstId release;                // until, fall: a condition; or none
  InstId span;                   // fall, ttl: a constant duration
  InstId threshold, rearm;       // crossing: constants of the score's type
  std::vector<InputId> streams;  // whose events are its instants
  bool runs_only = false;
  InputId changes;               // the recorded stream of its changes, or none
  std::uint64_t definition = 0;  // what it says, hashed: another one is a redefinition (semantics C7)
  Span place;
};

enum class FactKind : std::uint8_t { attribute, segment, tag, taggroup, score, tier, bands, grid, set };

// A step of an ordered filter: who is left after it.
struct Stage {
  std::string text;  // as written, on one line
  InstId survives;   // condition in the frame
};

struct Fact {
  std::string name;
  std::string label;
  FactKind kind = FactKind::attribute;
  std::string group;    // a tag of an `any_of` group: that group
  bool stored = false;  // tags and groups: set by actions or by hand, not held by a condition of the program
  Type type;
  InstId root;                   // in the frame
  std::vector<Stage> stages;     // of `from a then b`
  InstId until;                  // a tag with `ttl`: the instant it ends at where it is held; or none
  InstId ttl;                    // a stored tag: how long a holding lasts, a constant duration; or none
  bool manual = false;           // given by hand or by a list, never by a rule
  bool personal = false;         // a staff member's own tag: rules read it, nothing writes it
  std::uint64_t definition = 0;  // what it says, hashed: another one is a redefinition (semantics C7)
  Span span;                     // of the name

  // A `taggroup one_of`: its value is one of its members.
  bool is_group() const { return kind == FactKind::taggroup && type.is(TypeKind::enumeration); }
};

// A text for people with slots: literal and slot in turn; the last part has no slot. Rendered by runtime/run/message.h.
struct TextPart {
  std::string literal;
  InstId slot;                         // in the frame
  std::optional<std::string> instead;  // said where the slot has no value; none: a text with a hole is not sent
};

struct MessageText {
  std::string owner;  // the template, or the rule that notifies
  std::vector<TextPart> parts;
  Span span;
};

// `coupon coupon10 { worth ¥10 valid 30 days }`.
struct Coupon {
  std::string name;
  std::string label;
  InstId valid;             // a constant duration; or none
  std::int64_t worth = -1;  // ten-thousandths; -1: none
  Span span;
};

// A list taken from a segment. Who was in it at `at` is found out by the first run at or after it that knows the list,
// and stays: `input` is a side table that runs fill from their memory, one row per customer once the list was taken.
struct TakenList {
  std::string name;
  InputId input;
  InstId segment;  // what its version is of: another one is another list
  InstId at;       // in the frame: the same instant for all
  InstId member;   // condition in the frame: is she on it, taken or not?
  Span span;
};

// What an author takes for granted about the data (`assume age >= 0`): for the analyser, nothing runs it.
struct Assumption {
  InstId condition;
  Span span;
};

struct Rule {
  std::string name;
  std::string label;
  std::vector<Trigger> triggers;  // none: a rule on state
  InstId condition;               // `if`; none: always
  std::vector<Action> actions;
  Once once;
  bool include_existing = false;  // `existing include`: fires for those already true at the first run that knows it
  bool exclude_existing = false;  // `existing exclude`: not even where that run is the first of its state
  bool fire_redefined = false;    // `on_redefine fire`
  bool backfill = false;          // `backfill enter`: events before the first run that knows it count
  std::uint64_t definition = 0;   // of the condition, hashed
  std::string reason;             // the condition as written, on one line
  Span span;
};

enum class GuardKind : std::uint8_t { suppress, forbid, only_if };

// What keeps a contact from being made, asked at the instant of decision: `suppress c [on channel] [class c]`,
// `forbid send t`, a template's `only if`.
struct Guard {
  GuardKind kind = GuardKind::suppress;
  InstId blocked;       // condition in the frame: the contact is not made
  std::string object;   // forbid, only_if: the template
  std::string channel;  // suppress: empty: any
  std::string reason;
  Span span;
  ContactClass of_class = ContactClass::any;  // suppress
};

// A form that checks today and runs in a later version: `run` names every one of them and refuses.
struct LaterForm {
  std::string what;
  Span span;
  std::string what_zh;
};

struct Program {
  Project project;
  std::vector<Enumeration> enumerations;
  std::vector<Input> inputs;
  InputId population;
  Identity identity;        // which rows of several tables are one customer; or none
  std::vector<Fact> facts;  // in dependency order
  std::vector<Calendar> calendars;
  std::vector<Rule> rules;
  std::vector<Journey> journeys;
  std::vector<Kept> kept;
  std::vector<Coupon> coupons;
  std::vector<TakenList> lists;
  std::vector<Guard> guards;
  Contacts contacts;
  std::vector<MessageText> texts;
  std::vector<Assumption> assumptions;
  std::vector<LaterForm> later;
  std::vector<Funnel> funnels;
  std::vector<ReportForm> reports;

  std::vector<InstId> asked;  // what is asked from outside besides facts and rules (test_suite.h); no part of its text

  std::vector<Inst> insts;
  std::vector<Span> inst_spans;  // parallel to insts
  std::vector<InstId> args;
  std::vector<Constant> constants;
  std::vector<std::vector<Constant>> constant_sets;  // members sorted by (whole, real, text), none missing
  std::vector<Aggregate> aggregates;
  std::vector<History> histories;       // in dependency order
  std::vector<Population> populations;  // one per `population` instruction, in their order
  std::vector<IssueProbe> probes;
  std::vector<std::string> file_names;           // for the places of issues: index is Span::file
  std::vector<std::uint32_t> line_starts_begin;  // per file: where its line starts begin in line_starts
  std::vector<std::uint32_t> line_starts;        // byte offset of each line, file after file
  bool reads_time = false;                       // some fact, rule or window needs `as_of`

  const Inst& at(InstId id) const { return insts[id.index()]; }
  std::span<const InstId> args_of(InstId id) const {
    const Inst& inst = at(id);
    return std::span(args).subspan(inst.args_begin, inst.args_count);
  }
};

// The texts of an action that have slots: its own, then those of its parameters.
template <class Visit>
void for_each_text(const Program& program, const Action& action, Visit visit) {
  const auto one = [&](std::int64_t message) {
    if (message >= 0) visit(program.texts[static_cast<std::size_t>(message)]);
  };
  one(action.message);
  for (const Param& param : action.params) one(param.message);
}

}  // namespace sop
