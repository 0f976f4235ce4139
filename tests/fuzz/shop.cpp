#include "tests/fuzz/shop.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "compiler/driver/compile.h"
#include "runtime/io/instant_option.h"
#include "runtime/io/write.h"
#include "runtime/io/zone_files.h"
#include "tests/fuzz/targets.h"

namespace sop::fuzz {
namespace {

constexpr const char* customer_rows = R"(customer_id,city,age,spend,vip,born,score,kind,opted_out
a,上海,17,99.5,true,2000-02-29,0.5,x,false
b,,18,100,false,,-1e9,,false
c,"a,b",,0,true,1999-12-31,,y,false
d,"",99,,false,2026-11-22,3.25,z,true
e,杭州,-1,12345678.9999,true,,0,x,false
)";
constexpr const char* order_rows = R"(customer_id,order_id,paid_at,amount,sku,n
a,1,2026-11-22 09:00,10,tea,1
a,2,2026-11-15 23:59:59,20.5,,
a,3,2026-10-01 00:00,20.5,tea,0
c,4,2025-11-22 10:00,0,milk,-5
d,5,2026-11-22 10:00,999,tea,7
d,6,2026-11-23 10:00,1,tea,7
)";

void write_file(const std::string& path, const char* bytes) { std::ofstream(path, std::ios::binary) << bytes; }

const std::vector<Binding>& bindings() {
  static const std::vector<Binding> files = [] {
    const std::string customers = scratch_folder() + "/customers.csv", orders = scratch_folder() + "/orders.csv";
    write_file(customers, customer_rows);
    write_file(orders, order_rows);
    return std::vector<Binding>{{"customers", customers}, {"orders", orders}};
  }();
  return files;
}

}  // namespace

const std::string& scratch_folder() {
  struct Folder {
    std::string path = (std::filesystem::temp_directory_path() / ("sop-fuzz-" + std::to_string(::getpid()))).string();
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
  };
  static const Folder folder;
  return folder.path;
}

std::optional<World> shop_with(std::string_view text) {
  static const auto zone = load_zone("Asia/Shanghai");
  const Sources sources{{"fuzz.sop", shop_declarations + std::string(text)}};
  CheckOptions options;
  options.zone = [](const std::string& name) { return load_zone(name); };
  Compilation found = compile(sources, options, nullptr, AnalysisDepth::fast);
  if (found.diagnostics.errors() > 0 || !found.program.later.empty()) return std::nullopt;
  World world;
  world.program = std::move(found.program);
  world.context.zone = zone ? *zone : utc_rules();
  PreparedData data = load_dataset(world.program, bindings(), evaluate_rows, world.context, {});
  if (data.exit_code != 0) return std::nullopt;  // more inputs than the shop has
  world.dataset = std::move(data.dataset);
  return world;
}

std::string said(const World& world, EvaluateFn evaluate) {
  Dataset dataset = world.dataset;
  dataset.pool = std::make_shared<TextPool>();  // its own: a run adds texts
  for (TextCode code = 0; code < world.dataset.pool->size(); ++code)
    dataset.pool->intern(world.dataset.pool->text(code));
  RunOptions options;
  options.as_of = *parse_instant("2026-11-22 10:00", &world.context.zone);
  options.has_as_of = true;
  options.evaluate = evaluate;
  const RunResult result = run(world.program, dataset, options, world.context);
  const RunView view{&world.program, &dataset, &result, world.context.zone};
  std::string out;
  for (const OutputTable& table : {facts_table(view, {}), segments_table(view), stages_table(view), tags_table(view),
                                   actions_table(view), decisions_table(view), issues_table(view)})
    out += csv_text(table) + "\n";
  return out;
}

}  // namespace sop::fuzz
