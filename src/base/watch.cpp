// Watch: see the header.
#include "zhun/watch.hpp"

namespace zhun {

void Watch::begin(std::string_view stage, std::uint64_t total) {
  progress_ = {stage, 0, total};
  look();
}

void Watch::advance() {
  if (progress_.done < progress_.total) ++progress_.done;
  look();
}

void Watch::look() {
  rows_ = 0;
  if (stopped_) return;
  stopped_ = (token_ != nullptr && token_->requested()) || (callback_ && !callback_(progress_));
}

Error cancelled_error(std::string source) {
  return {ErrorCode::cancelled, Place{std::move(source), 0, 0, 0, {}}, "the call was cancelled"};
}

}  // namespace zhun
