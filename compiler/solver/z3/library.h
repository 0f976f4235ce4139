// Z3 as a library that need not be there: its C functions, looked up by name when the first question is asked. Nothing
// links against it, so the same binary runs with and without it; the header is needed at build time only.
#pragma once

#include <z3.h>

#include <string>

namespace sop::solver {

#define SOP_Z3_FUNCTIONS(F)                                                                                           \
  F(mk_config)                                                                                                        \
  F(del_config)                                                                                                       \
  F(mk_context) F(del_context) F(set_error_handler) F(get_error_code) F(get_version) F(mk_int_symbol)                 \
      F(mk_string_symbol) F(mk_bool_sort) F(mk_int_sort) F(mk_real_sort) F(mk_const) F(mk_true) F(mk_false)           \
          F(mk_numeral) F(mk_int64) F(mk_not) F(mk_and) F(mk_or) F(mk_ite) F(mk_eq) F(mk_implies) F(mk_add) F(mk_mul) \
              F(mk_sub) F(mk_le) F(mk_lt) F(mk_int2real) F(mk_mod) F(mk_div) F(mk_simple_solver) F(solver_inc_ref)    \
                  F(solver_dec_ref) F(mk_params) F(params_inc_ref) F(params_dec_ref) F(params_set_uint)               \
                      F(params_set_bool) F(solver_set_params) F(solver_assert) F(solver_check_assumptions)            \
                          F(solver_get_model) F(model_inc_ref) F(model_dec_ref) F(model_eval) F(get_numeral_string)   \
                              F(get_bool_value) F(solver_get_statistics) F(stats_inc_ref) F(stats_dec_ref)            \
                                  F(stats_size) F(stats_get_key) F(stats_is_uint) F(stats_get_uint_value)

struct Library {
#define SOP_Z3_MEMBER(name) decltype(&::Z3_##name) name = nullptr;
  SOP_Z3_FUNCTIONS(SOP_Z3_MEMBER)
#undef SOP_Z3_MEMBER
};

// nullptr: this machine has none, or is to be taken for one without (do_without_solver).
const Library* library();

}  // namespace sop::solver
