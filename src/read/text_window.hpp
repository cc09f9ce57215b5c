// A view of a text as UTF-8 that slides over the file: all of it at once where the file is UTF-8,
// a decoded part of it elsewhere. Copies are independent of one another. Not thread-safe; the bytes
// must outlive it.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "zhun/text.hpp"

namespace zhun::read {

class TextWindow {
 public:
  TextWindow() = default;
  explicit TextWindow(std::string_view utf8) : whole_text_(utf8) {}
  // Of bytes without a byte order mark; not for UTF-8.
  TextWindow(std::string_view bytes, Encoding encoding);

  [[nodiscard]] std::string_view text() const {
    return decodes_ ? std::string_view(decoded_.data(), filled_) : whole_text_;
  }
  // Nothing stands behind the text that is in view.
  [[nodiscard]] bool at_end() const { return !decodes_ || failed_ || at_ == bytes_.size(); }
  // Something behind it is not valid in the file's encoding.
  [[nodiscard]] bool failed() const { return failed_; }
  // Forgets what stands before `begin` and decodes on; the text in view then begins there.
  void slide(std::size_t begin);
  // About how many lines are in view and behind, from `begin` on.
  [[nodiscard]] std::size_t estimate_lines(std::size_t begin) const;

 private:
  void fill();

  std::string_view whole_text_;
  std::string_view bytes_;
  Encoding encoding_ = Encoding::utf8;
  bool decodes_ = false, failed_ = false;
  std::vector<char> decoded_;
  std::size_t filled_ = 0;
  std::size_t at_ = 0;  // in bytes_
};

}  // namespace zhun::read
