#include "compiler/diff/merged.h"

#include <algorithm>

#include "compiler/diff/plain_form.h"

namespace sop {
namespace {

std::string_view column_name(const Input& input, int column) {
  return column < 0 ? std::string_view() : std::string_view(input.columns[static_cast<std::size_t>(column)].name);
}

// Rows of one kind, keyed and timed alike; what may be missing or out of range is another question.
bool alike(const Input& a, const Input& b) {
  return a.name == b.name && a.kind == b.kind && a.recorded == b.recorded && a.list_file == b.list_file &&
         column_name(a, a.key) == column_name(b, b.key) && column_name(a, a.time) == column_name(b, b.time) &&
         column_name(a, a.id) == column_name(b, b.id) && a.filter.exists() == b.filter.exists();
}

}  // namespace

Merged::Merged(const Program& old, const Program& now, std::size_t files_before)
    : old_(plain_form(old)), now_(plain_form(now)), both_(now_) {
  // Facts are seen through. A value goes by its fact's name when a customer is shown; a condition by its words.
  std::erase_if(both_.facts, [](const Fact& fact) { return fact.type.is(TypeKind::boolean); });
  names_.files_before = static_cast<std::int32_t>(files_before);
  match_inputs();
  match_enumerations();
  part_what_differs();
  joining_ = std::make_unique<Joining>(both_, old_, &names_);
}

void Merged::same_history(std::int32_t old, std::int32_t now) { names_.histories[old] = now; }

bool Merged::is_parted(const Inst& inst) const {
  const auto named = [&](const Input& input) { return std::ranges::find(now_.inputs, input.name, &Input::name); };
  const auto beside = [&](InputId id) {
    return id.index() >= now_.inputs.size() && named(both_.inputs[id.index()]) != now_.inputs.end();
  };
  switch (inst.kind) {
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::pick_row: return beside(both_.aggregates[static_cast<std::size_t>(inst.a)].input);
    case InstKind::column:
    case InstKind::lookup: {
      const Input& input = both_.inputs[static_cast<std::size_t>(inst.a)];
      if (beside(InputId(inst.a))) return true;
      if (InputId(inst.a).index() >= now_.inputs.size()) return false;
      const Input& now = now_.inputs[static_cast<std::size_t>(inst.a)];
      const auto column = static_cast<std::size_t>(inst.b);
      return column >= now.columns.size() && now.find(input.columns[column].name) != nullptr;
    }
    case InstKind::history: return static_cast<std::size_t>(inst.a) >= now_.histories.size();
    case InstKind::calendar: return static_cast<std::size_t>(inst.a) >= now_.calendars.size();
    default: return false;
  }
}

std::vector<char> Merged::parted() const {
  std::vector<char> out(both_.insts.size(), 0);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Inst& inst = both_.insts[i];
    bool found = is_parted(inst);
    for (const InstId arg : both_.args_of(InstId(i))) found = found || out[arg.index()] != 0;
    if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::customer_aggregate ||
        inst.kind == InstKind::pick_row)
      for (const InstId part : parts_of(both_.aggregates[static_cast<std::size_t>(inst.a)]))
        found = found || (part.exists() && out[part.index()] != 0);
    out[i] = found ? 1 : 0;
  }
  return out;
}

// ---- Inputs and columns -------------------------------------------------------------------------------------------

void Merged::match_inputs() {
  names_.inputs.resize(old_.inputs.size());
  names_.columns.resize(old_.inputs.size());
  for (std::size_t i = 0; i < old_.inputs.size(); ++i) {
    const auto same =
        std::ranges::find_if(now_.inputs, [&](const Input& input) { return alike(input, old_.inputs[i]); });
    const bool found = same != now_.inputs.end();
    names_.inputs[i] = found ? InputId(static_cast<std::size_t>(same - now_.inputs.begin())) : add_input(i);
    match_columns(i, found);
  }
}

void Merged::match_columns(std::size_t old, bool same_input) {
  const InputId to = names_.inputs[old];
  const std::size_t known = same_input ? now_.inputs[to.index()].columns.size() : 0;
  names_.columns[old].clear();
  for (std::size_t c = 0; c < old_.inputs[old].columns.size(); ++c) {
    const Column& column = old_.inputs[old].columns[c];
    int found = -1;
    for (std::size_t i = 0; i < known && found < 0; ++i) {
      const Column& other = both_.inputs[to.index()].columns[i];
      if (other.name == column.name && other.type.kind == column.type.kind &&
          other.derived.exists() == column.derived.exists())
        found = static_cast<int>(i);
    }
    names_.columns[old].push_back(found >= 0 ? found : add_column(old, c, to));
  }
}

InputId Merged::add_input(std::size_t old) {
  Input input = old_.inputs[old];
  input.columns.clear();
  input.filter = {};
  both_.inputs.push_back(std::move(input));
  return InputId(both_.inputs.size() - 1);
}

int Merged::add_column(std::size_t old_input, std::size_t old_column, InputId to) {
  Column column = old_.inputs[old_input].columns[old_column];
  column.derived = {};
  column.lookup = {};
  // Before enumerations are matched all columns wait for that.
  if (EnumId& own = column.type.enumeration; own.exists() && !names_.enumerations.empty())
    own = names_.enumerations[own.index()];
  std::vector<Column>& columns = both_.inputs[to.index()].columns;
  columns.push_back(std::move(column));
  return static_cast<int>(columns.size()) - 1;
}

// ---- Enumerations -------------------------------------------------------------------------------------------------

void Merged::match_enumerations() {
  names_.enumerations.resize(old_.enumerations.size());
  names_.members.resize(old_.enumerations.size());
  for (std::size_t i = 0; i < old_.inputs.size(); ++i)
    for (std::size_t c = 0; c < old_.inputs[i].columns.size(); ++c) {
      Column& column = both_.inputs[names_.inputs[i].index()].columns[static_cast<std::size_t>(names_.columns[i][c])];
      const EnumId was = old_.inputs[i].columns[c].type.enumeration;
      const bool added =
          names_.inputs[i].index() >= now_.inputs.size() ||
          static_cast<std::size_t>(names_.columns[i][c]) >= now_.inputs[names_.inputs[i].index()].columns.size();
      if (was.exists() && !added && !names_.enumerations[was.index()].exists())
        match_members(was, column.type.enumeration);
    }
  for (std::size_t e = 0; e < old_.enumerations.size(); ++e) {
    if (names_.enumerations[e].exists()) continue;
    const auto same = [&](const Enumeration& other) { return other.name == old_.enumerations[e].name; };
    const auto alike = [&](const Enumeration& other) { return other.members == old_.enumerations[e].members; };
    auto found = std::ranges::find_if(now_.enumerations, same);
    if (found == now_.enumerations.end()) found = std::ranges::find_if(now_.enumerations, alike);
    if (found != now_.enumerations.end()) {
      match_members(EnumId(e), EnumId(static_cast<std::size_t>(found - now_.enumerations.begin())));
    } else {
      both_.enumerations.push_back(old_.enumerations[e]);
      match_members(EnumId(e), EnumId(both_.enumerations.size() - 1));
    }
  }
  for (Input& input : both_.inputs) {
    const bool added = static_cast<std::size_t>(&input - both_.inputs.data()) >= now_.inputs.size();
    const std::size_t known =
        added ? 0 : now_.inputs[static_cast<std::size_t>(&input - both_.inputs.data())].columns.size();
    for (std::size_t c = known; c < input.columns.size(); ++c)
      if (EnumId& own = input.columns[c].type.enumeration; own.exists()) own = names_.enumerations[own.index()];
  }
}

// By name; what only the old one knows comes behind.
void Merged::match_members(EnumId old, EnumId now) {
  names_.enumerations[old.index()] = now;
  auto& members = both_.enumerations[now.index()].members;
  for (const std::string& member : old_.enumerations[old.index()].members) {
    const auto found = std::ranges::find(members, member);
    names_.members[old.index()].push_back(found - members.begin());
    if (found == members.end()) members.push_back(member);
  }
}

// ---- What has the same name and says something else ---------------------------------------------------------------

// Columns that are computed otherwise and streams that leave out other rows are taken for the same until they turn out
// not to be; then what stands upon them is asked again.
void Merged::part_what_differs() {
  for (bool again = true; again;) {
    again = false;
    Program scratch = both_;
    Joining joining(scratch, old_, &names_);
    for (std::size_t i = 0; i < old_.inputs.size(); ++i) {
      if (names_.inputs[i].index() >= now_.inputs.size()) continue;
      const Input& now = now_.inputs[names_.inputs[i].index()];
      if (old_.inputs[i].filter.exists() && joining.joined(old_.inputs[i].filter) != now.filter) {
        names_.inputs[i] = add_input(i);
        match_columns(i, false);
        again = true;
      } else {
        again = derived_differ(joining, i) || again;
      }
    }
  }
}

bool Merged::derived_differ(Joining& joining, std::size_t input) {
  const InputId to = names_.inputs[input];
  const auto& known = now_.inputs[to.index()].columns;
  bool out = false;
  for (std::size_t c = 0; c < names_.columns[input].size(); ++c) {
    const auto at = static_cast<std::size_t>(names_.columns[input][c]);
    const InstId was = old_.inputs[input].columns[c].derived;
    if (!was.exists() || at >= known.size() || joining.joined(was) == known[at].derived) continue;
    names_.columns[input][c] = add_column(input, c, to);
    out = true;
  }
  return out;
}

}  // namespace sop
