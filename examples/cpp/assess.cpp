// assess FOLDER [REPORT]: assesses the dossier in FOLDER and writes the report.
//
// The C++ core as a host uses it: the host opens files, the library works on bytes.
//   c++ -std=c++20 assess.cpp $(pkg-config --cflags --libs zhun-core) -o assess
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>
#include <zhun/zhun.hpp>

namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The files that dossier.json names. The library refuses names that leave the folder.
zhun::Result<zhun::Dossier> read_folder(const std::filesystem::path& folder) {
  const std::string json = read_file(folder / "dossier.json");
  const auto names = zhun::list_dossier_files(json);
  if (!names) return tl::unexpected(names.error());
  std::vector<std::string> bytes;
  for (const std::string& name : *names) bytes.push_back(read_file(folder / name));
  std::vector<zhun::SourceFile> files;
  for (std::size_t i = 0; i < names->size(); ++i) files.push_back({(*names)[i], bytes[i]});
  return zhun::read_dossier(json, files);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: assess FOLDER [REPORT]\n";
    return 2;
  }
  const auto policy = zhun::default_policy();
  const auto assessment = read_folder(argv[1]).and_then(
      [&](const zhun::Dossier& dossier) { return zhun::assess(dossier, *policy); });
  if (!assessment) {
    std::cerr << "assess: " << zhun::to_string(assessment.error()) << '\n';
    return 1;
  }
  std::cout << "decision: " << zhun::to_string(assessment->decision) << '\n'
            << "score:    " << assessment->score.total << ' ' << assessment->score.grade << '\n'
            << "limit:    " << zhun::to_string(assessment->limit.limit) << " yuan\n";
  std::ofstream report(argc > 2 ? argv[2] : "report.html", std::ios::binary);
  report << zhun::render_report_html(*assessment);
  return report.flush() ? 0 : 1;
}
