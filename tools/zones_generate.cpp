// zones_generate FOLDER OUT: writes the time zones of a folder of TZif files (RFC 8536, the IANA
// database) as C++ tables for src/score/feel_zone.cpp. Runs while the library is built.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fs = std::filesystem;

namespace {

struct Change {
  int month = 0, week = 0, weekday = 0;
  long second = 0;
};

struct Zone {
  std::vector<std::int64_t> transitions;
  std::vector<std::int32_t> offsets;
  std::int32_t before = 0, standard = 0, summer = 0;
  Change to_summer, to_standard;
};

[[noreturn]] void stop(const std::string& what) {
  std::fprintf(stderr, "zones_generate: %s\n", what.c_str());
  std::exit(1);
}

std::int64_t big_endian(const std::string& bytes, std::size_t at, std::size_t size) {
  if (at + size > bytes.size()) stop("a file is too short");
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i)
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  if (size == 4) return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
  return static_cast<std::int64_t>(value);
}

// The rule for the years after the last transition: "CET-1CEST,M3.5.0,M10.5.0/3".
class Footer {
 public:
  explicit Footer(std::string_view text) : text_(text) {}

  void read_into(Zone& zone) {
    skip_name();
    zone.standard = static_cast<std::int32_t>(-seconds());
    zone.summer = zone.standard;
    if (text_.empty()) return;
    skip_name();
    zone.summer = zone.standard + 3600;
    if (text_[0] != ',') zone.summer = static_cast<std::int32_t>(-seconds());
    zone.to_summer = change();
    zone.to_standard = change();
    if (!text_.empty()) stop("a rule is not understood");
  }

 private:
  void skip_name() {
    if (!text_.empty() && text_[0] == '<') {
      text_.remove_prefix(text_.find('>') + 1);
      return;
    }
    while (!text_.empty() && (text_[0] | 0x20) >= 'a' && (text_[0] | 0x20) <= 'z')
      text_.remove_prefix(1);
  }
  long number() {
    long value = 0;
    bool any = false;
    while (!text_.empty() && text_[0] >= '0' && text_[0] <= '9') {
      value = value * 10 + (text_[0] - '0');
      text_.remove_prefix(1);
      any = true;
    }
    if (!any) stop("a rule lacks a number");
    return value;
  }
  bool accept(char sign) {
    if (text_.empty() || text_[0] != sign) return false;
    text_.remove_prefix(1);
    return true;
  }
  long seconds() {  // [+-]hh[:mm[:ss]]
    const bool negative = accept('-');
    if (!negative) accept('+');
    long value = number() * 3600;
    if (accept(':')) value += number() * 60;
    if (accept(':')) value += number();
    return negative ? -value : value;
  }
  Change change() {
    if (!accept(',') || !accept('M')) stop("a rule is not of the form Mm.w.d");
    Change result;
    result.month = static_cast<int>(number());
    accept('.');
    result.week = static_cast<int>(number());
    accept('.');
    result.weekday = static_cast<int>(number());
    result.second = accept('/') ? seconds() : 7200;
    return result;
  }

  std::string_view text_;
};

Zone read_zone(const std::string& bytes) {
  std::size_t at = 0;
  const auto header = [&](std::size_t index) {
    return static_cast<std::size_t>(big_endian(bytes, at + 20 + index * 4, 4));
  };
  // Counts: isut, isstd, leap, transitions, types, characters. The first block has 32-bit times.
  at += 44 + header(3) * 5 + header(4) * 6 + header(5) + header(2) * 8 + header(1) + header(0);
  if (bytes.compare(at, 4, "TZif") != 0) stop("a file has no 64-bit data");
  const std::size_t transitions = header(3), types = header(4), characters = header(5);
  const std::size_t rest = header(2) * 12 + header(1) + header(0);
  std::size_t times = at + 44;
  std::size_t indices = times + transitions * 8, infos = indices + transitions;
  Zone zone;
  const auto offset_of = [&](std::size_t type) {
    return static_cast<std::int32_t>(big_endian(bytes, infos + type * 6, 4));
  };
  zone.before = offset_of(0);
  for (std::size_t i = 0; i < transitions; ++i) {
    zone.transitions.push_back(big_endian(bytes, times + i * 8, 8));
    zone.offsets.push_back(offset_of(static_cast<unsigned char>(bytes[indices + i])));
  }
  std::size_t footer = infos + types * 6 + characters + rest + 1;
  Footer(std::string_view(bytes).substr(footer, bytes.find('\n', footer) - footer)).read_into(zone);
  return zone;
}

std::map<std::string, Zone> read_folder(const fs::path& folder) {
  std::map<std::string, Zone> zones;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = fs::relative(entry.path(), folder).generic_string();
    if (name.starts_with("posix/") || name.starts_with("right/") || name == "localtime" ||
        name == "posixrules") {
      continue;
    }
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)),
                            std::istreambuf_iterator<char>());
    if (bytes.starts_with("TZif")) zones.emplace(name, read_zone(bytes));
  }
  return zones;
}

std::string text_of(const Change& change) {
  return "{" + std::to_string(change.month) + ", " + std::to_string(change.week) + ", " +
         std::to_string(change.weekday) + ", " + std::to_string(change.second) + "}";
}

void write(std::ostream& out, const std::map<std::string, Zone>& zones) {
  std::map<std::pair<std::vector<std::int64_t>, std::vector<std::int32_t>>, std::size_t> known;
  std::string times, offsets, table;
  std::size_t next = 0;
  for (const auto& [name, zone] : zones) {
    const auto [at, added] = known.emplace(std::pair(zone.transitions, zone.offsets), next);
    if (added) {
      next += zone.transitions.size();
      for (std::size_t i = 0; i < zone.transitions.size(); ++i) {
        times += std::to_string(zone.transitions[i]) + (i % 8 == 7 ? ",\n" : ",");
        offsets += std::to_string(zone.offsets[i]) + (i % 8 == 7 ? ",\n" : ",");
      }
    }
    table += "{\"" + name + "\", " + std::to_string(at->second) + ", " +
             std::to_string(zone.transitions.size()) + ", " + std::to_string(zone.before) + ", " +
             std::to_string(zone.standard) + ", " + std::to_string(zone.summer) + ", " +
             text_of(zone.to_summer) + ", " + text_of(zone.to_standard) + "},\n";
  }
  out << "constexpr std::int64_t kTransitions[] = {" << times << "0};\n"
      << "constexpr std::int32_t kOffsets[] = {" << offsets << "0};\n"
      << "constexpr Zone kZones[] = {\n"
      << table << "};\n";
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) stop("it takes a folder and the file to write");
  const auto zones = read_folder(words[1]);
  if (zones.size() < 100)
    stop("the folder has no time zones; install the package tzdata, or name another folder");
  std::ofstream out(words[2]);
  write(out, zones);
  out.close();
  return out ? 0 : 1;
}
