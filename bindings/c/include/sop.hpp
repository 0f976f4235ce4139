// sop.hpp: the C interface of sop.h as C++ values. Thin: handles that are released when they go, failures as a status
// with what was found. Nothing here allocates behind the C interface's back or throws; C++20.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sop.h"

namespace sop_api {

// How a call ended. `details` is the library's JSON, empty where all went well.
struct Outcome {
  sop_status status = SOP_OK;
  std::string details;

  explicit operator bool() const { return status == SOP_OK; }
  const char* name() const { return sop_status_name(status); }
};

// A stream that is released when it goes. Give `get()` to whatever fills or takes one.
class Stream {
 public:
  Stream() = default;
  Stream(Stream&& other) noexcept : stream_(std::exchange(other.stream_, {})) {}
  Stream& operator=(Stream&& other) noexcept {
    std::swap(stream_, other.stream_);
    return *this;
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() {
    if (stream_.release != nullptr) stream_.release(&stream_);
  }
  ArrowArrayStream* get() { return &stream_; }

 private:
  ArrowArrayStream stream_{};
};

struct SourceFile {
  std::string name, text;
};

// The bytes of a compiled zone file, under the zone's name.
struct ZoneFile {
  std::string name, bytes, version;
};

class Program {
 public:
  Program() = default;
  Program(const Program& other) : handle_(sop_program_retain(other.handle_)) {}
  Program(Program&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Program& operator=(Program other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Program() { sop_program_release(handle_); }

  // A program with errors is there too, for its diagnostics.
  static std::pair<Program, Outcome> compile(std::span<const SourceFile> files, std::span<const ZoneFile> zones = {},
                                             sop_language language = SOP_ENGLISH) {
    std::vector<sop_source> sources;
    for (const SourceFile& file : files)
      sources.push_back({sizeof(sop_source), file.name.c_str(), file.text.data(), file.text.size()});
    std::vector<sop_zone> rules;
    for (const ZoneFile& zone : zones)
      rules.push_back(
          {sizeof(sop_zone), zone.name.c_str(), zone.version.c_str(), zone.bytes.data(), zone.bytes.size()});
    const sop_compile_options options{sizeof(sop_compile_options), language, 0, rules.data(), rules.size(), 0};
    Program program;
    const sop_status status = sop_compile(sources.data(), sources.size(), &options, &program.handle_);
    Outcome outcome{status, {}};
    if (status != SOP_OK) outcome.details = program.diagnostics();
    return {std::move(program), std::move(outcome)};
  }

  explicit operator bool() const { return handle_ != nullptr; }
  sop_program* get() const { return handle_; }
  std::string_view diagnostics() const { return sop_program_diagnostics(handle_); }
  std::string_view schema() const {
    const char* json = nullptr;
    return sop_program_schema(handle_, &json) == SOP_OK ? json : "";
  }

 private:
  sop_program* handle_ = nullptr;
};

class Evaluator {
 public:
  explicit Evaluator(const Program& program, const sop_evaluator_options* options = nullptr) {
    status_ = sop_evaluator_create(program.get(), options, &handle_);
  }
  Evaluator(Evaluator&& other) noexcept
      : handle_(std::exchange(other.handle_, nullptr)), status_(std::exchange(other.status_, SOP_E_ARGUMENT)) {}
  Evaluator& operator=(Evaluator&& other) noexcept {
    std::swap(handle_, other.handle_);
    std::swap(status_, other.status_);
    return *this;
  }
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;
  ~Evaluator() { sop_evaluator_free(handle_); }

  // Not SOP_OK: there is no evaluator, and every call says SOP_E_ARGUMENT.
  sop_status created() const { return status_; }
  sop_evaluator* get() const { return handle_; }

  // Consumes the stream.
  Outcome add(const char* input, ArrowArrayStream* rows) {
    return after(sop_evaluator_add_stream(handle_, input, rows));
  }
  Outcome add(const char* input, ArrowSchema* schema, ArrowArray* rows) {
    return after(sop_evaluator_add_array(handle_, input, schema, rows));
  }
  Outcome set_memory(std::string_view bytes) {
    return after(sop_evaluator_set_memory(handle_, bytes.data(), bytes.size()));
  }
  // `as_of`: "2026-11-22 10:00"; null where the program reads no time.
  Outcome run(const char* as_of) { return run(at(as_of)); }
  Outcome run(const sop_run_options& options) { return after(sop_evaluator_run(handle_, &options)); }

  // Customers in pieces: the rows are those of some, `edges` what is known of all; empty at first.
  Outcome set_edges(std::string_view edges) {
    return after(sop_evaluator_set_edges(handle_, edges.data(), edges.size()));
  }
  // What these customers say in the next pass.
  Outcome part(const char* as_of, std::string& bytes) { return part(at(as_of), bytes); }
  Outcome part(const sop_run_options& options, std::string& bytes) {
    const void* data = nullptr;
    std::size_t size = 0;
    const sop_status status = sop_evaluator_part(handle_, &options, &data, &size);
    return take(status, data, size, bytes);
  }
  // The parts of all pieces; what they say of all customers.
  Outcome merge_parts(std::span<const std::string> parts, std::string& edges) {
    std::vector<sop_bytes> given;
    for (const std::string& part : parts) given.push_back({sizeof(sop_bytes), part.data(), part.size()});
    const void* data = nullptr;
    std::size_t size = 0;
    const sop_status status = sop_evaluator_merge_parts(handle_, given.data(), given.size(), &data, &size);
    return take(status, data, size, edges);
  }

  Outcome table(sop_table which, Stream& out) { return after(sop_evaluator_table(handle_, which, out.get())); }
  // Stays until the next run or clear.
  std::optional<std::string_view> memory() {
    const void* bytes = nullptr;
    std::size_t size = 0;
    if (sop_evaluator_memory(handle_, &bytes, &size) != SOP_OK) return std::nullopt;
    return std::string_view(static_cast<const char*>(bytes), size);
  }
  Outcome summary(std::string& json) {
    const char* text = nullptr;
    const sop_status status = sop_evaluator_summary(handle_, &text);
    return take(status, text, json);
  }
  // `name` empty: all of her in short.
  Outcome why(const char* customer, const std::string& name, std::string& text) {
    const char* answer = nullptr;
    const sop_status status = sop_evaluator_why(handle_, customer, name.empty() ? nullptr : name.c_str(), &answer);
    return take(status, answer, text);
  }
  Outcome plan(bool as_text, std::string& plan) {
    const char* answer = nullptr;
    const sop_status status = sop_evaluator_plan(handle_, as_text ? 1 : 0, &answer);
    return take(status, answer, plan);
  }
  Outcome test(std::string& json) {
    const char* answer = nullptr;
    const sop_status status = sop_evaluator_test(handle_, &answer);
    return take(status, answer, json);
  }
  Outcome clear() { return after(sop_evaluator_clear(handle_)); }

 private:
  Outcome after(sop_status status) const {
    return {status, status == SOP_OK ? std::string() : std::string(sop_evaluator_error(handle_))};
  }
  Outcome take(sop_status status, const char* text, std::string& out) const {
    if (status == SOP_OK && text != nullptr) out = text;
    return after(status);
  }

  Outcome take(sop_status status, const void* data, std::size_t size, std::string& out) const {
    if (status == SOP_OK) out.assign(static_cast<const char*>(data), size);
    return after(status);
  }
  static sop_run_options at(const char* as_of) {
    sop_run_options options{};
    options.struct_size = sizeof options;
    options.as_of = as_of;
    return options;
  }

  sop_evaluator* handle_ = nullptr;
  sop_status status_ = SOP_OK;
};

class Decider {
 public:
  explicit Decider(const Program& program) {
    char why_not[512];
    status_ = sop_decider_create(program.get(), nullptr, &handle_, why_not, sizeof why_not);
    if (status_ != SOP_OK) why_not_ = why_not;
  }
  Decider(Decider&& other) noexcept
      : handle_(std::exchange(other.handle_, nullptr)), status_(other.status_), why_not_(std::move(other.why_not_)) {}
  Decider& operator=(Decider&& other) noexcept {
    std::swap(handle_, other.handle_);
    std::swap(status_, other.status_);
    std::swap(why_not_, other.why_not_);
    return *this;
  }
  Decider(const Decider&) = delete;
  Decider& operator=(const Decider&) = delete;
  ~Decider() { sop_decider_free(handle_); }

  explicit operator bool() const { return handle_ != nullptr; }
  const std::string& why_not() const { return why_not_; }
  std::string_view layout() const { return sop_decider_layout(handle_); }
  sop_status decide(std::span<const std::byte> row, std::int64_t as_of_us, std::span<std::uint64_t> answers) {
    return sop_decider_decide(handle_, row.data(), row.size(), as_of_us, answers.data(), answers.size());
  }

 private:
  sop_decider* handle_ = nullptr;
  sop_status status_ = SOP_OK;
  std::string why_not_;
};

}  // namespace sop_api
