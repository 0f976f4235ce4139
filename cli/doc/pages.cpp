#include "cli/doc/pages.h"

#include <fmt/format.h>

#include "cli/doc/picture.h"
#include "compiler/diagnostics/width.h"
#include "compiler/diagnostics/xml_text.h"

namespace sop::cli::doc {
namespace {

using N = NodeKind;

struct SectionWords {
  const char* file;
  const char *en, *zh;
};
constexpr SectionWords section_words[section_count] = {
    {"segments.html", "Segments", "分群"},
    {"attributes.html", "Attributes", "属性"},
    {"tags.html", "Tags", "标签"},
    {"scores.html", "Scores", "评分"},
    {"tiers.html", "Tiers, bands and grids", "分层、分段与网格"},
    {"rules.html", "Rules", "规则"},
    {"journeys.html", "Journeys", "旅程"},
    {"templates.html", "Templates", "模板"},
    {"policies.html", "Policies", "策略"},
    {"channels.html", "Channels, coupons, groups, roles, actions", "渠道、券、群、角色、动作"},
    {"reports.html", "Metrics and reports", "指标与报表"},
    {"inputs.html", "Tables and events", "表与事件"},
    {"others.html", "Calendars and modules", "日历与模块"},
};

constexpr const char* style = R"(
:root { --ink: #1b1f24; --muted: #4d5761; --line: #d0d7de; --page: #ffffff; --blue: #1f5fb8; --box: #eef4fd; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; color: var(--ink); background: var(--page); font: 16px/1.5 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 0; } a { color: var(--blue); } nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; } nav a { padding: .5rem 0; }
:focus-visible { outline: 3px solid #b35900; outline-offset: 2px; }
article { border-top: 1px solid var(--line); padding: .75rem 0; } article:target { border-left: 4px solid var(--blue); padding-left: .75rem; }
pre { white-space: pre-wrap; background: #f6f8fa; border: 1px solid var(--line); border-radius: 6px; padding: .6rem; font: 14px/1.5 ui-monospace, "Noto Sans Mono CJK SC", monospace; }
pre b { font-weight: 600; } .label, .links { color: var(--muted); } .links { font-size: .9rem; margin: .25rem 0; } p { margin: .35rem 0; }
.wide { overflow-x: auto; max-width: 100%; } svg text { font: 13px system-ui, "Noto Sans CJK SC", sans-serif; fill: var(--ink); } svg text.small { font-size: 12px; fill: var(--muted); }
svg rect { fill: var(--box); stroke: var(--blue); stroke-width: 1.5; } svg .end rect { fill: var(--page); stroke: var(--muted); } svg .way { fill: none; stroke: #57606a; stroke-width: 1.5; } svg .tip { fill: #57606a; }
li { margin: .2rem 0; } summary { cursor: pointer; color: var(--blue); padding: .4rem 0; }
@media print { nav, summary { display: none; } article { break-inside: avoid-page; } .wide { overflow: visible; } svg { max-width: 100%; height: auto; } body { max-width: none; padding: 0; } }
)";

// Line by line, as what is not plainly visible is shown by its number.
std::string shown(std::string_view text) {
  std::string out;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    out += xml_text(visible(text.substr(begin, end - begin)));
    if (end < text.size()) out += "\n";
    begin = end + 1;
  }
  return out;
}

class Pages {
 public:
  Pages(const Program& program, const std::vector<Entry>& entries, Language language)
      : program_(program), entries_(entries), language_(language) {}

  std::vector<HtmlPage> run() {
    std::vector<HtmlPage> out{{"index.html", page(project_name(), index())}};
    for (std::size_t s = 0; s < section_count; ++s)
      if (has(s)) out.push_back({section_words[s].file, page(title(s), articles(s))});
    return out;
  }

 private:
  const char* word(const char* en, const char* zh) const { return language_ == Language::zh ? zh : en; }
  const char* title(std::size_t section) const { return word(section_words[section].en, section_words[section].zh); }
  std::string project_name() const {
    return program_.project.name.empty() ? std::string(word("The program", "程序")) : program_.project.name;
  }

  bool has(std::size_t section) const {
    for (const Entry& entry : entries_)
      if (static_cast<std::size_t>(entry.section) == section) return true;
    return false;
  }

  std::string place(int entry) const {
    return fmt::format("{}#d{}",
                       section_words[static_cast<std::size_t>(entries_[static_cast<std::size_t>(entry)].section)].file,
                       entry);
  }
  std::string name(const Entry& entry) const {
    return shown(entry.name.empty() ? word("unnamed", "未命名") : entry.name);
  }
  std::string link(int entry, const std::string& text) const {
    return fmt::format("<a href=\"{}\">{}</a>", place(entry), text);
  }

  std::string page(std::string_view heading, const std::string& body) const {
    std::string nav = fmt::format("<nav aria-label=\"{}\"><a href=\"index.html\">{}</a>", word("pages", "页面"),
                                  word("Overview", "总览"));
    for (std::size_t s = 0; s < section_count; ++s)
      if (has(s)) nav += fmt::format("<a href=\"{}\">{}</a>", section_words[s].file, title(s));
    return fmt::format(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n<title>{}</title>\n<style>{}</style>\n"
        "</head>\n<body>\n{}</nav>\n<main>\n<h1>{}</h1>\n{}</main>\n</body>\n</html>\n",
        word("en", "zh"), shown(heading), style, nav, shown(heading), body);
  }

  std::string index() const {
    std::string out;
    for (std::size_t s = 0; s < section_count; ++s) {
      if (!has(s)) continue;
      out += fmt::format("<section>\n<h2>{}</h2>\n<ul>\n", title(s));
      for (std::size_t e = 0; e < entries_.size(); ++e) {
        const Entry& entry = entries_[e];
        if (static_cast<std::size_t>(entry.section) != s) continue;
        out += "<li>" + link(static_cast<int>(e), name(entry));
        for (const std::string* said : {&entry.label, &entry.purpose, &entry.comment})
          if (!said->empty()) out += fmt::format(" <span class=\"label\">{}</span>", shown(*said));
        out += "</li>\n";
      }
      out += "</ul>\n</section>\n";
    }
    return out;
  }

  std::string articles(std::size_t section) const {
    std::string out;
    for (std::size_t e = 0; e < entries_.size(); ++e)
      if (static_cast<std::size_t>(entries_[e].section) == section) out += article(static_cast<int>(e));
    return out;
  }

  std::string article(int index) const {
    const Entry& entry = entries_[static_cast<std::size_t>(index)];
    std::string out = fmt::format("<article id=\"d{}\">\n<h2>{}", index, name(entry));
    if (!entry.label.empty()) out += fmt::format(" <span class=\"label\">{}</span>", shown(entry.label));
    out += "</h2>\n";
    if (!entry.comment.empty()) out += "<p>" + shown(entry.comment) + "</p>\n";
    out += fmt::format("<p>{}</p>\n<pre>", sentence(entry));
    for (const Piece& piece : entry.written) {
      const std::string text = shown(piece.text);
      out += piece.entry >= 0 ? link(piece.entry, text) : piece.is_keyword ? "<b>" + text + "</b>" : text;
    }
    out += "</pre>\n";
    if (entry.journey >= 0)
      out += journey_picture(program_.journeys[static_cast<std::size_t>(entry.journey)], entry.journey, language_);
    out += links(word("Reads: ", "读取:"), entry.reads) + links(word("Read by: ", "被使用于:"), entry.read_by);
    if (entry.read_by.empty())
      out += fmt::format("<p class=\"links\">{}</p>\n", word("Nothing here reads it.", "此处没有其他内容使用它。"));
    return out + "</article>\n";
  }

  std::string links(const char* lead, const std::set<int>& entries) const {
    if (entries.empty()) return "";
    std::string list;
    for (const int entry : entries)
      list += (list.empty() ? "" : word(", ", "、")) + link(entry, name(entries_[static_cast<std::size_t>(entry)]));
    return fmt::format("<p class=\"links\">{}{}</p>\n", lead, list);
  }

  const Fact* fact(const Entry& entry) const {
    for (const Fact& one : program_.facts)
      if (one.name == entry.name) return &one;
    return nullptr;
  }

  std::string value_words(const Entry& entry) const {
    const Fact* found = fact(entry);
    if (found == nullptr) return word("a value", "一个值");
    const bool may_miss = found->type.nullable;
    const std::string what = [&]() -> std::string {
      switch (found->type.kind) {
        case TypeKind::boolean: return word("yes or no", "是或否");
        case TypeKind::integer: return word("a whole number", "一个整数");
        case TypeKind::number: return word("a number", "一个数值");
        case TypeKind::money: return word("an amount of money", "一个金额");
        case TypeKind::text: return word("a text", "一段文本");
        case TypeKind::date: return word("a date", "一个日期");
        case TypeKind::time: return word("a time of day", "一个时刻");
        case TypeKind::datetime: return word("an instant", "一个时间点");
        case TypeKind::duration: return word("a length of time", "一段时长");
        case TypeKind::id: return word("an id", "一个编号");
        case TypeKind::enumeration: return word("one of a list of names", "名单中的一项");
        case TypeKind::error: break;
      }
      return word("a value", "一个值");
    }();
    return may_miss ? what + word(", unknown where the data says nothing", ",没有数据时为未知") : what;
  }

  // What a reader should take what is written for.
  std::string sentence(const Entry& entry) const {
    const std::string called = "<strong>" + name(entry) + "</strong>";
    const auto said = [&](const char* en, const char* zh) { return fmt::format(fmt::runtime(word(en, zh)), called); };
    switch (entry.kind) {
      case N::attribute:
        return fmt::format(fmt::runtime(word("{} is, for each customer, {}:", "{} 是每位客户的{}:")), called,
                           value_words(entry));
      case N::segment:
        return said("A customer belongs to {} as long as this holds:", "只要以下条件成立,客户就属于 {}:");
      case N::tag: return said("A customer holds the tag {} as it says here:", "客户按此处所写持有标签 {}:");
      case N::taggroup:
        return said("The tags of {}, and who holds which; of a `one_of` group the first that fits:",
                    "{} 中的标签及其持有者;`one_of` 组取第一个符合的:");
      case N::score: return said("The points of {} are added up for each customer:", "{} 为每位客户累计以下分数:");
      case N::tier:
        return said("Each customer is on the first level of {} that fits, from the highest down:",
                    "每位客户处于 {} 中从高到低第一个符合的层级:");
      case N::bands:
        return said("{} cuts a value into bands; each edge opens the next one:", "{} 把一个值分段,每个边界开启下一段:");
      case N::grid: return said("{} has one answer for every combination:", "{} 为每种组合给出一个结果:");
      case N::set:
        return said("{} says which of a list of things she has and which is next:",
                    "{} 说明客户已有哪些、下一项是什么:");
      case N::steps:
        return said("{} gives the value of the highest step that is not above the argument:",
                    "{} 取不高于参数的最高一级的值:");
      case N::rule: return said("When the condition of {} comes true, this is done:", "当 {} 的条件成立时,执行:");
      case N::journey: return said("Whoever enters {} goes through these steps:", "进入 {} 的客户依次经过以下步骤:");
      case N::template_decl: return said("{} is a message, with what it is for:", "{} 是一条消息,并写明用途:");
      case N::policy: return said("{} says which contacts are held back or dropped:", "{} 规定哪些触达被推迟或取消:");
      case N::table:
      case N::events:
      case N::staff:
      case N::list_decl: return said("{} is read from data:", "{} 从数据读取:");
      default: return said("{} is declared here:", "{} 的声明:");
    }
  }

  const Program& program_;
  const std::vector<Entry>& entries_;
  Language language_;
};

}  // namespace

std::vector<HtmlPage> pages_of(const Program& program, const std::vector<Entry>& entries, Language language) {
  return Pages(program, entries, language).run();
}

}  // namespace sop::cli::doc
