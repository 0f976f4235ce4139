// sop-webhook: a relay that delivers a state's outbox by HTTP. Each delivery is one POST of its JSON line, its effect
// id the idempotency key; what became of it is in the file before the next one goes out. See docs/relay.md.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "compiler/ir/read.h"
#include "relays/webhook/post.h"
#include "runtime/io/zone_files.h"
#include "runtime/relay/delivery_lines.h"
#include "runtime/relay/span_text.h"

namespace sop::webhook {
namespace {

volatile std::sig_atomic_t stop_asked = 0;

struct Options {
  std::string state, url, headers, lease = "5 minutes", timeout = "10 seconds", every = "5 seconds",
                                   backoff = "2 seconds";
  std::vector<std::string> to;  // CHANNEL=URL
  std::int64_t batch = 20;
  std::int64_t tries = 8;
  bool once = false;
};

struct Target {
  std::string channel, url;  // channel: empty: all
};

Micros now() {
  using namespace std::chrono;
  return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

class Relay {
 public:
  Relay(const Options& options, std::vector<Target> targets, std::vector<std::string> headers, Outbox outbox)
      : options_(options),
        targets_(std::move(targets)),
        headers_(std::move(headers)),
        outbox_(std::move(outbox)),
        random_(std::random_device{}()) {
    plan_.first = *span_of(options.backoff);
    plan_.tries = options.tries;
  }

  int run() {
    while (stop_asked == 0) {
      bool any = false;
      read_program();
      for (const Target& target : targets_) {
        const auto more = deliver(target);
        if (!more) return unusable(more.error());
        any = any || *more;
      }
      if (any) continue;
      if (options_.once) break;
      for (Micros left = *span_of(options_.every); left > 0 && stop_asked == 0; left -= 100'000)
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    fmt::print(stderr, "sop-webhook: {} sent, {} failed, {} to be tried again, {} unknown\n", sent_, failed_, again_,
               unknown_);
    return 0;
  }

 private:
  static int unusable(const StoreFault& fault) {
    fmt::print(stderr, "sop-webhook: the state cannot be used: {}\n", fault.reason);
    return fault.busy ? 1 : 3;
  }

  void read_program() {
    if (auto program = read(outbox_.latest_program())) program_ = std::move(*program);
    zone_ = utc_rules();
    if (auto rules = load_zone(program_.project.timezone)) zone_ = *rules;
  }

  // False: nothing was due.
  std::expected<bool, StoreFault> deliver(const Target& target) {
    const Micros lease = *span_of(options_.lease), timeout = *span_of(options_.timeout);
    const Micros until = now() + lease;
    const auto taken = outbox_.take({now(), lease, options_.batch, target.channel}, program_.contacts);
    if (!taken) return std::unexpected(taken.error());
    for (const Delivery& one : taken->rows) {
      // What cannot be tried within the lease was never sent: it goes back as it was.
      const bool in_time = stop_asked == 0 && now() + timeout < until;
      const Settlement settlement = in_time ? tried(one, target) : Settlement{one.row.effect_id, "new", {}, now()};
      if (const auto done = outbox_.settle({settlement}, now()); !done) return std::unexpected(done.error());
    }
    return !taken->rows.empty();
  }

  Settlement tried(const Delivery& one, const Target& target) {
    Request request{target.url, line_of(one, zone_, false), headers_, *span_of(options_.timeout) / 1000};
    request.headers.push_back("Content-Type: application/json");
    request.headers.push_back("Idempotency-Key: " + one.row.effect_id);
    const Channel* channel = program_.contacts.channel(one.row.channel);
    const bool knows_again = channel != nullptr && channel->on_unknown == OnUnknown::retry;
    const double chance = std::uniform_real_distribution<double>(0, 1)(random_);
    DeliveryVerdict verdict = verdict_of(poster_.post(request), one.attempts, knows_again, plan_, chance);
    const auto settled = [&](std::int64_t& counted, const char* status, Micros not_before) {
      ++counted;
      return Settlement{one.row.effect_id, status, std::move(verdict.detail), not_before};
    };
    switch (verdict.kind) {
      case VerdictKind::sent: return settled(sent_, "sent", no_instant);
      case VerdictKind::failed: return settled(failed_, "failed", no_instant);
      case VerdictKind::again: return settled(again_, "new", now() + verdict.wait);
      case VerdictKind::unknown: break;
    }
    return settled(unknown_, "unknown", no_instant);
  }

  const Options& options_;
  std::vector<Target> targets_;
  std::vector<std::string> headers_;
  Outbox outbox_;
  Program program_;
  ZoneRules zone_;
  Poster poster_;
  RetryPlan plan_;
  std::mt19937_64 random_;
  std::int64_t sent_ = 0, failed_ = 0, again_ = 0, unknown_ = 0;
};

int wrong(const std::string& what) {
  fmt::print(stderr, "sop-webhook: {}\n", what);
  return 2;
}

int start(const Options& options) {
  std::vector<Target> targets;
  for (const std::string& one : options.to) {
    const std::size_t equals = one.find('=');
    if (equals == 0 || equals == std::string::npos) return wrong("--to is CHANNEL=URL, and `" + one + "` is not");
    targets.push_back({one.substr(0, equals), one.substr(equals + 1)});
  }
  if (!options.url.empty()) targets.push_back({{}, options.url});
  if (targets.empty()) return wrong("say where to deliver: --url URL or --to CHANNEL=URL");
  if (!options.url.empty() && targets.size() > 1) return wrong("--url is for all channels: give it or --to, not both");
  for (const std::string* span : {&options.lease, &options.timeout, &options.every, &options.backoff})
    if (!span_of(*span)) return wrong("`" + *span + "` is no length of time such as `5 minutes`");
  if (*span_of(options.timeout) >= *span_of(options.lease)) return wrong("the lease must be longer than the timeout");
  std::vector<std::string> headers;
  if (!options.headers.empty()) {
    std::error_code fault;
    if (std::filesystem::exists(options.headers, fault) && !std::filesystem::is_regular_file(options.headers, fault))
      return wrong("`" + options.headers + "` is not a regular file");
    std::ifstream file(options.headers);
    if (!file) return wrong("there is no file `" + options.headers + "`");
    for (std::string line; std::getline(file, line);)
      if (line.find(':') != std::string::npos) headers.push_back(line);
  }
  auto outbox = Outbox::open(options.state);
  if (!outbox) {
    fmt::print(stderr, "sop-webhook: {}: the state cannot be used: {}\n", options.state, outbox.error().reason);
    return outbox.error().busy ? 1 : 3;
  }
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { stop_asked = 1; });
  return Relay(options, std::move(targets), std::move(headers), std::move(*outbox)).run();
}

}  // namespace
}  // namespace sop::webhook

int main(int argc, char** argv) {
  sop::webhook::Options options;
  CLI::App app{"sop-webhook delivers what `sopc run --state` decided: one POST per effect."};
  app.footer("Example: sop-webhook --state shop.db --to sms=https://sms.example/send --headers key.txt");
  app.add_option("--state", options.state, "the state file of `sopc run`")->required();
  app.add_option("--url", options.url, "where everything goes");
  app.add_option("--to", options.to, "CHANNEL=URL: where this channel's deliveries go");
  app.add_option("--headers", options.headers, "a file of further header lines, e.g. Authorization");
  app.add_option("--timeout", options.timeout, "how long one request may take");
  app.add_option("--lease", options.lease, "how long a batch may take; what is left then goes back");
  app.add_option("--batch", options.batch, "how many are taken at once")->check(CLI::Range(1, 10'000));
  app.add_option("--tries", options.tries, "after so many a delivery is given up")->check(CLI::Range(1, 1'000));
  app.add_option("--backoff", options.backoff, "the first wait before another try; it doubles each time");
  app.add_option("--every", options.every, "how often to look for something new");
  app.add_flag("--once", options.once, "end when nothing is due");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& fault) {
    return app.exit(fault) == 0 ? 0 : 2;
  }
  return sop::webhook::start(options);
}
