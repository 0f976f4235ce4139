#include "compiler/analysis/analyse.h"

#include "compiler/analysis/arms.h"
#include "compiler/analysis/circles.h"
#include "compiler/analysis/closed_journeys.h"
#include "compiler/analysis/contradictions.h"
#include "compiler/analysis/divisions.h"
#include "compiler/analysis/journey_steps.h"
#include "compiler/analysis/look_alikes.h"
#include "compiler/analysis/messages_together.h"
#include "compiler/analysis/module_bodies.h"
#include "compiler/analysis/one_day.h"
#include "compiler/analysis/over_messaging.h"
#include "compiler/analysis/platform_limits.h"
#include "compiler/analysis/proof.h"
#include "compiler/analysis/sends.h"
#include "compiler/analysis/tag_uses.h"
#include "compiler/analysis/undoing.h"

namespace sop {

AnalysisEffort analyse(const Subject& subject, const ModuleBodies& bodies, AnalysisDepth depth) {
  Reasoning reasoning(subject, depth);
  check_exclusive(reasoning);
  check_module_bodies(reasoning, bodies, depth);
  find_contradictions(reasoning);  // before the others: what it tells is a cause of what they would find
  check_arms(reasoning);
  check_divisions(reasoning);
  check_undoing(reasoning);
  check_only_if(reasoning);
  Sends sends(subject);
  check_rule_sends(subject, sends);
  check_journey_steps(reasoning, sends);
  check_closed_journeys(reasoning);
  check_circles(reasoning);
  check_messages_together(reasoning, check_over_messaging(reasoning));
  check_one_day(subject);
  check_tag_uses(subject);
  check_platform_limits(subject);
  check_look_alikes(subject);
  prove_missing_and_one_sided(reasoning);
  AnalysisEffort spent = reasoning.spent();
  tell_open_questions(subject, spent.open);
  return spent;
}

}  // namespace sop
