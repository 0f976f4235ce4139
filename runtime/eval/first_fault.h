// An exception on one of several threads (no memory left) ends the work of all of them and is thrown again by whoever
// waits, never by the thread itself: that would end the process.
#pragma once

#include <exception>
#include <mutex>

namespace sop {

class FirstFault {
 public:
  template <class Work>
  void run(Work&& work) {
    try {
      work();
    } catch (...) {
      const std::lock_guard lock(keeping_);
      if (!fault_) fault_ = std::current_exception();
    }
  }
  // After all threads have ended.
  void raise() const {
    if (fault_) std::rethrow_exception(fault_);
  }

 private:
  std::mutex keeping_;
  std::exception_ptr fault_;
};

}  // namespace sop
