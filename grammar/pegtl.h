// The one place that names the parser library: PEGTL 3.2.7 as Debian ships it.
#pragma once

#include <tao/pegtl.hpp>
#include <tao/pegtl/utf8.hpp>

namespace sop {
namespace pegtl = tao::pegtl;
}  // namespace sop
