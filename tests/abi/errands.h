// What a host asks of a program, one errand each: the answer is a text, a refusal too, so that answers can be compared.
// Nothing is asserted here: Catch2 is for one thread, these may be run by any.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "given_table.h"
#include "sop.hpp"

namespace abi {

// Conditions on the row alone (for deciders), on events, ranks and a pattern; a journey; a zone with summer time; a
// test.
extern const std::string errands_text;

sop_api::Program compiled_for_errands(const std::string& text);

// Customers and their orders, the same for the same count.
struct Person {
  std::string id;
  std::optional<std::string> city;
  std::optional<std::int64_t> age, spend, joined_day;
};
struct People {
  explicit People(std::size_t count);
  std::vector<Person> persons;
  GivenTable customers, orders;
};

struct Errand {
  std::string name;
  std::string tells;  // part of the answer, whoever asks
  // Inside, an evaluation may use so many threads of its own.
  std::function<std::string(const sop_api::Program&, int threads)> ask;
};

// Every table, the summary and two reasons of one run.
std::string whole_run(const sop_api::Program& program, const People& people, int threads);
// The same from an evaluator that has its rows not yet.
std::string whole_run(sop_api::Evaluator& evaluator, const People& people);
// A bit per person and answer, from row buffers.
std::string decided(const sop_api::Program& program, const People& people);
// What one tick does and leaves, from these bytes on.
struct Tick {
  std::string told, memory;
};
Tick tick(const sop_api::Program& program, const People& people, const std::string& memory, const char* at);

// All errands over some people; they refer to them.
std::vector<Errand> errands_over(const People& people);

}  // namespace abi
