#include "compiler/analysis/messages_together.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "compiler/analysis/calendar_words.h"
#include "compiler/analysis/effort.h"
#include "compiler/analysis/later.h"
#include "compiler/analysis/occasions.h"
#include "compiler/analysis/proof.h"
#include "compiler/analysis/witness.h"
#include "runtime/contacts/pace_times.h"

namespace sop {
namespace {

constexpr std::int64_t longest_days = 92;  // of a cap's window; of a longer one these are looked at
constexpr std::size_t most_candidates = 5'000, most_alternatives = 4, most_named = 3, most_counted = 7;

// A window of an occasion in which more is sent than a cap lets through, if one customer gets all of it.
struct Candidate {
  const Occasion* occasion = nullptr;
  const Cap* cap = nullptr;
  Micros from = 0, to = 0;
  std::int64_t beyond = 0;
};

// What one sender sends in it, and what has to hold for that.
struct Part {
  const Sender* sender = nullptr;
  std::vector<const Begun*> begun;
  std::int64_t count = 0;
  FormulaId holds;
  ReadsOfOurs reads;
};

struct Chosen {
  std::vector<const Part*> parts;
  std::int64_t count = 0;
  Answer answer;
};

class MessagesTogether {
 public:
  MessagesTogether(Reasoning& reasoning, const AloneOver& alone)
      : reasoning_(reasoning),
        subject_(reasoning.subject()),
        program_(reasoning.program()),
        alone_(alone),
        later_(reasoning.translator()) {}

  void run() {
    for (const Cap& cap : program_.contacts.caps)
      if (may_drop(cap)) add(cap);
    if (caps_.empty()) return;
    senders_ = senders_of(program_, effort::all_senders);
    if (senders_.size() < 2) return;
    if (senders_.size() > effort::all_senders)
      for (const Cap* cap : caps_) leave_open(*cap);
    std::int64_t days = 1;
    for (const Cap* cap : caps_) days = std::max(days, window_of(*cap) / micros_per_day);
    occasions_ = occasions_of(senders_, days);
    for (const Occasion& occasion : occasions_)
      for (const Cap* cap : caps_) collect(occasion, *cap);
    std::ranges::stable_sort(candidates_, std::greater{}, &Candidate::beyond);
    for (const Candidate& candidate : candidates_) judge(candidate);
  }

 private:
  // Of caps that differ in their number only the smallest.
  void add(const Cap& cap) {
    for (const Cap*& other : caps_)
      if (other->window.count == cap.window.count && other->window.unit == cap.window.unit &&
          other->filter.channel == cap.filter.channel && other->filter.of_class == cap.filter.of_class) {
        if (cap.count < other->count) other = &cap;
        return;
      }
    caps_.push_back(&cap);
  }

  static Micros window_of(const Cap& cap) { return std::min(shortest(cap.window), longest_days * micros_per_day); }

  // ---- Windows
  void collect(const Occasion& occasion, const Cap& cap) {
    if (!occasion.all || sums_ > effort::together_sums) leave_open(cap);
    if (sums_ > effort::together_sums) return;
    const bool elapsed = cap.window.unit == DurationUnit::micros;
    std::set<Micros> begins;
    for (const SenderThen& one : occasion.senders)
      for (const Begun& begun : one.begun)
        for (const PlannedSend& send : begun.plan->sends)
          if (++sums_; is_about(program_.contacts, cap.filter, send.kind)) {
            const Micros at = begun.midnight + send.at;
            begins.insert(elapsed ? at : floor_div(at, micros_per_day) * micros_per_day);
          }
    for (const Micros from : begins) {
      if (occasion.kind == StartKind::clock && !occasion.special && (from < 0 || from >= 7 * micros_per_day)) continue;
      if (candidates_.size() >= most_candidates || sums_ > effort::together_sums) return leave_open(cap);
      Candidate made{&occasion, &cap, from, from + window_of(cap), 0};
      bool special = false;
      std::int64_t sum = 0, senders = 0;
      for (const SenderThen& one : occasion.senders) {
        const auto parts = parts_of(one, made);
        if (parts.empty()) continue;
        sum += parts[0].count;
        senders += 1;
        special = special || std::ranges::any_of(parts[0].begun, &Begun::special);
      }
      if (senders < 2 || sum <= cap.count || special != occasion.special) continue;
      made.beyond = sum - cap.count;
      candidates_.push_back(made);
    }
  }

  std::int64_t counted(const Begun& begun, const Candidate& in) {
    sums_ += static_cast<std::int64_t>(begun.plan->sends.size());
    return std::ranges::count_if(begun.plan->sends, [&](const PlannedSend& send) {
      const Micros at = begun.midnight + send.at;
      return at >= in.from && at < in.to && is_about(program_.contacts, in.cap->filter, send.kind);
    });
  }

  // The ways in which this sender sends something in the window, the one with most first. Whoever does too much alone
  // has a finding of that.
  std::vector<Part> parts_of(const SenderThen& one, const Candidate& in) {
    std::vector<Part> out;
    if (alone_.contains({one.sender->span, in.cap->span})) return out;
    if (one.sender->once) {
      for (const Begun& begun : one.begun)
        if (const std::int64_t count = counted(begun, in); count > 0)
          out.push_back({one.sender, {&begun}, count, {}, {}});
      std::ranges::stable_sort(out, std::greater{}, &Part::count);
      if (out.size() > most_alternatives) out.resize(most_alternatives);
    } else {
      Part all{one.sender, {}, 0, {}, {}};
      for (const Begun& begun : one.begun) {
        if (!all.begun.empty() && begun.at - all.begun.back()->at < std::max<Micros>(one.sender->apart, 1)) continue;
        if (const std::int64_t count = counted(begun, in); count > 0) {
          all.begun.push_back(&begun);
          all.count += count;
        }
      }
      if (all.count > 0) out.push_back(std::move(all));
    }
    std::erase_if(out, [&](const Part& part) { return part.count > in.cap->count; });
    return out;
  }

  // ---- Customers
  void judge(const Candidate& candidate) {
    std::vector<Part> parts;
    for (const SenderThen& one : candidate.occasion->senders)
      for (Part& part : parts_of(one, candidate)) parts.push_back(std::move(part));
    if (std::ranges::all_of(parts, [&](const Part& part) { return told_.contains(part.sender); })) return;
    if (!tried_.insert(key_of(parts)).second) return;
    if (++judged_ > effort::together_windows) return leave_open(*candidate.cap);
    settle(parts);
    if (most_of(parts) <= candidate.cap->count) return;
    std::ranges::stable_sort(parts, std::greater{}, &Part::count);
    if (parts.size() > effort::together) {
      parts.resize(effort::together);
      cut_ = true;
    }
    open_ = false;
    const std::optional<Chosen> found = chosen(parts, candidate.cap->count);
    if (found)
      tell(candidate, *found);
    else if (open_ || std::exchange(cut_, false))
      leave_open(*candidate.cap);
  }

  // The same again on other days.
  static std::vector<std::pair<const SendPlan*, Micros>> key_of(const std::vector<Part>& parts) {
    std::vector<std::pair<const SendPlan*, Micros>> key;
    for (const Part& part : parts)
      for (const Begun* begun : part.begun)
        key.emplace_back(begun->plan, begun->midnight - parts[0].begun[0]->midnight);
    return key;
  }

  // What has to hold, said at the first start of all. What the clock says otherwise on other days is left out, and so
  // is what asks for our own records: its author has thought of the others.
  void settle(std::vector<Part>& parts) {
    if (parts.empty()) return;
    Micros base = parts[0].begun[0]->at;
    for (const Part& part : parts) base = std::min(base, part.begun[0]->at);
    base_ = base;
    std::erase_if(parts, [&](Part& part) {
      std::vector<FormulaId> all;
      for (const Begun* begun : part.begun)
        for (const AskedAt& asked : begun->plan->asked) {
          add_reads_of_ours(program_, asked.condition, part.reads);
          const FormulaId then = asked.holds ? reasoning_.of(asked.condition) : reasoning_.fails(asked.condition);
          const Micros at = begun->midnight + asked.at;
          const auto now = later_.of(then, floor_div(at, micros_per_day) - floor_div(base, micros_per_day), at - base);
          if (!now) return true;
          all.push_back(*now);
        }
      part.holds = reasoning_.translator().formulas().all(std::move(all));
      return part.reads.records;
    });
  }

  // One way of each sender, the one with most.
  static std::int64_t most_of(const std::vector<Part>& parts) {
    std::map<const Sender*, std::int64_t> best;
    for (const Part& part : parts) best[part.sender] = std::max(best[part.sender], part.count);
    std::int64_t sum = 0;
    for (const auto& [sender, count] : best) sum += count;
    return sum;
  }

  static bool go_together(const Part& a, const Part& b) {
    if (a.sender == b.sender) return false;
    const auto writes_for = [](const Part& one, const Part& other) {
      return std::ranges::any_of(one.sender->writes,
                                 [&](const std::string& tag) { return other.reads.tags.contains(tag); });
    };
    if (writes_for(a, b) || writes_for(b, a)) return false;
    for (const auto& [salt, arm] : a.begun[0]->plan->drawn)
      for (const auto& [other, its_arm] : b.begun[0]->plan->drawn)
        if (salt == other && arm != its_arm) return false;
    return true;
  }

  // Those that surely go together; from each in turn, until they are too many.
  std::optional<Chosen> chosen(const std::vector<Part>& parts, std::int64_t most) {
    if (auto all = all_of(parts); all && all->count > most) return all;
    for (std::size_t seed = 0; seed < parts.size(); ++seed) {
      Chosen made;
      for (std::size_t i = 0; i < parts.size(); ++i) takes(made, parts[(seed + i) % parts.size()]);
      if (made.count > most) return made;
      if (asked_ >= effort::together_questions) {
        open_ = true;
        break;
      }
    }
    return std::nullopt;
  }

  // One way of each: it often is as simple as that.
  std::optional<Chosen> all_of(const std::vector<Part>& parts) {
    Chosen made;
    for (const Part& part : parts)
      if (fits(made, part)) {
        made.parts.push_back(&part);
        made.count += part.count;
      }
    if (made.parts.size() < 2) return std::nullopt;
    made.answer = ask(made.parts);
    return made.answer.verdict == Verdict::yes ? std::optional(std::move(made)) : std::nullopt;
  }

  static bool fits(const Chosen& made, const Part& part) {
    return std::ranges::all_of(made.parts, [&](const Part* other) { return go_together(*other, part); });
  }

  bool takes(Chosen& made, const Part& part) {
    if (!fits(made, part) || asked_ >= effort::together_questions) return false;
    made.parts.push_back(&part);
    Answer answer = ask(made.parts);
    if (answer.verdict != Verdict::yes) {
      made.parts.pop_back();
      return false;
    }
    made.count += part.count;
    made.answer = std::move(answer);
    return true;
  }

  Answer ask(const std::vector<const Part*>& parts) {
    std::vector<FormulaId> together;
    for (const Part* part : parts) together.push_back(part->holds);
    ++asked_;
    Answer answer = reasoning_.ask(std::move(together));
    open_ = open_ || answer.verdict == Verdict::perhaps || answer.verdict == Verdict::undecided;
    return answer;
  }

  void leave_open(const Cap& cap) {
    if (left_open_.insert(cap.span).second) reasoning_.leave_open({cap.span, Phrase::asks_together, {}, {}});
  }

  // ---- Told
  struct Counted {
    Micros at = 0;
    const PlannedSend* send = nullptr;
    const Sender* sender = nullptr;
  };

  void tell(const Candidate& candidate, const Chosen& found) {
    std::vector<Counted> counted;
    std::vector<const Sender*> senders;
    for (const Part* part : found.parts) {
      senders.push_back(part->sender);
      for (const Begun* begun : part->begun)
        for (const PlannedSend& send : begun->plan->sends)
          if (const Micros at = begun->midnight + send.at;
              at >= candidate.from && at < candidate.to &&
              is_about(program_.contacts, candidate.cap->filter, send.kind))
            counted.push_back({at, &send, part->sender});
    }
    std::ranges::stable_sort(counted, {}, &Counted::at);
    const bool at_once = counted.front().at == counted.back().at;
    if (at_once && std::ranges::all_of(senders, &Sender::is_ranked)) return;  // its author has said who goes first
    bool is_new = false;
    for (const Sender* one : senders) is_new = told_.insert(one).second || is_new;
    if (!is_new) return;
    std::ranges::sort(senders, {}, &Sender::span);
    const Cap& cap = *candidate.cap;
    Diagnostic& out = subject_.diagnostics.report(
        Code::S3028, header_at(subject_, senders.back()->span),
        {names(senders, false), names(senders, true), std::to_string(found.count), window_words(cap.window, false),
         window_words(cap.window, true), std::to_string(cap.count)});
    out.relate(cap.span, Phrase::the_cap);
    for (std::size_t i = 0; i + 1 < senders.size() && i < most_counted; ++i)
      out.relate(header_at(subject_, senders[i]->span), Phrase::sends_too, {senders[i]->name});
    calendar(out, candidate, counted);
    show(out, subject_, reasoning_.translator(), found.answer);
    if (reasoning_.proving()) live_through(out, candidate, found, std::move(counted));
  }

  // A test that lives through it: what the cap lets through is sent, what is beyond it is not, though all that was
  // asked of it holds.
  void live_through(Diagnostic& out, const Candidate& in, const Chosen& found, std::vector<Counted> counted) {
    const std::optional<Days> day = day_0(*in.occasion);
    if (!day || base_ < 0) return;
    std::ranges::stable_sort(counted, {}, [](const Counted& one) { return std::pair(one.at, one.sender->span); });
    ProofStart start{*day + base_ / micros_per_day, base_ % micros_per_day, {}};
    std::vector<LivedThrough> instants;
    const auto at = [&](Micros when) -> LivedThrough& {
      for (LivedThrough& one : instants)
        if (one.at == when - base_) return one;
      return instants.emplace_back(LivedThrough{when - base_, {}});
    };
    if (in.occasion->kind != StartKind::becoming) instants.push_back({-micros_per_minute, {}});
    if (in.occasion->kind == StartKind::event) start.event = in.occasion->stream;
    for (const Part* part : found.parts)
      for (const Begun* begun : part->begun)
        for (const AskedAt& asked : begun->plan->asked)
          if (asked.holds && !asks_an_event(asked.condition))
            expect(at(begun->midnight + asked.at), words_of_condition(asked.condition));
    std::set<std::string> through;
    for (std::size_t i = 0; i < counted.size(); ++i) {
      const std::string& name = counted[i].send->template_name;
      const bool passes = i < static_cast<std::size_t>(in.cap->count);
      if (name.empty() || (passes ? false : through.contains(name))) return;
      if (passes) through.insert(name);
      expect(at(counted[i].at), (passes ? "send " : "no send ") + name_text(name));
    }
    std::ranges::sort(instants, {}, &LivedThrough::at);
    prove_lived(out, reasoning_, found.answer, start, instants);
  }

  static void expect(LivedThrough& instant, const std::string& words) {
    if (std::ranges::find(instant.expected, words) == instant.expected.end()) instant.expected.push_back(words);
  }

  // Of the row that starts something: a test asks customers.
  bool asks_an_event(InstId condition) const {
    const Inst& inst = program_.at(condition);
    if (inst.kind == InstKind::column)
      return program_.inputs[static_cast<std::size_t>(inst.a)].kind == InputKind::stream;
    return std::ranges::any_of(program_.args_of(condition), [&](InstId arg) { return asks_an_event(arg); });
  }

  std::string words_of_condition(InstId condition) const {
    const Span place = program_.inst_spans[condition.index()];
    const std::string words = place.exists() ? words_of(subject_, place) : std::string();
    return words.empty() ? words : "(" + words + ")";
  }

  // A day near the usual one that is what day 0 of the occasion is.
  static std::optional<Days> day_0(const Occasion& occasion) {
    if (occasion.kind != StartKind::clock) return proof_day;
    if (occasion.on_weekday == 0) return std::nullopt;
    constexpr Days monday = days_of({2026, 6, 15});
    for (Days day = monday + occasion.on_weekday - 1; day < monday + 4'000; day += 7)
      if (occasion.month_day == 0 || civil_of(day).day == occasion.month_day) return day;
    return std::nullopt;
  }

  static std::string names(const std::vector<const Sender*>& senders, bool zh) {
    std::string out;
    const std::size_t shown = senders.size() > most_named + 1 ? most_named : senders.size();
    for (std::size_t i = 0; i < shown; ++i) {
      const bool last = i + 1 == senders.size();
      out += i == 0 ? "" : zh ? "、" : last ? " and " : ", ";
      out += "`" + senders[i]->name + "`";
    }
    if (shown < senders.size())
      out += fmt::format(fmt::runtime(zh ? " 等 {1} 处" : " and {0} more"), senders.size() - shown, senders.size());
    else if (zh)
      out += " ";
    return out;
  }

  void calendar(Diagnostic& out, const Candidate& in, const std::vector<Counted>& counted) const {
    const auto words = [&](bool zh) {
      std::string text;
      for (std::size_t i = 0; i < counted.size() && i < most_counted; ++i) {
        text += i == 0 ? "" : zh ? "," : ", ";
        text += when(in, counted[i], zh) + " " + counted[i].send->step;
      }
      return text + (counted.size() <= most_counted ? "" : zh ? " …" : ", …");
    };
    switch (in.occasion->kind) {
      case StartKind::clock: out.note(Phrase::counted_by_the_clock, {words(false), words(true)}); break;
      case StartKind::becoming: out.note(Phrase::counted_from_becoming, {words(false), words(true)}); break;
      case StartKind::event:
        out.note(Phrase::counted_from_event,
                 {words(false), words(true), program_.inputs[in.occasion->stream.index()].name});
    }
  }

  // What follows an event at once, or whole days later, has the event's hour.
  static std::string when(const Candidate& in, const Counted& one, bool zh) {
    const std::int64_t day = floor_div(one.at, micros_per_day);
    if (in.occasion->kind != StartKind::clock) {
      const bool own_hour = floor_mod(one.at, micros_per_day) == event_hour;
      return later_words(day, zh) + (own_hour ? "" : " " + hour_words(one.at));
    }
    const bool named = in.occasion->weekday && in.to - in.from <= 7 * micros_per_day;
    const std::int64_t first = floor_div(in.from, micros_per_day);
    const auto weekday = static_cast<int>(floor_mod(in.occasion->weekday.value_or(1) - 1 + day, 7)) + 1;
    return (named ? weekday_words(weekday, zh) : day_words(day - first + 1, zh)) + " " + hour_words(one.at);
  }

  Reasoning& reasoning_;
  const Subject& subject_;
  const Program& program_;
  const AloneOver& alone_;
  Later later_;
  std::vector<const Cap*> caps_;
  std::vector<Sender> senders_;
  std::vector<Occasion> occasions_;
  std::vector<Candidate> candidates_;
  std::set<std::vector<std::pair<const SendPlan*, Micros>>> tried_;
  std::set<const Sender*> told_;
  std::set<Span> left_open_;
  std::size_t asked_ = 0, judged_ = 0;
  std::int64_t sums_ = 0;
  Micros base_ = 0;  // the first start of those that are judged
  bool open_ = false, cut_ = false;
};

}  // namespace

void check_messages_together(Reasoning& reasoning, const AloneOver& alone) { MessagesTogether(reasoning, alone).run(); }

}  // namespace sop
