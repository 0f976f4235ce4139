// Which sides of which atoms the runs of tests have seen. The run asks all its conditions through one function of its
// options: `evaluate_watched` is that function, and asks the atoms of each condition beside it, in the same rows.
//
// What a contact is asked (`suppress`, `only if`, a cap's `where`) the run asks of everybody about whom it decides at
// all; it counts only for customers who were to be contacted in a way that it is about.
#pragma once

#include <optional>

#include "runtime/run/run.h"
#include "runtime/testing/atoms.h"

namespace sop {

struct WatchedAtom {
  Span span;
  InstId inst;  // the first of its parts
  TestedCondition in;
  bool negated = false;
  bool seen_true = false, seen_false = false;
  std::size_t nearest = SIZE_MAX;  // the first test that asks it, of those that stand for themselves
};

class Watch {
 public:
  explicit Watch(const Program& program);

  // What is seen from now on is of this test; SIZE_MAX: of one that no missing case can begin from.
  void begin_test(std::size_t test) { test_ = test; }
  void see(const Program& program, const Dataset& dataset, const Frame& frame, std::span<const InstId> roots,
           const Evaluation& found, const RunContext& context);
  // A run is over: who was contacted, or would have been.
  void end_run(const RunResult& result);

  std::vector<WatchedAtom> atoms() const;  // by place

 private:
  struct Part {
    std::size_t atom;  // into atoms_
    bool all;
    std::vector<InstId> insts;
  };
  struct Asked {
    TestedCondition condition;
    std::vector<Part> parts;
  };
  // The conditions of one program: the one under test, or what locks on tags made of it.
  struct Sheet {
    const Program* program = nullptr;
    std::map<InstId, std::vector<Asked>> of_root;
  };
  struct Pending {
    std::size_t atom;
    bool truth;
    std::uint32_t customer;
    std::int32_t guard, cap;
  };

  Sheet sheet_of(const Program& program);
  void see(const Asked& asked, const Evaluation& parts, std::size_t begin, const Frame& frame,
           const std::vector<bool>& moot);
  void note(std::size_t atom, bool truth);
  bool is_about(const Pending& pending, const Action& action) const;

  const Program& program_;
  std::vector<WatchedAtom> atoms_;
  std::map<AtomKey, std::size_t> place_of_;
  Sheet own_, locked_;
  std::vector<Pending> pending_;
  std::size_t test_ = SIZE_MAX;
};

// What a watched run is given as its context.
struct WatchedContext : RunContext {
  Watch* watch = nullptr;
};

// An EvaluateFn; the context is a WatchedContext.
Evaluation evaluate_watched(const Program& program, const Dataset& dataset, const Frame& frame,
                            std::span<const InstId> roots, const RunContext& context);

}  // namespace sop
