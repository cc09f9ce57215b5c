// What hosts.sh measures Java against: one dossier in C++, from bytes to assessment, JSON and
// report.
//
// hosts make FOLDER: writes the made dossier; hosts run FOLDER TIMES: the median of CPU
// milliseconds.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "made_dossier.hpp"
#include "zhun/zhun.hpp"

namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

int make(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const auto made = zhun::benchmarks::make_dossier({});
  std::ofstream(folder / "dossier.json", std::ios::binary) << made.description;
  for (const auto& file : made.files)
    std::ofstream(folder / file.name, std::ios::binary) << file.bytes;
  return 0;
}

double cpu_milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

// The bytes made of one dossier, 0 when it is refused. What it took is freed when this returns, as
// Java's close() does.
std::size_t assess(const std::string& description, const std::vector<zhun::SourceFile>& files,
                   const zhun::Policy& policy) {
  const auto dossier = zhun::read_dossier(description, files);
  if (!dossier) return 0;
  const auto assessment = zhun::assess(*dossier, policy);
  if (!assessment) return 0;
  return zhun::render_assessment_json(*assessment).size() +
         zhun::render_report_html(*assessment).size();
}

int run(const std::filesystem::path& folder, std::size_t times) {
  const std::string description = read_file(folder / "dossier.json");
  std::vector<std::string> names, contents;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename() == "dossier.json") continue;
    names.push_back(entry.path().filename());
    contents.push_back(read_file(entry.path()));
  }
  std::vector<zhun::SourceFile> files;
  for (std::size_t i = 0; i < names.size(); ++i) files.push_back({names[i], contents[i], {}});
  const auto policy = zhun::default_policy();
  std::vector<double> taken;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < times; ++i) {
    const double begin = cpu_milliseconds();
    const std::size_t made = assess(description, files, *policy);
    taken.push_back(cpu_milliseconds() - begin);
    if (made == 0) return 1;
    bytes += made;
  }
  std::nth_element(taken.begin(), taken.begin() + static_cast<std::ptrdiff_t>(times / 2),
                   taken.end());
  std::printf("%.3f %zu\n", taken[times / 2], bytes / times);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "make") return make(argv[2]);
  if (argc == 4 && std::string_view(argv[1]) == "run") {
    // On a thread, as servers work and as Java does: glibc's allocator favours the first thread.
    int status = 1;
    std::thread worker([&] {
      status = run(argv[2], std::max<std::size_t>(1, std::strtoul(argv[3], nullptr, 10)));
    });
    worker.join();
    return status;
  }
  std::fprintf(stderr, "usage: hosts make FOLDER | hosts run FOLDER TIMES\n");
  return 2;
}
