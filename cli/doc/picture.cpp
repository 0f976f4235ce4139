#include "cli/doc/picture.h"

#include <fmt/format.h>

#include "cli/simulate_view.h"
#include "compiler/diagnostics/width.h"
#include "compiler/diagnostics/xml_text.h"

namespace sop::cli::doc {
namespace {

constexpr int row_height = 64, box_height = 36, box_width = 300, left_edge = 20, top_edge = 10;
constexpr std::uint32_t widest_title = 38;

struct Way {
  std::int32_t from = -1, to = no_step;  // from -1: the entry
  std::string label;
};

std::string clean_text(std::string_view text) { return xml_text(visible(text)); }

std::string shortened(const std::string& text) {
  std::string out;
  std::uint32_t width = 0;
  for (const Glyph& glyph : lay_out(text).glyphs) {
    width += glyph.width;
    if (width > widest_title) return out + "…";
    out += glyph.text;
  }
  return out;
}

class Picture {
 public:
  Picture(const Journey& journey, int number, Language language)
      : journey_(journey), number_(number), language_(language) {}

  std::string html() {
    if (!journey_.steps.empty()) ways_.push_back({-1, 0, ""});
    for (std::size_t s = 0; s < journey_.steps.size(); ++s) add_step(s);
    return svg() + list();
  }

 private:
  const char* word(const char* en, const char* zh) const { return language_ == Language::zh ? zh : en; }
  std::string title(std::size_t s) const { return visible(step_title(journey_, s, language_)); }

  void add(std::size_t from, std::int32_t to, const std::string& label) {
    for (Way& way : ways_)
      if (way.from == static_cast<std::int32_t>(from) && way.to == to) {
        if (!label.empty()) way.label += (way.label.empty() ? "" : ", ") + label;
        return;
      }
    ways_.push_back({static_cast<std::int32_t>(from), to, label});
  }

  void add_arms(std::size_t s) {
    for (const StepArm& arm : journey_.steps[s].arms)
      add(s, arm.next, arm.name == "then" ? word("holds", "成立") : arm.name);
  }

  void add_step(std::size_t s) {
    const JourneyStep& step = journey_.steps[s];
    switch (step.kind) {
      case JourneyStepKind::leave: return;
      case JourneyStepKind::act:
      case JourneyStepKind::wait_span:
      case JourneyStepKind::wait_time: return add(s, step.next, "");
      case JourneyStepKind::wait_until:
        add(s, step.next, "");
        if (step.past == Past::skip || step.missing == Past::skip) add(s, step.skip, word("skipped", "跳过"));
        return;
      case JourneyStepKind::wait_for: add_arms(s); return add(s, step.next, word("timed out", "超时"));
      case JourneyStepKind::choose: add_arms(s); return add(s, step.next, word("otherwise", "其余"));
      case JourneyStepKind::split: return add_arms(s);
      case JourneyStepKind::repeat:
        add(s, step.body, word("round", "一轮"));
        return add(s, step.next, word("over", "结束"));
    }
  }

  // Rows: the entry, the steps, the end.
  int row_of(std::int32_t step, bool is_source) const {
    if (step < 0) return is_source ? 0 : static_cast<int>(journey_.steps.size()) + 1;
    return static_cast<int>(step) + 1;
  }
  static int top_of(int row) { return top_edge + row * row_height; }

  std::string box(int row, const std::string& text, const char* kind) const {
    return fmt::format(
        "<g class=\"{}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"8\"/><text x=\"{}\" "
        "y=\"{}\">{}</text></g>\n",
        kind, left_edge, top_of(row), box_width, box_height, left_edge + 12, top_of(row) + 23,
        xml_text(shortened(text)));
  }

  std::string svg() const {
    const int rows = static_cast<int>(journey_.steps.size()) + 2;
    int lanes = 0;
    std::string ways;
    for (const Way& way : ways_) ways += drawn(way, lanes);
    const int width = left_edge + box_width + 40 + 22 * lanes + 170;
    std::string out = fmt::format(
        "<div class=\"wide\"><svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {} {}\" width=\"{}\" "
        "height=\"{}\">\n<defs><marker id=\"tip{}\" "
        "markerWidth=\"8\" markerHeight=\"8\" refX=\"7\" refY=\"4\" orient=\"auto\"><path class=\"tip\" d=\"M0 0 L8 4 "
        "L0 8 z\"/></marker></defs>\n",
        clean_text(journey_.name), width, top_of(rows), width, top_of(rows), number_);
    out += ways + box(0, word("enters", "进入"), "end");
    for (std::size_t s = 0; s < journey_.steps.size(); ++s) out += box(static_cast<int>(s) + 1, title(s), "box");
    return out + box(rows - 1, word("the end", "结束"), "end") + "</svg></div>\n";
  }

  // Straight down to the next row, around at the right to any other, each in a lane of its own.
  std::string drawn(const Way& way, int& lanes) const {
    const int from = row_of(way.from, true), to = row_of(way.to, false);
    const int down = top_of(from) + box_height, x = left_edge + box_width;
    const std::string label = xml_text(shortened(visible(way.label)));
    if (to == from + 1)
      return fmt::format(
          "<path class=\"way\" marker-end=\"url(#tip{6})\" d=\"M{0} {1} L{0} {2}\"/><text class=\"small\" x=\"{3}\" "
          "y=\"{4}\">{5}</text>\n",
          left_edge + 40, down, top_of(to) - 1, left_edge + 50, down + 18, label, number_);
    const int lane = x + 24 + 22 * lanes++, y = top_of(from) + box_height / 2 + 6,
              end = top_of(to) + box_height / 2 - 6;
    return fmt::format(
        "<path class=\"way\" marker-end=\"url(#tip{8})\" d=\"M{0} {1} L{2} {1} L{2} {3} L{4} {3}\"/><text "
        "class=\"small\" "
        "x=\"{5}\" y=\"{6}\">{7}</text>\n",
        x, y, lane, end, x + 1, lane + 6, y + 4, label, number_);
  }

  std::string list() const {
    std::string out = fmt::format("<details><summary>{}</summary><ol>\n", word("the same as a list", "以列表显示"));
    for (std::size_t s = 0; s < journey_.steps.size(); ++s) {
      out += "<li>" + xml_text(title(s));
      for (const Way& way : ways_) {
        if (way.from != static_cast<std::int32_t>(s)) continue;
        const std::string target = way.to < 0 ? word("the end", "结束") : fmt::format("{}", way.to + 1);
        out += fmt::format("; {}→ {}", way.label.empty() ? "" : clean_text(way.label) + " ", target);
      }
      out += "</li>\n";
    }
    return out + "</ol></details>\n";
  }

  const Journey& journey_;
  int number_;
  Language language_;
  std::vector<Way> ways_;
};

}  // namespace

std::string journey_picture(const Journey& journey, int number, Language language) {
  return Picture(journey, number, language).html();
}

}  // namespace sop::cli::doc
