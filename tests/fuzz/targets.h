// What is fuzzed: each target takes bytes and holds the engine to a promise. Two drivers run them: libFuzzer
// (driver.cpp, with clang), and replay.cpp over the kept corpus, in every build. A broken promise ends the process,
// where both see it.
#pragma once

#include <string>
#include <string_view>

namespace sop::fuzz {

void fuzz_check(std::string_view bytes);     // a program: checked, printed and read back
void fuzz_format(std::string_view bytes);    // a program: formatted, translated and back
void fuzz_run(std::string_view bytes);       // facts and rules over one shop: the engine against the reference
void fuzz_patterns(std::string_view bytes);  // a pattern of `matches` and texts to look in
void fuzz_tables(std::string_view bytes);    // a file of data: CSV, Arrow, Parquet
void fuzz_store(std::string_view bytes);     // changes of a state file
void fuzz_abi(std::string_view bytes);       // calls of the C interface

// Ends the process, saying what was promised.
void require(bool holds, std::string_view promise, std::string_view details = {});

// Bytes taken one by one as choices; zeros behind the end.
class Choices {
 public:
  explicit Choices(std::string_view bytes) : bytes_(bytes) {}
  bool over() const { return bytes_.empty(); }
  unsigned byte() {
    if (bytes_.empty()) return 0;
    const unsigned out = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    return out;
  }
  unsigned below(unsigned count) { return byte() % count; }
  // As many bytes as there are, up to this many.
  std::string_view text(std::size_t most) {
    const std::string_view out = bytes_.substr(0, most);
    bytes_.remove_prefix(out.size());
    return out;
  }
  std::string_view rest() const { return bytes_; }

 private:
  std::string_view bytes_;
};

}  // namespace sop::fuzz
