// The Java binding's half in C++: the native methods of class zhun.Native, each one call of zhun.h.
//
// Nothing is decided here. Bytes are copied in and out (and the copies overwritten), handles travel
// as 64-bit integers, and an error becomes what Native.failure makes of it. Java guards that a
// handle is alive during a call, and that no argument is null.
#include <jni.h>
#include <string.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "zhun.h"

namespace {

// Weak, so that the class, and with it this library, can be unloaded; alive in every native method.
jweak native_class = nullptr;
jmethodID failure_method = nullptr;
jmethodID tell_method = nullptr;

// ---- Errors --------------------------------------------------------------------------------

jbyteArray new_bytes(JNIEnv* env, const char* data, std::size_t size) {
  const auto length = static_cast<jsize>(size);
  const jbyteArray array = env->NewByteArray(length);
  if (array != nullptr)
    env->SetByteArrayRegion(array, 0, length, reinterpret_cast<const jbyte*>(data));
  return array;
}

// Leaves the exception pending that Java makes of this error.
void raise(JNIEnv* env, zhun_status status, const zhun_error& error) {
  if (env->ExceptionCheck() == JNI_TRUE) return;
  const jbyteArray source =
      new_bytes(env, error.source, strnlen(error.source, sizeof error.source));
  if (source == nullptr) return;
  const jbyteArray field = new_bytes(env, error.field, strnlen(error.field, sizeof error.field));
  if (field == nullptr) return;
  const jbyteArray message =
      new_bytes(env, error.message, strnlen(error.message, sizeof error.message));
  if (message == nullptr) return;
  const auto owner = static_cast<jclass>(env->NewLocalRef(native_class));
  if (owner == nullptr) return;
  const jobject thrown = env->CallStaticObjectMethod(
      owner, failure_method, static_cast<jint>(status), source, static_cast<jlong>(error.page),
      static_cast<jlong>(error.row), static_cast<jlong>(error.column), field, message);
  if (env->ExceptionCheck() == JNI_TRUE || thrown == nullptr) return;
  env->Throw(static_cast<jthrowable>(thrown));
}

void raise(JNIEnv* env, zhun_status status, const char* sentence) {
  zhun_error error = ZHUN_ERROR_INIT;
  strncpy(error.message, sentence, sizeof error.message - 1);
  raise(env, status, error);
}

// Runs one native method; no C++ exception crosses into Java.
template <typename Work>
auto guarded(JNIEnv* env, Work&& work) noexcept -> decltype(work()) {
  using Answer = decltype(work());
  try {
    return std::forward<Work>(work)();
  } catch (const std::bad_alloc&) {
    raise(env, ZHUN_ENOMEM, "there is not enough memory");
  } catch (...) {
    raise(env, ZHUN_EINTERNAL, "this is a mistake in zhun; please report it");
  }
  if constexpr (!std::is_void_v<Answer>) return Answer{};
}

// ---- Bytes ---------------------------------------------------------------------------------

// The bytes of a Java array, copied, with a zero byte behind them, and overwritten in the end.
class Bytes {
 public:
  Bytes(JNIEnv* env, jbyteArray array) {
    if (array == nullptr) return;
    const jsize length = env->GetArrayLength(array);
    size_ = static_cast<std::size_t>(length);
    bytes_ = std::make_unique_for_overwrite<char[]>(size_ + 1);
    bytes_[size_] = 0;
    env->GetByteArrayRegion(array, 0, length, reinterpret_cast<jbyte*>(bytes_.get()));
  }
  Bytes(Bytes&& other) noexcept
      : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;
  Bytes& operator=(Bytes&&) = delete;
  ~Bytes() {
    if (bytes_) explicit_bzero(bytes_.get(), size_);
  }
  [[nodiscard]] const char* data() const { return bytes_.get(); }  // NULL for a null array
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

// Where a document is: in a copy of a Java array, or in place in a direct buffer.
class Document {
 public:
  Document(JNIEnv* env, jbyteArray array, jobject buffer, jint position, jint size)
      : copy_(env, array), data_(copy_.data()), size_(copy_.size()) {
    if (buffer == nullptr) return;
    const auto* start = static_cast<const char*>(env->GetDirectBufferAddress(buffer));
    if (start == nullptr) return;
    data_ = start + position;
    size_ = static_cast<std::size_t>(size);
  }
  [[nodiscard]] const char* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  Bytes copy_;
  const char* data_;
  std::size_t size_;
};

struct Buffer {
  zhun_buffer bytes = ZHUN_BUFFER_INIT;
  Buffer() = default;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { zhun_buffer_free(&bytes); }
};

jbyteArray to_java(JNIEnv* env, const Buffer& buffer) {
  if (buffer.bytes.size > static_cast<std::size_t>(std::numeric_limits<jint>::max() - 8)) {
    raise(env, ZHUN_ELIMIT, "the result is larger than a Java array");
    return nullptr;
  }
  return new_bytes(env, buffer.bytes.data, buffer.bytes.size);
}

template <typename Handle>
Handle* from_java(jlong handle) {
  return reinterpret_cast<Handle*>(static_cast<std::intptr_t>(handle));
}

jlong to_java(const void* handle) {
  return static_cast<jlong>(reinterpret_cast<std::intptr_t>(handle));
}

// ---- Progress ------------------------------------------------------------------------------

// Passes progress to a listener in Java. What that throws stays pending, and stops the call.
struct Listener {
  JNIEnv* env;
  jclass native;
  jobject progress;
  static std::int32_t hear(void* user, const char* stage, std::uint64_t done, std::uint64_t total) {
    const auto& self = *static_cast<const Listener*>(user);
    JNIEnv* env = self.env;
    if (env->ExceptionCheck() == JNI_TRUE) return 1;
    const jstring name = env->NewStringUTF(stage);  // ASCII
    if (name == nullptr) return 1;
    env->CallStaticVoidMethod(self.native, tell_method, self.progress, name,
                              static_cast<jlong>(done), static_cast<jlong>(total));
    if (env->ExceptionCheck() == JNI_TRUE) return 1;
    env->DeleteLocalRef(name);
    return 0;
  }
};

// Writes what every call that takes long has in its options.
template <typename Options>
void watch(Options& options, jlong cancel, Listener& listener) {
  options.cancel = from_java<zhun_cancel>(cancel);
  if (listener.progress == nullptr) return;
  options.progress = Listener::hear;
  options.progress_user = &listener;
}

jlong JNICALL cancel_create(JNIEnv* env, jclass) {
  zhun_cancel* cancel = nullptr;
  zhun_error error = ZHUN_ERROR_INIT;
  if (const zhun_status status = zhun_cancel_create(&cancel, &error); status != ZHUN_OK)
    raise(env, status, error);
  return to_java(cancel);
}

void JNICALL cancel_request(JNIEnv*, jclass, jlong cancel) {
  zhun_cancel_request(from_java<zhun_cancel>(cancel));
}

void JNICALL cancel_free(JNIEnv*, jclass, jlong cancel) {
  zhun_cancel_free(from_java<zhun_cancel>(cancel));
}

// ---- Native methods: library, policy -------------------------------------------------------

jbyteArray JNICALL version(JNIEnv* env, jclass) {
  const char* text = zhun_version_string();
  return new_bytes(env, text, strlen(text));
}

jint JNICALL abi_version(JNIEnv*, jclass) { return zhun_abi_version(); }

jlong JNICALL policy_default(JNIEnv* env, jclass) {
  zhun_policy* policy = nullptr;
  zhun_error error = ZHUN_ERROR_INIT;
  if (const zhun_status status = zhun_policy_default(&policy, &error); status != ZHUN_OK)
    raise(env, status, error);
  return to_java(policy);
}

Bytes element(JNIEnv* env, jobjectArray arrays, jsize index) {
  const auto array = static_cast<jbyteArray>(env->GetObjectArrayElement(arrays, index));
  if (env->ExceptionCheck() == JNI_TRUE) return {env, nullptr};
  Bytes bytes(env, array);
  env->DeleteLocalRef(array);
  return bytes;
}

jlong JNICALL policy_parse(JNIEnv* env, jclass, jobjectArray names, jobjectArray contents) {
  return guarded(env, [&]() -> jlong {
    const jsize count = env->GetArrayLength(names);
    std::vector<Bytes> kept;
    std::vector<zhun_file> files;
    kept.reserve(2 * static_cast<std::size_t>(count));
    for (jsize i = 0; i < count; ++i) {
      const Bytes& name = kept.emplace_back(element(env, names, i));
      const Bytes& content = kept.emplace_back(element(env, contents, i));
      if (env->ExceptionCheck() == JNI_TRUE) return 0;
      files.push_back({name.data(), content.data(), content.size()});
    }
    zhun_policy* policy = nullptr;
    zhun_error error = ZHUN_ERROR_INIT;
    if (const zhun_status status = zhun_policy_parse(files.data(), files.size(), &policy, &error);
        status != ZHUN_OK)
      raise(env, status, error);
    return to_java(policy);
  });
}

jbyteArray JNICALL policy_id(JNIEnv* env, jclass, jlong policy) {
  const char* id = zhun_policy_id(from_java<zhun_policy>(policy));
  return new_bytes(env, id, strlen(id));
}

void JNICALL policy_free(JNIEnv*, jclass, jlong policy) {
  zhun_policy_free(from_java<zhun_policy>(policy));
}

// ---- Native methods: dossier ---------------------------------------------------------------

jlong JNICALL dossier_create(JNIEnv* env, jclass) {
  zhun_dossier* dossier = nullptr;
  zhun_error error = ZHUN_ERROR_INIT;
  if (const zhun_status status = zhun_dossier_create(&dossier, &error); status != ZHUN_OK)
    raise(env, status, error);
  return to_java(dossier);
}

void JNICALL dossier_add(JNIEnv* env, jclass, jlong dossier, jbyteArray name, jbyteArray array,
                         jobject buffer, jint position, jint size) {
  guarded(env, [&] {
    const Bytes named(env, name);
    const Document document(env, array, buffer, position, size);
    zhun_error error = ZHUN_ERROR_INIT;
    if (const zhun_status status = zhun_dossier_add(from_java<zhun_dossier>(dossier), named.data(),
                                                    document.data(), document.size(), &error);
        status != ZHUN_OK)
      raise(env, status, error);
  });
}

void JNICALL dossier_set_password(JNIEnv* env, jclass, jlong dossier, jbyteArray name,
                                  jbyteArray password) {
  guarded(env, [&] {
    const Bytes named(env, name), secret(env, password);
    zhun_error error = ZHUN_ERROR_INIT;
    if (const zhun_status status = zhun_dossier_set_password(
            from_java<zhun_dossier>(dossier), named.data(), secret.data(), secret.size(), &error);
        status != ZHUN_OK)
      raise(env, status, error);
  });
}

jbyteArray JNICALL dossier_next_file(JNIEnv* env, jclass, jlong dossier) {
  const char* name = nullptr;
  zhun_error error = ZHUN_ERROR_INIT;
  if (const zhun_status status =
          zhun_dossier_next_file(from_java<zhun_dossier>(dossier), &name, &error);
      status != ZHUN_OK) {
    raise(env, status, error);
    return nullptr;
  }
  return name == nullptr ? nullptr : new_bytes(env, name, strlen(name));
}

jlong JNICALL dossier_run(JNIEnv* env, jclass native, jlong dossier, jlong policy, jint masking,
                          jlong source_bytes_max, jlong source_rows_max, jlong pdf, jlong cancel,
                          jobject progress, jlong ocr) {
  zhun_run_options options = ZHUN_RUN_OPTIONS_INIT;
  options.masking = masking;
  options.source_bytes_max = static_cast<std::uint64_t>(source_bytes_max);
  options.source_rows_max = static_cast<std::uint64_t>(source_rows_max);
  options.pdf = from_java<zhun_pdf_engine>(pdf);
  options.scanner = from_java<zhun_scanner>(ocr);
  Listener listener{env, native, progress};
  watch(options, cancel, listener);
  zhun_assessment* assessment = nullptr;
  zhun_error error = ZHUN_ERROR_INIT;
  const zhun_status status =
      zhun_dossier_run(from_java<zhun_dossier>(dossier), from_java<zhun_policy>(policy), &options,
                       &assessment, &error);
  if (status != ZHUN_OK) {
    raise(env, status, error);
  } else if (env->ExceptionCheck() == JNI_TRUE) {  // the listener's, at the very last call of it
    zhun_assessment_free(assessment);
    return 0;
  }
  return to_java(assessment);
}

void JNICALL dossier_free(JNIEnv*, jclass, jlong dossier) {
  zhun_dossier_free(from_java<zhun_dossier>(dossier));
}

// ---- Native methods: assessment ------------------------------------------------------------

// The figures in the order of the header; the grade as the number of its first bytes, big-endian.
jlongArray JNICALL assessment_summary(JNIEnv* env, jclass, jlong assessment) {
  zhun_summary summary = ZHUN_SUMMARY_INIT;
  zhun_error error = ZHUN_ERROR_INIT;
  if (const zhun_status status =
          zhun_assessment_summary(from_java<zhun_assessment>(assessment), &summary, &error);
      status != ZHUN_OK) {
    raise(env, status, error);
    return nullptr;
  }
  jlong grade = 0;
  for (const char letter : summary.grade) grade = grade << 8 | static_cast<unsigned char>(letter);
  const jlong figures[] = {summary.decision,
                           summary.score,
                           grade,
                           summary.limit_fen,
                           summary.knock_out_count,
                           summary.severe_count,
                           summary.warning_count,
                           summary.info_count,
                           summary.not_evaluated_count,
                           summary.passed_count,
                           summary.missing_material_count,
                           summary.refused_source_count};
  const auto count = static_cast<jsize>(std::size(figures));
  const jlongArray array = env->NewLongArray(count);
  if (array != nullptr) env->SetLongArrayRegion(array, 0, count, figures);
  return array;
}

jbyteArray JNICALL assessment_render(JNIEnv* env, jclass, jlong assessment, jbyteArray media_type) {
  return guarded(env, [&]() -> jbyteArray {
    const Bytes type(env, media_type);
    Buffer out;
    zhun_error error = ZHUN_ERROR_INIT;
    if (const zhun_status status = zhun_assessment_render(from_java<zhun_assessment>(assessment),
                                                          type.data(), &out.bytes, &error);
        status != ZHUN_OK) {
      raise(env, status, error);
      return nullptr;
    }
    return to_java(env, out);
  });
}

// Calls `function(..., &buffer, &error)` and hands the buffer to Java.
template <typename Function>
jbyteArray bytes_of(JNIEnv* env, Function&& function) {
  return guarded(env, [&]() -> jbyteArray {
    Buffer out;
    zhun_error error = ZHUN_ERROR_INIT;
    if (const zhun_status status = function(&out.bytes, &error); status != ZHUN_OK) {
      raise(env, status, error);
      return nullptr;
    }
    if (env->ExceptionCheck() == JNI_TRUE) return nullptr;  // the listener's
    return to_java(env, out);
  });
}

jbyteArray JNICALL assessment_chart(JNIEnv* env, jclass, jlong assessment, jbyteArray name,
                                    jbyteArray media_type) {
  return bytes_of(env, [&](zhun_buffer* out, zhun_error* error) {
    const Bytes chart(env, name), type(env, media_type);
    return zhun_assessment_chart(from_java<zhun_assessment>(assessment), chart.data(), type.data(),
                                 out, error);
  });
}

jbyteArray JNICALL assessment_digest(JNIEnv* env, jclass, jlong assessment, jbyteArray algorithm) {
  return guarded(env, [&]() -> jbyteArray {
    const Bytes name(env, algorithm);
    char hex[65] = {};
    zhun_error error = ZHUN_ERROR_INIT;
    if (const zhun_status status = zhun_assessment_digest(from_java<zhun_assessment>(assessment),
                                                          name.data(), hex, sizeof hex, &error);
        status != ZHUN_OK) {
      raise(env, status, error);
      return nullptr;
    }
    return new_bytes(env, hex, strlen(hex));
  });
}

jbyteArray JNICALL assessment_table(JNIEnv* env, jclass, jlong assessment, jbyteArray name) {
  return bytes_of(env, [&](zhun_buffer* out, zhun_error* error) {
    const Bytes table(env, name);
    ArrowArrayStream stream;
    const zhun_status status =
        zhun_assessment_table(from_java<zhun_assessment>(assessment), table.data(), &stream, error);
    return status == ZHUN_OK ? zhun_table_from_arrow(&stream, nullptr, out, error) : status;
  });
}

void JNICALL assessment_arrow(JNIEnv* env, jclass, jlong assessment, jbyteArray name,
                              jlong stream) {
  guarded(env, [&] {
    const Bytes table(env, name);
    zhun_error error = ZHUN_ERROR_INIT;
    if (const zhun_status status =
            zhun_assessment_table(from_java<zhun_assessment>(assessment), table.data(),
                                  from_java<ArrowArrayStream>(stream), &error);
        status != ZHUN_OK)
      raise(env, status, error);
  });
}

void JNICALL assessment_free(JNIEnv*, jclass, jlong assessment) {
  zhun_assessment_free(from_java<zhun_assessment>(assessment));
}

// ---- Native methods: one file --------------------------------------------------------------

struct ParseOptions {
  Bytes source_name, password;
  zhun_parse_options options = ZHUN_PARSE_OPTIONS_INIT;
  Listener listener;
  ParseOptions(JNIEnv* env, jclass native, jbyteArray name, jbyteArray secret, jlong bytes_max,
               jlong rows_max, jlong pdf, jlong cancel, jobject progress, jlong ocr)
      : source_name(env, name), password(env, secret), listener{env, native, progress} {
    options.source_name = source_name.data();
    options.password = password.data();
    options.password_size = password.size();
    options.pdf = from_java<zhun_pdf_engine>(pdf);
    options.scanner = from_java<zhun_scanner>(ocr);
    options.source_bytes_max = static_cast<std::uint64_t>(bytes_max);
    options.source_rows_max = static_cast<std::uint64_t>(rows_max);
    watch(options, cancel, listener);
  }
  ParseOptions(const ParseOptions&) = delete;
  ParseOptions& operator=(const ParseOptions&) = delete;
  ~ParseOptions() = default;
};

jbyteArray JNICALL parse_as(JNIEnv* env, jclass native, jbyteArray media_type, jbyteArray array,
                            jobject buffer, jint position, jint size, jbyteArray source_name,
                            jbyteArray password, jlong source_bytes_max, jlong source_rows_max,
                            jlong pdf, jlong cancel, jobject progress, jlong ocr) {
  return guarded(env, [&]() -> jbyteArray {
    const Bytes type(env, media_type);
    const Document document(env, array, buffer, position, size);
    const ParseOptions parse(env, native, source_name, password, source_bytes_max, source_rows_max,
                             pdf, cancel, progress, ocr);
    Buffer out;
    zhun_error error = ZHUN_ERROR_INIT;
    if (const zhun_status status = zhun_parse_as(type.data(), document.data(), document.size(),
                                                 &parse.options, &out.bytes, &error);
        status != ZHUN_OK) {
      raise(env, status, error);
      return nullptr;
    }
    if (env->ExceptionCheck() == JNI_TRUE) return nullptr;  // the listener's
    return to_java(env, out);
  });
}

void JNICALL parse_arrow(JNIEnv* env, jclass native, jbyteArray array, jobject buffer,
                         jint position, jint size, jbyteArray source_name, jbyteArray password,
                         jlong source_bytes_max, jlong source_rows_max, jlong pdf, jlong cancel,
                         jobject progress, jlong ocr, jlong stream) {
  guarded(env, [&] {
    const Document document(env, array, buffer, position, size);
    const ParseOptions parse(env, native, source_name, password, source_bytes_max, source_rows_max,
                             pdf, cancel, progress, ocr);
    zhun_error error = ZHUN_ERROR_INIT;
    auto* out = from_java<ArrowArrayStream>(stream);
    if (const zhun_status status =
            zhun_parse_arrow(document.data(), document.size(), &parse.options, out, &error);
        status != ZHUN_OK)
      raise(env, status, error);
    else if (env->ExceptionCheck() == JNI_TRUE)  // the listener's
      out->release(out);
  });
}

jlong JNICALL pdf_engine_open(JNIEnv* env, jclass, jbyteArray library_path) {
  return guarded(env, [&]() -> jlong {
    const Bytes path(env, library_path);
    zhun_pdf_engine* engine = nullptr;
    zhun_error error = ZHUN_ERROR_INIT;
    if (const zhun_status status = zhun_pdf_engine_open(path.data(), &engine, &error);
        status != ZHUN_OK)
      raise(env, status, error);
    return to_java(engine);
  });
}

void JNICALL pdf_engine_free(JNIEnv*, jclass, jlong engine) {
  zhun_pdf_engine_free(from_java<zhun_pdf_engine>(engine));
}

// ---- Native methods: matching, models, scans ------------------------------------------------

jbyteArray JNICALL match(JNIEnv* env, jclass native, jboolean names, jbyteArray media_type,
                         jbyteArray one, jbyteArray other, jbyteArray own_name,
                         jbyteArray own_tax_no, jlong source_bytes_max, jlong source_rows_max,
                         jlong pdf, jlong cancel, jobject progress) {
  return bytes_of(env, [&](zhun_buffer* out, zhun_error* error) {
    const Bytes type(env, media_type), left(env, one), right(env, other), name(env, own_name),
        number(env, own_tax_no);
    zhun_match_options options = ZHUN_MATCH_OPTIONS_INIT;
    if (name.size() > 0) options.own_name = name.data();
    if (number.size() > 0) options.own_tax_no = number.data();
    options.pdf = from_java<zhun_pdf_engine>(pdf);
    options.source_bytes_max = static_cast<std::uint64_t>(source_bytes_max);
    options.source_rows_max = static_cast<std::uint64_t>(source_rows_max);
    Listener listener{env, native, progress};
    watch(options, cancel, listener);
    const zhun_file first = {names != 0 ? "known" : "invoices", left.data(), left.size()};
    const zhun_file second = {names != 0 ? "damaged" : "payments", right.data(), right.size()};
    const auto call = names != 0 ? zhun_resolve : zhun_match;
    return call(type.data(), &first, &second, &options, out, error);
  });
}

jbyteArray JNICALL pmml_run(JNIEnv* env, jclass native, jbyteArray model, jbyteArray table,
                            jobjectArray keep, jlong cancel, jobject progress) {
  return bytes_of(env, [&](zhun_buffer* out, zhun_error* error) {
    const Bytes card(env, model), rows(env, table);
    std::vector<Bytes> kept;
    std::vector<const char*> names;
    const jsize count = env->GetArrayLength(keep);
    for (jsize i = 0; i < count; ++i) kept.push_back(element(env, keep, i));
    for (const Bytes& name : kept) names.push_back(name.data());
    zhun_batch_options options = ZHUN_BATCH_OPTIONS_INIT;
    options.keep = names.data();
    options.keep_size = names.size();
    Listener listener{env, native, progress};
    watch(options, cancel, listener);
    const zhun_file first = {"model", card.data(), card.size()};
    const zhun_file second = {"table", rows.data(), rows.size()};
    return zhun_pmml_run(&first, &second, &options, out, error);
  });
}

jlong JNICALL scanner_open(JNIEnv* env, jclass, jbyteArray library_path, jbyteArray data_path) {
  return guarded(env, [&]() -> jlong {
    const Bytes path(env, library_path), data(env, data_path);
    zhun_scanner* scanner = nullptr;
    zhun_error error = ZHUN_ERROR_INIT;
    if (const zhun_status status = zhun_scanner_open(path.data(), data.data(), &scanner, &error);
        status != ZHUN_OK)
      raise(env, status, error);
    return to_java(scanner);
  });
}

void JNICALL scanner_free(JNIEnv*, jclass, jlong scanner) {
  zhun_scanner_free(from_java<zhun_scanner>(scanner));
}

jbyteArray JNICALL scan(JNIEnv* env, jclass, jlong scanner, jobjectArray pages,
                        jbyteArray source_name, jbyteArray password, jlong pdf, jlong cancel) {
  return bytes_of(env, [&](zhun_buffer* out, zhun_error* error) {
    const Bytes name(env, source_name), secret(env, password);
    std::vector<Bytes> kept;
    std::vector<zhun_file> files;
    const jsize count = env->GetArrayLength(pages);
    for (jsize i = 0; i < count; ++i) kept.push_back(element(env, pages, i));
    for (const Bytes& page : kept) files.push_back({name.data(), page.data(), page.size()});
    zhun_scan_options options = ZHUN_SCAN_OPTIONS_INIT;
    options.source_name = name.data();
    options.password = secret.data();
    options.password_size = secret.size();
    options.pdf = from_java<zhun_pdf_engine>(pdf);
    options.cancel = from_java<zhun_cancel>(cancel);
    return zhun_scan(from_java<zhun_scanner>(scanner), files.data(), files.size(), &options, out,
                     error);
  });
}

// ---- Registration --------------------------------------------------------------------------

template <typename Function>
JNINativeMethod method(const char* name, const char* signature, Function* function) {
  return {const_cast<char*>(name), const_cast<char*>(signature), reinterpret_cast<void*>(function)};
}

// Registered, not found by name: a jar and a library that do not fit fail here, all at once.
bool register_methods(JNIEnv* env, jclass owner) {
  const JNINativeMethod methods[] = {
      method("version", "()[B", version),
      method("abiVersion", "()I", abi_version),
      method("cancelCreate", "()J", cancel_create),
      method("cancelRequest", "(J)V", cancel_request),
      method("cancelFree", "(J)V", cancel_free),
      method("policyDefault", "()J", policy_default),
      method("policyParse", "([[B[[B)J", policy_parse),
      method("policyId", "(J)[B", policy_id),
      method("policyFree", "(J)V", policy_free),
      method("dossierCreate", "()J", dossier_create),
      method("dossierAdd", "(J[B[BLjava/nio/ByteBuffer;II)V", dossier_add),
      method("dossierSetPassword", "(J[B[B)V", dossier_set_password),
      method("dossierNextFile", "(J)[B", dossier_next_file),
      method("dossierRun", "(JJIJJJJLzhun/ProgressListener;J)J", dossier_run),
      method("dossierFree", "(J)V", dossier_free),
      method("assessmentSummary", "(J)[J", assessment_summary),
      method("assessmentRender", "(J[B)[B", assessment_render),
      method("assessmentFree", "(J)V", assessment_free),
      method("assessmentChart", "(J[B[B)[B", assessment_chart),
      method("assessmentDigest", "(J[B)[B", assessment_digest),
      method("assessmentTable", "(J[B)[B", assessment_table),
      method("assessmentArrow", "(J[BJ)V", assessment_arrow),
      method("match", "(Z[B[B[B[B[BJJJJLzhun/ProgressListener;)[B", match),
      method("pmmlRun", "([B[B[[BJLzhun/ProgressListener;)[B", pmml_run),
      method("scannerOpen", "([B[B)J", scanner_open),
      method("scannerFree", "(J)V", scanner_free),
      method("scan", "(J[[B[B[BJJ)[B", scan),
      method("parseAs", "([B[BLjava/nio/ByteBuffer;II[B[BJJJJLzhun/ProgressListener;J)[B",
             parse_as),
      method("parseArrow", "([BLjava/nio/ByteBuffer;II[B[BJJJJLzhun/ProgressListener;JJ)V",
             parse_arrow),
      method("pdfEngineOpen", "([B)J", pdf_engine_open),
      method("pdfEngineFree", "(J)V", pdf_engine_free),
  };
  return env->RegisterNatives(owner, methods, static_cast<jint>(std::size(methods))) == JNI_OK;
}

}  // namespace

extern "C" JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* machine, void*) {
  void* environment = nullptr;
  if (machine->GetEnv(&environment, JNI_VERSION_1_8) != JNI_OK) return JNI_ERR;
  auto* env = static_cast<JNIEnv*>(environment);
  const jclass owner = env->FindClass("zhun/Native");
  if (owner == nullptr) return JNI_ERR;
  failure_method = env->GetStaticMethodID(owner, "failure", "(I[BJJJ[B[B)Ljava/lang/Throwable;");
  if (failure_method == nullptr) return JNI_ERR;
  tell_method =
      env->GetStaticMethodID(owner, "tell", "(Lzhun/ProgressListener;Ljava/lang/String;JJ)V");
  if (tell_method == nullptr || !register_methods(env, owner)) return JNI_ERR;
  native_class = env->NewWeakGlobalRef(owner);
  return native_class == nullptr ? JNI_ERR : JNI_VERSION_1_8;
}

extern "C" JNIEXPORT void JNICALL JNI_OnUnload(JavaVM* machine, void*) {
  void* environment = nullptr;
  if (machine->GetEnv(&environment, JNI_VERSION_1_8) == JNI_OK)
    static_cast<JNIEnv*>(environment)->DeleteWeakGlobalRef(native_class);
}
