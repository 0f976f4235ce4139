// The C interface as a Python module, one to one: statuses and JSON go out as they are, sop/*.py makes exceptions and
// objects of them. Whatever takes long runs without the interpreter's lock.
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <array>
#include <cstring>
#include <memory>

#include "sop.hpp"

namespace nb = nanobind;

namespace {

using Text = std::pair<int, std::string>;  // status, text

std::string copied(const nb::bytes& bytes) { return {bytes.c_str(), bytes.size()}; }

class Program {
 public:
  Program(const std::vector<std::pair<std::string, nb::bytes>>& files,
          const std::vector<std::tuple<std::string, nb::bytes, std::string>>& zones, bool chinese) {
    std::vector<sop_api::SourceFile> sources;
    for (const auto& [name, text] : files) sources.push_back({name, copied(text)});
    std::vector<sop_api::ZoneFile> rules;
    for (const auto& [name, bytes, version] : zones) rules.push_back({name, copied(bytes), version});
    const nb::gil_scoped_release unlocked;
    auto [program, outcome] = sop_api::Program::compile(sources, rules, chinese ? SOP_CHINESE : SOP_ENGLISH);
    program_ = std::move(program);
    status_ = outcome.status;
  }

  int status() const { return status_; }
  std::string diagnostics() const { return std::string(program_.diagnostics()); }
  std::string schema() const { return std::string(program_.schema()); }
  const sop_api::Program& program() const { return program_; }

 private:
  sop_api::Program program_;
  int status_ = SOP_E_INTERNAL;
};

// Ctrl-C ends a run: the interpreter notes the signal, this asks whether it did.
int interrupted(void*) {
  const nb::gil_scoped_acquire locked;
  return PyErr_CheckSignals();
}

void release_stream(PyObject* capsule) {
  auto* stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule, "arrow_array_stream"));
  if (stream == nullptr) return PyErr_Clear();
  if (stream->release != nullptr) stream->release(stream);
  delete stream;
}

class Evaluator {
 public:
  Evaluator(const Program& program, int threads, std::uint64_t max_rows, std::uint64_t max_memory_bytes,
            std::uint64_t max_cost, bool chinese)
      : evaluator_(program.program(), options(threads, max_rows, max_memory_bytes, max_cost, chinese)) {}

  int created() const { return evaluator_.created(); }
  std::string error() const { return sop_evaluator_error(evaluator_.get()); }

  int add_stream(const std::string& input, const nb::object& capsule) {
    auto* stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), "arrow_array_stream"));
    if (stream == nullptr) throw nb::python_error();
    const nb::gil_scoped_release unlocked;
    return sop_evaluator_add_stream(evaluator_.get(), input.c_str(), stream);
  }
  int set_memory(const nb::bytes& bytes) {
    return sop_evaluator_set_memory(evaluator_.get(), bytes.c_str(), bytes.size());
  }
  int run(const std::optional<std::string>& as_of, std::optional<std::int64_t> as_of_us, bool accept_redefined,
          std::uint64_t max_actions) {
    sop_run_options options = options_at(as_of, as_of_us);
    options.accept_redefined = accept_redefined ? 1 : 0;
    options.max_actions = max_actions;
    int status = SOP_OK;
    {
      const nb::gil_scoped_release unlocked;
      status = sop_evaluator_run(evaluator_.get(), &options);
    }
    if (PyErr_Occurred() != nullptr) throw nb::python_error();
    return status;
  }
  int set_edges(const nb::bytes& bytes) {
    return sop_evaluator_set_edges(evaluator_.get(), bytes.c_str(), bytes.size());
  }
  std::pair<int, nb::bytes> part(const std::optional<std::string>& as_of, std::optional<std::int64_t> as_of_us) {
    std::string out;
    int status = SOP_OK;
    {
      const nb::gil_scoped_release unlocked;
      status = evaluator_.part(options_at(as_of, as_of_us), out).status;
    }
    if (PyErr_Occurred() != nullptr) throw nb::python_error();
    return {status, nb::bytes(out.data(), out.size())};
  }
  std::pair<int, nb::bytes> merge_parts(const std::vector<nb::bytes>& parts) {
    std::vector<std::string> given;
    for (const nb::bytes& part : parts) given.push_back(copied(part));
    std::string out;
    int status = SOP_OK;
    {
      const nb::gil_scoped_release unlocked;
      status = evaluator_.merge_parts(given, out).status;
    }
    return {status, nb::bytes(out.data(), out.size())};
  }
  nb::object stream(int which) {
    auto stream = std::make_unique<ArrowArrayStream>();
    *stream = {};
    int status = SOP_OK;
    {
      const nb::gil_scoped_release unlocked;
      status = sop_evaluator_table(evaluator_.get(), which, stream.get());
    }
    if (status != SOP_OK) return nb::none();
    PyObject* capsule = PyCapsule_New(stream.get(), "arrow_array_stream", release_stream);
    if (capsule == nullptr) {
      stream->release(stream.get());
      throw nb::python_error();
    }
    stream.release();
    return nb::steal(capsule);
  }
  std::optional<nb::bytes> memory() {
    const auto bytes = evaluator_.memory();
    if (!bytes) return std::nullopt;
    return nb::bytes(bytes->data(), bytes->size());
  }
  Text summary() {
    Text out;
    out.first = evaluator_.summary(out.second).status;
    return out;
  }
  Text why(const std::string& customer, const std::string& name) {
    const nb::gil_scoped_release unlocked;
    Text out;
    out.first = evaluator_.why(customer.c_str(), name, out.second).status;
    return out;
  }
  Text plan(bool as_text) {
    const nb::gil_scoped_release unlocked;
    Text out;
    out.first = evaluator_.plan(as_text, out.second).status;
    return out;
  }
  Text test() {
    const nb::gil_scoped_release unlocked;
    Text out;
    out.first = evaluator_.test(out.second).status;
    return out;
  }

 private:
  static sop_run_options options_at(const std::optional<std::string>& as_of, std::optional<std::int64_t> as_of_us) {
    sop_run_options options{};
    options.struct_size = sizeof options;
    options.as_of = as_of ? as_of->c_str() : nullptr;
    options.has_as_of_us = as_of_us ? 1 : 0;
    options.as_of_us = as_of_us.value_or(0);
    return options;
  }
  const sop_evaluator_options* options(int threads, std::uint64_t max_rows, std::uint64_t max_memory_bytes,
                                       std::uint64_t max_cost, bool chinese) {
    options_.struct_size = sizeof options_;
    options_.threads = threads;
    options_.language = chinese ? SOP_CHINESE : SOP_ENGLISH;
    options_.max_rows = max_rows;
    options_.max_memory_bytes = max_memory_bytes;
    options_.max_cost = max_cost;
    options_.cancel = interrupted;
    return &options_;
  }

  sop_evaluator_options options_{};
  sop_api::Evaluator evaluator_;
};

// A column of a decider's row: 0 whole, 1 number, 2 text.
using Place = std::tuple<int, std::size_t, std::size_t>;  // kind, offset, known_offset

class Decider {
 public:
  explicit Decider(const Program& program) : decider_(program.program()) {}

  bool works() const { return static_cast<bool>(decider_); }
  std::string why_not() const { return decider_.why_not(); }
  std::string layout() const { return std::string(decider_.layout()); }
  void prepare(std::size_t row_size, std::vector<Place> places, std::size_t answers) {
    row_.assign(row_size, std::byte{});
    places_ = std::move(places);
    texts_.resize(places_.size());
    answers_.assign((answers + 63) / 64, 0);
  }
  // Values in the order of the places.
  std::pair<int, std::vector<std::uint64_t>> decide(const nb::tuple& values, std::int64_t as_of_us) {
    for (std::size_t i = 0; i < places_.size(); ++i) put(i, values[i]);
    const int status = decider_.decide(row_, as_of_us, answers_);
    return {status, answers_};
  }

 private:
  template <class Value>
  void store(std::size_t offset, Value value) {
    std::memcpy(row_.data() + offset, &value, sizeof value);
  }
  void put(std::size_t index, nb::handle value) {
    const auto [kind, offset, known_offset] = places_[index];
    row_[known_offset] = std::byte{!value.is_none()};
    if (value.is_none()) return;
    if (kind == 0) return store(offset, nb::cast<std::int64_t>(value));
    if (kind == 1) return store(offset, nb::cast<double>(value));
    texts_[index] = nb::cast<std::string>(value);
    store(offset, sop_text{texts_[index].data(), texts_[index].size()});
  }

  sop_api::Decider decider_;
  std::vector<std::byte> row_;
  std::vector<Place> places_;
  std::vector<std::string> texts_;
  std::vector<std::uint64_t> answers_;
};

}  // namespace

NB_MODULE(_native, module) {
  module.doc() = "The C interface of sop, one to one. Use the package `sop`.";
  module.def("version", [] { return std::string(sop_version()); });
  module.def("abi_version", [] { return sop_abi_version(); });
  module.def("status_name", [](int status) { return std::string(sop_status_name(status)); });

  nb::class_<Program>(module, "Program")
      .def(nb::init<const std::vector<std::pair<std::string, nb::bytes>>&,
                    const std::vector<std::tuple<std::string, nb::bytes, std::string>>&, bool>())
      .def("status", &Program::status)
      .def("diagnostics", &Program::diagnostics)
      .def("schema", &Program::schema);

  nb::class_<Evaluator>(module, "Evaluator")
      .def(nb::init<const Program&, int, std::uint64_t, std::uint64_t, std::uint64_t, bool>())
      .def("created", &Evaluator::created)
      .def("error", &Evaluator::error)
      .def("add_stream", &Evaluator::add_stream)
      .def("set_memory", &Evaluator::set_memory)
      .def("run", &Evaluator::run, nb::arg("as_of").none(), nb::arg("as_of_us").none(), nb::arg("accept_redefined"),
           nb::arg("max_actions"))
      .def("set_edges", &Evaluator::set_edges)
      .def("part", &Evaluator::part, nb::arg("as_of").none(), nb::arg("as_of_us").none())
      .def("merge_parts", &Evaluator::merge_parts)
      .def("stream", &Evaluator::stream)
      .def("memory", &Evaluator::memory)
      .def("summary", &Evaluator::summary)
      .def("why", &Evaluator::why)
      .def("plan", &Evaluator::plan)
      .def("test", &Evaluator::test);

  nb::class_<Decider>(module, "Decider")
      .def(nb::init<const Program&>())
      .def("works", &Decider::works)
      .def("why_not", &Decider::why_not)
      .def("layout", &Decider::layout)
      .def("prepare", &Decider::prepare)
      .def("decide", &Decider::decide);
}
