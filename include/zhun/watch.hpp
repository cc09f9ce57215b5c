// Watch (进度与取消): how the caller of a long call follows it, and stops it.
//
//   zhun::CancelToken stop;  // stop.request() from any thread
//   zhun::Watch watch(&stop, [](const zhun::Progress& at) { show(at); return true; });
//   options.limits.watch = &watch;                       // reading
//   auto assessment = zhun::assess(*dossier, *policy, &watch);
//
// A call that was stopped ends with ErrorCode::cancelled within some milliseconds of work. A watch
// belongs to one thread at a time and may serve several calls one after the other; once stopped it
// stays so. The token may be shared by any number of watches and threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "zhun/error.hpp"
#include "zhun/limits.hpp"

namespace zhun {

class CancelToken {
 public:
  void request() noexcept { requested_.store(true, std::memory_order_relaxed); }
  [[nodiscard]] bool requested() const noexcept {
    return requested_.load(std::memory_order_relaxed);
  }

 private:
  std::atomic<bool> requested_{false};
};

// `done` of `total`: sources of "read", steps of "reconcile", "judge" and "match".
struct Progress {
  std::string_view stage;
  std::uint64_t done = 0, total = 0;
};

class Watch {
 public:
  // Runs on the thread of the call, at each step forward and, with the same figures, every few
  // thousand rows; so it must be quick. It throws nothing. False stops the call.
  using Callback = std::function<bool(const Progress&)>;

  explicit Watch(const CancelToken* token, Callback callback = {})
      : token_(token), callback_(std::move(callback)) {}

  // What the library calls: a stage begins, a part of it is done, a row was worked on.
  void begin(std::string_view stage, std::uint64_t total);
  void advance();
  // True: stop. Looks at the token and calls back once in 1,024 rows, or what takes about as long
  // as a row; costs a nanosecond.
  [[nodiscard]] bool stops(std::uint32_t rows = 1) {
    rows_ += rows;
    if (rows_ >= 1024) look();
    return stopped_;
  }
  // The same for what is done rarely: looks at once.
  [[nodiscard]] bool stops_now() {
    look();
    return stopped_;
  }
  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  void look();
  const CancelToken* token_;
  Callback callback_;
  Progress progress_;
  std::uint32_t rows_ = 0;
  bool stopped_ = false;
};

// True: the watch of these limits, if there is one, wants to stop.
[[nodiscard]] inline bool is_stopped(const Limits& limits) {
  return limits.watch != nullptr && limits.watch->stops();
}
[[nodiscard]] inline bool is_stopped_now(const Limits& limits) {
  return limits.watch != nullptr && limits.watch->stops_now();
}
[[nodiscard]] Error cancelled_error(std::string source);

}  // namespace zhun
