// Files to typed, signed, totalled rows: CPU time and memory of each file that truth.tsv of a
// folder lists. Rows and sums must be those of truth.tsv; a wrong one fails the program.
//
//   read FOLDER            one line a file: name, rows, seconds of CPU (best of 3), memory, check
//   read FOLDER FILE       the same for one file
//
// ZHUN_PDFIUM names the PDFium library; without it PDF files are left out.
//
// Memory is measured in a process of its own that reads the file once: the peak of its resident
// memory less what it had after it had read a table of one row (the program's own pages). The bytes
// of the file are part of it, and so is the statement.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "zhun/pdf.hpp"
#include "zhun/read.hpp"

namespace {

struct Totals {
  std::uint64_t rows = 0;
  std::int64_t inflow = 0, outflow = 0, neutral = 0;
  bool operator==(const Totals&) const = default;
};

struct Work {
  std::string file;
  Totals truth;
};

double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// A line of /proc/self/status in bytes.
double process_bytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.rfind(name + ":", 0) == 0) return std::atof(line.c_str() + name.size() + 1) * 1024;
  }
  return 0;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  std::string bytes(file ? static_cast<std::size_t>(file.tellg()) : 0, '\0');
  file.seekg(0);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

std::vector<Work> list_works(const std::string& folder) {
  std::vector<Work> works;
  std::ifstream file(folder + "/truth.tsv");
  std::string line;
  while (std::getline(file, line)) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream fields(line);
    Work work;
    fields >> work.file >> work.truth.rows >> work.truth.inflow >> work.truth.outflow >>
        work.truth.neutral;
    works.push_back(work);
  }
  return works;
}

const zhun::PdfEngine* pdf_engine() {
  static const auto engine = [] {
    const char* const path = std::getenv("ZHUN_PDFIUM");
    const auto opened = zhun::PdfEngine::open(path != nullptr ? path : "");
    return opened ? *opened : nullptr;
  }();
  return engine.get();
}

bool is_pdf(const std::string& file) {
  return file.size() > 4 && file.compare(file.size() - 4, 4, ".pdf") == 0;
}

// Reads and adds up; `why` says what went wrong.
Totals read_totals(const std::string& bytes, std::string& why) {
  zhun::ReadOptions options;
  if (bytes.rfind("%PDF", 0) == 0) options.pdf = pdf_engine();
  options.limits.rows_max = 10'000'000;
  options.limits.bytes_max = std::size_t{4} << 30;
  Totals totals;
  const auto statements = zhun::read_statements(bytes, options);
  if (!statements) {
    why = zhun::to_string(statements.error());
    return totals;
  }
  for (const auto& statement : *statements) {
    totals.rows += statement.rows.size();
    for (const auto& row : statement.rows) {
      (row.direction == zhun::Direction::inflow    ? totals.inflow
       : row.direction == zhun::Direction::outflow ? totals.outflow
                                                   : totals.neutral) += row.amount.fen();
    }
    for (const auto& note : statement.notes) {
      if (note.code == "control_total" || note.code == "balance_break") why = note.message;
    }
  }
  return totals;
}

// The peak of a child process that reads the file once, in bytes; negative when it failed.
double measure_memory(const std::string& program, const std::string& path) {
  const std::string command = program + " --memory " + path;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return -1;
  double bytes = -1;
  if (std::fscanf(pipe, "%lf", &bytes) != 1) bytes = -1;
  return pclose(pipe) == 0 ? bytes : -1;
}

int report_memory(const std::string& path) {
  std::string why;
  (void)read_totals("date,amount,balance\n2026-01-05,1.00,1.00\n", why);
  if (is_pdf(path)) (void)pdf_engine();
  const double idle = process_bytes("VmRSS");
  const std::string bytes = read_file(path);
  const Totals totals = read_totals(bytes, why);
  std::printf("%.0f\n", process_bytes("VmHWM") - idle);
  return totals.rows > 0 ? 0 : 1;
}

bool run(const std::string& program, const std::string& folder, const Work& work) {
  constexpr int kRepeats = 3;
  const std::string path = folder + "/" + work.file;
  const std::string bytes = read_file(path);
  std::string why;
  double best = 1e9;
  bool exact = !bytes.empty();
  for (int i = 0; i < kRepeats && exact; ++i) {
    const double begin = cpu_seconds();
    const Totals totals = read_totals(bytes, why);
    best = std::min(best, cpu_seconds() - begin);
    exact = totals == work.truth;
    if (!exact && why.empty()) why = "the rows or sums are not those of truth.tsv";
  }
  const double memory = measure_memory(program, path);
  std::printf("%s\t%llu\t%.4f\t%.0f\t%.1f\t%.2f\t%s\n", work.file.c_str(),
              static_cast<unsigned long long>(work.truth.rows), best,
              static_cast<double>(work.truth.rows) / best, memory / (1 << 20),
              memory / static_cast<double>(bytes.size()), exact ? "exact" : why.c_str());
  std::fflush(stdout);
  return exact && memory > 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 3 && std::string(arguments[1]) == "--memory") return report_memory(arguments[2]);
  if (count < 2) {
    std::fprintf(stderr, "usage: read FOLDER [FILE]\n");
    return 2;
  }
  const auto works = list_works(arguments[1]);
  std::printf("file\trows\tcpu_s\trows_per_cpu_s\tmemory_MiB\tmemory_per_file\tcheck\n");
  bool good = !works.empty();
  for (const auto& work : works) {
    if (count > 2 && work.file != arguments[2]) continue;
    if (is_pdf(work.file) && pdf_engine() == nullptr) continue;
    good = run(arguments[0], arguments[1], work) && good;
  }
  return good ? 0 : 1;
}
