// zhun_scorecard_*: fits a scorecard to past cases, and writes it down.
#include "zhun/scorecard.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "handles.hpp"

using zhun::capi::guarded;

struct zhun_scorecard {
  static constexpr std::uint64_t kKind = 0x7a636172642e2e2e;
  zhun::capi::Mark mark{kKind};
  zhun::ScorecardFit fit;
};

namespace {

constexpr std::size_t kOptionsSizeMin = sizeof(zhun_fit_options);  // version 1

struct Fit {
  zhun::FitOptions options;
  std::optional<zhun::SourceFile> test;
  zhun::Watch watch{nullptr};
  Fit() = default;
  Fit(const Fit&) = delete;  // `options` points to `watch`
  Fit& operator=(const Fit&) = delete;
};

// 0 is the default, -1 zero.
double stated(double given, double otherwise) {
  return given == 0 ? otherwise : given == -1 ? 0 : given;
}

zhun::Result<void> read_numbers(const zhun_fit_options& given, zhun::FitOptions& out) {
  if (given.trend < ZHUN_TREND_ANY || given.trend > ZHUN_TREND_DESCENDING)
    return zhun::fail(zhun::ErrorCode::invalid_argument, {}, "the options' trend is none");
  if (given.decimals < 0 || given.decimals > 6)
    return zhun::fail(zhun::ErrorCode::invalid_argument, {}, "points have 0 to 6 decimals");
  static_assert(ZHUN_TREND_DESCENDING == static_cast<int>(zhun::Trend::descending));
  out.trend = static_cast<zhun::Trend>(given.trend);
  if (given.bins_max > 0) out.bins_max = given.bins_max;
  out.decimals = given.decimals;
  out.share_min = stated(given.share_min, out.share_min);
  if (given.gain_min != 0) out.gain_min = stated(given.gain_min, 0);
  out.iv_min = given.iv_min;
  out.base = stated(given.base, out.base);
  out.odds = stated(given.odds, out.odds);
  out.pdo = stated(given.pdo, out.pdo);
  out.good_over_bad = given.good_over_bad != 0;
  return {};
}

zhun::Result<void> read_options(const zhun_fit_options* given, Fit& fit) {
  if (given == nullptr) return {};
  zhun_fit_options options = ZHUN_FIT_OPTIONS_INIT;
  if (auto taken = zhun::capi::take_options(given, kOptionsSizeMin, options); !taken) return taken;
  if (options.reserved != 0) return tl::unexpected(zhun::capi::unknown_option());
  if (auto read = read_numbers(options, fit.options); !read) return read;
  if (options.target != nullptr) fit.options.target = options.target;
  if (options.bad != nullptr) fit.options.bad = options.bad;
  auto excluded = zhun::capi::names_of(options.excluded, options.excluded_size);
  if (!excluded) return tl::unexpected(excluded.error());
  fit.options.excluded = std::move(*excluded);
  for (auto [file, out] :
       {std::pair(options.test, &fit.test), std::pair(options.bins, &fit.options.bins)}) {
    if (file == nullptr) continue;
    const auto source = zhun::capi::source_of(file);
    if (!source) return tl::unexpected(source.error());
    *out = *source;
  }
  if (options.source_bytes_max > 0) fit.options.limits.bytes_max = options.source_bytes_max;
  if (!zhun::capi::are_alive_if_given(options.cancel))
    return tl::unexpected(zhun::capi::wrong_handle());
  fit.watch = zhun::capi::watch_of(options.cancel, options.progress, options.progress_user);
  fit.options.limits.watch = &fit.watch;
  return {};
}

}  // namespace

void zhun_fit_options_init(zhun_fit_options* options, std::size_t size) noexcept {
  zhun::capi::init_options(options, size, kOptionsSizeMin);
}

zhun_status zhun_scorecard_fit(const zhun_file* table, const zhun_fit_options* options,
                               zhun_scorecard** out, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    *out = nullptr;
    const auto cases = zhun::capi::source_of(table);
    if (!cases) return zhun::capi::report(error, cases.error());
    Fit fit;
    if (const auto read = read_options(options, fit); !read)
      return zhun::capi::report(error, read.error());
    fit.watch.begin("fit", 1);
    auto card = zhun::fit_scorecard(*cases, fit.test, fit.options);
    if (card) fit.watch.advance();
    if (fit.watch.stopped()) return zhun::capi::report(error, zhun::cancelled_error(cases->name));
    if (!card) return zhun::capi::report(error, card.error());
    *out = new zhun_scorecard{.fit = std::move(*card)};
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_scorecard_render(const zhun_scorecard* scorecard, const char* media_type,
                                  zhun_buffer* out, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    zhun_buffer_free(out);
    if (!zhun::capi::is_alive(scorecard) || media_type == nullptr)
      return zhun::capi::invalid(
          error, "scorecard or media_type is NULL, or the handle is of another kind or freed");
    const std::string_view wanted = media_type;
    if (wanted == "application/xml")
      zhun::capi::fill(*out, zhun::render_scorecard_pmml(scorecard->fit));
    else if (wanted == "text/html")
      zhun::capi::fill(*out, zhun::render_scorecard_html(scorecard->fit));
    else if (wanted == "application/json")
      zhun::capi::fill(*out, zhun::render_scorecard_json(scorecard->fit));
    else if (wanted == "text/csv")
      zhun::capi::fill(*out, zhun::render_scorecard_bins(scorecard->fit));
    else if (wanted == "text/plain")
      zhun::capi::fill(*out, zhun::render_scorecard_text(scorecard->fit));
    else
      return zhun::capi::invalid(error, "zhun does not write this media type");
    return zhun::capi::succeed(error);
  });
}

void zhun_scorecard_free(zhun_scorecard* scorecard) noexcept { zhun::capi::free_handle(scorecard); }
