// Rules inside an HTTP service: a customer in, what holds for her out, new rules while requests go on.
//
//   embed_http RULES.sop [PORT]      127.0.0.1; port 0, the default, is any that is free, and is printed
//
//   POST /decide    {"age": 34, "city": "Shanghai"}  ->
//   {"version":1,"rules":["remind"],"segments":["adults"],"tags":[]} PUT  /program   the text of other rules ->
//   {"version":2}, or 422 and the findings: the old rules stay GET  /program   which version decides, what it reads and
//   answers
//
// It decides as of now, or as of `?as_of=2026-11-22T10:00:00Z`. Who may call it is not its business: it listens on this
// machine only, behind whatever keeps others away.
#include <httplib.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iostream>
#include <iterator>
#include <thread>

#include "live_program.h"

namespace {

using Json = nlohmann::json;

constexpr int threads = 64;  // each keeps one connection

std::int64_t micros_now() {
  using namespace std::chrono;
  return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

std::optional<std::int64_t> asked_instant(const httplib::Request& request) {
  return request.has_param("as_of") ? instant_of(request.get_param_value("as_of")) : micros_now();
}

void say(httplib::Response& response, int status, const std::string& json) {
  response.status = status;
  response.set_content(json, "application/json");
}

void refuse(httplib::Response& response, int status, const std::string& why) {
  say(response, status, Json{{"error", why}}.dump());
}

void decide(const LiveProgram& live, const httplib::Request& request, httplib::Response& response) {
  const Json customer = Json::parse(request.body, nullptr, false);
  if (customer.is_discarded()) return refuse(response, 400, "this is no JSON");
  const auto as_of = asked_instant(request);
  if (!as_of) return refuse(response, 400, "as_of is such as 2026-11-22T10:00:00Z");
  const std::shared_ptr<ProgramVersion> version = live.now();
  CustomerRow row;
  if (const auto wrong = row.fill(version->layout(), customer)) return refuse(response, 400, *wrong);
  const auto bits = version->decide(row, *as_of);
  if (!bits) return refuse(response, 500, "the library refused the row");
  Json out = answers_json(version->layout(), *bits);
  out["version"] = version->number();
  say(response, 200, out.dump());
}

void show(const LiveProgram& live, httplib::Response& response) {
  const std::shared_ptr<ProgramVersion> version = live.now();
  Json out{{"version", version->number()}, {"reads", Json::array()}, {"answers", Json::array()}};
  for (const RowColumn& column : version->layout().columns) out["reads"].push_back(column.name);
  for (const Answer& answer : version->layout().answers) out["answers"].push_back(answer.name);
  say(response, 200, out.dump());
}

void replace(LiveProgram& live, const httplib::Request& request, httplib::Response& response) {
  const Swapped swapped = live.swap(request.body);
  if (!swapped.findings.empty()) return say(response, 422, swapped.findings);
  say(response, 200, Json{{"version", swapped.version}}.dump());
}

// Ends the server on SIGINT or SIGTERM; requests that have begun are answered.
std::thread stop_on_signal(httplib::Server& server) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return std::thread([&server, signals] {
    int which = 0;
    sigwait(&signals, &which);
    server.stop();
  });
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::cerr << "usage: embed_http RULES.sop [PORT]\n";
    return 2;
  }
  std::ifstream file(arguments[1], std::ios::binary);
  LiveProgram live;
  const Swapped first = live.swap({std::istreambuf_iterator<char>(file), {}});
  if (!first.findings.empty()) {
    std::cerr << first.findings << "\n";
    return 1;
  }

  httplib::Server server;
  server.new_task_queue = [] { return new httplib::ThreadPool(threads); };
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1'000'000);
  server.Post("/decide", [&](const auto& request, auto& response) { decide(live, request, response); });
  server.Get("/program", [&](const auto&, auto& response) { show(live, response); });
  server.Put("/program", [&](const auto& request, auto& response) { replace(live, request, response); });

  const int wanted = count > 2 ? std::atoi(arguments[2]) : 0;
  const bool bound = wanted == 0 || server.bind_to_port("127.0.0.1", wanted);
  const int port = wanted == 0 ? server.bind_to_any_port("127.0.0.1") : wanted;
  if (!bound || port < 0) {
    std::cerr << "cannot listen on port " << wanted << "\n";
    return 1;
  }
  std::thread stopping = stop_on_signal(server);
  std::cout << "http://127.0.0.1:" << port << std::endl;
  server.listen_after_bind();
  stopping.join();
  return 0;
}
