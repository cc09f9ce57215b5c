// zhun_client.hpp -- zhun.h for C++ hosts outside zhun's own build: owners instead of _free, one
// exception instead of statuses. Header-only, C++17, and nothing but zhun.h behind it, so that it
// works with every libzhun.so.1 whatever compiler made it.
//
//   zhun_client::Policy policy;                                   // the built-in one
//   zhun_client::Dossier dossier;
//   dossier.add("dossier.json", json);
//   dossier.add("bank.csv", csv);
//   const zhun_client::Assessment assessment = dossier.run(policy);
//   std::string_view html = (report = assessment.render("text/html")).view();
//
// Threads: as zhun.h says of the handles. Policy, Assessment, PdfEngine and CancelToken may be
// shared by const reference; a moved-from object may only be destroyed or assigned to.
#pragma once

#include <zhun.h>

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zhun_client {

// What went wrong and where. what() is one sentence without a value of the document.
class Error : public std::runtime_error {
 public:
  explicit Error(const zhun_error& error)
      : std::runtime_error(error.message[0] != '\0' ? error.message
                                                    : zhun_status_name(error.status)),
        error_(std::make_shared<const zhun_error>(error)) {}
  zhun_status status() const noexcept { return error_->status; }
  const char* source() const noexcept { return error_->source; }
  std::uint32_t page() const noexcept { return error_->page; }
  std::uint32_t row() const noexcept { return error_->row; }
  std::uint32_t column() const noexcept { return error_->column; }
  const char* field() const noexcept { return error_->field; }

 private:
  std::shared_ptr<const zhun_error> error_;  // copies of an exception must not throw
};

namespace detail {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* handle) const noexcept {
    Free(handle);
  }
};
template <typename T, auto Free>
using Owner = std::unique_ptr<T, Freer<Free>>;

// Calls `function(arguments..., &error)` and throws what it reports.
template <typename Function, typename... Arguments>
void call(Function function, Arguments... arguments) {
  zhun_error error = ZHUN_ERROR_INIT;
  const zhun_status status = function(arguments..., &error);
  if (status == ZHUN_OK) return;
  error.status = status;
  throw Error(error);
}

}  // namespace detail

// Bytes of the library's; wiped when it goes.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Buffer&& other) noexcept : buffer_(std::exchange(other.buffer_, ZHUN_BUFFER_INIT)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    if (this != &other) {
      zhun_buffer_free(&buffer_);
      buffer_ = std::exchange(other.buffer_, ZHUN_BUFFER_INIT);
    }
    return *this;
  }
  ~Buffer() { zhun_buffer_free(&buffer_); }
  std::string_view view() const noexcept { return {buffer_.data, buffer_.size}; }
  std::string text() const { return std::string(view()); }
  zhun_buffer* get() noexcept { return &buffer_; }

 private:
  zhun_buffer buffer_ = ZHUN_BUFFER_INIT;
};

// An Arrow stream of the library's, released when it goes unless release() hands it on.
class ArrowStream {
 public:
  ArrowStream() = default;
  ArrowStream(ArrowStream&& other) noexcept : stream_(std::exchange(other.stream_, {})) {}
  ArrowStream& operator=(ArrowStream&& other) noexcept {
    if (this != &other) {
      reset();
      stream_ = std::exchange(other.stream_, {});
    }
    return *this;
  }
  ~ArrowStream() { reset(); }
  ArrowArrayStream* get() noexcept { return &stream_; }
  ArrowArrayStream release() noexcept { return std::exchange(stream_, {}); }

 private:
  void reset() noexcept {
    if (stream_.release != nullptr) stream_.release(&stream_);
  }
  ArrowArrayStream stream_ = {};
};

class CancelToken {
 public:
  CancelToken() {
    zhun_cancel* made = nullptr;
    detail::call(zhun_cancel_create, &made);
    handle_.reset(made);
  }
  void request() const noexcept { zhun_cancel_request(handle_.get()); }
  const zhun_cancel* get() const noexcept { return handle_.get(); }

 private:
  detail::Owner<zhun_cancel, zhun_cancel_free> handle_;
};

class PdfEngine {
 public:
  explicit PdfEngine(const std::string& library_path) {
    zhun_pdf_engine* made = nullptr;
    detail::call(zhun_pdf_engine_open, library_path.c_str(), &made);
    handle_.reset(made);
  }
  const zhun_pdf_engine* get() const noexcept { return handle_.get(); }

 private:
  detail::Owner<zhun_pdf_engine, zhun_pdf_engine_free> handle_;
};

// Reads pictures with an OCR engine: a shared object opened at run time, or a host's own table.
// One thread at a time.
class Scanner {
 public:
  explicit Scanner(const std::string& library_path, const std::string& data_path = {}) {
    zhun_scanner* made = nullptr;
    detail::call(zhun_scanner_open, library_path.c_str(), data_path.c_str(), &made);
    handle_.reset(made);
  }
  explicit Scanner(const zhun_ocr_engine& engine) {
    zhun_scanner* made = nullptr;
    detail::call(zhun_scanner_create, &engine, &made);
    handle_.reset(made);
  }
  zhun_scanner* get() const noexcept { return handle_.get(); }

 private:
  detail::Owner<zhun_scanner, zhun_scanner_free> handle_;
};

// Follows a call and may stop it. An exception that the callback throws stops the call, which then
// throws it on.
class Watch {
 public:
  // Stage, done, total; false stops. See zhun_progress.
  using Callback = std::function<bool(const char*, std::uint64_t, std::uint64_t)>;

  Watch() = default;
  explicit Watch(const CancelToken& cancel, Callback callback = {})
      : cancel_(cancel.get()), callback_(std::move(callback)) {}
  explicit Watch(Callback callback) : callback_(std::move(callback)) {}

  template <typename Options>
  void put_into(Options& options) {
    options.cancel = cancel_;
    options.progress = callback_ ? &Watch::hear : nullptr;
    options.progress_user = this;
  }
  // Runs a call that was given this watch.
  template <typename Work>
  void run(Work work) {
    thrown_ = nullptr;
    try {
      work();
    } catch (const Error&) {
      if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
      throw;
    }
  }

 private:
  static std::int32_t hear(void* user, const char* stage, std::uint64_t done,
                           std::uint64_t total) noexcept {
    auto& watch = *static_cast<Watch*>(user);
    try {
      return watch.callback_(stage, done, total) ? 0 : 1;
    } catch (...) {
      watch.thrown_ = std::current_exception();
      return 1;
    }
  }
  const zhun_cancel* cancel_ = nullptr;
  Callback callback_;
  std::exception_ptr thrown_;
};

struct File {
  std::string name;
  std::string_view bytes;  // borrowed
  zhun_file view() const noexcept { return {name.c_str(), bytes.data(), bytes.size()}; }
};

namespace detail {

inline std::vector<zhun_file> views_of(const std::vector<File>& files) {
  std::vector<zhun_file> views;
  views.reserve(files.size());
  for (const File& file : files) views.push_back(file.view());
  return views;
}

}  // namespace detail

class Policy {
 public:
  Policy() {
    zhun_policy* made = nullptr;
    detail::call(zhun_policy_default, &made);
    handle_.reset(made);
  }
  explicit Policy(const std::vector<File>& files) {
    const std::vector<zhun_file> given = detail::views_of(files);
    zhun_policy* made = nullptr;
    detail::call(zhun_policy_parse, given.data(), given.size(), &made);
    handle_.reset(made);
  }
  std::string id() const { return zhun_policy_id(handle_.get()); }
  const zhun_policy* get() const noexcept { return handle_.get(); }

 private:
  detail::Owner<zhun_policy, zhun_policy_free> handle_;
};

class Assessment {
 public:
  explicit Assessment(zhun_assessment* handle) : handle_(handle) {}
  zhun_summary summary() const {
    zhun_summary summary = ZHUN_SUMMARY_INIT;
    detail::call(zhun_assessment_summary, get(), &summary);
    return summary;
  }
  Buffer render(const std::string& media_type) const {
    Buffer out;
    detail::call(zhun_assessment_render, get(), media_type.c_str(), out.get());
    return out;
  }
  Buffer chart(const std::string& name, const std::string& media_type) const {
    Buffer out;
    detail::call(zhun_assessment_chart, get(), name.c_str(), media_type.c_str(), out.get());
    return out;
  }
  Buffer document(const std::string& id) const {
    Buffer out;
    detail::call(zhun_assessment_document, get(), id.c_str(), out.get());
    return out;
  }
  ArrowStream table(const std::string& name) const {
    ArrowStream out;
    detail::call(zhun_assessment_table, get(), name.c_str(), out.get());
    return out;
  }
  std::string digest(const std::string& algorithm) const {
    char hex[65];
    detail::call(zhun_assessment_digest, get(), algorithm.c_str(), &hex[0], sizeof hex);
    return hex;
  }
  const zhun_assessment* get() const noexcept { return handle_.get(); }

 private:
  detail::Owner<zhun_assessment, zhun_assessment_free> handle_;
};

class Dossier {
 public:
  Dossier() {
    zhun_dossier* made = nullptr;
    detail::call(zhun_dossier_create, &made);
    handle_.reset(made);
  }
  void add(const std::string& name, std::string_view bytes) {
    detail::call(zhun_dossier_add, get(), name.c_str(), static_cast<const void*>(bytes.data()),
                 bytes.size());
  }
  void set_password(const std::string& name, std::string_view password) {
    detail::call(zhun_dossier_set_password, get(), name.c_str(), password.data(), password.size());
  }
  // The next file that dossier.json names and that was not added; "": none. Check the name before
  // you open anything.
  std::string next_file() {
    const char* name = nullptr;
    detail::call(zhun_dossier_next_file, get(), &name);
    return name == nullptr ? std::string() : std::string(name);
  }
  Assessment run(const Policy& policy, zhun_run_options options = ZHUN_RUN_OPTIONS_INIT) const {
    zhun_assessment* made = nullptr;
    detail::call(zhun_dossier_run, static_cast<const zhun_dossier*>(get()), policy.get(),
                 static_cast<const zhun_run_options*>(&options), &made);
    return Assessment(made);
  }
  Assessment run(const Policy& policy, Watch& watch,
                 zhun_run_options options = ZHUN_RUN_OPTIONS_INIT) const {
    watch.put_into(options);
    zhun_assessment* made = nullptr;
    watch.run([&] {
      detail::call(zhun_dossier_run, static_cast<const zhun_dossier*>(get()), policy.get(),
                   static_cast<const zhun_run_options*>(&options), &made);
    });
    return Assessment(made);
  }
  zhun_dossier* get() const noexcept { return handle_.get(); }

 private:
  detail::Owner<zhun_dossier, zhun_dossier_free> handle_;
};

// One file in the form that `media_type` names; see zhun_parse_as.
inline Buffer parse(const std::string& media_type, std::string_view bytes,
                    const zhun_parse_options& options = ZHUN_PARSE_OPTIONS_INIT) {
  Buffer out;
  detail::call(zhun_parse_as, media_type.c_str(), static_cast<const void*>(bytes.data()),
               bytes.size(), &options, out.get());
  return out;
}

// Its rows as columns; see zhun_parse_arrow.
inline ArrowStream parse_arrow(std::string_view bytes,
                               const zhun_parse_options& options = ZHUN_PARSE_OPTIONS_INIT) {
  ArrowStream out;
  detail::call(zhun_parse_arrow, static_cast<const void*>(bytes.data()), bytes.size(), &options,
               out.get());
  return out;
}

// Pictures of one statement, in the order of its pages, to JSON; see zhun_scan.
inline Buffer scan(const Scanner& scanner, const std::vector<File>& pages,
                   const zhun_scan_options& options = ZHUN_SCAN_OPTIONS_INIT) {
  const std::vector<zhun_file> given = detail::views_of(pages);
  Buffer out;
  detail::call(zhun_scan, scanner.get(), given.data(), given.size(), &options, out.get());
  return out;
}

// The rows of an Arrow stream as text that every function with a table takes; see
// zhun_table_from_arrow.
inline Buffer table_from_arrow(ArrowStream stream,
                               const zhun_parse_options& options = ZHUN_PARSE_OPTIONS_INIT) {
  Buffer out;
  detail::call(zhun_table_from_arrow, stream.get(), &options, out.get());
  return out;
}

// A PMML model over the rows of a table, to CSV; see zhun_pmml_run.
inline Buffer run_pmml(const File& model, const File& table,
                       const zhun_batch_options& options = ZHUN_BATCH_OPTIONS_INIT) {
  const zhun_file card = model.view(), rows = table.view();
  Buffer out;
  detail::call(zhun_pmml_run, &card, &rows, &options, out.get());
  return out;
}

// A DMN model over the rows of a table, to CSV; see zhun_dmn_run.
inline Buffer run_dmn(const File& model, const File& table,
                      const zhun_batch_options& options = ZHUN_BATCH_OPTIONS_INIT) {
  const zhun_file rules = model.view(), rows = table.view();
  Buffer out;
  detail::call(zhun_dmn_run, &rules, &rows, &options, out.get());
  return out;
}

// A policy over a table of facts, to CSV; see zhun_policy_run.
inline Buffer run_policy(const Policy& policy, const File& table,
                         const zhun_batch_options& options = ZHUN_BATCH_OPTIONS_INIT) {
  const zhun_file rows = table.view();
  Buffer out;
  detail::call(zhun_policy_run, policy.get(), &rows, &options, out.get());
  return out;
}

// A scorecard fitted to a table of past cases; see zhun_scorecard_fit.
class Scorecard {
 public:
  explicit Scorecard(const File& table, const zhun_fit_options& options = ZHUN_FIT_OPTIONS_INIT) {
    const zhun_file cases = table.view();
    zhun_scorecard* made = nullptr;
    detail::call(zhun_scorecard_fit, &cases, &options, &made);
    handle_.reset(made);
  }
  Buffer render(const std::string& media_type) const {
    Buffer out;
    detail::call(zhun_scorecard_render, get(), media_type.c_str(), out.get());
    return out;
  }
  const zhun_scorecard* get() const noexcept { return handle_.get(); }

 private:
  detail::Owner<zhun_scorecard, zhun_scorecard_free> handle_;
};

// Which payments settle which invoices; see zhun_match.
inline Buffer match(const std::string& media_type, const File& invoices, const File& payments,
                    const zhun_match_options& options = ZHUN_MATCH_OPTIONS_INIT) {
  const zhun_file one = invoices.view(), other = payments.view();
  Buffer out;
  detail::call(zhun_match, media_type.c_str(), &one, &other, &options, out.get());
  return out;
}

// Which known company each damaged name stands for; see zhun_resolve.
inline Buffer resolve(const std::string& media_type, const File& known, const File& damaged,
                      const zhun_match_options& options = ZHUN_MATCH_OPTIONS_INIT) {
  const zhun_file one = known.view(), other = damaged.view();
  Buffer out;
  detail::call(zhun_resolve, media_type.c_str(), &one, &other, &options, out.get());
  return out;
}

}  // namespace zhun_client
