#include "runtime/eval/edge_parts.h"

#include <algorithm>

#include "runtime/eval/distribution.h"
#include "runtime/eval/edges.h"
#include "runtime/eval/population.h"

namespace sop {
namespace {

// What a question reads: its value and its condition; none where it has none.
struct Question {
  InstId value, where;
};

Question question_of(const Program& program, std::size_t number) {
  if (number < program.populations.size()) {
    const Population& form = program.populations[number];
    return {form.x, form.among};
  }
  const InstId inst = customer_aggregates(program)[number - program.populations.size()];
  const Aggregate& form = program.aggregates[static_cast<std::size_t>(program.at(inst).a)];
  return {form.value, form.where};
}

// Which questions some roots read, each instruction once.
class Reading {
 public:
  explicit Reading(const Program& program)
      : program_(program),
        aggregates_(customer_aggregates(program)),
        seen_(program.insts.size(), false),
        questions_(questions_of_all(program), false) {}

  void from(InstId root) {
    push(root);
    while (!open_.empty()) {
      const InstId id = open_.back();
      open_.pop_back();
      if (seen_[id.index()]) continue;
      seen_[id.index()] = true;
      visit(id);
    }
  }
  const std::vector<bool>& questions() const { return questions_; }

 private:
  void push(InstId id) {
    if (id.exists()) open_.push_back(id);
  }
  void visit(InstId id) {
    const Inst& inst = program_.at(id);
    const auto payload = static_cast<std::size_t>(inst.a);
    for (const InstId arg : program_.args_of(id)) push(arg);
    if (inst.kind == InstKind::population) questions_[payload] = true;
    if (inst.kind == InstKind::fact) push(program_.facts[payload].root);
    if (inst.kind == InstKind::customer_aggregate)
      questions_[program_.populations.size() +
                 static_cast<std::size_t>(std::ranges::find(aggregates_, id) - aggregates_.begin())] = true;
    if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::customer_aggregate ||
        inst.kind == InstKind::pick_row)
      for (const InstId part : parts_of(program_.aggregates[payload])) push(part);
  }

  const Program& program_;
  const std::vector<InstId> aggregates_;
  std::vector<bool> seen_, questions_;
  std::vector<InstId> open_;
};

Type type_of(const Program& program, std::size_t question) {
  const InstId value = question_of(program, question).value;
  return value.exists() ? program.at(value).type : Type{};
}

}  // namespace

std::vector<InstId> customer_aggregates(const Program& program) {
  std::vector<InstId> out;
  for (std::size_t i = 0; i < program.insts.size(); ++i)
    if (program.insts[i].kind == InstKind::customer_aggregate) out.push_back(InstId(i));
  return out;
}

std::size_t questions_of_all(const Program& program) {
  return program.populations.size() + customer_aggregates(program).size();
}

std::vector<bool> reached_questions(const Program& program, std::span<const InstId> roots) {
  Reading reading(program);
  for (const InstId root : roots) reading.from(root);
  return reading.questions();
}

std::vector<InstId> roots_of_question(const Program& program, std::size_t question) {
  const Question asked = question_of(program, question);
  std::vector<InstId> roots;
  for (const InstId part : {asked.value, asked.where})
    if (part.exists()) roots.push_back(part);
  return roots;
}

KindOfQuestion kind_of_question(const Program& program, std::size_t question) {
  const Type type = type_of(program, question);
  if (question < program.populations.size()) return {type, shape_of(program.populations[question], type)};
  const InstId inst = customer_aggregates(program)[question - program.populations.size()];
  return {type, shape_of(program.aggregates[static_cast<std::size_t>(program.at(inst).a)], type)};
}

std::vector<std::vector<std::size_t>> levels_of_all(const Program& program) {
  const std::size_t count = questions_of_all(program);
  std::vector<std::vector<bool>> reads;
  for (std::size_t i = 0; i < count; ++i) reads.push_back(reached_questions(program, roots_of_question(program, i)));
  std::vector<std::size_t> level(count, 0);
  // What is read comes before what reads it among the instructions, so no circle keeps this going.
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t r = 0; r < count; ++r)
        if (reads[i][r] && level[i] <= level[r]) {
          level[i] = level[r] + 1;
          changed = true;
        }
  }
  std::vector<std::vector<std::size_t>> levels;
  for (std::size_t i = 0; i < count; ++i) {
    if (levels.size() <= level[i]) levels.resize(level[i] + 1);
    levels[level[i]].push_back(i);
  }
  return levels;
}

KnownOfAll nothing_known(const Program& program, Micros as_of) {
  KnownOfAll all;
  all.as_of = as_of;
  all.populations.resize(program.populations.size());
  all.aggregates.resize(customer_aggregates(program).size());
  all.known.assign(all.populations.size() + all.aggregates.size(), false);
  return all;
}

PartsOfAll parts_of_all(const Program& program, const Dataset& dataset, const std::vector<std::size_t>& asked,
                        EvaluateFn evaluate, const RunContext& context) {
  const KnownOfAll& all = *context.among_all;
  PartsOfAll out{all.as_of, asked, {}, {}};
  Frame everyone = batch_frame(dataset, all.as_of);
  everyone.edges = std::make_shared<Edges>(Edges{all.as_of, all.populations});
  const std::vector<std::uint32_t> by_id = rows_by_id(dataset, everyone);
  std::vector<InstId> roots;
  for (const std::size_t question : asked)
    for (const InstId root : roots_of_question(program, question)) roots.push_back(root);
  const Evaluation found = evaluate(program, dataset, everyone, roots, context);
  const std::vector<InstId> aggregates = customer_aggregates(program);
  std::size_t next = 0;
  for (const std::size_t question : asked) {
    const Question of = question_of(program, question);
    const ColumnData* value = of.value.exists() ? &found.values[next++] : nullptr;
    const ColumnData* where = of.where.exists() ? &found.values[next++] : nullptr;
    if (question < program.populations.size()) {
      out.parts.push_back(
          part_of_distribution(program.populations[question], *value, where, {dataset, everyone, by_id}));
      continue;
    }
    const InstId inst = aggregates[question - program.populations.size()];
    const Aggregate& form = program.aggregates[static_cast<std::size_t>(program.at(inst).a)];
    out.parts.push_back(part_of_aggregate(form, value, where, dataset, everyone, by_id));
  }
  return out;
}

void merge(const Program& program, PartsOfAll& into, PartsOfAll from) {
  if (into.asked.empty() && !into.rows) {
    into = std::move(from);
    return;
  }
  if (into.rows && from.rows) {
    into.rows->first_event = std::min(into.rows->first_event, from.rows->first_event);
    into.rows->first_time = std::min(into.rows->first_time, from.rows->first_time);
    into.rows->newest_tag = std::max(into.rows->newest_tag, from.rows->newest_tag);
    into.rows->tags_given = into.rows->tags_given || from.rows->tags_given;
  }
  for (std::size_t i = 0; i < into.asked.size(); ++i)
    merge(type_of(program, into.asked[i]), into.parts[i], std::move(from.parts[i]));
}

PartsOfAll merged(const Program& program, std::vector<PartsOfAll> parts) {
  if (parts.empty()) return {};
  for (std::size_t step = 1; step < parts.size(); step *= 2)
    for (std::size_t i = 0; i + step < parts.size(); i += 2 * step)
      merge(program, parts[i], std::move(parts[i + step]));
  return std::move(parts[0]);
}

void learn(const Program& program, const PartsOfAll& parts, KnownOfAll& all) {
  const std::vector<InstId> aggregates = customer_aggregates(program);
  if (parts.rows) all.rows = parts.rows;
  for (std::size_t i = 0; i < parts.asked.size(); ++i) {
    const std::size_t question = parts.asked[i];
    const std::size_t populations = program.populations.size();
    if (question < populations)
      all.populations[question] =
          distribution_of(program.populations[question], type_of(program, question), parts.parts[i]);
    else
      all.aggregates[question - populations] = folded(program, aggregates[question - populations], parts.parts[i]);
    all.known[question] = true;
  }
}

}  // namespace sop
