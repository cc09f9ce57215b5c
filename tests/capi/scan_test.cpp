// Scans through the C interface: a host's own engine, words of another OCR, a dossier with
// pictures.
#include <cstring>
#include <string>
#include <vector>

#include "handles_for_tests.hpp"
#include "ocr/painted.hpp"

using namespace zhun::test;

namespace {

// A host's engine: what it has on its pages, and how often it was closed.
struct Host {
  PaintedTexts texts;
  std::vector<zhun::Image> pages;
  int closed = 0;
  bool fails = false;
};

zhun_status read_lines(void* self, const zhun_ocr_line* lines, std::size_t count,
                       zhun_ocr_line_sink sink, void* sink_self, zhun_error* error) {
  const Host& host = *static_cast<Host*>(self);
  if (host.fails) {
    if (error != nullptr) std::strcpy(error->message, "the model is gone");
    return ZHUN_EINTERNAL;
  }
  for (std::size_t i = 0; i < count; ++i) {
    zhun::Image image;
    image.width = lines[i].width;
    image.height = lines[i].height;
    image.channels = lines[i].channels;
    for (std::uint32_t y = 0; y < lines[i].height; ++y) {
      const std::uint8_t* row = lines[i].pixels + y * lines[i].stride;
      image.pixels.insert(image.pixels.end(), row,
                          row + std::size_t{lines[i].width} * lines[i].channels);
    }
    const zhun::LineReading reading = read_painted(image, host.texts);
    std::vector<zhun_ocr_score> scores;
    for (std::size_t step = 0; step < reading.steps(); ++step)
      for (const zhun::SymbolScore& score : reading.step(step))
        scores.push_back({static_cast<std::uint32_t>(step), score.symbol, score.probability});
    const zhun_status status = sink(sink_self, i, static_cast<std::uint32_t>(reading.steps()),
                                    scores.data(), scores.size());
    if (status != ZHUN_OK) return status;
  }
  return ZHUN_OK;
}

zhun_status decode_picture(void* self, const void* data, std::size_t size, std::uint32_t,
                           std::uint64_t, zhun_ocr_picture_sink sink, void* sink_self,
                           zhun_error*) {
  const Host& host = *static_cast<Host*>(self);
  const auto* bytes = static_cast<const char*>(data);
  const auto number = size == 0 ? std::size_t{99} : static_cast<std::size_t>(bytes[size - 1] - '0');
  if (number >= host.pages.size()) return ZHUN_EFORMAT;
  const zhun::Image& page = host.pages[number];
  const zhun_ocr_picture picture = {
      sizeof(zhun_ocr_picture), page.width, page.height, page.channels, 150, 1};
  std::uint8_t* room = sink(sink_self, &picture);
  if (room == nullptr) return ZHUN_ECANCELLED;
  std::memcpy(room, page.pixels.data(), page.pixels.size());
  return ZHUN_OK;
}

void close_host(void* self) { ++static_cast<Host*>(self)->closed; }

zhun_ocr_engine table_of(Host& host) {
  zhun_ocr_engine table = {};
  table.struct_size = sizeof table;
  table.self = &host;
  table.name = "host 1";
  table.proof_margin = 10;
  table.floor = 1e-4;
  table.read_lines = read_lines;
  table.decode_picture = decode_picture;
  table.close = close_host;
  return table;
}

struct Scanner {
  zhun_scanner* handle = nullptr;
  explicit Scanner(Host& host) {
    const zhun_ocr_engine table = table_of(host);
    REQUIRE(zhun_scanner_create(&table, &handle, nullptr) == ZHUN_OK);
  }
  Scanner(const Scanner&) = delete;
  Scanner& operator=(const Scanner&) = delete;
  ~Scanner() { zhun_scanner_free(handle); }
};

std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

const std::string kPng = "\x89PNG\r\n\x1a\n";

}  // namespace

TEST_CASE("a host's own engine reads the pages of a statement, and every row has its verdict") {
  Host host;
  host.pages = {paint(painted_statement(0, 8), host.texts),
                paint(painted_statement(8, 8), host.texts)};
  {
    Scanner scanner(host);
    OwnedBuffer out;
    const std::string one = kPng + "0", two = kPng + "1";
    const zhun_file files[] = {{"1.png", one.data(), one.size()},
                               {"2.png", two.data(), two.size()}};
    zhun_error error = ZHUN_ERROR_INIT;
    REQUIRE_MESSAGE(zhun_scan(scanner.handle, files, 2, nullptr, &out.buffer, &error) == ZHUN_OK,
                    error.message);
    CHECK(count_of(out.text(), "\"verdict\":\"verified\"") == 15);
    CHECK(count_of(out.text(), "\"verdict\":") == 16);
    CHECK(count_of(out.text(), "\"second\"") == 0);
    CHECK(host.closed == 0);
  }
  CHECK(host.closed == 1);
}

TEST_CASE("a second scanner reads the amounts once more, and progress stops the reading") {
  Host host, other;
  host.pages = {paint(painted_statement(0, 8), host.texts)};
  other.texts = host.texts;
  Scanner scanner(host), second(other);
  const std::string bytes = kPng + "0";
  const zhun_file file = {"1.png", bytes.data(), bytes.size()};
  zhun_scan_options options = ZHUN_SCAN_OPTIONS_INIT;
  options.second = second.handle;
  const char* names[] = {"山东样例农机有限公司"};
  options.lexicon = names;
  options.lexicon_size = 1;
  OwnedBuffer out;
  REQUIRE(zhun_scan(scanner.handle, &file, 1, &options, &out.buffer, nullptr) == ZHUN_OK);
  CHECK(count_of(out.text(), "\"second\":\"agrees\"") == 8);
  options.second = scanner.handle;
  CHECK(zhun_scan(scanner.handle, &file, 1, &options, &out.buffer, nullptr) == ZHUN_EINVAL);
  options.second = nullptr;
  std::uint32_t seen = 0;
  options.progress_self = &seen;
  options.progress = [](void* self, std::uint32_t page, std::uint32_t pages) -> std::int32_t {
    *static_cast<std::uint32_t*>(self) = page * 10 + pages;
    return 1;
  };
  CHECK(zhun_scan(scanner.handle, &file, 1, &options, &out.buffer, nullptr) == ZHUN_ECANCELLED);
  CHECK(seen == 11);
  zhun_cancel* cancel = nullptr;
  REQUIRE(zhun_cancel_create(&cancel, nullptr) == ZHUN_OK);
  options.progress = nullptr;
  options.cancel = cancel;
  CHECK(zhun_scan(scanner.handle, &file, 1, &options, &out.buffer, nullptr) == ZHUN_OK);
  zhun_cancel_request(cancel);
  CHECK(zhun_scan(scanner.handle, &file, 1, &options, &out.buffer, nullptr) == ZHUN_ECANCELLED);
  zhun_cancel_free(cancel);
  CHECK(out.buffer.data == nullptr);
}

TEST_CASE("one picture becomes a table like any file, where a scanner is named") {
  Host host;
  host.pages = {paint(painted_statement(0, 8), host.texts)};
  Scanner scanner(host);
  const std::string bytes = kPng + "0", nothing = kPng + "7";
  zhun_parse_options options = ZHUN_PARSE_OPTIONS_INIT;
  OwnedBuffer out;
  CHECK(zhun_parse_as("text/csv", bytes.data(), bytes.size(), &options, &out.buffer, nullptr) ==
        ZHUN_EUNSUPPORTED);
  options.scanner = scanner.handle;
  zhun_error error = ZHUN_ERROR_INIT;
  REQUIRE_MESSAGE(zhun_parse_as("text/csv", bytes.data(), bytes.size(), &options, &out.buffer,
                                &error) == ZHUN_OK,
                  error.message);
  CHECK(count_of(out.text(), "\n") == 9);
  ArrowArrayStream stream;
  REQUIRE(zhun_parse_arrow(bytes.data(), bytes.size(), &options, &stream, nullptr) == ZHUN_OK);
  OwnedBuffer table;
  REQUIRE(zhun_table_from_arrow(&stream, nullptr, &table.buffer, nullptr) == ZHUN_OK);
  CHECK(count_of(table.text(), ",true\n") == 7);  // the first row rests on nothing
  CHECK(zhun_parse_as("text/csv", nothing.data(), nothing.size(), &options, &out.buffer, nullptr) ==
        ZHUN_EFORMAT);
}

TEST_CASE("what is wrong with a scan is refused with its place") {
  Host host;
  Scanner scanner(host);
  OwnedBuffer out;
  zhun_error error = ZHUN_ERROR_INIT;
  const std::string bytes = kPng + "7";
  const zhun_file file = {"1.png", bytes.data(), bytes.size()};
  CHECK(zhun_scan(scanner.handle, &file, 1, nullptr, &out.buffer, &error) == ZHUN_EFORMAT);
  CHECK(std::string(error.source) == "1.png");
  CHECK(zhun_scan(nullptr, &file, 1, nullptr, &out.buffer, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_scan(scanner.handle, nullptr, 1, nullptr, &out.buffer, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_scan(scanner.handle, &file, 0, nullptr, &out.buffer, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_scan(scanner.handle, &file, 1, nullptr, nullptr, nullptr) == ZHUN_EINVAL);
  const zhun_file pdf = {"a.pdf", "%PDF-1.7 x", 10};
  CHECK(zhun_scan(scanner.handle, &pdf, 1, nullptr, &out.buffer, &error) == ZHUN_EUNSUPPORTED);
  zhun_scan_options options = ZHUN_SCAN_OPTIONS_INIT;
  options.dots_per_inch = 20;
  CHECK(zhun_scan(scanner.handle, &file, 1, &options, &out.buffer, nullptr) == ZHUN_EINVAL);
  options = ZHUN_SCAN_OPTIONS_INIT;
  options.struct_size = 8;
  CHECK(zhun_scan(scanner.handle, &file, 1, &options, &out.buffer, nullptr) == ZHUN_EINVAL);
  struct {
    zhun_scan_options known;
    std::uint64_t later;
  } bigger = {ZHUN_SCAN_OPTIONS_INIT, 1};
  bigger.known.struct_size = sizeof bigger;
  CHECK(zhun_scan(scanner.handle, &file, 1, &bigger.known, &out.buffer, nullptr) == ZHUN_EVERSION);
}

TEST_CASE("an engine that fails, or is none, is told") {
  Host host;
  host.pages = {paint(painted_statement(0, 8), host.texts)};
  host.fails = true;
  zhun_error error = ZHUN_ERROR_INIT;
  {
    Scanner scanner(host);
    OwnedBuffer out;
    const std::string bytes = kPng + "0";
    const zhun_file file = {"1.png", bytes.data(), bytes.size()};
    CHECK(zhun_scan(scanner.handle, &file, 1, nullptr, &out.buffer, &error) < 0);
    CHECK(std::strlen(error.message) > 0);
  }
  zhun_scanner* scanner = nullptr;
  zhun_ocr_engine table = table_of(host);
  table.read_lines = nullptr;
  CHECK(zhun_scanner_create(&table, &scanner, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_scanner_create(nullptr, &scanner, nullptr) == ZHUN_EINVAL);
  CHECK(scanner == nullptr);
  CHECK(zhun_scanner_open("no-such-library.so", nullptr, &scanner, &error) == ZHUN_EUNSUPPORTED);
  CHECK(zhun_scanner_open(nullptr, nullptr, &scanner, &error) == ZHUN_EINVAL);
  zhun_scanner_free(nullptr);
  CHECK(host.closed == 1);
}

TEST_CASE("words of another OCR give the same form of statement") {
  std::string words = R"({"pages":[{"words":[)";
  const auto page = painted_statement(0, 8);
  int top = 80;
  for (const auto& row : page.rows) {
    int left = 20;
    for (const auto& text : row) {
      words += (words.back() == '[' ? "" : ",") + std::string(R"({"text":")") + text +
               R"(","box":[)" + std::to_string(left) + "," + std::to_string(top) + "," +
               std::to_string(left + 180) + "," + std::to_string(top + 24) + R"(],"score":0.98})";
      left += 260;
    }
    top += 40;
  }
  words += "]}]}";
  OwnedBuffer out;
  zhun_error error = ZHUN_ERROR_INIT;
  REQUIRE_MESSAGE(
      zhun_normalize(words.data(), words.size(), nullptr, &out.buffer, &error) == ZHUN_OK,
      error.message);
  CHECK(count_of(out.text(), "\"verdict\":\"verified\"") == 7);
  CHECK(count_of(out.text(), "\"boxes\"") == 8);
  CHECK(zhun_normalize("{", 1, nullptr, &out.buffer, nullptr) == ZHUN_EFORMAT);
  CHECK(zhun_normalize(nullptr, 1, nullptr, &out.buffer, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_normalize("{}", 2, nullptr, nullptr, nullptr) == ZHUN_EINVAL);
}

TEST_CASE("the options' initialiser and its function agree") {
  const zhun_scan_options macro = ZHUN_SCAN_OPTIONS_INIT;
  zhun_scan_options options;
  std::memset(&options, 0xAA, sizeof options);
  zhun_scan_options_init(&options, sizeof options);
  CHECK(options.struct_size == macro.struct_size);
  CHECK((options.progress == nullptr));
  CHECK(options.pixels_max == 0);
  zhun_scan_options_init(nullptr, sizeof options);
}

TEST_CASE("a dossier's scanned statement is read by the run's scanner, or told as unread") {
  Host host;
  host.pages = {paint(painted_statement(0, 12), host.texts)};
  Scanner scanner(host);
  const std::string json = R"({"dossier":"d","as_of":"2026-06-30","customer":{"type":"LEGAL",
    "name":"济南样例轴承有限公司","uscc":"91370102PDY00001XB"},
    "application":{"requested_fen":20000000,"term_months":12},
    "consents":[{"consent_id":"C","doc_type":"EN","subject":{"name":"济南样例轴承有限公司",
    "id":"91370102PDY00001XB"},"purposes":["PRE_LOAN"],"scopes":["STATEMENT"],
    "signed_at":"2026-03-01T10:00:00","valid_to":"2027-01-01"}],
    "sources":[{"file":"scan.png","kind":"STATEMENT","retrieved_at":"2026-03-10T09:00:00"}]})";
  const std::string picture = kPng + "0";
  zhun_dossier* dossier = nullptr;
  zhun_policy* policy = nullptr;
  REQUIRE(zhun_dossier_create(&dossier, nullptr) == ZHUN_OK);
  REQUIRE(zhun_policy_default(&policy, nullptr) == ZHUN_OK);
  REQUIRE(zhun_dossier_add(dossier, "dossier.json", json.data(), json.size(), nullptr) == ZHUN_OK);
  REQUIRE(zhun_dossier_add(dossier, "scan.png", picture.data(), picture.size(), nullptr) ==
          ZHUN_OK);
  const auto run = [&](zhun_scanner* with) {
    zhun_run_options options = ZHUN_RUN_OPTIONS_INIT;
    options.scanner = with;
    zhun_assessment* assessment = nullptr;
    zhun_error error = ZHUN_ERROR_INIT;
    REQUIRE_MESSAGE(zhun_dossier_run(dossier, policy, &options, &assessment, &error) == ZHUN_OK,
                    error.message);
    OwnedBuffer out;
    REQUIRE(zhun_assessment_json(assessment, &out.buffer, nullptr) == ZHUN_OK);
    zhun_assessment_free(assessment);
    return out.text();
  };
  const std::string read = run(scanner.handle), unread = run(nullptr);
  CHECK(count_of(read, "\"verdict\"") == 12);
  CHECK(read.find("\"engine\": \"host 1\"") != std::string::npos);
  CHECK(read.find("NOT_READ") == std::string::npos);
  CHECK(count_of(unread, "\"verdict\"") == 0);
  CHECK(unread.find("NOT_READ") != std::string::npos);
  zhun_dossier_free(dossier);
  zhun_policy_free(policy);
}
