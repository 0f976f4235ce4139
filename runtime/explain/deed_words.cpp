#include "runtime/explain/deed_words.h"

#include <algorithm>

#include "compiler/diagnostics/width.h"
#include "grammar/keywords.h"

namespace sop {
namespace {

Kw keyword_of(Verb verb) {
  switch (verb) {
    case Verb::send: return Kw::send;
    case Verb::tag: return Kw::tag_verb;
    case Verb::untag: return Kw::untag;
    case Verb::task: return Kw::task;
    case Verb::notify: return Kw::notify;
    case Verb::grant: return Kw::grant;
    case Verb::invite: return Kw::invite;
    case Verb::enter: return Kw::enter;
    case Verb::stop: return Kw::stop;
    case Verb::declared: break;
  }
  return no_keyword;
}

std::string in(Kw keyword, Language language) {
  return std::string(language == Language::zh ? row_of(keyword).zh : row_of(keyword).en);
}

// A declared action is called as its author called it.
std::string verb_of(const Action& action, Language language) {
  const Kw keyword = keyword_of(action.verb);
  return keyword == no_keyword || language == Language::en ? action.verb_word : in(keyword, language);
}

std::string ticked(const std::string& text) { return "`" + visible(text) + "`"; }

std::string deed(const Action& action, Language language) {
  const std::string verb = verb_of(action, language);
  if (action.next_of.empty()) return action.object.empty() ? verb : verb + " " + action.object;
  std::string all;
  for (const Action& one : action.next_of) all += (all.empty() ? "" : ", ") + one.object;
  return verb + " " + in(Kw::next_of, language) + " (" + all + ")";
}

// Waits, splits and repeats: the word for what it is, and what its author added to it.
std::string in_chinese(const JourneyStep& step, std::string identity) {
  if (!step.stage.empty() && identity.starts_with(step.stage + ".")) identity.erase(0, step.stage.size() + 1);
  const std::string stage = step.stage.empty() ? "" : step.stage + ":";
  constexpr std::string_view day = "day_";
  if (identity.starts_with(day)) {
    const std::size_t end = std::min(identity.find_first_not_of("0123456789", day.size()), identity.size());
    const std::string rest = end < identity.size() ? " " + identity.substr(end + 1) : "";
    return stage + in(Kw::on_day, Language::zh) + " " + identity.substr(day.size(), end - day.size()) + " 天" + rest;
  }
  for (const auto& [word, keyword] :
       {std::pair("wait", Kw::wait), std::pair("split", Kw::split), std::pair("repeat", Kw::repeat)}) {
    if (!identity.starts_with(word)) continue;
    std::string rest = identity.substr(std::string_view(word).size());
    if (!rest.empty() && rest[0] == '_') rest[0] = ' ';
    return stage + in(keyword, Language::zh) + rest;
  }
  return stage + identity;
}

}  // namespace

std::string deed_phrase(const Action& action, Language language) { return ticked(deed(action, language)); }

std::string place_phrase(const Journey& journey, std::int32_t step, Language language) {
  const std::string identity = step_word(journey, step);
  if (identity.empty()) return "";
  if (language == Language::en) return ticked(identity);
  const JourneyStep& at = journey.steps[static_cast<std::size_t>(step)];
  if (at.kind != JourneyStepKind::act) return ticked(in_chinese(at, identity));
  const std::string stage = at.stage.empty() ? "" : at.stage + ":";
  return ticked(stage + deed(journey.actions[static_cast<std::size_t>(at.action)], language));
}

std::string stream_words(const std::string& name, Language language) {
  if (language == Language::en) return name;
  for (const Kw keyword : {Kw::sends, Kw::tasks, Kw::entries})
    if (name == row_of(keyword).en) return in(keyword, language);
  for (const auto& [en, zh] : {std::pair<std::string_view, std::string_view>(".changes", ".变化"),
                               {" rearm ", " 复位 "},
                               {" crosses ", " 升过 "}}) {
    const std::size_t at = name.rfind(en);
    const bool ends = at != std::string::npos && (en.front() == ' ' || at + en.size() == name.size());
    if (!ends) continue;
    std::string out = name;
    out.replace(at, en.size(), zh);
    return en == " rearm " ? stream_words(out, language) : out;
  }
  return name;
}

std::string stream_phrase(const Input& input, Language language) { return ticked(stream_words(input.name, language)); }

}  // namespace sop
