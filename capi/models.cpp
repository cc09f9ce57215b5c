// zhun_pmml_run, zhun_dmn_run, zhun_policy_run: models over tables; zhun_decision_model_*.
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "handles.hpp"
#include "zhun/decision.hpp"
#include "zhun/scoring.hpp"

using zhun::capi::guarded;

struct zhun_decision_model {
  static constexpr std::uint64_t kKind = 0x7a6d6f64656c2e2e;
  zhun::capi::Mark mark{kKind};
  zhun::DecisionModel model;
};

namespace {

constexpr std::size_t kOptionsSizeMin = sizeof(zhun_batch_options);  // version 1

struct Batch {
  zhun::BatchOptions options;
  std::vector<std::string> decisions;
  bool reasons = false;
  zhun::Watch watch{nullptr};
  Batch() = default;
  Batch(const Batch&) = delete;  // `options` points to `watch`
  Batch& operator=(const Batch&) = delete;
};

zhun::Result<void> read_options(const zhun_batch_options* given, Batch& batch) {
  if (given == nullptr) return {};
  zhun_batch_options options = ZHUN_BATCH_OPTIONS_INIT;
  if (auto taken = zhun::capi::take_options(given, kOptionsSizeMin, options); !taken) return taken;
  if (options.reserved != 0) return tl::unexpected(zhun::capi::unknown_option());
  auto kept = zhun::capi::names_of(options.keep, options.keep_size);
  if (!kept) return tl::unexpected(kept.error());
  auto decisions = zhun::capi::names_of(options.decisions, options.decisions_size);
  if (!decisions) return tl::unexpected(decisions.error());
  batch.options.keep = std::move(*kept);
  batch.decisions = std::move(*decisions);
  batch.reasons = options.reasons != 0;
  constexpr std::uint32_t kThreadsMax = 256;
  if (options.threads > kThreadsMax)
    return zhun::fail(zhun::ErrorCode::invalid_argument, {}, "threads is a number up to 256");
  if (options.threads > 0) batch.options.threads = options.threads;
  if (options.source_bytes_max > 0) batch.options.limits.bytes_max = options.source_bytes_max;
  if (!zhun::capi::are_alive_if_given(options.cancel))
    return tl::unexpected(zhun::capi::wrong_handle());
  batch.watch = zhun::capi::watch_of(options.cancel, options.progress, options.progress_user);
  batch.options.limits.watch = &batch.watch;
  return {};
}

// What the three functions have in common: `run` gives the CSV.
template <typename Run>
zhun_status over_table(const zhun_file* table, const zhun_batch_options* options, zhun_buffer* out,
                       zhun_error* error, Run run) {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    zhun_buffer_free(out);
    const auto rows = zhun::capi::source_of(table);
    if (!rows) return zhun::capi::report(error, rows.error());
    Batch batch;
    if (const auto taken = read_options(options, batch); !taken)
      return zhun::capi::report(error, taken.error());
    zhun::Result<std::string> csv = run(*rows, batch);
    if (!csv) return zhun::capi::report(error, csv.error());
    zhun::capi::fill(*out, std::move(*csv));
    return zhun::capi::succeed(error);
  });
}

}  // namespace

void zhun_batch_options_init(zhun_batch_options* options, std::size_t size) noexcept {
  zhun::capi::init_options(options, size, kOptionsSizeMin);
}

zhun_status zhun_pmml_run(const zhun_file* model, const zhun_file* table,
                          const zhun_batch_options* options, zhun_buffer* out,
                          zhun_error* error) noexcept {
  return over_table(table, options, out, error,
                    [&](const zhun::SourceFile& rows, Batch& batch) -> zhun::Result<std::string> {
                      const auto source = zhun::capi::source_of(model);
                      if (!source) return tl::unexpected(source.error());
                      return zhun::run_model(*source, rows, batch.options);
                    });
}

zhun_status zhun_dmn_run(const zhun_file* model, const zhun_file* table,
                         const zhun_batch_options* options, zhun_buffer* out,
                         zhun_error* error) noexcept {
  return over_table(table, options, out, error,
                    [&](const zhun::SourceFile& rows, Batch& batch) -> zhun::Result<std::string> {
                      const auto source = zhun::capi::source_of(model);
                      if (!source) return tl::unexpected(source.error());
                      return zhun::run_decisions(*source, rows, batch.decisions, batch.reasons,
                                                 batch.options);
                    });
}

zhun_status zhun_policy_run(const zhun_policy* policy, const zhun_file* table,
                            const zhun_batch_options* options, zhun_buffer* out,
                            zhun_error* error) noexcept {
  return over_table(table, options, out, error,
                    [&](const zhun::SourceFile& rows, Batch& batch) -> zhun::Result<std::string> {
                      if (!zhun::capi::is_alive(policy))
                        return zhun::fail(zhun::ErrorCode::invalid_argument, {},
                                          "policy is NULL, of another kind, or freed");
                      return zhun::run_policy(policy->policy, rows, batch.options);
                    });
}

zhun_status zhun_decision_model_parse(const zhun_file* files, std::size_t file_count,
                                      zhun_decision_model** out, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    *out = nullptr;
    if (files == nullptr || file_count == 0)
      return zhun::capi::invalid(error, "there are no files");
    std::vector<zhun::SourceFile> sources;
    for (std::size_t i = 0; i < file_count; ++i) {
      const auto source = zhun::capi::source_of(&files[i]);
      if (!source) return zhun::capi::report(error, source.error());
      sources.push_back(*source);
    }
    auto model = zhun::DecisionModel::load(sources);
    if (!model) return zhun::capi::report(error, model.error());
    *out = new zhun_decision_model{.model = std::move(*model)};
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_decision_model_run(const zhun_decision_model* model, const char* media_type,
                                    const char* decision, const void* input, std::size_t size,
                                    zhun_buffer* out, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    zhun_buffer_free(out);
    if (!zhun::capi::is_alive(model) || media_type == nullptr || (input == nullptr && size > 0))
      return zhun::capi::invalid(
          error, "model, media_type or input is NULL, or the handle is of another kind or freed");
    const std::string_view wanted = media_type;
    if (wanted != "application/json" && wanted != "text/plain")
      return zhun::capi::invalid(error, "zhun does not write this media type");
    zhun::DecisionRunOptions options;
    if (decision != nullptr) options.decision = decision;
    options.trace = wanted == "text/plain";
    auto run = model->model.run({static_cast<const char*>(input), size}, "input", options);
    if (!run) return zhun::capi::report(error, run.error());
    zhun::capi::fill(*out, std::move(options.trace ? run->text : run->json));
    return zhun::capi::succeed(error);
  });
}

void zhun_decision_model_free(zhun_decision_model* model) noexcept {
  zhun::capi::free_handle(model);
}
