// A state file that was changed anywhere, or whose log was: it opens and says what a commit left, or it is refused.
// Three bytes of the input are one change: where (of 65,536 parts) and what is put there; the first byte says file or
// log, and where both end.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "runtime/io/instant_option.h"
#include "runtime/store/outbox.h"
#include "runtime/store/store.h"
#include "tests/fuzz/shop.h"
#include "tests/fuzz/targets.h"

namespace sop::fuzz {
namespace {

namespace fs = std::filesystem;

struct Kept {
  World world = *shop_with(R"(tag buyer
rule r { on orders then { tag buyer  send t } backfill enter }
journey j { enter on orders  reenter never  backfill enter  send t  wait 2 days  again: send t }
segment held = tag = buyer
)");
  std::string path = scratch_folder() + "/state.db", file, log;

  Kept() {
    tick("2026-11-22 10:00");
    const auto reader = Store::open_to_read(path);  // while somebody reads, the log stays
    tick("2026-11-24 12:00");
    file = bytes_of(path), log = bytes_of(path + "-wal");
  }
  static std::string bytes_of(const std::string& name) {
    std::ifstream in(name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // True when it was written.
  bool tick(const char* instant) const {
    auto store = Store::open(path);
    if (!store) return false;
    Dataset now = world.dataset;
    const auto memory = store->load(world.program, now);
    if (!memory) return false;
    RunOptions options;
    options.evaluate = evaluate;
    options.has_as_of = options.with_state = true;
    options.as_of = *parse_instant(instant, &world.context.zone);
    options.before = &*memory;
    const RunResult result = run(world.program, now, options, world.context);
    const RunView view{&world.program, &now, &result, world.context.zone};
    return store->commit(world.program, world.program, now, *memory, result, outbox_rows(view)).has_value();
  }
};

}  // namespace

void fuzz_store(std::string_view bytes) {
  static const Kept kept;
  Choices choices(bytes);
  const unsigned mode = choices.byte();
  std::string file = kept.file, log = mode & 1 ? kept.log : "";
  while (!choices.over()) {
    const std::size_t where = choices.byte() * 256 + choices.byte();
    const auto value = static_cast<char>(choices.byte());
    std::string& changed = (mode & 1) != 0 && (mode & 2) != 0 ? log : file;
    if (changed.empty()) break;
    const std::size_t at = changed.size() * where / 65536;
    if ((mode & 4) != 0 && choices.over())
      changed.resize(at);
    else
      changed[at] = value;
  }
  for (const char* more : {"", "-wal", "-shm", "-journal"}) fs::remove(kept.path + more);
  std::ofstream(kept.path, std::ios::binary) << file;
  if (!log.empty()) std::ofstream(kept.path + "-wal", std::ios::binary) << log;
  if (auto outbox = Outbox::open(kept.path))
    static_cast<void>(outbox->list({{"new", "sending", "sent", "unknown"}, "", ""}));
  const bool written = kept.tick("2026-11-26 12:00");
  if (file == kept.file && (mode & 1) == 0) require(written, "an unchanged file is used");
}

}  // namespace sop::fuzz
