// One line on standard error that says how far the work has come: rows, rows/s, an estimate. Only where standard error
// is a terminal, only when the work takes a while; gone when the object is.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "compiler/diagnostics/diagnostic.h"
#include "runtime/eval/progress.h"

namespace sop::cli {

class ProgressLine {
 public:
  ProgressLine(const Progress& progress, Language language);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

 private:
  void watch();

  const Progress& progress_;
  Language language_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
  std::thread watcher_;
};

// "reading 45% · 1,234,000 rows · 850,000 rows/s · 3 s left", `seconds` after this piece of work began.
std::string progress_text(const Progress& progress, double seconds, Language language);

}  // namespace sop::cli
