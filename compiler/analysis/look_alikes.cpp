#include "compiler/analysis/look_alikes.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>
#include <vector>

namespace sop {
namespace {

using N = NodeKind;

struct Look {
  char32_t other, seen_as;
};

constexpr Look looks[] = {
    {U'0', U'O'},   {U'1', U'l'},   {U'I', U'l'},   {U'|', U'l'},   {0x0391, U'A'}, {0x0392, U'B'}, {0x0395, U'E'},
    {0x0396, U'Z'}, {0x0397, U'H'}, {0x0399, U'l'}, {0x039A, U'K'}, {0x039C, U'M'}, {0x039D, U'N'}, {0x039F, U'O'},
    {0x03A1, U'P'}, {0x03A4, U'T'}, {0x03A5, U'Y'}, {0x03A7, U'X'}, {0x03B1, U'a'}, {0x03B9, U'i'}, {0x03BA, U'k'},
    {0x03BD, U'v'}, {0x03BF, U'o'}, {0x03C1, U'p'}, {0x03C5, U'u'}, {0x03C7, U'x'}, {0x0405, U'S'}, {0x0406, U'l'},
    {0x0408, U'J'}, {0x0410, U'A'}, {0x0412, U'B'}, {0x0415, U'E'}, {0x041A, U'K'}, {0x041C, U'M'}, {0x041D, U'H'},
    {0x041E, U'O'}, {0x0420, U'P'}, {0x0421, U'C'}, {0x0422, U'T'}, {0x0423, U'Y'}, {0x0425, U'X'}, {0x0430, U'a'},
    {0x0435, U'e'}, {0x043E, U'o'}, {0x0440, U'p'}, {0x0441, U'c'}, {0x0443, U'y'}, {0x0445, U'x'}, {0x0455, U's'},
    {0x0456, U'i'}, {0x0458, U'j'}, {0x04BB, U'h'}, {0x0501, U'd'}, {0x051B, U'q'}, {0x051D, U'w'}, {0x30FC, U'一'},
    {U'〇', U'O'},  {U'末', U'未'}, {U'土', U'士'}, {U'己', U'已'}, {U'巳', U'已'}, {U'戌', U'戊'}, {U'戍', U'戊'},
    {U'曰', U'日'},
};

char32_t seen_as(char32_t c) {
  constexpr char32_t ascii_end = 0x80;
  constexpr std::size_t ascii_looks = 4;  // the first ones
  static_assert(looks[ascii_looks - 1].other < ascii_end && looks[ascii_looks].other >= ascii_end);
  if (c < ascii_end) {
    for (std::size_t i = 0; i < ascii_looks; ++i)
      if (looks[i].other == c) return looks[i].seen_as;
    return c;
  }
  for (const Look& look : looks)
    if (look.other == c) return look.seen_as;
  return c;
}

void put(std::string& out, char32_t c) {
  utf8proc_uint8_t bytes[4];
  const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), bytes);
  out.append(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
}

struct Named {
  int space;  // of names that must differ: a Space, or the columns of one table
  std::string name;
  Span span;
};

class LookAlikes {
 public:
  explicit LookAlikes(const Subject& subject) : subject_(subject), parsed_(subject.parsed) {}

  void run() {
    collect();
    std::sort(names_.begin(), names_.end(), [](const Named& a, const Named& b) { return a.span < b.span; });
    std::map<std::pair<int, std::string>, const Named*> seen;
    for (const Named& named : names_) {
      const auto [first, added] = seen.try_emplace({named.space, appearance(named.name)}, &named);
      if (added || first->second->name == named.name) continue;
      subject_.diagnostics.report(Code::S4003, named.span, {named.name, first->second->name})
          .relate(first->second->span, Phrase::looks_like_this);
    }
  }

 private:
  void add(int space, Node name) {
    if (name) names_.push_back({space, parsed_.text(name), name.span()});
  }

  void collect() {
    Diagnostics unheard;
    const Symbols symbols = collect_symbols(parsed_, unheard);
    for (int number = 0; number <= static_cast<int>(Space::identities); ++number) {
      const auto space = static_cast<Space>(number);
      for (std::string_view name : symbols.names(space))
        for (const Symbol& symbol : symbols.find_all(space, name))
          if (!symbol.broken && !of_the_library(symbol.span)) names_.push_back({number, symbol.name, symbol.span});
    }
    int own = static_cast<int>(Space::identities);
    const InputId population = subject_.program.population;
    for (Node node : parsed_.declarations()) {
      if (!node.is(N::table) && !node.is(N::events) && !node.is(N::staff)) continue;
      // The population's columns are values like facts.
      const bool shared =
          population.exists() && subject_.program.inputs[population.index()].name == parsed_.name_of(node);
      const int space = shared ? static_cast<int>(Space::values) : ++own;
      for (Node column : node.children(N::column)) add(space, column.child(N::name));
    }
  }

  bool of_the_library(Span span) const {
    return (*parsed_.sources)[static_cast<std::size_t>(std::max(span.file, 0))].standard;
  }

  const Subject& subject_;
  const ParsedProgram& parsed_;
  std::vector<Named> names_;
};

}  // namespace

std::string appearance(std::string_view name) {
  // Most names are, and nothing composes there.
  if (std::ranges::all_of(name, [](char c) { return c >= ' ' && c <= '~'; })) {
    std::string out;
    for (const char c : name) out += static_cast<char>(seen_as(static_cast<char32_t>(c)));
    return out;
  }
  utf8proc_uint8_t* mapped = nullptr;
  const auto size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(name.data()), static_cast<utf8proc_ssize_t>(name.size()),
                   &mapped, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT));
  if (size < 0) return std::string(name);
  std::string out;
  for (utf8proc_ssize_t i = 0; i < size;) {
    utf8proc_int32_t c = 0;
    const auto step = utf8proc_iterate(mapped + i, size - i, &c);
    if (step <= 0) break;
    put(out, seen_as(static_cast<char32_t>(c)));
    i += step;
  }
  std::free(mapped);
  return out;
}

void check_look_alikes(const Subject& subject) { LookAlikes(subject).run(); }

}  // namespace sop
