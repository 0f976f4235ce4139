#include "runtime/journeys/instance_text.h"

#include <algorithm>
#include <bit>

#include "runtime/contacts/packed_text.h"

namespace sop {
namespace {

std::int64_t number(Taker& in) {
  char end = '\0';
  const std::int64_t out = in.number(end);
  if (end != ',') in.fail();
  return out;
}

void put(std::string& out, std::int64_t value) { pack_number(out, value, ','); }

std::map<std::int32_t, Cell> take_kept(Taker& in, const std::vector<std::int32_t>* places) {
  std::map<std::int32_t, Cell> out;
  for (std::int64_t left = number(in); left > 0 && !in.failed(); --left) {
    const auto place = static_cast<std::size_t>(number(in));
    Cell cell;
    cell.known = number(in) != 0;
    cell.whole = number(in);
    cell.real = std::bit_cast<double>(number(in));
    cell.text = in.text();
    if (places == nullptr) continue;
    if (place >= places->size()) return in.fail(), out;
    out[(*places)[place]] = std::move(cell);
  }
  return out;
}

// `places`: of what the journey keeps; null: not known, whatever it kept is read and left out.
std::optional<Instance> take_instance(std::string_view text, const std::vector<std::int32_t>* places) {
  Taker in(text);
  Instance out;
  out.entered_at = number(in);
  const std::int64_t standing = number(in);
  if (standing < 0 || standing > static_cast<std::int64_t>(Standing::over)) return std::nullopt;
  out.standing = static_cast<Standing>(standing);
  out.step = static_cast<std::int32_t>(number(in));
  for (Micros* value : {&out.at, &out.wake, &out.deadline, &out.due, &out.ended_at, &out.used.at}) *value = number(in);
  for (std::string* part : {&out.entered_by, &out.used.stream, &out.used.id, &out.outcome}) *part = in.text();
  for (std::int64_t left = number(in); left > 0 && !in.failed(); --left) {
    Rounds& rounds = out.rounds.emplace_back();
    rounds.step = static_cast<std::int32_t>(number(in));
    rounds.count = number(in);
    rounds.began = number(in);
  }
  for (std::int64_t left = number(in); left > 0 && !in.failed(); --left) out.goals.emplace_back(in.text());
  out.kept = take_kept(in, places);
  for (std::int64_t left = number(in); left > 0 && !in.failed(); --left) {
    ClosedWait& wait = out.closed.emplace_back();
    wait.step = static_cast<std::int32_t>(number(in));
    wait.from = number(in);
    wait.until = number(in);
  }
  if (in.failed() || !in.at_end()) return std::nullopt;
  return out;
}

}  // namespace

std::vector<std::int32_t> kept_places(const Journey& journey) {
  std::vector<std::int32_t> out = journey.kept;
  for (const JourneyStep& step : journey.steps)
    for (const StepArm& arm : step.arms) out.insert(out.end(), arm.kept.begin(), arm.kept.end());
  return out;
}

std::string kept_text(const std::map<std::int32_t, Cell>& kept, const Journey& journey) {
  const std::vector<std::int32_t> places = kept_places(journey);
  std::string out;
  put(out, static_cast<std::int64_t>(kept.size()));
  for (const auto& [index, cell] : kept) {
    put(out, std::ranges::find(places, index) - places.begin());
    put(out, cell.known ? 1 : 0);
    put(out, cell.whole);
    put(out, std::bit_cast<std::int64_t>(cell.real));
    pack_text(out, cell.text);
  }
  return out;
}

std::optional<std::map<std::int32_t, Cell>> kept_from_text(std::string_view text, const Journey& journey) {
  Taker in(text);
  const std::vector<std::int32_t> places = kept_places(journey);
  auto out = take_kept(in, &places);
  if (in.failed() || !in.at_end()) return std::nullopt;
  return out;
}

std::string instance_text(const Instance& one, const Journey& journey) {
  std::string out;
  for (const std::int64_t value : {one.entered_at, static_cast<std::int64_t>(one.standing), std::int64_t{one.step},
                                   one.at, one.wake, one.deadline, one.due, one.ended_at, one.used.at})
    put(out, value);
  for (const std::string* text : {&one.entered_by, &one.used.stream, &one.used.id, &one.outcome}) pack_text(out, *text);
  put(out, static_cast<std::int64_t>(one.rounds.size()));
  for (const Rounds& rounds : one.rounds)
    for (const std::int64_t value : {std::int64_t{rounds.step}, rounds.count, rounds.began}) put(out, value);
  put(out, static_cast<std::int64_t>(one.goals.size()));
  for (const std::string& goal : one.goals) pack_text(out, goal);
  out += kept_text(one.kept, journey);
  put(out, static_cast<std::int64_t>(one.closed.size()));
  for (const ClosedWait& wait : one.closed)
    for (const std::int64_t value : {std::int64_t{wait.step}, wait.from, wait.until}) put(out, value);
  return out;
}

std::optional<Instance> instance_from_text(std::string_view text, const Journey& journey) {
  const std::vector<std::int32_t> places = kept_places(journey);
  const auto out = take_instance(text, &places);
  const auto steps = static_cast<std::int32_t>(journey.steps.size());
  const auto is_step = [&](std::int32_t step) { return step >= no_step && step < std::max(steps, 1); };
  if (!out || !is_step(out->step)) return std::nullopt;
  if (!std::ranges::all_of(out->rounds, is_step, &Rounds::step)) return std::nullopt;
  if (!std::ranges::all_of(out->closed, is_step, &ClosedWait::step)) return std::nullopt;
  return out;
}

std::optional<Instance> instance_of_unknown_version(std::string_view text) {
  auto out = take_instance(text, nullptr);
  if (!out) return std::nullopt;
  out->kept.clear();
  out->rounds.clear();
  out->closed.clear();
  out->step = no_step;
  return out;
}

}  // namespace sop
