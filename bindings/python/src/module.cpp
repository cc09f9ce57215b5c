// The module zhun._zhun: handles of zhun.h as Python objects, through zhun_client.hpp. What users
// see is the package around it (zhun/__init__.py).
//
// Threads: the GIL is released while the library works. Handles that never change are shared by the
// calls that use them, so that close() in one thread cannot take them away from another.
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <zhun_client.hpp>

#include "arrow_table.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace {

std::string_view view_of(const nb::bytes& bytes) {
  return {static_cast<const char*>(bytes.data()), bytes.size()};
}

nb::bytes bytes_of(const zhun_client::Buffer& buffer) {
  return nb::bytes(buffer.view().data(), buffer.view().size());
}

// Follows one call: looks for signals (Ctrl-C), tells the callable, and keeps what either raised.
class Follower {
 public:
  Follower(nb::object progress, const zhun_client::CancelToken* cancel)
      : progress_(std::move(progress)), cancel_(cancel) {}

  template <typename Options, typename Work>
  void run(Options& options, Work work) {
    options.cancel = cancel_ != nullptr ? cancel_->get() : nullptr;
    options.progress = &Follower::hear;
    options.progress_user = this;
    try {
      const nb::gil_scoped_release released;
      work();
    } catch (const zhun_client::Error&) {
      if (raised_) throw std::move(*raised_);
      throw;
    }
    if (raised_) throw std::move(*raised_);
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kLookEvery{20};

  static std::int32_t hear(void* user, const char* stage, std::uint64_t done,
                           std::uint64_t total) noexcept {
    return static_cast<Follower*>(user)->look(stage, done, total) ? 0 : 1;
  }

  // False stops the call. The GIL is taken only now and then.
  bool look(std::string_view stage, std::uint64_t done, std::uint64_t total) noexcept {
    const auto now = Clock::now();
    const bool news = !progress_.is_none() && (stage != stage_ || done != done_);
    if (!news && now - looked_ < kLookEvery) return true;
    looked_ = now;
    const nb::gil_scoped_acquire held;
    try {
      if (PyErr_CheckSignals() != 0) throw nb::python_error();
      if (!news) return true;
      stage_ = stage;
      done_ = done;
      const nb::object answer = progress_(nb::str(stage.data(), stage.size()), done, total);
      return !(answer.is(nb::bool_(false)));
    } catch (nb::python_error& error) {
      raised_.emplace(std::move(error));
    } catch (...) {
      return false;
    }
    return false;
  }

  nb::object progress_;
  const zhun_client::CancelToken* cancel_;
  std::string stage_;
  std::uint64_t done_ = 0;
  Clock::time_point looked_ = Clock::now();
  std::optional<nb::python_error> raised_;
};

// An OCR engine that calls of several threads take in turns.
class SharedScanner {
 public:
  SharedScanner(const std::string& library_path, const std::string& data_path)
      : scanner_(library_path, data_path) {}
  // Without the GIL: whoever waits must not keep others from working.
  template <typename Work>
  static void use(const SharedScanner* shared, Work work) {
    if (shared == nullptr) return work(nullptr);
    const std::lock_guard turn(shared->mutex_);
    work(shared->scanner_.get());
  }
  const zhun_client::Scanner& scanner() const { return scanner_; }

 private:
  mutable std::mutex mutex_;
  zhun_client::Scanner scanner_;
};

zhun_parse_options parse_options(const std::string& name, const std::string& password,
                                 const zhun_client::PdfEngine* pdf, std::uint64_t rows_max) {
  zhun_parse_options options = ZHUN_PARSE_OPTIONS_INIT;
  options.source_name = name.c_str();
  options.password = password.c_str();
  options.password_size = password.size();
  options.pdf = pdf != nullptr ? pdf->get() : nullptr;
  options.source_rows_max = rows_max;
  return options;
}

zhun_py::ArrowTable parse_table(const nb::bytes& data, const std::string& name,
                                const std::string& password, const zhun_client::PdfEngine* pdf,
                                const SharedScanner* ocr, std::uint64_t rows_max,
                                nb::object progress, const zhun_client::CancelToken* cancel) {
  auto options = parse_options(name, password, pdf, rows_max);
  const std::string_view bytes = view_of(data);
  zhun_py::ArrowTable table;
  Follower(std::move(progress), cancel).run(options, [&] {
    SharedScanner::use(ocr, [&](zhun_scanner* scanner) {
      options.scanner = scanner;
      table = zhun_py::ArrowTable(zhun_client::parse_arrow(bytes, options));
    });
  });
  return table;
}

nb::bytes parse_as(const std::string& media_type, const nb::bytes& data, const std::string& name,
                   const std::string& password, const zhun_client::PdfEngine* pdf,
                   const SharedScanner* ocr, std::uint64_t rows_max, nb::object progress,
                   const zhun_client::CancelToken* cancel) {
  auto options = parse_options(name, password, pdf, rows_max);
  const std::string_view bytes = view_of(data);
  zhun_client::Buffer out;
  Follower(std::move(progress), cancel).run(options, [&] {
    SharedScanner::use(ocr, [&](zhun_scanner* scanner) {
      options.scanner = scanner;
      out = zhun_client::parse(media_type, bytes, options);
    });
  });
  return bytes_of(out);
}

// Files of a dict of names and bytes; both outlive what is made of them.
std::vector<zhun_client::File> files_of(const nb::dict& files) {
  std::vector<zhun_client::File> given;
  for (const auto& [name, bytes] : files)
    given.push_back({nb::cast<std::string>(name), view_of(nb::cast<nb::bytes>(bytes))});
  return given;
}

std::vector<const char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<const char*> pointers;
  for (const std::string& text : texts) pointers.push_back(text.c_str());
  return pointers;
}

// Follows zhun_scan: its callback is told of pages, and tells whether to go on.
struct ScanFollower {
  nb::object progress;
  std::optional<nb::python_error> raised;
  static std::int32_t hear(void* self, std::uint32_t page, std::uint32_t pages) noexcept {
    auto& follower = *static_cast<ScanFollower*>(self);
    const nb::gil_scoped_acquire held;
    try {
      if (PyErr_CheckSignals() != 0) throw nb::python_error();
      if (follower.progress.is_none()) return 0;
      return follower.progress("scan", page - 1, pages).is(nb::bool_(false)) ? 1 : 0;
    } catch (nb::python_error& error) {
      follower.raised.emplace(std::move(error));
    } catch (...) {
      return 1;
    }
    return 1;
  }
};

nb::bytes scan(const SharedScanner& ocr, const nb::dict& pages, const std::string& name,
               const std::string& password, const std::vector<std::string>& lexicon,
               const zhun_client::PdfEngine* pdf, nb::object progress,
               const zhun_client::CancelToken* cancel) {
  const std::vector<zhun_client::File> files = files_of(pages);
  const std::vector<const char*> names = pointers_to(lexicon);
  ScanFollower follower{std::move(progress), {}};
  zhun_scan_options options = ZHUN_SCAN_OPTIONS_INIT;
  options.source_name = name.c_str();
  options.password = password.c_str();
  options.password_size = password.size();
  options.lexicon = names.data();
  options.lexicon_size = names.size();
  options.pdf = pdf != nullptr ? pdf->get() : nullptr;
  options.cancel = cancel != nullptr ? cancel->get() : nullptr;
  options.progress = &ScanFollower::hear;
  options.progress_self = &follower;
  zhun_client::Buffer out;
  try {
    const nb::gil_scoped_release released;
    SharedScanner::use(
        &ocr, [&](zhun_scanner*) { out = zhun_client::scan(ocr.scanner(), files, options); });
  } catch (const zhun_client::Error&) {
    if (follower.raised) throw std::move(*follower.raised);
    throw;
  }
  return bytes_of(out);
}

// A stream that another package lends by __arrow_c_stream__; taken over.
zhun_client::ArrowStream stream_of(const nb::object& capsule) {
  if (PyCapsule_IsValid(capsule.ptr(), "arrow_array_stream") == 0)
    throw nb::type_error("__arrow_c_stream__ gave no Arrow stream");
  auto* lent =
      static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), "arrow_array_stream"));
  zhun_client::ArrowStream stream;
  *stream.get() = *lent;
  lent->release = nullptr;
  return stream;
}

nb::bytes table_from_arrow(const nb::object& capsule, const std::string& name) {
  zhun_client::ArrowStream stream = stream_of(capsule);
  zhun_parse_options options = ZHUN_PARSE_OPTIONS_INIT;
  options.source_name = name.c_str();
  options.source_rows_max = 20'000'000;
  options.source_bytes_max = std::uint64_t{8} << 30;
  zhun_client::Buffer out;
  // The maker may be Python: its callbacks take the GIL themselves.
  Follower(nb::none(), nullptr).run(options, [&] {
    out = zhun_client::table_from_arrow(std::move(stream), options);
  });
  return bytes_of(out);
}

std::unique_ptr<zhun_client::Scorecard> fit_scorecard(
    const nb::bytes& table, const std::string& target, const std::string& bad,
    const std::vector<std::string>& excluded, std::int32_t trend, std::uint32_t bins_max,
    double share_min, double gain_min, double iv_min, double base, double odds, double pdo,
    std::int32_t decimals, const std::optional<nb::bytes>& bins,
    const std::optional<nb::bytes>& test, nb::object progress,
    const zhun_client::CancelToken* cancel) {
  const std::vector<const char*> names = pointers_to(excluded);
  const auto file = [](const char* name, const std::optional<nb::bytes>& bytes) {
    const std::string_view view = bytes ? view_of(*bytes) : std::string_view();
    return zhun_file{name, view.data(), view.size()};
  };
  const zhun_file given = file("bins", bins), tested = file("test", test);
  zhun_fit_options options = ZHUN_FIT_OPTIONS_INIT;
  options.target = target.c_str();
  options.bad = bad.c_str();
  options.excluded = names.data();
  options.excluded_size = names.size();
  options.trend = trend;
  options.bins_max = bins_max;
  options.share_min = share_min;
  options.gain_min = gain_min;
  options.iv_min = iv_min;
  options.base = base;
  options.odds = odds;
  options.pdo = pdo;
  options.decimals = decimals;
  options.bins = bins ? &given : nullptr;
  options.test = test ? &tested : nullptr;
  options.source_bytes_max = std::uint64_t{8} << 30;
  const std::string_view bytes = view_of(table);
  std::unique_ptr<zhun_client::Scorecard> made;
  Follower(std::move(progress), cancel).run(options, [&] {
    made = std::make_unique<zhun_client::Scorecard>(zhun_client::File{"cases", bytes}, options);
  });
  return made;
}

zhun_batch_options batch_options(const std::vector<const char*>& keep, std::uint32_t threads) {
  zhun_batch_options options = ZHUN_BATCH_OPTIONS_INIT;
  options.threads = threads;
  options.keep = keep.data();
  options.keep_size = keep.size();
  options.source_bytes_max = std::uint64_t{8} << 30;
  return options;
}

nb::bytes run_model(const std::string& kind, const nb::bytes& model, const nb::bytes& table,
                    const std::vector<std::string>& keep, std::uint32_t threads,
                    nb::object progress, const zhun_client::CancelToken* cancel) {
  const std::vector<const char*> names = pointers_to(keep);
  zhun_batch_options options = batch_options(names, threads);
  const zhun_client::File rules{"model", view_of(model)}, rows{"table", view_of(table)};
  zhun_client::Buffer out;
  Follower(std::move(progress), cancel).run(options, [&] {
    out = kind == "dmn" ? zhun_client::run_dmn(rules, rows, options)
                        : zhun_client::run_pmml(rules, rows, options);
  });
  return bytes_of(out);
}

nb::bytes run_policy(const zhun_client::Policy& policy, const nb::bytes& table,
                     const std::vector<std::string>& keep, std::uint32_t threads,
                     nb::object progress, const zhun_client::CancelToken* cancel) {
  const std::vector<const char*> names = pointers_to(keep);
  zhun_batch_options options = batch_options(names, threads);
  const zhun_client::File rows{"facts", view_of(table)};
  zhun_client::Buffer out;
  Follower(std::move(progress), cancel).run(options, [&] {
    out = zhun_client::run_policy(policy, rows, options);
  });
  return bytes_of(out);
}

// zhun_match and zhun_resolve ask for the same.
template <typename Call>
nb::bytes match_with(Call call, const nb::bytes& one, const std::string& one_name,
                     const nb::bytes& other, const std::string& other_name,
                     const std::string& own_name, const std::string& own_tax_no,
                     const zhun_client::PdfEngine* pdf, nb::object progress,
                     const zhun_client::CancelToken* cancel) {
  zhun_match_options options = ZHUN_MATCH_OPTIONS_INIT;
  options.own_name = own_name.empty() ? nullptr : own_name.c_str();
  options.own_tax_no = own_tax_no.empty() ? nullptr : own_tax_no.c_str();
  options.pdf = pdf != nullptr ? pdf->get() : nullptr;
  const zhun_client::File first{one_name, view_of(one)}, second{other_name, view_of(other)};
  zhun_client::Buffer out;
  Follower(std::move(progress), cancel).run(options, [&] {
    out = call("application/json", first, second, options);
  });
  return bytes_of(out);
}

// An assessment that close() lets go; calls that run keep it.
class SharedAssessment {
 public:
  explicit SharedAssessment(zhun_client::Assessment made)
      : held_(std::make_shared<const zhun_client::Assessment>(std::move(made))) {}

  std::shared_ptr<const zhun_client::Assessment> get() const {
    const std::lock_guard lock(mutex_);
    if (!held_) throw nb::value_error("the assessment is closed");
    return held_;
  }
  void close() {
    std::shared_ptr<const zhun_client::Assessment> gone;
    const std::lock_guard lock(mutex_);
    gone.swap(held_);
  }
  bool closed() const {
    const std::lock_guard lock(mutex_);
    return held_ == nullptr;
  }

  template <typename Work>
  auto without_gil(Work work) const {
    const auto held = get();
    const nb::gil_scoped_release released;
    return work(*held);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const zhun_client::Assessment> held_;
};

std::unique_ptr<SharedAssessment> assess(const nb::dict& files, const zhun_client::Policy& policy,
                                         const nb::dict& passwords, std::int32_t masking,
                                         const zhun_client::PdfEngine* pdf,
                                         const SharedScanner* ocr, std::uint64_t rows_max,
                                         nb::object progress,
                                         const zhun_client::CancelToken* cancel) {
  zhun_client::Dossier dossier;
  for (const auto& [name, bytes] : files)
    dossier.add(nb::cast<std::string>(name), view_of(nb::cast<nb::bytes>(bytes)));
  for (const auto& [name, password] : passwords)
    dossier.set_password(nb::cast<std::string>(name), nb::cast<std::string>(password));
  zhun_run_options options = ZHUN_RUN_OPTIONS_INIT;
  options.masking = masking;
  options.source_rows_max = rows_max;
  options.pdf = pdf != nullptr ? pdf->get() : nullptr;
  std::optional<zhun_client::Assessment> made;
  Follower(std::move(progress), cancel).run(options, [&] {
    SharedScanner::use(ocr, [&](zhun_scanner* scanner) {
      options.scanner = scanner;
      made.emplace(dossier.run(policy, options));
    });
  });
  return std::make_unique<SharedAssessment>(std::move(*made));
}

nb::dict summary_of(const SharedAssessment& assessment) {
  const zhun_summary s = assessment.get()->summary();
  nb::dict out;
  out["decision"] = s.decision;
  out["score"] = s.grade[0] == '\0' ? nb::object(nb::none()) : nb::object(nb::int_(s.score));
  out["grade"] = std::string(s.grade);
  out["limit_fen"] = s.limit_fen;
  out["knock_out_count"] = s.knock_out_count;
  out["severe_count"] = s.severe_count;
  out["warning_count"] = s.warning_count;
  out["info_count"] = s.info_count;
  out["not_evaluated_count"] = s.not_evaluated_count;
  out["passed_count"] = s.passed_count;
  out["missing_material_count"] = s.missing_material_count;
  out["refused_source_count"] = s.refused_source_count;
  return out;
}

std::unique_ptr<zhun_client::Policy> policy_of(const nb::dict& files) {
  return std::make_unique<zhun_client::Policy>(files_of(files));
}

// The files that dossier.json names.
nb::list file_names(const nb::bytes& dossier_json) {
  zhun_client::Dossier dossier;
  dossier.add("dossier.json", view_of(dossier_json));
  nb::list names;
  for (std::string name = dossier.next_file(); !name.empty(); name = dossier.next_file()) {
    names.append(name);
    dossier.add(name, "");
  }
  return names;
}

// zhun._errors.make turns the status and the place into the exception that stands for them.
void raise(const zhun_client::Error& error) {
  if (error.status() == ZHUN_ENOMEM) {
    PyErr_NoMemory();
    return;
  }
  try {
    const nb::object made =
        nb::module_::import_("zhun._errors")
            .attr("make")(error.status(), error.what(), error.source(), error.page(), error.row(),
                          error.column(), error.field());
    PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(made.ptr())), made.ptr());
  } catch (nb::python_error& failed) {
    failed.restore();
  }
}

void add_arrow(nb::module_& m) {
  nb::class_<zhun_py::ArrowTable>(m, "ArrowTable")
      .def_prop_ro("num_rows", &zhun_py::ArrowTable::rows)
      .def_prop_ro("column_names", &zhun_py::ArrowTable::column_names)
      .def_prop_ro("metadata",
                   [](const zhun_py::ArrowTable& table) {
                     nb::dict out;
                     for (const auto& [key, value] : table.metadata())
                       out[nb::str(key.c_str())] = value;
                     return out;
                   })
      .def(
          "schema_capsule",
          [](const zhun_py::ArrowTable& table) {
            auto schema = std::make_unique<ArrowSchema>();
            table.export_schema(*schema);
            return nb::steal(PyCapsule_New(schema.release(), "arrow_schema", [](PyObject* capsule) {
              auto* held = static_cast<ArrowSchema*>(PyCapsule_GetPointer(capsule, "arrow_schema"));
              if (held->release != nullptr) held->release(held);
              delete held;
            }));
          })
      .def("stream_capsule",
           [](const zhun_py::ArrowTable& table) {
             auto stream = std::make_unique<ArrowArrayStream>();
             table.export_stream(*stream);
             return nb::steal(
                 PyCapsule_New(stream.release(), "arrow_array_stream", [](PyObject* capsule) {
                   auto* held = static_cast<ArrowArrayStream*>(
                       PyCapsule_GetPointer(capsule, "arrow_array_stream"));
                   if (held->release != nullptr) held->release(held);
                   delete held;
                 }));
           })
      .def("buffer_address", &zhun_py::ArrowTable::buffer_address, "batch"_a, "column"_a,
           "buffer"_a);
}

void add_assessment(nb::module_& m) {
  nb::class_<SharedAssessment>(m, "Assessment")
      .def("summary", &summary_of)
      .def("render",
           [](const SharedAssessment& a, const std::string& media_type) {
             return bytes_of(
                 a.without_gil([&](const auto& held) { return held.render(media_type); }));
           })
      .def("chart",
           [](const SharedAssessment& a, const std::string& name, const std::string& media_type) {
             return bytes_of(
                 a.without_gil([&](const auto& held) { return held.chart(name, media_type); }));
           })
      .def("table",
           [](const SharedAssessment& a, const std::string& name) {
             return a.without_gil(
                 [&](const auto& held) { return zhun_py::ArrowTable(held.table(name)); });
           })
      .def("digest",
           [](const SharedAssessment& a, const std::string& algorithm) {
             return a.without_gil([&](const auto& held) { return held.digest(algorithm); });
           })
      .def("close", &SharedAssessment::close)
      .def_prop_ro("closed", &SharedAssessment::closed);
}

}  // namespace

NB_MODULE(_zhun, m) {
  nb::register_exception_translator([](const std::exception_ptr& thrown, void*) {
    try {
      std::rethrow_exception(thrown);
    } catch (const zhun_client::Error& error) {
      raise(error);
    }
  });
  m.def("version", [] { return std::string(zhun_version_string()); });
  m.def("abi_version", &zhun_abi_version);
  m.def("status_name", [](std::int32_t status) { return std::string(zhun_status_name(status)); });
  nb::class_<zhun_client::CancelToken>(m, "CancelToken", "Stops calls, from any thread.")
      .def(nb::init<>())
      .def("request", &zhun_client::CancelToken::request, "Stops every call that names the token.");
  nb::class_<zhun_client::PdfEngine>(m, "PdfEngine").def(nb::init<const std::string&>());
  nb::class_<SharedScanner>(m, "ScannerHandle")
      .def(nb::init<const std::string&, const std::string&>());
  nb::class_<zhun_client::Policy>(m, "PolicyHandle").def_prop_ro("id", &zhun_client::Policy::id);
  m.def("default_policy", [] { return std::make_unique<zhun_client::Policy>(); });
  m.def("policy_of", &policy_of);
  m.def("file_names", &file_names);
  add_arrow(m);
  add_assessment(m);
  m.def("scan", &scan, "ocr"_a, "pages"_a, "name"_a, "password"_a, "lexicon"_a, "pdf"_a.none(),
        "progress"_a.none(), "cancel"_a.none());
  m.def("table_from_arrow", &table_from_arrow, "capsule"_a, "name"_a);
  nb::class_<zhun_client::Scorecard>(m, "ScorecardHandle")
      .def("render", [](const zhun_client::Scorecard& card, const std::string& media_type) {
        return bytes_of(card.render(media_type));
      });
  m.def("fit_scorecard", &fit_scorecard, "table"_a, "target"_a, "bad"_a, "excluded"_a, "trend"_a,
        "bins_max"_a, "share_min"_a, "gain_min"_a, "iv_min"_a, "base"_a, "odds"_a, "pdo"_a,
        "decimals"_a, "bins"_a.none(), "test"_a.none(), "progress"_a.none(), "cancel"_a.none());
  m.def("run_policy", &run_policy, "policy"_a, "table"_a, "keep"_a, "threads"_a,
        "progress"_a.none(), "cancel"_a.none());
  m.def("run_model", &run_model, "kind"_a, "model"_a, "table"_a, "keep"_a, "threads"_a,
        "progress"_a.none(), "cancel"_a.none());
  m.def("parse_table", &parse_table, "data"_a, "name"_a, "password"_a, "pdf"_a.none(),
        "ocr"_a.none(), "rows_max"_a, "progress"_a.none(), "cancel"_a.none());
  m.def("parse_as", &parse_as, "media_type"_a, "data"_a, "name"_a, "password"_a, "pdf"_a.none(),
        "ocr"_a.none(), "rows_max"_a, "progress"_a.none(), "cancel"_a.none());
  m.def("assess", &assess, "files"_a, "policy"_a, "passwords"_a, "masking"_a, "pdf"_a.none(),
        "ocr"_a.none(), "rows_max"_a, "progress"_a.none(), "cancel"_a.none());
  const auto add_match = [&m](const char* name, auto call) {
    m.def(
        name,
        [call](const nb::bytes& one, const std::string& one_name, const nb::bytes& other,
               const std::string& other_name, const std::string& own_name,
               const std::string& own_tax_no, const zhun_client::PdfEngine* pdf,
               nb::object progress, const zhun_client::CancelToken* cancel) {
          return match_with(call, one, one_name, other, other_name, own_name, own_tax_no, pdf,
                            std::move(progress), cancel);
        },
        "one"_a, "one_name"_a, "other"_a, "other_name"_a, "own_name"_a, "own_tax_no"_a,
        "pdf"_a.none(), "progress"_a.none(), "cancel"_a.none());
  };
  add_match("match", &zhun_client::match);
  add_match("resolve", &zhun_client::resolve);
}
