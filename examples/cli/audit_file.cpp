// The audit trail as a file. Only its end is read to append to it.
#include "audit_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>

#include "files.hpp"

namespace zhun::cli {
namespace {

constexpr std::size_t kTailBytesMax = 1U << 20U;  // longer than any line

std::string now_in_utc() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

Result<void> refused(std::string what) {
  return fail(ErrorCode::invalid_argument, Place{"audit trail", 0, 0, 0, ""}, std::move(what));
}

class LockedFile {
 public:
  explicit LockedFile(const std::string& path)
      : file_(open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    if (file_ >= 0 && flock(file_, LOCK_EX) != 0) {
      close(file_);
      file_ = -1;
    }
  }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;
  ~LockedFile() {
    if (file_ >= 0) close(file_);  // the lock goes with it
  }
  [[nodiscard]] bool is_open() const { return file_ >= 0; }

  bool read_tail(std::string& tail) const {
    struct stat facts {};
    if (fstat(file_, &facts) != 0 || !S_ISREG(facts.st_mode)) return false;
    const auto size = static_cast<std::size_t>(facts.st_size);
    tail.resize(std::min(size, kTailBytesMax));
    const auto begin = static_cast<off_t>(size - tail.size());
    for (std::size_t done = 0; done < tail.size();) {
      const auto count =
          pread(file_, tail.data() + done, tail.size() - done, begin + static_cast<off_t>(done));
      if (count <= 0) return false;
      done += static_cast<std::size_t>(count);
    }
    return true;
  }

  // All or nothing: a line that the disk took only in part is taken back.
  bool append(std::string_view line) const {
    const off_t before = lseek(file_, 0, SEEK_END);
    const auto count = write(file_, line.data(), line.size());
    if (count == static_cast<ssize_t>(line.size()) && fsync(file_) == 0) return true;
    if (before >= 0 && ftruncate(file_, before) != 0) return false;
    return false;
  }

 private:
  int file_;
};

}  // namespace

void add_audit_options(OptionTable& table) {
  for (const char* name : {"--audit", "--actor", "--key-file"}) table[name] = OptionKind::value;
}

Result<AuditOptions> audit_options(const Arguments& arguments) {
  AuditOptions options;
  options.file = arguments.value("--audit");
  options.actor = arguments.value("--actor").value_or("uid " + std::to_string(getuid()));
  if (const auto path = arguments.value("--key-file")) {
    constexpr std::size_t kKeyBytesMin = 16, kKeyBytesMax = 4096;
    auto key = read_whole_file(*path, "key file", kKeyBytesMax);
    if (!key) return tl::unexpected(key.error());
    if (key->size() < kKeyBytesMin)
      return fail(ErrorCode::invalid_argument, Place{"key file", 0, 0, 0, ""},
                  "the key has fewer than 16 bytes; make one of 32 random bytes");
    options.key = std::move(*key);
  }
  return options;
}

Result<void> append_to_audit(const AuditOptions& options, AuditEntry entry) {
  if (!options.file) return {};
  const LockedFile file(*options.file);
  std::string tail;
  if (!file.is_open() || !file.read_tail(tail))
    return refused("the file cannot be opened for appending; nothing was done");
  entry.at = now_in_utc();
  entry.actor = options.actor;
  const auto line = append_audit(tail, entry, options.key);
  if (!line) return tl::unexpected(line.error());
  if (!file.append(*line)) return refused("the line cannot be written; is the disk full?");
  return {};
}

}  // namespace zhun::cli
