// SOP_VECTORISED: a kernel compiled twice, for AVX2 and for any machine; the loader takes the one that fits. Both give
// the same bits (no contraction, no reordering). Not under the thread sanitizer, which is not ready when the loader
// chooses, and not by clang, which cannot combine the two.
#pragma once

#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__) && !defined(__clang__)
#define SOP_VECTORISED [[gnu::flatten]] [[gnu::target_clones("avx2", "default")]]
#else
#define SOP_VECTORISED [[gnu::flatten]]
#endif
