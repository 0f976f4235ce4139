#include "runtime/pieces/id_owners.h"

#include <algorithm>
#include <cstring>

namespace sop {
namespace {

constexpr std::size_t pairs_at_once = 2048;

}  // namespace

Written IdOwners::keep(std::size_t bucket) {
  std::vector<Pair>& pairs = open_[bucket];
  const auto extent =
      file_.add(std::string_view(reinterpret_cast<const char*>(pairs.data()), pairs.size() * sizeof(Pair)));
  if (!extent) return std::unexpected(extent.error());
  kept_[bucket].push_back(*extent);
  pairs.clear();
  return {};
}

Written IdOwners::add(std::uint64_t id, std::uint64_t customer) {
  const std::size_t bucket = (id >> 20) % open_.size();
  open_[bucket].push_back({id, customer});
  return open_[bucket].size() < pairs_at_once ? Written() : keep(bucket);
}

Written IdOwners::find_shared(std::unordered_set<std::uint64_t>& customers) {
  for (std::size_t bucket = 0; bucket < open_.size(); ++bucket) {
    std::vector<Pair> pairs = std::move(open_[bucket]);
    for (const Extent extent : kept_[bucket]) {
      const auto bytes = file_.read(extent);
      if (!bytes) return std::unexpected(bytes.error());
      const std::size_t before = pairs.size();
      pairs.resize(before + bytes->size() / sizeof(Pair));
      std::memcpy(pairs.data() + before, bytes->data(), bytes->size());
    }
    std::ranges::sort(pairs, {}, &Pair::id);
    for (auto first = pairs.begin(); first != pairs.end();) {
      const auto last = std::find_if(first, pairs.end(), [&](const Pair& one) { return one.id != first->id; });
      const bool is_shared = std::any_of(first, last, [&](const Pair& one) { return one.customer != first->customer; });
      for (; first != last; ++first)
        if (is_shared) customers.insert(first->customer);
    }
  }
  return {};
}

}  // namespace sop
