#include "cli/wrong_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/terminal.h"
#include "compiler/diagnostics/suggest.h"
#include "compiler/diagnostics/width.h"

namespace sop::cli {
namespace {

constexpr std::array<std::string_view, 3> reserved_commands = {"bench", "lsp", "serve"};

class WrongWords {
 public:
  WrongWords(const CLI::App& app, const CLI::ParseError& fault, int argc, char** argv)
      : fault_(fault), words_(argv + std::min(argc, 1), argv + argc), zh_(is_chinese()), at_(&app), path_("sopc") {
    for (auto inside = at_->get_subcommands(); !inside.empty(); inside = at_->get_subcommands()) {
      at_ = inside.front();
      path_ += " " + at_->get_name();
    }
    remaining_ = app.remaining(true);
  }

  std::string text() const { return path_ + ": " + what() + "\n" + how(); }

 private:
  bool is_chinese() const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (words_[i].starts_with("--lang=")) return language_of(words_[i].substr(7)) == Language::zh;
      if (words_[i] == "--lang" && i + 1 < words_.size()) return language_of(words_[i + 1]) == Language::zh;
    }
    return language_of("") == Language::zh;
  }

  std::string say(const char* en, const char* zh) const { return zh_ ? zh : en; }

  std::string how() const {
    return fmt::format(fmt::runtime(say("`{} --help` shows how it is used", "`{} --help` 说明用法")), path_);
  }

  std::string what() const {
    const bool is_group = at_->get_require_subcommand_min() > 0 && at_->get_subcommands().empty();
    if (is_group) return no_command();
    if (const auto odd = std::ranges::find_if(remaining_, [](const std::string& one) { return one.starts_with("-"); });
        odd != remaining_.end())
      return no_option(*odd);
    if (!remaining_.empty())
      return fmt::format(fmt::runtime(say("`{}` is one word too many", "多出了 `{}`")), visible(remaining_.front()));
    return in_words(fault_.what());
  }

  std::string no_command() const {
    std::vector<std::string> all;
    for (const CLI::App* one : at_->get_subcommands({})) all.push_back(one->get_name());
    const auto word = std::ranges::find_if(remaining_, [](const std::string& one) { return !one.starts_with("-"); });
    if (word == remaining_.end()) {
      if (!remaining_.empty()) return no_option(remaining_.front());
      return fmt::format(fmt::runtime(say("say what to do: {}", "请写明要做什么:{}")), fmt::join(all, ", "));
    }
    if (std::ranges::find(reserved_commands, *word) != reserved_commands.end())
      return fmt::format(fmt::runtime(say("`{}` comes later: its name is kept free", "`{}` 以后才有:名称已保留")),
                         *word);
    return fmt::format(fmt::runtime(say("there is no command `{}`{}", "没有命令 `{}`{}")), visible(*word),
                       meant(*word, all));
  }

  std::string no_option(const std::string& given) const {
    const std::string name = given.substr(0, given.find('='));
    std::vector<std::string> all;
    for (const CLI::Option* one : at_->get_options())
      for (const std::string& longer : one->get_lnames()) all.push_back("--" + longer);
    return fmt::format(fmt::runtime(say("there is no option `{}`{}", "没有选项 `{}`{}")), visible(name),
                       meant(name, all));
  }

  std::string meant(const std::string& word, const std::vector<std::string>& all) const {
    const std::vector<std::string_view> known(all.begin(), all.end());
    const auto near = did_you_mean(word, known);
    return near ? fmt::format(fmt::runtime(say("; did you mean `{}`?", ";是否指 `{}`?")), *near) : "";
  }

  // The library's own words, those that people meet often.
  std::string in_words(const std::string& said) const {
    constexpr std::string_view required = " is required";
    if (said.ends_with(required)) {
      const std::string name = said.substr(0, said.size() - required.size());
      return fmt::format(fmt::runtime(say("`{}` is missing", "缺少 `{}`")), name);
    }
    const std::size_t colon = said.find(':');
    if (colon != std::string::npos && said.find("required") != std::string::npos)
      return fmt::format(fmt::runtime(say("`{}` is followed by a value", "`{}` 后面须写取值")), said.substr(0, colon));
    const std::size_t choices = said.find(" not in {");
    if (colon != std::string::npos && choices != std::string::npos && said.ends_with("}"))
      return fmt::format(fmt::runtime(say("`{}` is one of {}, and `{}` is not", "`{}` 须为 {} 之一;`{}` 不是")),
                         said.substr(0, colon), spread(said.substr(choices + 9, said.size() - choices - 10)),
                         said.substr(colon + 2, choices - colon - 2));
    return said;
  }

  static std::string spread(std::string list) {
    for (std::size_t at = list.find(','); at != std::string::npos; at = list.find(',', at + 2))
      list.insert(at + 1, " ");
    return list;
  }

  const CLI::ParseError& fault_;
  const std::vector<std::string> words_;
  const bool zh_;
  const CLI::App* at_;
  std::string path_;
  std::vector<std::string> remaining_;
};

}  // namespace

std::string wrong_words(const CLI::App& app, const CLI::ParseError& fault, int argc, char** argv) {
  return WrongWords(app, fault, argc, argv).text();
}

}  // namespace sop::cli
