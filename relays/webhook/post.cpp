#include "relays/webhook/post.h"

#include <curl/curl.h>

#include <algorithm>

namespace sop::webhook {
namespace {

// What the receiver says beyond its status is not read.
std::size_t forget(char*, std::size_t size, std::size_t count, void*) { return size * count; }

}  // namespace

Poster::Poster() : handle_(curl_easy_init()) {}
Poster::~Poster() { curl_easy_cleanup(handle_); }

Attempt Poster::post(const Request& request) {
  CURL* const curl = handle_;
  if (curl == nullptr) return {Heard::nothing, 0, 0, "libcurl cannot be used"};
  curl_easy_reset(curl);
  curl_slist* headers = nullptr;
  for (const std::string& header : request.headers) headers = curl_slist_append(headers, header.c_str());
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, request.timeout_ms);
  curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, forget);
  const CURLcode code = curl_easy_perform(curl);
  curl_slist_free_all(headers);

  Attempt attempt;
  long sent_bytes = 0, status = 0;
  curl_off_t wait_seconds = 0;
  curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &sent_bytes);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait_seconds);
  if (code == CURLE_OK && status > 0) {
    attempt.heard = Heard::answered;
    attempt.status = static_cast<int>(status);
    attempt.retry_after = std::min<Micros>(wait_seconds, 24 * 3600) * micros_per_second;
  } else {
    attempt.heard = sent_bytes > 0 ? Heard::maybe : Heard::nothing;
    attempt.fault = curl_easy_strerror(code);
  }
  return attempt;
}

}  // namespace sop::webhook
