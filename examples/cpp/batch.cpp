// batch [--threads N] OUT FOLDER...: assesses many dossiers on a pool of threads and writes
// OUT/NAME.html and OUT/NAME.json of each; prints a line a dossier in the order of the folders.
//
// A host outside zhun's build: it uses the stable C library through zhun_client.hpp. Ctrl-C stops
// the dossiers that are under way within 100 ms, starts no more, and keeps what was written.
//   c++ -std=c++17 batch.cpp $(pkg-config --cflags --libs zhun) -pthread -o batch
#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <mutex>
#include <string>
#include <thread>
#include <vector>
#include <zhun_client.hpp>

namespace fs = std::filesystem;

namespace {

const zhun_client::CancelToken& stop_token() {
  static const zhun_client::CancelToken token;
  return token;
}

void on_signal(int) { stop_token().request(); }

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("a file of the dossier cannot be opened");
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const fs::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) throw std::runtime_error("a result cannot be written");
}

// The files that dossier.json names; none that leaves the folder.
zhun_client::Dossier read_folder(const fs::path& folder) {
  zhun_client::Dossier dossier;
  dossier.add("dossier.json", read_file(folder / "dossier.json"));
  const fs::path root = fs::canonical(folder);
  for (std::string name = dossier.next_file(); !name.empty(); name = dossier.next_file()) {
    const fs::path path = fs::canonical(root / name);
    if (std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first != root.end())
      throw std::runtime_error("a file of the dossier lies outside its folder");
    dossier.add(name, read_file(path));
  }
  return dossier;
}

const char* name_of(zhun_decision decision) {
  switch (decision) {
    case ZHUN_DECISION_PROPOSE:
      return "PROPOSE";
    case ZHUN_DECISION_REFER:
      return "REFER";
    default:
      return "MANUAL_REVIEW_REQUIRED";
  }
}

// What the threads share. The policy never changes; the rest is atomic or under the mutex.
class Batch {
 public:
  Batch(fs::path out, std::vector<fs::path> folders)
      : out_(std::move(out)), folders_(std::move(folders)), lines_(folders_.size()) {}

  // Takes one dossier after the other until none is left.
  void work() {
    for (std::size_t i = next_++; i < folders_.size(); i = next_++) {
      std::string line = name(i) + ',';
      try {
        line += assess(i);
      } catch (const zhun_client::Error& error) {
        line += std::string("error,") + error.source() + ": " + error.what();
        ++failed_;
        if (error.status() == ZHUN_ECANCELLED) return;
      } catch (const std::exception& error) {
        line += std::string("error,") + error.what();
        ++failed_;
      }
      lines_[i] = std::move(line);
      const std::lock_guard lock(mutex_);
      std::cerr << ++done_ << " of " << folders_.size() << "  " << name(i) << '\n';
    }
  }

  // Exit status.
  int finish() const {
    for (const std::string& line : lines_)
      if (!line.empty()) std::cout << line << '\n';
    if (done_ < folders_.size())
      std::cerr << "stopped: " << done_ << " of " << folders_.size() << " done\n";
    return done_ < folders_.size() || failed_ > 0 ? 1 : 0;
  }

 private:
  std::string name(std::size_t i) const { return folders_[i].filename().string(); }

  std::string assess(std::size_t i) {
    // Asked at every step: the place for a bar of the host's own.
    zhun_client::Watch watch(stop_token(), [this](const char*, std::uint64_t, std::uint64_t) {
      ++steps_;
      return true;
    });
    const zhun_client::Assessment assessment = read_folder(folders_[i]).run(policy_, watch);
    write_file(out_ / (name(i) + ".html"), assessment.render("text/html").view());
    write_file(out_ / (name(i) + ".json"), assessment.render("application/json").view());
    const zhun_summary summary = assessment.summary();
    return std::string(name_of(summary.decision)) + ',' + std::to_string(summary.score) + ',' +
           summary.grade + ',' + std::to_string(summary.limit_fen);
  }

  const fs::path out_;
  const std::vector<fs::path> folders_;
  const zhun_client::Policy policy_;
  std::vector<std::string> lines_;  // each written by the thread that took its folder
  std::atomic<std::size_t> next_{0}, failed_{0}, steps_{0};
  std::mutex mutex_;
  std::size_t done_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
  if (words.size() > 1 && words.front() == "--threads") {
    threads = static_cast<std::size_t>(std::max(1, std::atoi(words[1].c_str())));
    words.erase(words.begin(), words.begin() + 2);
  }
  if (words.size() < 2) {
    std::cerr << "usage: batch [--threads N] OUT FOLDER...\n";
    return 2;
  }
  stop_token();  // before a signal may ask for it
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  try {
    fs::create_directories(words.front());
    std::vector<fs::path> folders;
    for (auto at = words.begin() + 1; at != words.end(); ++at)
      folders.push_back(fs::canonical(*at));
    Batch batch(words.front(), std::move(folders));
    std::vector<std::thread> pool;
    for (std::size_t i = 0; i < threads; ++i) pool.emplace_back([&batch] { batch.work(); });
    for (std::thread& thread : pool) thread.join();
    return batch.finish();
  } catch (const std::exception& error) {
    std::cerr << "batch: " << error.what() << '\n';
    return 1;
  }
}
