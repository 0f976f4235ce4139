// One customer after the other through the C interface: rows are laid out once, as a host keeps them, and decided as
// often as asked for on standard input. A line is "fired" (the rules of every customer) or "time MS" (decide for that
// long, customer after customer); the answer is one line of JSON. So that a driver can interleave it with other
// engines.
//
// Usage: sop_one_customer PROGRAM.sop CUSTOMERS.json AS_OF_US     (CUSTOMERS.json: values per column and customer)
#include <chrono>
#include <cmath>
#include <cstring>
#include <ctime>
#include <deque>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sop.hpp>
#include <sstream>

namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

struct Customers {
  std::size_t row_size = 0;
  std::vector<std::byte> rows;
  std::deque<std::string> texts;

  std::span<const std::byte> row(std::size_t i) const { return {rows.data() + i * row_size, row_size}; }
  std::size_t size() const { return rows.size() / row_size; }
};

void put(std::byte* at, const std::string& type, const Json& value, std::deque<std::string>& texts) {
  if (type == "text") {
    texts.push_back(value.get<std::string>());
    const sop_text text{texts.back().data(), texts.back().size()};
    std::memcpy(at, &text, sizeof text);
    return;
  }
  std::int64_t whole = 0;
  if (type == "bool")
    whole = value.get<bool>() ? 1 : 0;
  else if (type == "money")
    whole = std::llround(value.get<double>() * 10'000);
  else
    whole = value.get<std::int64_t>();
  std::memcpy(at, &whole, sizeof whole);
}

Customers laid_out(const Json& layout, const Json& given) {
  Customers out;
  out.row_size = layout["row_size"].get<std::size_t>();
  out.rows.resize(out.row_size * given["count"].get<std::size_t>());
  for (const Json& column : layout["columns"]) {
    const Json& values = given["columns"][column["name"].get<std::string>()];
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (values[i].is_null()) continue;
      std::byte* row = out.rows.data() + i * out.row_size;
      row[column["known_offset"].get<std::size_t>()] = std::byte{1};
      put(row + column["offset"].get<std::size_t>(), column["type"], values[i], out.texts);
    }
  }
  return out;
}

// The numbers of the rules ("r17") that hold for each customer, ascending.
Json fired(sop_api::Decider& decider, const Customers& customers, const Json& layout, std::int64_t as_of) {
  std::vector<std::uint64_t> bits((layout["answers"].size() + 63) / 64);
  Json out = Json::array();
  for (std::size_t i = 0; i < customers.size(); ++i) {
    decider.decide(customers.row(i), as_of, bits);
    std::vector<int> rules;
    for (std::size_t b = 0; b < layout["answers"].size(); ++b)
      if (bits[b / 64] >> (b % 64) & 1)
        rules.push_back(std::stoi(layout["answers"][b]["name"].get<std::string>().substr(1)));
    std::sort(rules.begin(), rules.end());
    out.push_back(std::move(rules));
  }
  return out;
}

Json timed(sop_api::Decider& decider, const Customers& customers, std::size_t answers, std::int64_t as_of, double ms) {
  std::vector<std::uint64_t> bits((answers + 63) / 64);
  std::uint64_t decisions = 0, seen = 0;
  const auto start = Clock::now();
  const std::clock_t processor = std::clock();
  std::chrono::duration<double, std::milli> took{};
  while (took.count() < ms) {
    for (std::size_t i = 0; i < customers.size(); ++i) {
      decider.decide(customers.row(i), as_of, bits);
      seen += bits[0];
    }
    decisions += customers.size();
    took = Clock::now() - start;
  }
  const double each = 1 / static_cast<double>(decisions);
  const double cpu_ns = static_cast<double>(std::clock() - processor) * 1e9 / CLOCKS_PER_SEC;
  return {{"ns", took.count() * 1e6 * each}, {"cpu_ns", cpu_ns * each}, {"decisions", decisions}, {"seen", seen}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return std::cerr << "usage: sop_one_customer PROGRAM.sop CUSTOMERS.json AS_OF_US\n", 2;
  const sop_api::SourceFile source{"pack.sop", bytes_of(argv[1])};
  const std::string zone = "Asia/Shanghai";
  const sop_api::ZoneFile rules{zone, bytes_of("/usr/share/zoneinfo/" + zone), ""};
  auto [program, outcome] = sop_api::Program::compile({&source, 1}, {&rules, 1});
  if (!outcome) return std::cerr << outcome.details << '\n', 1;
  sop_api::Decider decider(program);
  if (!decider) return std::cerr << decider.why_not() << '\n', 1;

  const Json layout = Json::parse(decider.layout());
  const Customers customers = laid_out(layout, Json::parse(bytes_of(argv[2])));
  const std::int64_t as_of = std::stoll(argv[3]);
  std::cout << Json{{"version", sop_version()}} << std::endl;
  for (std::string task; std::cin >> task;) {
    if (task == "fired") {
      std::cout << fired(decider, customers, layout, as_of) << std::endl;
      continue;
    }
    double ms = 0;
    std::cin >> ms;
    std::cout << timed(decider, customers, layout["answers"].size(), as_of, ms) << std::endl;
  }
}
