// A build without Z3's header: nothing is decided by a second layer.
#ifndef SOP_HAS_Z3
#include "compiler/solver/second_layer.h"

namespace sop {

struct SecondLayer::Session {};
SecondLayer::SecondLayer(Translator& translator, effort::Solving limits) : translator_(translator), limits_(limits) {}
SecondLayer::~SecondLayer() = default;
Answer SecondLayer::ask(FormulaId) { return {}; }
std::int64_t SecondLayer::spent() const { return limits_.question * 0; }
std::string solver_version() { return {}; }
void do_without_solver() {}

}  // namespace sop
#endif
