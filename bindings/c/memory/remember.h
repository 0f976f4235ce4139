// Between the book that a host keeps and the memory of one run: recalled for the customers of its data, remembered when
// it has ended.
#pragma once

#include "bindings/c/memory/book.h"
#include "compiler/passes/join_versions.h"
#include "runtime/io/run_tables.h"
#include "runtime/run/last_run.h"

namespace sop::embed {

// The program with older versions of journeys that people are inside of (semantics E6); nothing where they are all as
// they were. The error names a journey that is gone and holds people, or what an older version
// reads and the program does not have.
std::expected<std::optional<Program>, UnreadableVersion> with_older_journeys(const Program& program,
                                                                             const MemoryBook& book);

// What the book knows of this run's customers. The error says what in it cannot be.
std::expected<RunMemory, std::string> recall(const MemoryBook& book, const Program& program, const Dataset& dataset);

// The bytes for the next run. `written`: the program before older versions joined it.
std::string remember(const MemoryBook& before, const Program& written, const RunView& view);

// More actions than that are not to be sent without a look (semantics E5).
std::uint64_t guard_limit(const Project& project, const MemoryBook& book);

// What the latest run did, for those who compare with it.
LastRun last_run(const MemoryBook& book, const Program& program, const Dataset& dataset);

}  // namespace sop::embed
