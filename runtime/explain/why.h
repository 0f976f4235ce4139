// `sopc why`: why a fact, a tag, a rule or a journey is what it is for one customer, what the run decided about her,
// and the smallest change that would flip it. Pure, like the run it explains.
#pragma once

#include <memory>
#include <span>

#include "compiler/diagnostics/diagnostic.h"
#include "runtime/explain/explainer.h"
#include "runtime/explain/flips.h"
#include "runtime/explain/journey_answer.h"

namespace sop {

enum class WhyKind : std::uint8_t { fact, tag, rule, journey, sent };

// What is asked about.
struct WhySubject {
  WhyKind kind = WhyKind::fact;
  std::size_t index = 0;   // of the fact, rule or journey
  std::string group, tag;  // a tag by name; no group: in any or none; of `sent` the template
};

// What explanations of one customer conclude, to be held against what the run decided.
struct Verdicts {
  std::vector<std::optional<KnownValue>> facts;  // parallel to Program::facts
  std::vector<std::size_t> fires;                // parallel to Program::rules: how often in this run
  std::vector<JourneyAnswer> journeys;           // parallel to Program::journeys
};

class Why {
 public:
  // `run` has been decided with `dataset` as it is now; `before` is what its options say.
  Why(const DecidedRun& run, Language language);
  ~Why();

  // Everything of this name: a fact, a tag, a rule and a journey may share it.
  std::vector<WhySubject> find(std::string_view name) const;
  // What else is called so, and what can be asked instead; empty where nothing is.
  std::string other_kind(std::string_view name) const;
  // Names that could have been meant.
  std::vector<std::string_view> names() const;

  std::vector<ExplainedStep> explain(const WhySubject& subject, std::uint32_t customer);
  // Every fact, rule, journey and changed tag, one sentence each.
  std::vector<ExplainedStep> overview(std::uint32_t customer);
  // `asked_as`: the id she was asked for by, where it is not hers but that of an account that is one with her.
  std::string heading(std::uint32_t customer, std::string_view asked_as = {}) const;
  // The ids of the other accounts that are one with hers (semantics E8); none where ids are personal.
  std::vector<std::string> joined_accounts(std::uint32_t customer) const;
  // Her id, masked where it is personal.
  std::string customer_name(std::uint32_t customer) const;
  JourneyAnswer journey(const WhySubject& subject, std::uint32_t customer);
  const DecidedRun& run() const;

  // What is told to flip a fact, to be tried on the data; its instructions are those of `asked_in`.
  std::optional<Flip> flip_of(std::size_t fact, std::uint32_t customer);
  const Program& asked_in() const;

  Verdicts verdicts(std::uint32_t customer);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// Whose id this is: hers, or that of an account an identity joined to hers.
std::optional<std::uint32_t> customer_of_id(const Program& program, const Dataset& dataset, std::string_view id);

// The answer for machines (cli.md): the sentences, and of journeys what they are made from.
std::string why_json(Why& why, std::span<const WhySubject> subjects, std::uint32_t customer,
                     std::string_view asked_as = {});

// One sentence per line, indented by what it stands on.
std::string why_text(std::span<const ExplainedStep> steps);

}  // namespace sop
