// zhun_run_options: shared by what runs a dossier and what runs a part of it.
#include "run_options.hpp"

#include <cstddef>
#include <utility>

namespace zhun::capi {
namespace {

constexpr std::size_t kFirstVersion = offsetof(zhun_run_options, pdf);

Result<void> take_answers(const zhun_run_options& given, RunOptions& out) {
  if (given.answers == nullptr) return {};
  std::optional<DateTime> now;
  if (given.now != nullptr) {
    now = parse_date_time(given.now);
    if (!now || !now->has_time())
      return fail(ErrorCode::invalid_argument, {}, "the options' now is not a date with a time");
  }
  auto answers = read_answers({static_cast<const char*>(given.answers), given.answers_size},
                              "answers", now, out.limits);
  if (!answers) return tl::unexpected(answers.error());
  out.answers = std::move(*answers);
  return {};
}

}  // namespace

Result<void> read_run_options(const zhun_run_options* given, RunOptions& out) {
  if (given == nullptr) return {};
  zhun_run_options known = ZHUN_RUN_OPTIONS_INIT;
  if (auto taken = take_options(given, kFirstVersion, known); !taken) return taken;
  if (!are_alive_if_given(known.cancel, known.pdf, known.scanner))
    return tl::unexpected(wrong_handle());
  if (known.cancel != nullptr) out.cancel = &known.cancel->token;
  out.watch = watch_of(known.cancel, known.progress, known.progress_user);
  if (known.pdf != nullptr) out.pdf = known.pdf->engine.get();
  out.scanner = known.scanner;
  switch (known.masking) {
    case ZHUN_MASKING_INSIDE_BANK:
      out.masking = Masking::inside_bank;
      break;
    case ZHUN_MASKING_OUTWARD:
      out.masking = Masking::outward;
      break;
    case ZHUN_MASKING_NONE:
      out.masking = Masking::none;
      break;
    default:
      return fail(ErrorCode::invalid_argument, {}, "the options' masking is not a known level");
  }
  if (known.source_bytes_max > 0) out.limits.bytes_max = known.source_bytes_max;
  if (known.source_rows_max > 0) out.limits.rows_max = known.source_rows_max;
  return take_answers(known, out);
}

}  // namespace zhun::capi

void zhun_run_options_init(zhun_run_options* options, std::size_t size) noexcept {
  zhun::capi::init_options(options, size, zhun::capi::kFirstVersion);
}
