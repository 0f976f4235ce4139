// The life of an evaluator, rows in, and what it says when something failed.
#include "bindings/c/evaluator.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bindings/c/arrow/structures.h"
#include "bindings/c/memory/remember.h"

using sop::Language;

namespace {

using Json = nlohmann::ordered_json;

// The sentences of runtime/io speak of files and of the command line where a host gives rows.
std::string sentence_of(const sop::BadInput& finding, Language language) {
  const bool zh = language == Language::zh;
  switch (finding.fault) {
    case sop::InputFault::not_given:
      return zh ? "声明了这个输入,却没有给出行" : "this input is declared, but no rows were given";
    case sop::InputFault::takes_no_data:
      return zh ? "这张表的键来自事件流,不接受行" : "this table takes its keys from a stream and no rows";
    case sop::InputFault::missing_column:
      return (zh ? "没有这一列:" : "there is no column `") + finding.column + (zh ? "" : "`");
    default: return text_of(finding, language);
  }
}

Json json_of(const sop::BadInput& finding, Language language) {
  Json out;
  out["input"] = finding.input;
  out["row"] = finding.line;
  out["column"] = finding.column;
  out["message"] = sentence_of(finding, language);
  return out;
}

}  // namespace

sop_evaluator::sop_evaluator(sop_program* of, const sop_evaluator_options& given)
    : program(sop_program_retain(of)),
      options(given),
      language(given.language == SOP_CHINESE ? Language::zh : Language::en) {
  forget();
}

sop_evaluator::~sop_evaluator() {
  decided.reset();
  inputs.clear();
  sop_program_release(program);
}

void sop_evaluator::forget() {
  decided.reset();
  inputs.clear();
  memory.reset();
  edges.reset();
  joined.reset();
  inputs.resize(program->program().inputs.size());
  pool = std::make_shared<sop::TextPool>();
  room = {.max_rows = options.max_rows, .max_bytes = options.max_memory_bytes};
  broken = false;
  answer.clear();
}

sop_status sop_evaluator::fail(sop_status status, std::string_view en, std::string_view zh) {
  return fail(status, en, zh, {});
}

sop_status sop_evaluator::fail(sop_status status, std::string_view en, std::string_view zh,
                               const std::vector<sop::InputFindings>& findings) {
  Json out;
  out["version"] = 1;
  out["status"] = sop_status_name(status);
  out["message"] = language == Language::zh ? zh : en;
  out["findings"] = Json::array();
  std::uint64_t total = 0;
  for (const sop::InputFindings& input : findings) {
    total += input.total;
    for (const sop::BadInput& finding : input.kept) out["findings"].push_back(json_of(finding, language));
  }
  out["total"] = total;
  error = out.dump(-1, ' ', false, Json::error_handler_t::replace);
  return status;
}

namespace sop::embed {
namespace {

constexpr std::string_view after_a_run_en = "a run was made of these rows: sop_evaluator_clear before the next ones";
constexpr std::string_view after_a_run_zh = "这些行已用于一次运行:请先调用 sop_evaluator_clear";
constexpr std::string_view broken_en = "rows were refused before: sop_evaluator_clear, then give them anew";
constexpr std::string_view broken_zh = "之前有行被拒绝:请先调用 sop_evaluator_clear,再重新给出";

sop_status create(sop_program* program, const sop_evaluator_options* options, sop_evaluator** out) {
  const auto known = known_or_default(options);
  if (!known || known->threads < 0 || known->threads > 1024) return SOP_E_ARGUMENT;
  if (known->language != SOP_ENGLISH && known->language != SOP_CHINESE) return SOP_E_ARGUMENT;
  if (!program->can_run) return SOP_E_PROGRAM;
  *out = std::make_unique<sop_evaluator>(program, *known).release();
  return SOP_OK;
}

sop_status refuse_rows(sop_evaluator& evaluator, const std::string& input, RowsFault fault) {
  evaluator.broken = true;
  if (fault.too_many)
    return evaluator.fail(SOP_E_LIMIT, "more rows or bytes than the options allow", "行数或字节数超过选项允许的上限");
  if (!fault.malformed.empty())
    return evaluator.fail(SOP_E_ARGUMENT, "malformed Arrow structure for `" + input + "`: " + fault.malformed,
                          "`" + input + "` 的 Arrow 结构有误:" + fault.malformed);
  return evaluator.fail(SOP_E_INPUT, "the rows for `" + input + "` do not fit its declaration",
                        "`" + input + "` 的行与声明不符", {std::move(fault.findings)});
}

// The input of this name, or nothing, and the evaluator says why.
InputRows* rows_of(sop_evaluator& evaluator, const std::string& name, sop_status& status) {
  status = SOP_OK;
  if (evaluator.decided != nullptr) status = evaluator.refuse_order(after_a_run_en, after_a_run_zh);
  if (status == SOP_OK && evaluator.broken) status = evaluator.refuse_order(broken_en, broken_zh);
  if (status != SOP_OK) return nullptr;
  const Program& program = evaluator.running();
  const auto input = std::ranges::find(program.inputs, name, &Input::name);
  if (input == program.inputs.end() || input->recorded) {
    status = evaluator.fail(SOP_E_ARGUMENT, "the program declares no input `" + name + "`",
                            "程序没有声明输入 `" + name + "`");
    return nullptr;
  }
  if (input->keys_from.exists()) {
    status = evaluator.fail(SOP_E_INPUT, "`" + name + "` takes its keys from a stream and no rows",
                            "`" + name + "` 的键来自事件流,不接受行");
    return nullptr;
  }
  auto& rows = evaluator.inputs[static_cast<std::size_t>(input - program.inputs.begin())];
  if (rows == nullptr)
    rows = std::make_unique<InputRows>(program, *input, evaluator.program->zone, *evaluator.pool, evaluator.room);
  return rows.get();
}

bool called_off(const sop_evaluator& evaluator) {
  return evaluator.options.cancel != nullptr && evaluator.options.cancel(evaluator.options.cancel_data) != 0;
}

sop_status add_array(sop_evaluator& evaluator, const std::string& input, const ArrowSchema& schema,
                     const ArrowArray& array) {
  sop_status status = SOP_OK;
  InputRows* rows = rows_of(evaluator, input, status);
  if (rows == nullptr) return status;
  if (RowsFault fault = rows->begin(schema); fault.any()) return refuse_rows(evaluator, input, std::move(fault));
  if (RowsFault fault = rows->add(schema, array); fault.any()) return refuse_rows(evaluator, input, std::move(fault));
  return SOP_OK;
}

sop_status stream_failed(sop_evaluator& evaluator, const std::string& input, ArrowArrayStream& stream, int code) {
  evaluator.broken = true;
  const char* said = stream.get_last_error == nullptr ? nullptr : stream.get_last_error(&stream);
  const std::string why = said == nullptr ? "error " + std::to_string(code) : std::string(said);
  return evaluator.fail(SOP_E_INPUT, "the stream for `" + input + "` failed: " + why,
                        "`" + input + "` 的数据流出错:" + why);
}

sop_status add_stream(sop_evaluator& evaluator, const std::string& input, ArrowArrayStream& stream) {
  sop_status status = SOP_OK;
  InputRows* rows = rows_of(evaluator, input, status);
  if (rows == nullptr) return status;
  if (stream.get_schema == nullptr || stream.get_next == nullptr)
    return refuse_rows(evaluator, input, {.malformed = "a stream that cannot be asked"});
  ArrowSchema given_schema{};
  if (const int code = stream.get_schema(&stream, &given_schema); code != 0)
    return stream_failed(evaluator, input, stream, code);
  const Held<ArrowSchema> schema(&given_schema);
  if (RowsFault fault = rows->begin(*schema); fault.any()) return refuse_rows(evaluator, input, std::move(fault));
  for (;;) {
    if (called_off(evaluator)) {
      evaluator.broken = true;
      return evaluator.fail(SOP_E_CANCELLED, "called off", "已取消");
    }
    ArrowArray given{};
    if (const int code = stream.get_next(&stream, &given); code != 0)
      return stream_failed(evaluator, input, stream, code);
    const Held<ArrowArray> array(&given);
    if (!array.is_here()) return SOP_OK;
    if (RowsFault fault = rows->add(*schema, *array); fault.any())
      return refuse_rows(evaluator, input, std::move(fault));
  }
}

sop_status set_memory(sop_evaluator& of, std::string_view bytes) {
  auto book = read_book(bytes);
  if (!book)
    return of.fail(SOP_E_ARGUMENT, "this is no memory of a run, or it is damaged: " + book.error(),
                   "这不是运行留下的记忆,或已损坏:" + book.error());
  auto older = with_older_journeys(of.program->program(), *book);
  if (!older && older.error().what.empty())
    return of.fail(SOP_E_REFUSED, "the journey `" + older.error().journey + "` is gone and holds people",
                   "旅程 `" + older.error().journey + "` 已删除,但还有客户在其中");
  if (!older)
    return of.fail(SOP_E_REFUSED,
                   "people are inside an earlier version of `" + older.error().journey + "`, and it reads `" +
                       older.error().what + "`, which this program does not declare so any more",
                   "还有客户在旅程 `" + older.error().journey + "` 的旧版本中,旧版本要读取 `" + older.error().what +
                       "`,而现在的程序已不再这样声明");
  of.memory = std::move(*book);
  of.joined = *older ? std::make_unique<Program>(std::move(**older)) : nullptr;
  of.inputs.clear();
  of.inputs.resize(of.running().inputs.size());
  return SOP_OK;
}

}  // namespace
}  // namespace sop::embed

using namespace sop::embed;

sop_status sop_evaluator_create(sop_program* program, const sop_evaluator_options* options, sop_evaluator** evaluator) {
  if (evaluator == nullptr) return SOP_E_ARGUMENT;
  *evaluator = nullptr;
  if (program == nullptr) return SOP_E_ARGUMENT;
  return guarded([&] { return create(program, options, evaluator); });
}

void sop_evaluator_free(sop_evaluator* evaluator) { delete evaluator; }

const char* sop_evaluator_error(const sop_evaluator* evaluator) {
  return evaluator == nullptr ? "{}" : evaluator->error.c_str();
}

sop_status sop_evaluator_clear(sop_evaluator* evaluator) {
  return on_evaluator(evaluator, [](sop_evaluator& of) -> sop_status {
    of.forget();
    return SOP_OK;
  });
}

sop_status sop_evaluator_add_stream(sop_evaluator* evaluator, const char* input, struct ArrowArrayStream* rows) {
  if (evaluator == nullptr || input == nullptr) return SOP_E_ARGUMENT;
  if (rows == nullptr || rows->release == nullptr)
    return on_evaluator(evaluator, [](sop_evaluator& of) -> sop_status {
      return of.fail(SOP_E_ARGUMENT, "a stream that is released already", "数据流已经释放");
    });
  Held<ArrowArrayStream> stream(rows);
  return on_evaluator(evaluator, [&](sop_evaluator& of) -> sop_status {
    try {
      return add_stream(of, input, *stream.get());
    } catch (...) {
      of.broken = true;
      throw;
    }
  });
}

sop_status sop_evaluator_add_array(sop_evaluator* evaluator, const char* input, struct ArrowSchema* schema,
                                   struct ArrowArray* rows) {
  if (evaluator == nullptr || input == nullptr) return SOP_E_ARGUMENT;
  Held<ArrowSchema> held_schema;
  Held<ArrowArray> held_rows;
  if (schema != nullptr && schema->release != nullptr) held_schema = Held<ArrowSchema>(schema);
  if (rows != nullptr && rows->release != nullptr) held_rows = Held<ArrowArray>(rows);
  return on_evaluator(evaluator, [&](sop_evaluator& of) -> sop_status {
    if (!held_schema.is_here() || !held_rows.is_here())
      return of.fail(SOP_E_ARGUMENT, "rows or a schema that are released already", "行或表结构已经释放");
    try {
      return add_array(of, input, *held_schema, *held_rows);
    } catch (...) {
      of.broken = true;
      throw;
    }
  });
}

sop_status sop_evaluator_set_memory(sop_evaluator* evaluator, const void* bytes, size_t size) {
  return on_evaluator(evaluator, [&](sop_evaluator& of) -> sop_status {
    if (of.decided != nullptr) return of.refuse_order(after_a_run_en, after_a_run_zh);
    if (of.has_rows() || of.broken)
      return of.refuse_order("the memory comes before the rows: it may say that more of them is read",
                             "记忆须在行之前给出:它可能要求读取更多的列");
    if (bytes == nullptr && size > 0) return of.fail(SOP_E_ARGUMENT, "no bytes", "没有字节");
    return set_memory(of, {static_cast<const char*>(bytes), size});
  });
}
