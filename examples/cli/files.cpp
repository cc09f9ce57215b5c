// Files: see the header.
#include "files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "zhun/text.hpp"

namespace fs = std::filesystem;

namespace zhun::cli {
namespace {

constexpr std::size_t kFolderFilesMax = 2'000;

Place file_place(const std::string& name) { return Place{name, 0, 0, 0, ""}; }

std::string reason_of(int error_number) {
  return std::error_code(error_number, std::generic_category()).message();
}

tl::unexpected<Error> cannot(const std::string& name, const std::string& what, int error_number) {
  return fail(ErrorCode::invalid_argument, file_place(name), what + ": " + reason_of(error_number));
}

struct Descriptor {
  int number = -1;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

Result<std::string> read_to_end(int descriptor, const std::string& name, std::size_t size_hint,
                                std::size_t bytes_max) {
  std::string bytes;
  std::size_t used = 0;
  bytes.resize(std::min(size_hint, bytes_max) + 1);
  while (true) {
    if (used == bytes.size()) bytes.resize(bytes.size() * 2);
    const ssize_t got = ::read(descriptor, bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot(name, "the file cannot be read", errno);
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    if (used > bytes_max)
      return fail(ErrorCode::limit, file_place(name),
                  "the file is larger than " + std::to_string(bytes_max >> 20) + " MiB");
  }
  bytes.resize(used);
  return bytes;
}

Result<void> write_file(const fs::path& path, const std::string& name, std::string_view bytes) {
  const Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)};
  if (file.number < 0) return cannot(name, "the file cannot be written", errno);
  while (!bytes.empty()) {
    const ssize_t put = ::write(file.number, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return cannot(name, "the file cannot be written", errno);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  // A full disk may show only now.
  if (::fsync(file.number) != 0 && errno != EINVAL)
    return cannot(name, "the file cannot be written", errno);
  return {};
}

// Removes a folder with all it holds, unless it was kept.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(fs::path path) : path_(std::move(path)) {}
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Creates `folder` and its parents; the topmost one that was new, to be removed after a failure.
Result<fs::path> create_folders(const fs::path& folder) {
  std::error_code error;
  fs::path first_new;
  for (fs::path at = fs::absolute(folder, error).lexically_normal(); !fs::exists(at, error);
       at = at.parent_path()) {
    first_new = at;
    if (at == at.parent_path()) break;
  }
  fs::create_directories(folder, error);
  std::error_code ignored;
  if (!error && fs::is_directory(folder, ignored)) return first_new;
  const std::string reason = error ? error.message() : "there is a file of this name";
  if (!first_new.empty()) fs::remove_all(first_new, ignored);
  return fail(ErrorCode::invalid_argument, file_place(folder.string()),
              "the output folder cannot be created: " + reason);
}

Result<void> write_and_rename(const fs::path& folder, const std::vector<NamedBytes>& files) {
  std::string pattern = (folder / ".partial-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr)
    return cannot(folder.string(), "nothing can be written into the output folder", errno);
  const TemporaryFolder partial{fs::path(pattern)};
  std::error_code error;
  for (const NamedBytes& file : files) {
    const fs::path path = partial.path() / file.name;
    fs::create_directories(path.parent_path(), error);
    if (error) return cannot(file.name, "the file cannot be written", error.value());
    if (auto written = write_file(path, file.name, file.bytes); !written) return written;
    if (fs::is_directory(folder / file.name, error))
      return fail(ErrorCode::invalid_argument, file_place(file.name),
                  "the file cannot be written: there is a folder of this name");
  }
  for (const NamedBytes& file : files) {
    const fs::path target = folder / file.name;
    fs::create_directories(target.parent_path(), error);
    if (!error) fs::rename(partial.path() / file.name, target, error);
    if (error) return cannot(file.name, "the file cannot be put into place", error.value());
  }
  return {};
}

}  // namespace

Result<std::string> read_whole_file(const fs::path& path, const std::string& name,
                                    std::size_t bytes_max) {
  // Without O_NONBLOCK opening a named pipe would wait for a writer.
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.number < 0) return cannot(name, "the file cannot be opened", errno);
  struct stat status {};
  if (::fstat(file.number, &status) != 0) return cannot(name, "the file cannot be read", errno);
  if (!S_ISREG(status.st_mode))
    return fail(ErrorCode::invalid_argument, file_place(name), "this is not a regular file");
  return read_to_end(file.number, name, static_cast<std::size_t>(status.st_size), bytes_max);
}

Result<std::string> read_standard_input(std::size_t bytes_max) {
  return read_to_end(STDIN_FILENO, "standard input", 64 << 10, bytes_max);
}

Result<std::string> read_inside(const fs::path& folder, const std::string& name,
                                std::size_t bytes_max) {
  const fs::path relative(name);
  const bool climbs = std::any_of(relative.begin(), relative.end(),
                                  [](const fs::path& part) { return part == ".."; });
  if (name.empty() || relative.is_absolute() || climbs || name.find('\0') != std::string::npos)
    return fail(ErrorCode::invalid_argument, Place{"dossier.json", 0, 0, 0, ""},
                "a file name inside the dossier's folder is expected here");
  std::error_code error;
  const fs::path root = fs::canonical(folder, error);
  if (error) return cannot(folder.string(), "the folder cannot be opened", error.value());
  const fs::path path = fs::canonical(root / relative, error);
  if (error) return cannot(name, "the file cannot be opened", error.value());
  const auto parted = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  if (parted.first != root.end())
    return fail(ErrorCode::invalid_argument, file_place(name),
                "the file is a link that leads outside the dossier's folder");
  return read_whole_file(path, name, bytes_max);
}

Result<std::vector<NamedBytes>> read_folder(const fs::path& folder, std::size_t bytes_max) {
  std::error_code error;
  std::vector<NamedBytes> files;
  fs::recursive_directory_iterator at(folder, error);
  if (error) return cannot(folder.string(), "the folder cannot be opened", error.value());
  for (; at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (error) return cannot(folder.string(), "the folder cannot be read", error.value());
    const bool hidden = at->path().filename().string().starts_with(".");
    std::error_code ignored;
    if (hidden && at->is_directory(ignored)) at.disable_recursion_pending();
    if (hidden || !at->is_regular_file(ignored)) continue;
    if (files.size() == kFolderFilesMax)
      return fail(ErrorCode::limit, file_place(folder.string()), "the folder holds too many files");
    const std::string name = at->path().lexically_relative(folder).generic_string();
    auto bytes = read_whole_file(at->path(), name, bytes_max);
    if (!bytes) return tl::unexpected(bytes.error());
    files.push_back({name, std::move(*bytes)});
  }
  std::sort(files.begin(), files.end(),
            [](const NamedBytes& a, const NamedBytes& b) { return a.name < b.name; });
  return files;
}

std::vector<SourceFile> as_source_files(const std::vector<NamedBytes>& files) {
  std::vector<SourceFile> out;
  out.reserve(files.size());
  for (const NamedBytes& file : files) out.push_back({file.name, file.bytes});
  return out;
}

Result<void> write_together(const fs::path& folder, const std::vector<NamedBytes>& files) {
  const auto first_new = create_folders(folder);
  if (!first_new) return tl::unexpected(first_new.error());
  auto written = write_and_rename(folder, files);
  if (!written && !first_new->empty()) {
    std::error_code ignored;
    fs::remove_all(*first_new, ignored);
  }
  return written;
}

Result<void> write_one(const fs::path& path, const std::vector<std::string>& inputs,
                       std::string_view bytes) {
  std::error_code error;
  fs::path target = path;
  if (fs::exists(path, error)) {
    if (!fs::is_regular_file(path, error))
      return fail(ErrorCode::invalid_argument, file_place(path.string()),
                  "this is not a regular file; name another one");
    for (const std::string& input : inputs) {
      if (fs::equivalent(path, input, error))
        return fail(ErrorCode::invalid_argument, file_place(path.string()),
                    "this is the file that is read; name another one");
    }
    target = fs::canonical(path, error);  // behind a link
    if (error) return cannot(path.string(), "the file cannot be written", error.value());
  }
  std::string pattern = (target.parent_path() / ".partial-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr)
    return cannot(path.string(), "nothing can be written into the folder of this file", errno);
  const TemporaryFolder partial{fs::path(pattern)};
  const fs::path written = partial.path() / "file";
  if (auto done = write_file(written, path.string(), bytes); !done) return done;
  fs::rename(written, target, error);
  if (error) return cannot(path.string(), "the file cannot be put into place", error.value());
  return {};
}

Result<std::vector<std::string>> read_lexicon(const std::optional<std::string>& path) {
  std::vector<std::string> names;
  if (!path) return names;
  const auto bytes = read_whole_file(*path, *path, std::size_t{16} << 20);
  if (!bytes) return tl::unexpected(bytes.error());
  std::size_t begin = 0;
  while (begin < bytes->size()) {
    const std::size_t end = std::min(bytes->find('\n', begin), bytes->size());
    const std::string_view name = trim(std::string_view(*bytes).substr(begin, end - begin));
    if (!name.empty()) names.emplace_back(name);
    begin = end + 1;
  }
  return names;
}

Result<std::shared_ptr<const PdfEngine>> pdf_engine(const std::optional<std::string>& option) {
  std::string path;
  if (option) {
    path = *option;
  } else if (const char* named = std::getenv("ZHUN_PDFIUM"); named != nullptr && *named != 0) {
    path = named;
  } else {
#ifdef ZHUN_PDFIUM_DEFAULT
    std::error_code ignored;
    if (fs::exists(ZHUN_PDFIUM_DEFAULT, ignored)) path = ZHUN_PDFIUM_DEFAULT;
#endif
  }
  if (path.empty()) return std::shared_ptr<const PdfEngine>();
  // A bare name would be searched for in the folders of the system.
  std::error_code error;
  const fs::path whole = fs::absolute(path, error);
  return PdfEngine::open(error ? path : whole.string());
}

}  // namespace zhun::cli
