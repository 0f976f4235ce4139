#include "runtime/table/text_pool.h"

namespace sop {

TextCode TextPool::intern(std::string_view text) {
  std::lock_guard lock(mutex_);
  if (auto found = codes_.find(text); found != codes_.end()) return found->second;
  const auto code = static_cast<TextCode>(texts_.size());
  codes_.emplace(texts_.emplace_back(text), code);
  return code;
}

bool TextPool::find(std::string_view text, TextCode& code) const {
  std::lock_guard lock(mutex_);
  auto found = codes_.find(text);
  if (found == codes_.end()) return false;
  code = found->second;
  return true;
}

std::string_view TextPool::text(TextCode code) const {
  std::lock_guard lock(mutex_);
  return texts_[code];
}

std::size_t TextPool::size() const {
  std::lock_guard lock(mutex_);
  return texts_.size();
}

}  // namespace sop
