// What was found out once. Mostly a few things, which are looked through; of many there is an index.
#pragma once

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sop::trial {

template <class Key, class Value>
class Remembered {
 public:
  // Until the next is kept.
  const Value* find(Key key) const {
    if (!index_.empty()) {
      const auto found = index_.find(key);
      return found == index_.end() ? nullptr : &values_[found->second];
    }
    const auto found = std::ranges::find(keys_, key);
    return found == keys_.end() ? nullptr : &values_[static_cast<std::size_t>(found - keys_.begin())];
  }

  void keep(Key key, Value value) {
    constexpr std::size_t few = 48;
    keys_.push_back(key);
    values_.push_back(std::move(value));
    if (keys_.size() <= few) return;
    if (index_.empty())
      for (std::size_t i = 0; i < keys_.size(); ++i) index_.emplace(keys_[i], i);
    else
      index_.emplace(key, keys_.size() - 1);
  }

  // What it took is kept for the next.
  void clear() {
    keys_.clear();
    values_.clear();
    index_.clear();
  }

 private:
  std::vector<Key> keys_;
  std::vector<Value> values_;
  std::unordered_map<Key, std::size_t> index_;
};

}  // namespace sop::trial
