// Accounts of several tables become customers (language.md 2.2, semantics E8), before events are joined to anybody: the
// population keeps one row per customer, her columns come from the first table in `prefer` that knows them, consent is
// true if true anywhere, and every id of hers leads to her.
#include <algorithm>
#include <map>
#include <numeric>
#include <span>
#include <tuple>

#include "runtime/io/preparation.h"
#include "runtime/io/same_person.h"

namespace sop {
namespace {

constexpr std::size_t shown_places = 4;

struct Account {
  std::size_t input = 0;
  std::uint32_t row = 0;
};

void copy_cell(const ColumnData& from, std::size_t row, ColumnData& to, std::size_t to_row) {
  switch (physical_of(to.type.kind)) {
    case Physical::whole: to.whole[to_row] = from.whole[row]; break;
    case Physical::real: to.real[to_row] = from.real[row]; break;
    case Physical::code: to.codes[to_row] = from.codes[row]; break;
    case Physical::bit: bit_at(from.bits, row) ? set_bit(to.bits, to_row) : clear_bit(to.bits, to_row); break;
  }
  if (!to.known.empty()) set_bit(to.known, to_row);
}

class JoinAccounts {
 public:
  explicit JoinAccounts(Preparation& p)
      : p_(p), identity_(p.program.identity), population_(p.program.population.index()) {}

  void run() {
    collect();
    people_ = same_people(accounts_, report());
    gather_customers();
    tell();
    merge_population();
    fill_sides();
    fill_ids();
    name_accounts();
  }

 private:
  IdentityReport& report() { return p_.result.identity; }

  int column_called(std::size_t input, const std::string& name) const {
    const auto& columns = p_.input(input).columns;
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (columns[c].name == name) return static_cast<int>(c);
    return -1;
  }
  const ColumnData& key_of(std::size_t input) {
    return p_.table(input).columns[static_cast<std::size_t>(p_.input(input).key)];
  }
  // Of its key's name, accounts have one number space: equal ids of one name are one account's.
  const std::string& key_name(std::size_t input) const {
    return p_.input(input).columns[static_cast<std::size_t>(p_.input(input).key)].name;
  }

  void collect() {
    for (const IdentityKey& key : identity_.keys) accounts_.keys.push_back({key.column, key.at_most, {}});
    std::map<std::string, std::vector<std::uint32_t>> first;  // by name of the key and id: the number of that id
    std::uint32_t next = 0;
    for (const InputId table : identity_.tables) {
      const std::size_t i = table.index();
      if (!p_.tables[i].given) continue;
      std::vector<std::uint32_t>& numbers = first[key_name(i)];
      for (std::uint32_t row = 0; row < p_.table(i).rows; ++row) {
        const TextCode code = code_of_key(p_, key_of(i), row);
        if (code >= numbers.size()) numbers.resize(std::max<std::size_t>(code + 1, p_.pool().size()), UINT32_MAX);
        if (numbers[code] == UINT32_MAX) numbers[code] = next++;
        accounts_.same_id.push_back(numbers[code]);
        rows_.push_back({i, row});
      }
      for (AccountKey& key : accounts_.keys) read_values(i, key);
    }
  }

  // An empty text joins nobody.
  void read_values(std::size_t input, AccountKey& key) {
    const int column = column_called(input, key.column);
    const std::size_t rows = p_.table(input).rows;
    const ColumnData* data = column < 0 ? nullptr : &p_.table(input).columns[static_cast<std::size_t>(column)];
    if (data == nullptr || data->rows != rows) {
      key.values.resize(key.values.size() + rows, AccountKey::none);
      return;
    }
    for (std::size_t row = 0; row < rows; ++row) {
      const TextCode code = data->is_known(row) ? code_of_key(p_, *data, row) : AccountKey::none;
      key.values.push_back(code == AccountKey::none || p_.pool().text(code).empty() ? AccountKey::none : code);
    }
  }

  // Whoever has a row in the population is a customer. She is known by her oldest row, of several by the smallest id.
  void gather_customers() {
    const Dataset& dataset = p_.result.dataset;
    const auto older = [&](std::uint32_t a, std::uint32_t b) {
      const Micros left = dataset.exists_since.empty() ? 0 : dataset.exists_since[a];
      const Micros right = dataset.exists_since.empty() ? 0 : dataset.exists_since[b];
      const auto id = [&](std::uint32_t row) { return p_.pool().text(dataset.customer_ids[row]); };
      return left != right ? left < right : id(a) < id(b);
    };
    constexpr std::uint32_t none = UINT32_MAX;
    std::vector<std::uint32_t> oldest(rows_.size(), none);  // by person: her row in the population
    for (std::uint32_t a = 0; a < rows_.size(); ++a) {
      if (rows_[a].input != population_) continue;
      std::uint32_t& row = oldest[people_.of[a]];
      if (row == none || older(rows_[a].row, row)) row = rows_[a].row;
    }
    std::vector<std::pair<std::uint32_t, std::uint32_t>> first;  // her row, her number
    for (std::uint32_t person = 0; person < oldest.size(); ++person)
      if (oldest[person] != none) first.emplace_back(oldest[person], person);
    std::ranges::sort(first);
    std::vector<std::uint32_t> customer(rows_.size(), none);  // by person
    for (const auto& [row, person] : first) {
      customer[person] = static_cast<std::uint32_t>(chosen_.size());
      chosen_.push_back(row);
    }
    sort_accounts(customer);
  }

  // What is preferred first, then the tables as they are listed.
  std::vector<std::uint32_t> places_of_tables() const {
    std::vector<std::uint32_t> place(p_.program.inputs.size(), UINT32_MAX);
    std::uint32_t next = 0;
    for (const auto* list : {&identity_.prefer, &identity_.tables})
      for (const InputId table : *list)
        if (place[table.index()] == UINT32_MAX) place[table.index()] = next++;
    return place;
  }

  void sort_accounts(const std::vector<std::uint32_t>& customer_of_person) {
    const std::vector<std::uint32_t> place = places_of_tables();
    std::vector<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> order;  // customer, table, account
    for (std::uint32_t a = 0; a < rows_.size(); ++a) {
      const std::uint32_t customer = customer_of_person[people_.of[a]];
      if (customer == UINT32_MAX)
        ++report().unresolved;
      else
        order.emplace_back(customer, place[rows_[a].input], a);
    }
    std::ranges::sort(order);
    begin_.assign(chosen_.size() + 1, 0);
    for (const auto& [customer, table, account] : order) {
      ++begin_[customer + 1];
      hers_.push_back(rows_[account]);
    }
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  }

  // Preferred tables first.
  std::span<const Account> accounts_of(std::size_t customer) const {
    return std::span(hers_).subspan(begin_[customer], begin_[customer + 1] - begin_[customer]);
  }

  void tell() {
    IdentityReport& told = report();
    told.name = identity_.name;
    told.accounts = rows_.size();
    told.customers = chosen_.size();
    for (std::size_t customer = 0; customer < chosen_.size(); ++customer)
      told.joined += accounts_of(customer).size() > 1;
    for (const std::uint32_t account : people_.contradicted)
      if (told.contradicting.size() < shown_places)
        told.contradicting.push_back(place_of_row(p_, rows_[account].input, rows_[account].row));
    p_.report(population_).merged = p_.table(population_).rows - chosen_.size();
  }

  // ---- The customers' own row ----

  void merge_population() {
    const Input& input = p_.input(population_);
    TableData& table = p_.table(population_);
    std::vector<std::pair<std::size_t, ColumnData>> merged;
    for (std::size_t c = 0; c < input.columns.size(); ++c) {
      const bool read = table.columns[c].rows == table.rows && static_cast<int>(c) != input.key;
      if (read && table.rows > 0) merged.emplace_back(c, merged_column(c));
    }
    Dataset& dataset = p_.result.dataset;
    std::vector<TextCode> ids;
    std::vector<Micros> since;
    for (std::size_t customer = 0; customer < chosen_.size(); ++customer) {
      ids.push_back(dataset.customer_ids[chosen_[customer]]);
      if (dataset.exists_since.empty()) continue;
      Micros first = INT64_MAX;  // she exists since the oldest of her accounts
      for (const Account& account : accounts_of(customer)) {
        if (account.input == population_)
          first = std::min(first, dataset.exists_since[account.row]);
        else if (const ColumnData* there = since_there(account))
          first = std::min(first, since_of(*there, account.row, p_.context.zone));
      }
      since.push_back(first);
    }
    old_ids_ = std::exchange(dataset.customer_ids, std::move(ids));
    if (!dataset.exists_since.empty()) dataset.exists_since = std::move(since);
    dataset.customers = chosen_.size();
    keep_rows(p_, population_, chosen_);
    for (auto& [c, column] : merged) table.columns[c] = std::move(column);
    for (std::size_t c = 0; c < input.columns.size(); ++c)
      if (input.columns[c].used && input.columns[c].name == "accounts" && input.columns[c].file_name.empty())
        table.columns[c] = numbers_of_accounts(input.columns[c].type);
  }

  ColumnData numbers_of_accounts(Type type) const {
    ColumnData out = make_column(type, chosen_.size());
    for (std::size_t customer = 0; customer < chosen_.size(); ++customer)
      out.whole[customer] = static_cast<std::int64_t>(accounts_of(customer).size());
    return out;
  }

  // Another table's column of the name of `since`, where this account knows it.
  const ColumnData* since_there(const Account& account) {
    const Input& own = p_.input(population_);
    const int there = column_called(account.input, own.columns[static_cast<std::size_t>(own.since)].name);
    if (there < 0) return nullptr;
    const ColumnData& from = p_.table(account.input).columns[static_cast<std::size_t>(there)];
    return from.rows == p_.table(account.input).rows && from.is_known(account.row) ? &from : nullptr;
  }

  // Of several the first that knows it; consent given anywhere is given; `since` is the earliest, as she exists from
  // then.
  ColumnData merged_column(std::size_t c) {
    const Column& column = p_.input(population_).columns[c];
    const ColumnData& own = p_.table(population_).columns[c];
    const bool since = static_cast<int>(c) == p_.input(population_).since;
    ColumnData out = make_column(own.type, chosen_.size());
    if (own.known.empty()) out.known.clear();
    for (std::size_t customer = 0; customer < chosen_.size(); ++customer) {
      bool found = false;
      for (const Account& account : accounts_of(customer)) {
        const int there =
            account.input == population_ ? static_cast<int>(c) : column_called(account.input, column.name);
        if (there < 0) continue;
        const ColumnData& from = p_.table(account.input).columns[static_cast<std::size_t>(there)];
        if (from.rows != p_.table(account.input).rows || !from.is_known(account.row)) continue;
        const bool consents = column.consent && found && bit_at(from.bits, account.row);
        const bool earlier = since && found && from.whole[account.row] < out.whole[customer];
        if (found && !consents && !earlier) continue;
        copy_cell(from, account.row, out, customer);
        found = true;
        if (!column.consent && !since) break;
      }
    }
    return out;
  }

  // ---- The other tables ----

  // Her row of each table is the first one; what it lacks comes from those after it.
  void fill_sides() {
    for (const InputId side : identity_.tables) {
      const std::size_t i = side.index();
      if (i == population_) continue;
      TableData& table = p_.table(i);
      table.row_of_customer.assign(chosen_.size(), -1);
      for (std::size_t customer = 0; customer < chosen_.size(); ++customer)
        for (const Account& account : accounts_of(customer)) {
          if (account.input != i) continue;
          std::int32_t& row = table.row_of_customer[customer];
          if (row < 0)
            row = static_cast<std::int32_t>(account.row);
          else
            complete(table, static_cast<std::size_t>(row), account.row);
        }
    }
  }

  static void complete(TableData& table, std::size_t row, std::size_t from) {
    for (ColumnData& column : table.columns)
      if (column.rows == table.rows && !column.is_known(row) && column.is_known(from))
        copy_cell(column, from, column, row);
  }

  // Every id of hers, her own first.
  void fill_ids() {
    auto& own = p_.accounts[key_name(population_)];
    for (std::uint32_t customer = 0; customer < chosen_.size(); ++customer)
      own.emplace_back(p_.result.dataset.customer_ids[customer], customer);
    for (const InputId table : identity_.tables) {
      auto& ids = p_.accounts[key_name(table.index())];
      for (std::uint32_t customer = 0; customer < chosen_.size(); ++customer)
        for (const Account& account : accounts_of(customer))
          if (account.input == table.index()) add_id(ids, account, customer);
    }
  }

  // All but the one that her own id is of.
  void name_accounts() {
    for (std::uint32_t customer = 0; customer < chosen_.size(); ++customer)
      for (const Account& account : accounts_of(customer)) {
        const bool own = account.input == population_;
        const TextCode id = own ? old_ids_[account.row] : code_of_key(p_, key_of(account.input), account.row);
        if (own && id == p_.result.dataset.customer_ids[customer]) continue;
        p_.result.dataset.accounts.push_back({customer, id, InputId(account.input)});
      }
  }

  void add_id(std::vector<std::pair<TextCode, std::uint32_t>>& ids, const Account& account, std::uint32_t customer) {
    const bool own = account.input == population_;
    const TextCode id = own ? old_ids_[account.row] : code_of_key(p_, key_of(account.input), account.row);
    if (!own || id != p_.result.dataset.customer_ids[customer]) ids.emplace_back(id, customer);
  }

  Preparation& p_;
  const Identity& identity_;
  const std::size_t population_;
  Accounts accounts_;
  std::vector<Account> rows_;  // parallel
  SamePeople people_;
  RowNumbers chosen_;               // by customer: the population row that stands for her
  std::vector<Account> hers_;       // her accounts, customer after customer
  std::vector<std::size_t> begin_;  // by customer, into hers_
  std::vector<TextCode> old_ids_;
};

}  // namespace

void prepare_identity(Preparation& p) {
  if (p.program.identity.exists() && p.program.population.exists()) JoinAccounts(p).run();
}

}  // namespace sop
