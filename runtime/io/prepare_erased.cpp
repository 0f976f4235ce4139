// Customers who were erased (`sopc erase`) although rows of theirs still come: these are left out and counted, as if
// they had not come. Whoever shares an account with one of them under an identity is the same person, and left out too.
#include "runtime/io/preparation.h"

namespace sop {
namespace {

constexpr std::uint32_t left_out = UINT32_MAX;

// Ids that are an erased person's, by their codes; each text is asked for once.
class ErasedIds {
 public:
  explicit ErasedIds(Preparation& p) : p_(p) {}

  bool holds(TextCode code) {
    if (code >= known_.size()) known_.resize(std::max<std::size_t>(code + 1, p_.pool().size()), Known::not_asked);
    if (known_[code] == Known::not_asked)
      known_[code] = p_.options.erased(p_.pool().text(code)) ? Known::erased : Known::other;
    return known_[code] == Known::erased;
  }
  void add(TextCode code) {
    holds(code);
    known_[code] = Known::erased;
  }

 private:
  enum class Known : std::uint8_t { not_asked, other, erased };
  Preparation& p_;
  std::vector<Known> known_;
};

class DropErased {
 public:
  explicit DropErased(Preparation& p) : p_(p), own_(p) {}

  void run() {
    find_customers();
    if (!gone_.empty()) drop_customers();
    for (std::size_t i = 0; i < p_.program.inputs.size(); ++i)
      if (p_.tables[i].given && has_rows_of_customers(i)) drop_rows(i);
  }

 private:
  // By her own id or, under an identity, that of any account in the population.
  void find_customers() {
    const Dataset& dataset = p_.result.dataset;
    std::vector<bool> gone(dataset.customers, false);
    bool any = false;
    const auto look = [&](TextCode id, std::uint32_t customer) {
      if (own_.holds(id)) any = gone[customer] = true;
    };
    for (std::uint32_t c = 0; c < dataset.customers; ++c) look(dataset.customer_ids[c], c);
    if (!p_.accounts.empty())
      for (const auto& [id, customer] : accounts_by_key(p_, p_.program.population.index())) look(id, customer);
    if (any) gone_ = std::move(gone);
  }

  void drop_customers() {
    Dataset& dataset = p_.result.dataset;
    RowNumbers kept;
    number_.assign(gone_.size(), left_out);
    for (std::uint32_t c = 0; c < gone_.size(); ++c) {
      if (gone_[c]) continue;
      number_[c] = static_cast<std::uint32_t>(kept.size());
      kept.push_back(c);
    }
    p_.result.erased_customers = gone_.size() - kept.size();
    const std::size_t population = p_.program.population.index();
    p_.report(population).erased += gone_.size() - kept.size();
    keep_rows(p_, population, kept);
    keep(dataset.customer_ids, kept);
    if (!dataset.exists_since.empty()) keep(dataset.exists_since, kept);
    for (TableData& table : dataset.inputs)
      if (!table.row_of_customer.empty()) keep(table.row_of_customer, kept);
    dataset.customers = kept.size();
    renumber_accounts();
  }

  template <class Value>
  static void keep(std::vector<Value>& values, const RowNumbers& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) values[i] = values[rows[i]];
    values.resize(rows.size());
  }

  void renumber_accounts() {
    for (auto& [key, accounts] : p_.accounts) {
      for (auto& [id, customer] : accounts) {
        customer = number_[customer];
        if (customer == left_out) ids_of(key).add(id);
      }
      std::erase_if(accounts, [](const auto& account) { return account.second == left_out; });
    }
  }

  // Accounts of tables whose keys have another name have another number space.
  ErasedIds& ids_of(const std::string& key) {
    if (p_.accounts.empty() || !p_.accounts.contains(key) || key == key_name(p_.program.population.index()))
      return own_;
    return others_.try_emplace(key, p_).first->second;
  }
  const std::string& key_name(std::size_t i) const {
    return p_.input(i).columns[static_cast<std::size_t>(p_.input(i).key)].name;
  }

  // Rows of other tables of hers are found from her; a list would call them strangers.
  bool has_rows_of_customers(std::size_t i) const {
    const Input& input = p_.input(i);
    if (input.key < 0) return false;
    return is_stream(input) || input.kind == InputKind::tags ||
           (input.kind == InputKind::side && !input.list_file.empty());
  }

  void drop_rows(std::size_t i) {
    const ColumnData& key = p_.table(i).columns[static_cast<std::size_t>(p_.input(i).key)];
    ErasedIds& ids = ids_of(key_name(i));
    RowNumbers kept;
    for (std::uint32_t row = 0; row < p_.table(i).rows; ++row)
      if (!key.is_known(row) || !ids.holds(code_of_key(p_, key, row))) kept.push_back(row);
    if (kept.size() == p_.table(i).rows) return;
    p_.report(i).erased += p_.table(i).rows - kept.size();
    keep_rows(p_, i, kept);
  }

  Preparation& p_;
  ErasedIds own_;  // of the population's key
  std::map<std::string, ErasedIds> others_;
  std::vector<bool> gone_;             // by customer; empty: nobody
  std::vector<std::uint32_t> number_;  // the new one of each customer
};

}  // namespace

void drop_erased(Preparation& p) {
  if (p.options.erased) DropErased(p).run();
}

}  // namespace sop
