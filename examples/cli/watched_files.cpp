// Watched files: see the header.
#include "watched_files.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <time.h>

namespace zhun::cli {
namespace {

constexpr long kPollNanoseconds = 200'000'000;
constexpr int kQuietPolls = 2;  // without a change before files count as whole

CancelToken& token() {
  static CancelToken token;
  return token;
}

void on_interrupt(int /*signal*/) { token().request(); }

}  // namespace

std::string state_of(const std::vector<std::filesystem::path>& files) {
  std::string state;
  for (const auto& path : files) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
      state += "absent\n";
      continue;
    }
    for (const auto number :
         {static_cast<std::uint64_t>(status.st_ino), static_cast<std::uint64_t>(status.st_size),
          static_cast<std::uint64_t>(status.st_mtim.tv_sec),
          static_cast<std::uint64_t>(status.st_mtim.tv_nsec)})
      state += std::to_string(number) + ' ';
    state += '\n';
  }
  return state;
}

CancelToken& interrupted() {
  static const bool installed = [] {
    token();
    struct sigaction action {};
    action.sa_handler = on_interrupt;
    return ::sigaction(SIGINT, &action, nullptr) == 0;
  }();
  (void)installed;
  return token();
}

bool wait_for_change(const std::string& last, const std::function<std::string()>& state) {
  std::string seen = last;
  int quiet = 0;
  while (!interrupted().requested()) {
    const std::string now = state();
    quiet = now == seen ? quiet + 1 : 0;
    seen = now;
    if (seen != last && quiet >= kQuietPolls) return true;
    const struct timespec pause { 0, kPollNanoseconds };
    ::nanosleep(&pause, nullptr);  // a signal ends it early
  }
  return false;
}

}  // namespace zhun::cli
