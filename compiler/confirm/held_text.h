// A text that several values share, or that the program has for good. Values are copied all the time and most of them
// hold no text: such a copy is that of null pointers.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

namespace sop::trial {

class HeldText {
 public:
  HeldText() = default;
  HeldText(std::string text) {
    if (text.empty()) return;
    owned_ = new Shared{std::move(text)};
    text_ = &owned_->text;
  }
  // `text` lives longer than whoever holds this.
  static HeldText borrowed(const std::string& text) {
    HeldText out;
    if (!text.empty()) out.text_ = &text;
    return out;
  }
  HeldText(const HeldText& other) : text_(other.text_), owned_(other.owned_) {
    if (owned_ != nullptr) ++owned_->holders;
  }
  HeldText(HeldText&& other) noexcept
      : text_(std::exchange(other.text_, nullptr)), owned_(std::exchange(other.owned_, nullptr)) {}
  HeldText& operator=(HeldText other) noexcept {
    std::swap(text_, other.text_);
    std::swap(owned_, other.owned_);
    return *this;
  }
  ~HeldText() {
    if (owned_ != nullptr && --owned_->holders == 0) delete owned_;
  }

  const std::string& get() const {
    static const std::string none;
    return text_ == nullptr ? none : *text_;
  }
  bool empty() const { return text_ == nullptr; }
  bool operator==(const HeldText& other) const { return text_ == other.text_ || get() == other.get(); }

 private:
  struct Shared {
    std::string text;
    std::size_t holders = 1;  // all on one thread: a question is answered by one
  };
  const std::string* text_ = nullptr;
  Shared* owned_ = nullptr;
};

}  // namespace sop::trial
