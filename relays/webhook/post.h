// One POST over libcurl. Every request has a connection of its own: on a kept one libcurl may send a request again by
// itself when the other end hangs up, and nobody would know.
#pragma once

#include <string>
#include <vector>

#include "runtime/relay/verdict.h"

namespace sop::webhook {

struct Request {
  std::string url, body;
  std::vector<std::string> headers;  // `Name: value`
  long timeout_ms = 10'000;
};

// The handle is reused, its connection is not. One thread.
class Poster {
 public:
  Poster();
  ~Poster();
  Poster(const Poster&) = delete;
  Poster& operator=(const Poster&) = delete;
  Attempt post(const Request& request);

 private:
  void* handle_ = nullptr;
};

}  // namespace sop::webhook
