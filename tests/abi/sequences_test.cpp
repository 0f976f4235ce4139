// Calls in any order with any arguments, chosen by a seeded generator: each is answered with a status, whatever was
// given is released once, and the handle works as ever after a clear.
#include <random>
#include <set>

#include "shop.h"

using namespace abi;

namespace {

class Caller {
 public:
  Caller(const sop_api::Program& program, unsigned seed) : program_(program), evaluator_(program), random_(seed) {}

  void call() {
    std::string text;
    sop_api::Stream stream;
    switch (random_() % 12) {
      case 0:
      case 1: return give_stream("customers", customers());
      case 2:
      case 3: return give_stream("orders", orders());
      case 4: return give_damaged();
      case 5: return take(evaluator_.set_memory(memories_[random_() % memories_.size()]));
      case 6:
      case 7: return run();
      case 8: return take(evaluator_.table(static_cast<sop_table>(random_() % 9), stream));
      case 9:
        return take(evaluator_.why(random_() % 2 == 0 ? "a" : "nobody", random_() % 2 == 0 ? "remind" : "", text));
      case 10:
        return random_() % 3 == 0 ? take(evaluator_.test(text)) : take(evaluator_.plan(random_() % 2 == 0, text));
      default: return random_() % 2 == 0 ? take(evaluator_.summary(text)) : take(evaluator_.clear());
    }
  }

  void check_end() {
    REQUIRE(evaluator_.clear());
    CHECK(releases_.streams == streams_);
    CHECK(releases_.arrays == arrays_);
    Releases releases;
    give_shop(evaluator_, releases);
    REQUIRE(evaluator_.run(as_of));
    CHECK(table_of(evaluator_, SOP_TABLE_ACTIONS).size() == 3);
  }

  const std::set<sop_status>& seen() const { return seen_; }

 private:
  void take(const sop_api::Outcome& outcome) {
    seen_.insert(outcome.status);
    REQUIRE(outcome.status >= SOP_OK);
    REQUIRE(outcome.status < SOP_E_MEMORY);
    REQUIRE(outcome.details.empty() == (outcome.status == SOP_OK));
  }

  void give_stream(const char* input, const GivenTable& table) {
    ArrowArrayStream stream{};
    make_stream(table, static_cast<int>(random_() % 3), releases_, stream);
    ++streams_;
    Releases before = releases_;
    take(evaluator_.add(input, &stream));
    REQUIRE(stream.release == nullptr);
    arrays_ += releases_.arrays - before.arrays;  // a stream that is refused early gives none
  }

  // One field of the rows or their schema is something else.
  void give_damaged() {
    ArrowSchema schema{};
    ArrowArray array{};
    make_schema(customers(), releases_, schema);
    make_array(customers(), releases_, array);
    ++arrays_;
    const std::int64_t numbers[] = {-1, 0, 1, 3, 5, 1 << 20, INT64_MAX, INT64_MIN};
    const std::int64_t number = numbers[random_() % 8];
    const auto child = random_() % 4;
    // None that would make wider values of the same memory: how long a buffer is a host alone knows.
    static const char* const formats[] = {"", "n", "b", "c", "d:5", "d:,", "+s", "+l", "tt", "tsx:", "x", "w:9"};
    switch (random_() % 8) {
      case 0: array.length = std::min<std::int64_t>(number, 4); break;
      case 1: array.offset = number; break;
      case 2: array.n_children = number; break;
      case 3: schema.n_children = number > 4 ? -number : number; break;
      case 4: array.children[child]->length = std::min<std::int64_t>(number, 4); break;
      case 5: array.children[child]->n_buffers = std::min<std::int64_t>(number, 2); break;
      case 6: array.children[child]->buffers = nullptr; break;
      default: schema.children[child]->format = formats[random_() % 12]; break;
    }
    take(evaluator_.add("customers", &schema, &array));
    REQUIRE(schema.release == nullptr);
    REQUIRE(array.release == nullptr);
  }

  void run() {
    static const char* const instants[] = {"2026-11-22 10:00", "2026-11-25 10:00", "soon", "2026-11-22"};
    sop_run_options options{};
    options.struct_size = random_() % 8 == 0 ? 3 : sizeof options;
    options.as_of = instants[random_() % 4];
    options.max_actions = random_() % 3;
    take(evaluator_.run(options));
    if (const auto memory = evaluator_.memory()) memories_.emplace_back(*memory);
  }

  const sop_api::Program& program_;
  sop_api::Evaluator evaluator_;
  std::mt19937 random_;
  Releases releases_;
  int streams_ = 0, arrays_ = 0;
  std::vector<std::string> memories_{"", "SOPM", "no memory"};
  std::set<sop_status> seen_;
};

}  // namespace

TEST_CASE("any calls in any order") {
  const auto program = compiled(shop_text);
  std::set<sop_status> seen;
  for (unsigned seed = 0; seed < 150; ++seed) {
    INFO("seed " << seed);
    Caller caller(program, seed);
    for (int i = 0; i < 40; ++i) caller.call();
    caller.check_end();
    seen.insert(caller.seen().begin(), caller.seen().end());
  }
  CHECK(seen == std::set<sop_status>{SOP_OK, SOP_E_ARGUMENT, SOP_E_INPUT, SOP_E_ORDER, SOP_E_REFUSED});
}
