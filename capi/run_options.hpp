// What the caller's zhun_run_options ask for.
#pragma once

#include <optional>

#include "handles.hpp"
#include "zhun/answers.hpp"

namespace zhun::capi {

struct RunOptions {
  Masking masking = Masking::inside_bank;
  Limits limits;
  const PdfEngine* pdf = nullptr;
  const CancelToken* cancel = nullptr;
  Watch watch{nullptr};
  const zhun_scanner* scanner = nullptr;
  std::optional<Answers> answers;
};

// NULL: the defaults.
[[nodiscard]] Result<void> read_run_options(const zhun_run_options* given, RunOptions& out);

}  // namespace zhun::capi
