// Two C and C++ readers on one file, for read_peers.py: fast-cpp-csv-parser into strings, and
// libcsv with callbacks that count. Neither decodes, types or adds up.
//
//   read_split_peers FILE LINES_BEFORE_HEADER      prints name, seconds of CPU, rows
#include <csv.h>
#include <libfccp/csv.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <fstream>
#include <iterator>
#include <string>

namespace {

double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

template <typename Work>
void report(const char* name, Work work) {
  double best = 1e9;
  std::size_t rows = 0;
  for (int i = 0; i < 3; ++i) {
    const double begin = cpu_seconds();
    rows = work();
    best = std::min(best, cpu_seconds() - begin);
  }
  std::printf("%s\t%.4f\t%zu\n", name, best, rows);
}

template <unsigned kColumns, typename... Texts>
std::size_t read_strings(const char* begin, const char* end, Texts&... texts) {
  io::CSVReader<kColumns, io::trim_chars<' ', '\t'>, io::double_quote_escape<',', '"'>> reader(
      "made", begin, end);
  reader.next_line();
  std::size_t rows = 0;
  while (reader.read_row(texts...)) ++rows;
  return rows;
}

void count_row(int, void* rows) { ++*static_cast<std::size_t*>(rows); }
void ignore_cell(void*, std::size_t, void*) {}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  std::ifstream file(arguments[1], std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  std::size_t offset = 0;
  for (int i = 0; i < std::atoi(arguments[2]); ++i) offset = bytes.find('\n', offset) + 1;
  const char* const begin = bytes.data() + offset;
  const char* const end = bytes.data() + bytes.size();
  const auto columns = 1 + std::count(begin, std::find(begin, end, '\n'), ',');
  try {
    report("fast-cpp-csv-parser, strings, no decoding", [&] {
      std::string a, b, c, d, e, f, g, h, i, j, k, l, m;
      return columns == 11 ? read_strings<11>(begin, end, a, b, c, d, e, f, g, h, i, j, k)
                           : read_strings<13>(begin, end, a, b, c, d, e, f, g, h, i, j, k, l, m);
    });
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fast-cpp-csv-parser: %s\n", error.what());
  }
  report("libcsv, callbacks only, no decoding", [&] {
    std::size_t rows = 0;
    csv_parser parser;
    csv_init(&parser, 0);
    csv_parse(&parser, begin, static_cast<std::size_t>(end - begin), ignore_cell, count_row, &rows);
    csv_fini(&parser, ignore_cell, count_row, &rows);
    csv_free(&parser);
    return rows - 1;
  });
  return 0;
}
