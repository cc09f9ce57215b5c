// zhun_match, zhun_resolve: which payments settle which invoices, which name a damaged one means.
#include <cstddef>
#include <string_view>
#include <vector>

#include "handles.hpp"
#include "zhun/matching.hpp"
#include "zhun/pdf.hpp"
#include "zhun/present.hpp"
#include "zhun/text.hpp"

using zhun::capi::guarded;

namespace {

constexpr std::size_t kOptionsSizeMin = sizeof(zhun_match_options);  // version 1

struct Match {
  zhun::ReadOptions read;
  zhun::Watch watch{nullptr};
  Match() = default;
  Match(const Match&) = delete;  // `read` points to `watch`
  Match& operator=(const Match&) = delete;
  [[nodiscard]] zhun::ReadOptions of(const zhun_file& file) const {
    zhun::ReadOptions options = read;
    options.source_name = file.name;
    return options;
  }
};

zhun_status read_options(const zhun_match_options* given, Match& match, zhun_error* error) {
  if (given == nullptr) return ZHUN_OK;
  zhun_match_options options = ZHUN_MATCH_OPTIONS_INIT;
  if (const auto taken = zhun::capi::take_options(given, kOptionsSizeMin, options, error);
      taken != ZHUN_OK)
    return taken;
  if (options.reserved != 0)
    return zhun::capi::report(error, ZHUN_EVERSION,
                              "the options ask for something that this version does not know");
  if (!zhun::capi::are_alive_if_given(options.cancel, options.pdf))
    return zhun::capi::report(error, zhun::capi::wrong_handle());
  if (options.own_tax_no != nullptr) match.read.own_tax_no = options.own_tax_no;
  if (options.own_name != nullptr)
    match.read.own_names.push_back(zhun::normalise_name(options.own_name));
  if (options.pdf != nullptr) match.read.pdf = options.pdf->engine.get();
  if (options.source_bytes_max > 0) match.read.limits.bytes_max = options.source_bytes_max;
  if (options.source_rows_max > 0) match.read.limits.rows_max = options.source_rows_max;
  match.watch = zhun::capi::watch_of(options.cancel, options.progress, options.progress_user);
  match.read.limits.watch = &match.watch;
  return ZHUN_OK;
}

zhun_status cancelled(zhun_error* error) {
  return zhun::capi::report(error, zhun::cancelled_error({}));
}

// What both functions ask of their arguments; `json` says which of the two forms is wanted.
zhun_status check(const char* media_type, const zhun_file* one, const zhun_file* other,
                  const zhun_match_options* given, zhun_buffer* out, Match& match, bool& json,
                  zhun_error* error) {
  if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
  zhun_buffer_free(out);
  for (const zhun_file* file : {one, other}) {
    if (file == nullptr || file->name == nullptr || (file->data == nullptr && file->size > 0))
      return zhun::capi::invalid(error, "a file is NULL or has no name or no data");
  }
  const std::string_view wanted = media_type == nullptr ? "" : media_type;
  json = wanted == "application/json";
  if (!json && wanted != "text/csv")
    return zhun::capi::invalid(error, "zhun does not write this media type");
  if (const auto status = read_options(given, match, error); status != ZHUN_OK) return status;
  return match.watch.stops_now() ? cancelled(error) : ZHUN_OK;
}

std::string_view bytes_of(const zhun_file& file) {
  return {static_cast<const char*>(file.data), file.size};
}

std::vector<std::string> names_of(const std::vector<zhun::NamedRecord>& records) {
  std::vector<std::string> names;
  names.reserve(records.size());
  for (const zhun::NamedRecord& record : records) names.push_back(record.name);
  return names;
}

}  // namespace

void zhun_match_options_init(zhun_match_options* options, std::size_t size) noexcept {
  zhun::capi::init_options(options, size, kOptionsSizeMin);
}

zhun_status zhun_match(const char* media_type, const zhun_file* invoices, const zhun_file* payments,
                       const zhun_match_options* options, zhun_buffer* out,
                       zhun_error* error) noexcept {
  return guarded(error, [&] {
    Match match;
    bool json = false;
    if (const auto status = check(media_type, invoices, payments, options, out, match, json, error);
        status != ZHUN_OK)
      return status;
    const auto owed = zhun::read_payable_invoices(bytes_of(*invoices), match.of(*invoices));
    if (match.watch.stopped()) return cancelled(error);
    if (!owed) return zhun::capi::report(error, owed.error());
    const auto paid = zhun::read_payments(bytes_of(*payments), match.of(*payments));
    if (match.watch.stopped()) return cancelled(error);
    if (!paid) return zhun::capi::report(error, paid.error());
    zhun::MatchingLimits limits;
    limits.watch = &match.watch;
    match.watch.begin("match", 1);
    const zhun::Matching matching = zhun::match_payments(*owed, *paid, limits);
    match.watch.advance();
    if (match.watch.stops_now()) return cancelled(error);
    zhun::capi::fill(*out, json ? zhun::render_matching_json(matching, *owed, *paid)
                                : zhun::render_matching_csv(matching, *owed, *paid));
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_resolve(const char* media_type, const zhun_file* known, const zhun_file* damaged,
                         const zhun_match_options* options, zhun_buffer* out,
                         zhun_error* error) noexcept {
  return guarded(error, [&] {
    Match match;
    bool json = false;
    if (const auto status = check(media_type, known, damaged, options, out, match, json, error);
        status != ZHUN_OK)
      return status;
    const auto clean = zhun::read_names(bytes_of(*known), match.of(*known));
    if (match.watch.stopped()) return cancelled(error);
    if (!clean) return zhun::capi::report(error, clean.error());
    const auto messy = zhun::read_names(bytes_of(*damaged), match.of(*damaged));
    if (match.watch.stopped()) return cancelled(error);
    if (!messy) return zhun::capi::report(error, messy.error());
    match.watch.begin("match", 1);
    const auto resolved = zhun::resolve_names(names_of(*clean), names_of(*messy), &match.watch);
    if (match.watch.stops_now()) return cancelled(error);
    zhun::capi::fill(*out, json ? zhun::render_names_json(resolved, *clean, *messy)
                                : zhun::render_names_csv(resolved, *clean, *messy));
    return zhun::capi::succeed(error);
  });
}
