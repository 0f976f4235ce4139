#include "cli/init_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/column_words.h"
#include "compiler/format/format.h"
#include "grammar/keywords.h"

namespace sop::cli {
namespace {

constexpr int none = -1;

struct Declared {
  const InferredInput* input = nullptr;
  bool stream = false, population = false;
  int key = none, time = none, id = none;
  bool says_nothing = false;  // no key at all: it cannot be declared
};

const InferredColumn& column_at(const InferredInput& input, int index) {
  return input.columns[static_cast<std::size_t>(index)];
}

template <class Wanted>
int first_column(const InferredInput& input, Wanted wanted) {
  const auto found = std::ranges::find_if(input.columns, wanted);
  return found == input.columns.end() ? none : static_cast<int>(found - input.columns.begin());
}

int customer_column(const InferredInput& input) {
  const int plain = first_column(input, [](const InferredColumn& c) { return c.file_name == "customer_id"; });
  return plain != none ? plain : first_column(input, [](const InferredColumn& c) {
    return c.values != nullptr && has_word(c, people_words);
  });
}

bool is_whole(const InferredInput& input, int column) { return column_at(input, column).known == input.rows; }
bool is_key(const InferredInput& input, int column) {
  return column != none && is_whole(input, column) && column_at(input, column).unique();
}

bool is_date(const InferredColumn& column) {
  return column.kind == TypeKind::date || column.kind == TypeKind::datetime || column.compact_date;
}

// An event's time is always there.
int time_column(const InferredInput& input) {
  return first_column(input, [&](const InferredColumn& c) { return is_date(c) && c.known == input.rows; });
}

int unique_column(const InferredInput& input) {
  return first_column(input, [&](const InferredColumn& c) { return c.known == input.rows && c.unique(); });
}

bool covers(const InferredInput& wide, int wide_key, const InferredInput& narrow, int narrow_key) {
  const auto &all = *column_at(wide, wide_key).values, &some = *column_at(narrow, narrow_key).values;
  return std::ranges::all_of(some, [&](const std::string& value) { return all.contains(value); });
}

class Arrangement {
 public:
  explicit Arrangement(const std::vector<InferredInput>& inputs) : inputs_(inputs) {
    for (const InferredInput& input : inputs) people_.push_back(customer_column(input));
    if (inputs.size() == 1 && people_[0] == none && !inputs[0].columns.empty())
      people_[0] = unique_column(inputs[0]) != none ? unique_column(inputs[0]) : 0;
    choose_population();
    for (std::size_t i = 0; i < inputs.size(); ++i) declared_.push_back(declared(i));
  }

  const std::vector<Declared>& declared() const { return declared_; }
  int population() const { return population_; }
  bool from_stream() const {
    return population_ != none && inputs_[at(population_)].name != "customers" &&
           !is_key(inputs_[at(population_)], people_[at(population_)]);
  }

 private:
  static std::size_t at(int index) { return static_cast<std::size_t>(index); }

  bool covers_all(std::size_t i) const {
    for (std::size_t k = 0; k < inputs_.size(); ++k)
      if (k != i && people_[k] != none && !covers(inputs_[i], people_[i], inputs_[k], people_[k])) return false;
    return true;
  }

  // `customers`, else a table of people, else a stream of theirs; one that knows everybody comes before one that does
  // not.
  void choose_population() {
    int best = 0;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (people_[i] == none) continue;
      const bool table = is_key(inputs_[i], people_[i]);
      int rank = 1 + table;
      if (covers_all(i)) rank += 2;
      if (table && inputs_[i].name == "customers") rank += 4;
      if (rank > best) best = rank, population_ = static_cast<int>(i);
    }
  }

  Declared declared(std::size_t i) const {
    const InferredInput& input = inputs_[i];
    Declared out{.input = &input, .key = people_[i], .time = time_column(input)};
    const bool is_population = out.population = static_cast<int>(i) == population_;
    if (out.key == none) {
      out.key = unique_column(input);
      out.says_nothing = out.key == none;
      return out;
    }
    const auto dates = std::ranges::count_if(input.columns, is_date);
    const bool said_to_be = is_population && input.name == "customers";
    out.stream = !said_to_be && (!is_key(input, out.key) || (!is_population && dates == 1 && out.time != none));
    if (!out.stream) return out;
    const int id = unique_column(input);
    if (id != out.key && id != out.time) out.id = id;
    return out;
  }

  const std::vector<InferredInput>& inputs_;
  std::vector<int> people_;
  std::vector<Declared> declared_;
  int population_ = none;
};

std::string word(const std::string& name) {
  return is_reserved(spelling_of(name)) ? "`" + name + "`" : as_written(name);
}

// A column that holds the key of a looked-up table.
std::string lookup_of(const Declared& declared, int index, const std::vector<Declared>& all) {
  const InferredColumn& column = column_at(*declared.input, index);
  for (const Declared& other : all)
    if (!other.stream && !other.says_nothing && other.input != declared.input && index != declared.key &&
        column_at(*other.input, other.key).file_name == column.file_name && customer_column(*other.input) == none)
      return " -> " + word(other.input->name);
  return "";
}

// Keys, and what names a row of another table.
bool identifies(const Declared& declared, int index, const std::vector<Declared>& all) {
  return column_at(*declared.input, index).values != nullptr &&
         (index == declared.key || index == declared.id || !lookup_of(declared, index, all).empty());
}

// As a program without declarations reads it: every column may be missing, but what a row is known by. So may not what
// looks like a refusal and is always there: `suppress` needs to know.
bool may_be_missing(const Declared& declared, int index) {
  const InferredColumn& column = column_at(*declared.input, index);
  if (index == declared.key || index == declared.id || (declared.stream && index == declared.time)) return false;
  return column.known < declared.input->rows || declared.input->rows == 0 || !has_word(column, refusal_words);
}

std::string type_of(const Declared& declared, int index, const std::vector<Declared>& all) {
  const InferredColumn& column = column_at(*declared.input, index);
  if (is_called_tags(column.file_name) && declared.population) return "tags";
  const bool is_id = identifies(declared, index, all);
  const bool day = column.compact_date && !is_id;
  std::string out(is_id ? "id" : day ? "date" : std::string(type_word(column.kind)));
  if (may_be_missing(declared, index)) out += "?";
  if (day) out += " format \"%Y%m%d\"";
  return out;
}

std::string column_line(const Declared& declared, int index, const std::vector<Declared>& all) {
  const InferredColumn& column = column_at(*declared.input, index);
  std::string line = "  " + word(column.name) + "  " + type_of(declared, index, all) + lookup_of(declared, index, all);
  const std::string quotes = column.file_name.find('"') == std::string::npos ? "\"\"" : "“”";
  if (column.file_name != column.name)
    line += " from " + quotes.substr(0, quotes.size() / 2) + column.file_name + quotes.substr(quotes.size() / 2);
  if (has_word(column, private_words)) line += " pii";
  return line + "\n";
}

// What looks like money or like a refusal is declared as what it certainly is; the author is asked.
std::string hint_of(const Declared& declared, int index, const std::vector<Declared>& all, bool zh) {
  const InferredColumn& column = column_at(*declared.input, index);
  const bool is_number = column.kind == TypeKind::integer || column.kind == TypeKind::number;
  if (identifies(declared, index, all)) return "";
  if (is_number && has_word(column, money_words))
    return fmt::format(
        fmt::runtime(zh ? "  # `{}` 是金额吗?若是,类型写 `金额`,并在 `项目` 中写明 `货币`\n"
                        : "  # is `{}` money? Then its type is `money`, and the project says `currency`\n"),
        column.name);
  if (!has_word(column, refusal_words) || is_date(column)) return "";
  if (column.kind == TypeKind::boolean)
    return fmt::format(
        fmt::runtime(zh ? "  # `{0}` 表示客户拒收吗?若是,类型后加 `同意项`,并在 `策略` 中写 `屏蔽 {0}`\n"
                        : "  # does `{0}` say that she is not to be messaged? Then add `consent` behind its type, and "
                          "`suppress {0}` to a policy\n"),
        column.name);
  if (column.kind != TypeKind::integer && column.kind != TypeKind::text) return "";
  return fmt::format(
      fmt::runtime(
          zh ? "  # `{0}` 表示客户拒收吗?若是,加一列 `不可触达 是否 同意项 = {0} = {1}`,并在 `策略` 中写 `屏蔽 "
               "不可触达`\n"
             : "  # does `{0}` say that she is not to be messaged? Then add a column `refused bool consent = {0} = "
               "{1}`, and `suppress refused` to a policy\n"),
      column.name,
      column.kind == TypeKind::integer ? "1"
      : zh                             ? "\"是\""
                                       : "\"yes\"");
  return "";
}

// What a run would stop at: the author looks at the file first.
std::string key_hint(const Declared& declared, bool zh) {
  const InferredColumn& key = column_at(*declared.input, declared.key);
  std::string out;
  if (key.known < declared.input->rows)
    out += fmt::format(fmt::runtime(zh ? "# 有 {} 行没有 `{}`:主键每行都要有\n"
                                       : "# rows without `{1}`: {0}; a key is in every row\n"),
                       declared.input->rows - key.known, key.name);
  if (!declared.stream && key.values != nullptr && !key.unique())
    out += fmt::format(fmt::runtime(zh ? "# 有的 `{0}` 出现多行:表中每个 `{0}` 只能有一行\n"
                                       : "# some `{0}` stand in several rows: a table has one row for each\n"),
                       key.name);
  return out;
}

std::string declaration(const Declared& declared, const std::vector<Declared>& all, bool zh) {
  const InferredInput& input = *declared.input;
  if (declared.says_nothing)
    return fmt::format(
        fmt::runtime(zh ? "# {}:没有取值唯一的列,也没有指明客户的列,无法声明\n"
                        : "# {}: no column is unique and none names a customer, so it is not declared\n"),
        input.name);
  std::string out;
  const bool undated = declared.stream && declared.time == none;
  if (undated)
    out += zh ? "# 文件里没有日期:`at` 是占位,请写明何时发生\n"
              : "# the file has no date: `at` stands in; say when these happened\n";
  out += key_hint(declared, zh);
  out +=
      (declared.stream ? "events " : "table ") + word(input.name) + " key " + word(column_at(input, declared.key).name);
  if (declared.stream) out += " time " + (undated ? "at" : word(column_at(input, declared.time).name));
  if (declared.id != none) out += " id " + word(column_at(input, declared.id).name);
  out += " {\n";
  for (std::size_t i = 0; i < input.columns.size(); ++i) {
    out += hint_of(declared, static_cast<int>(i), all, zh);
    out += column_line(declared, static_cast<int>(i), all);
  }
  if (undated) out += "  at  date = 2000-01-01\n";
  return out + "}\n";
}

bool has_time(const std::vector<Declared>& all) {
  return std::ranges::any_of(all, [](const Declared& declared) {
    return (declared.stream && declared.time == none) || std::ranges::any_of(declared.input->columns, is_date);
  });
}

}  // namespace

std::string declarations_of(const std::vector<InferredInput>& inputs, const std::string& timezone, bool zh) {
  const Arrangement arrangement(inputs);
  const std::vector<Declared>& all = arrangement.declared();
  const int chosen = arrangement.population();
  const InferredInput* population = chosen == none ? nullptr : &inputs[static_cast<std::size_t>(chosen)];
  const bool named = population != nullptr && !arrangement.from_stream() && population->name != "customers";
  std::string out;
  if (has_time(all) || named) {
    out += "project my_project {\n";
    if (has_time(all)) out += fmt::format("  timezone \"{}\"\n", timezone);
    if (named) out += fmt::format("  population {}\n", word(population->name));
    out += "}\n\n";
  }
  if (arrangement.from_stream()) {
    const Declared& source = all[static_cast<std::size_t>(chosen)];
    out += fmt::format("table customers key {} from {}\n\n", word(column_at(*source.input, source.key).name),
                       word(source.input->name));
  }
  for (std::size_t i = 0; i < all.size(); ++i) out += (i > 0 ? "\n" : "") + declaration(all[i], all, zh);
  // In the one style, in the words of the language asked for.
  const auto styled = format_source(SourceBuffer("init.sop", out), zh ? FormatLanguage::zh : FormatLanguage::en);
  return styled ? *styled : out;
}

}  // namespace sop::cli
