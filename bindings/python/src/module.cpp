// The module zhun._zhun: handles of zhun.h as Python objects, through zhun_client.hpp. What users
// see is the package around it (zhun/__init__.py).
//
// Threads: the GIL is released while the library works. Handles that never change are shared by the
// calls that use them, so that close() in one thread cannot take them away from another.
#include <nanobind/nanobind.h>
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
                                std::uint64_t rows_max, nb::object progress,
                                const zhun_client::CancelToken* cancel) {
  auto options = parse_options(name, password, pdf, rows_max);
  const std::string_view bytes = view_of(data);
  zhun_py::ArrowTable table;
  Follower(std::move(progress), cancel).run(options, [&] {
    table = zhun_py::ArrowTable(zhun_client::parse_arrow(bytes, options));
  });
  return table;
}

nb::bytes parse_as(const std::string& media_type, const nb::bytes& data, const std::string& name,
                   const std::string& password, const zhun_client::PdfEngine* pdf,
                   std::uint64_t rows_max, nb::object progress,
                   const zhun_client::CancelToken* cancel) {
  auto options = parse_options(name, password, pdf, rows_max);
  const std::string_view bytes = view_of(data);
  zhun_client::Buffer out;
  Follower(std::move(progress), cancel).run(options, [&] {
    out = zhun_client::parse(media_type, bytes, options);
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
                                         const zhun_client::PdfEngine* pdf, std::uint64_t rows_max,
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
    made.emplace(dossier.run(policy, options));
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
  std::vector<zhun_client::File> given;
  for (const auto& [name, bytes] : files)
    given.push_back({nb::cast<std::string>(name), view_of(nb::cast<nb::bytes>(bytes))});
  return std::make_unique<zhun_client::Policy>(given);
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
  nb::class_<zhun_client::Policy>(m, "PolicyHandle").def_prop_ro("id", &zhun_client::Policy::id);
  m.def("default_policy", [] { return std::make_unique<zhun_client::Policy>(); });
  m.def("policy_of", &policy_of);
  m.def("file_names", &file_names);
  add_arrow(m);
  add_assessment(m);
  m.def("parse_table", &parse_table, "data"_a, "name"_a, "password"_a, "pdf"_a.none(), "rows_max"_a,
        "progress"_a.none(), "cancel"_a.none());
  m.def("parse_as", &parse_as, "media_type"_a, "data"_a, "name"_a, "password"_a, "pdf"_a.none(),
        "rows_max"_a, "progress"_a.none(), "cancel"_a.none());
  m.def("assess", &assess, "files"_a, "policy"_a, "passwords"_a, "masking"_a, "pdf"_a.none(),
        "rows_max"_a, "progress"_a.none(), "cancel"_a.none());
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
