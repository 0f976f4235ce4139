#include "compiler/ir/schema.h"

namespace sop {

void Enumeration::add(std::string member, std::string label) {
  if (!label.empty()) labels.resize(members.size());
  if (!label.empty() || !labels.empty()) labels.push_back(std::move(label));
  members.push_back(std::move(member));
}

const std::string& Enumeration::label_of(std::size_t member) const {
  static const std::string none;
  return labels.empty() ? none : labels[member];
}

std::vector<std::string> Enumeration::as_said() const {
  std::vector<std::string> out = members;
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (!labels[i].empty()) out[i] = labels[i];
  return out;
}

}  // namespace sop
