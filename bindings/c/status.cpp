// What is asked of the library as a whole.
#include "bindings/c/include/sop.h"

uint32_t sop_abi_version(void) { return SOP_ABI_VERSION; }

const char* sop_version(void) { return SOP_VERSION; }

const char* sop_status_name(sop_status status) {
  switch (status) {
    case SOP_OK: return "SOP_OK";
    case SOP_E_ARGUMENT: return "SOP_E_ARGUMENT";
    case SOP_E_PROGRAM: return "SOP_E_PROGRAM";
    case SOP_E_INPUT: return "SOP_E_INPUT";
    case SOP_E_LIMIT: return "SOP_E_LIMIT";
    case SOP_E_CANCELLED: return "SOP_E_CANCELLED";
    case SOP_E_ORDER: return "SOP_E_ORDER";
    case SOP_E_REFUSED: return "SOP_E_REFUSED";
    case SOP_E_MEMORY: return "SOP_E_MEMORY";
    case SOP_E_INTERNAL: return "SOP_E_INTERNAL";
    default: return "unknown";  // of a later version
  }
}
