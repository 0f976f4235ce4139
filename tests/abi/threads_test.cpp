// A program shared by eight threads, each with evaluators and deciders of its own: what they are told is what one
// thread alone is told, also while rules are replaced and runs called off. And that nothing is left behind.
#include <malloc.h>

#include <array>
#include <atomic>
#include <latch>
#include <mutex>
#include <thread>

#include "errands.h"
#include "shop.h"

using namespace abi;

namespace {

constexpr int thread_count = 8;

// `work` on eight threads at once, as far as the machine lets them; each is told its number.
template <class Work>
void on_eight_threads(Work work) {
  std::latch begin(thread_count);
  std::vector<std::jthread> threads;
  for (int t = 0; t < thread_count; ++t)
    threads.emplace_back([&, t] {
      begin.arrive_and_wait();
      work(t);
    });
}

// Mistakes of all threads: the first few, by name.
class Mistakes {
 public:
  void note(const std::string& what) {
    const std::lock_guard hold(mutex_);
    if (++count_ <= 5) told_ += what + "\n";
  }
  int count() const { return count_; }
  const std::string& told() const { return told_; }

 private:
  std::mutex mutex_;
  int count_ = 0;
  std::string told_;
};

// The program that decides now, as a service holds it; whoever asks becomes a holder.
class Live {
 public:
  void replace(const sop_api::Program& by, int version) {
    const std::lock_guard hold(mutex_);
    program_ = by;
    version_ = version;
  }
  std::pair<sop_api::Program, int> now() {
    const std::lock_guard hold(mutex_);
    return {program_, version_};
  }

 private:
  std::mutex mutex_;
  sop_api::Program program_;
  int version_ = 0;
};

// What one run of a thread knows of being called off.
struct CallOff {
  std::atomic<int>* asked;      // how many runs stand at their first question
  std::atomic<bool> off{true};  // nobody goes on until this is known
  std::atomic<bool> known{false};
  bool counted = false;
};

int wait_for_it(void* data) {
  auto& mine = *static_cast<CallOff*>(data);
  if (!std::exchange(mine.counted, true)) mine.asked->fetch_add(1);
  mine.asked->notify_all();
  mine.known.wait(false);
  return mine.off ? 1 : 0;
}

}  // namespace

TEST_CASE("eight threads share a program and are told what one is told") {
  auto program = compiled_for_errands(errands_text);
  REQUIRE(program);
  const People few(40), many(8'300);  // many: enough for threads inside an evaluation
  const auto errands = errands_over(few);
  std::vector<std::string> expected;
  for (const Errand& errand : errands) {
    expected.push_back(errand.ask(program, 1));
    INFO(errand.name << "\n" << expected.back().substr(0, 2000));
    REQUIRE(expected.back().find(errand.tells) != std::string::npos);
    REQUIRE(expected.back().find("not released once") == std::string::npos);
  }
  const std::string of_many = whole_run(program, many, 1);
  REQUIRE(of_many.size() > 100'000);
  Mistakes mistakes;
  std::array<sop_api::Program, thread_count> held;
  for (auto& one : held) one = program;
  program = {};  // the last holder is one of the threads
  on_eight_threads([&](int t) {
    const auto number = static_cast<std::size_t>(t);
    const sop_api::Program mine = std::move(held[number]);
    if (t % 2 == 0 && whole_run(mine, many, 1 + t % 3) != of_many) mistakes.note("a large batch");
    for (std::size_t round = 0; round < errands.size(); ++round) {
      const std::size_t which = (round * (1 + number % 2) + number) % errands.size();  // another order in each thread
      if (errands[which].ask(mine, 1 + t % 3) != expected[which]) mistakes.note(errands[which].name);
    }
  });
  INFO(mistakes.told());
  CHECK(mistakes.count() == 0);
}

TEST_CASE("rules are replaced while eight threads ask") {
  std::string other = errands_text;
  other.replace(other.find("spend > 100"), 11, "spend > 500");
  const std::array texts{errands_text, other};
  const People people(40);
  const auto before = tick(compiled_for_errands(errands_text), people, "", "2026-11-20 09:00").memory;
  const auto told_by = [&](const sop_api::Program& program) {
    return decided(program, people) + tick(program, people, before, "2026-11-24 12:00").told +
           std::string(program.schema());
  };
  std::array<std::string, 2> expected;
  for (std::size_t i = 0; i < 2; ++i) expected[i] = told_by(compiled_for_errands(texts[i]));
  REQUIRE(expected[0] != expected[1]);
  Live live;
  live.replace(compiled_for_errands(texts[0]), 0);
  std::atomic<bool> over = false;
  Mistakes mistakes;
  std::jthread replacing([&] {
    for (int version = 1; version <= 20; ++version) {
      const auto next = compiled_for_errands(texts[static_cast<std::size_t>(version % 2)]);
      if (!next) mistakes.note("no program");
      live.replace(next, version);
    }
    over = true;
  });
  std::array<int, thread_count> seen{};
  on_eight_threads([&](int t) {
    for (int last = -1; !over || last < 0;) {
      const auto [program, version] = live.now();
      if (version < last) mistakes.note("an older version");
      if (told_by(program) != expected[static_cast<std::size_t>(version % 2)]) mistakes.note("another version");
      if (version != last) ++seen[static_cast<std::size_t>(t)];
      last = version;
    }
  });
  replacing.join();
  INFO(mistakes.told());
  CHECK(mistakes.count() == 0);
  CHECK(*std::ranges::max_element(seen) > 1);
}

TEST_CASE("eight runs are called off by another thread, each as a whole") {
  const auto program = compiled_for_errands(errands_text);
  const People people(300);
  const std::string expected = whole_run(program, people, 2);
  std::atomic<int> asked = 0;
  std::array<CallOff, thread_count> calls;
  for (std::size_t t = 0; t < calls.size(); ++t) {
    calls[t].asked = &asked;
    calls[t].off = t % 4 != 3;  // every fourth may go on
  }
  Mistakes mistakes;
  std::jthread calling([&] {
    for (int now = 0; (now = asked) < thread_count;) asked.wait(now);
    for (CallOff& one : calls) {  // all stand in the middle of a run
      one.known = true;
      one.known.notify_all();
    }
  });
  on_eight_threads([&](int t) {
    CallOff& mine = calls[static_cast<std::size_t>(t)];
    sop_evaluator_options options{};
    options.struct_size = sizeof options;
    options.threads = 1 + t % 3;
    options.cancel = wait_for_it;
    options.cancel_data = &mine;
    sop_api::Evaluator evaluator(program, &options);
    const std::string first = whole_run(evaluator, people);
    if (!mine.off && first != expected) mistakes.note("a run that nobody called off");
    if (mine.off && !first.starts_with("SOP_E_CANCELLED")) mistakes.note("a run that was called off");
    mine.off = false;
    if (!evaluator.clear() || whole_run(evaluator, people) != expected) mistakes.note("the run after it");
  });
  INFO(mistakes.told());
  CHECK(mistakes.count() == 0);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("compiling again and again leaves nothing behind") {
  const People people(4);
  const auto round = [&] {
    for (int i = 0; i < 100; ++i) {
      const auto program = compiled_for_errands(errands_text);
      const sop_api::Decider decider(program);
      REQUIRE(whole_run(program, people, 1).size() > 100);
    }
  };
  round();  // what is made once is made here
  const auto before = mallinfo2().uordblks;
  round();
  const auto after = mallinfo2().uordblks;
  CHECK(after <= before + 64 * 1024);
}
#endif
