// The published JSON schemas: what we read and print follows them, and a reader refuses what its
// schema refuses.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "files.hpp"
#include "ocr/painted.hpp"
#include "zhun/zhun.hpp"

using namespace zhun;
using nlohmann::json;
using Pointer = json::json_pointer;

namespace {

class Schema {
 public:
  explicit Schema(const std::string& name) {
    const std::string text = test::fixture("../docs/schemas/" + name + ".schema.json");
    REQUIRE(!text.empty());
    const json document = json::parse(text);
    CHECK(document["$schema"] == "http://json-schema.org/draft-07/schema#");
    CHECK(!document["title"].get<std::string>().empty());
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(document), schema_);
  }
  [[nodiscard]] bool accepts(const json& document) const {
    valijson::Validator validator;
    return validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(document), nullptr);
  }

 private:
  valijson::Schema schema_;
};

std::string file_text(const std::filesystem::path& path) {
  return test::read_file(path.string()).value_or("");
}

json sample(const std::string& name) {
  return json::parse(test::fixture("schema/samples/" + name + ".json"));
}

// All places below `node`, `node` itself left out.
void collect(const json& node, const Pointer& at, std::vector<Pointer>& places) {
  for (const auto& [key, item] : node.items()) {
    const Pointer place =
        node.is_array() ? at / static_cast<std::size_t>(std::stoul(key)) : at / key;
    places.push_back(place);
    if (item.is_structured()) collect(item, place, places);
  }
}

struct Mutation {
  Pointer place;
  std::string what;
  json document;
};

std::vector<Mutation> mutations_of(const json& document) {
  const json others[] = {
      nullptr,         true, 5, -1.5, "text", "", "2026-13-45x", json::array(), json::object(),
      json::array({7})};
  std::vector<Pointer> places;
  collect(document, Pointer(), places);
  std::vector<Mutation> list;
  for (const Pointer& place : places) {
    for (const json& other : others) {
      list.push_back({place, "becomes " + other.dump(), document});
      list.back().document[place] = other;
    }
    list.push_back({place, "removed", document});
    auto& parent = list.back().document[place.parent_pointer()];
    if (parent.is_object())
      parent.erase(place.back());
    else
      parent.erase(static_cast<std::size_t>(std::stoul(place.back())));
  }
  return list;
}

template <typename T>
std::optional<Error> error_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional(result.error());
}

std::optional<Error> read(const std::string& kind, const json& document) {
  const std::string bytes = document.dump();
  const ReadOptions options;
  if (kind == "statement") return error_of(read_statements(bytes, options));
  if (kind == "invoices") return error_of(read_invoices(bytes, options));
  if (kind == "tax-returns") return error_of(read_tax_returns(bytes, options));
  return error_of(read_government(bytes, options));
}

// Where a reader and its schema differ, as the schema's own description says.
bool is_documented(const std::string& kind, const Mutation& mutation) {
  const std::string place = mutation.place.to_string();
  if (kind == "government" && place == "/schema") return true;  // absent or empty: gov-pull/1
  if (kind == "government" && place == "/status") return mutation.what == "becomes \"\"";
  return false;
}

std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::size_t check_outputs(const std::filesystem::path& folder) {
  const Schema schema("parsed-source");
  std::size_t read_files = 0;
  for (const auto& path : files_below(folder)) {
    const auto source = read_any(file_text(path), ReadOptions());
    if (!source) continue;
    ++read_files;
    CAPTURE(path.filename().string());
    CHECK(schema.accepts(json::parse(render_source_json(*source))));
  }
  return read_files;
}

}  // namespace

TEST_CASE("the samples follow their schemas and are read without an unknown member") {
  for (const std::string kind :
       {"statement", "invoices", "tax-returns", "government", "registry"}) {
    CAPTURE(kind);
    const json document = sample(kind);
    CHECK(Schema(kind).accepts(document));
    const auto source = read_any(document.dump(), ReadOptions());
    REQUIRE(source.has_value());
    CHECK(render_source_json(*source).find("unknown_member") == std::string::npos);
  }
}

TEST_CASE("a reader refuses what its schema refuses, and nothing else, and says where") {
  for (const std::string kind :
       {"statement", "invoices", "tax-returns", "government", "registry"}) {
    const Schema schema(kind);
    std::size_t refused = 0;
    for (const Mutation& mutation : mutations_of(sample(kind))) {
      if (is_documented(kind, mutation)) continue;
      const std::string place = mutation.place.to_string();
      CAPTURE(kind);
      CAPTURE(place);
      CAPTURE(mutation.what);
      const auto error = read(kind, mutation.document);
      CHECK(schema.accepts(mutation.document) == !error.has_value());
      if (!error) continue;
      ++refused;
      const std::string& field = error->place.field;
      CAPTURE(field);
      // Without a period, `from` is what is missing.
      const std::string expected = mutation.place.back() == "period" && field.ends_with("/from")
                                       ? (mutation.place.parent_pointer() / "from").to_string()
                                       : place;
      CHECK((field.starts_with(expected) || expected.starts_with(field)));
      CHECK(error->message.find("2026-13-45x") == std::string::npos);
    }
    CHECK(refused > 50);
  }
}

TEST_CASE("what is printed of every fixture and example follows the schema") {
  CHECK(check_outputs(std::filesystem::path(ZHUN_TEST_DATA) / "read/fixtures") > 60);
  CHECK(check_outputs(std::filesystem::path(ZHUN_TEST_DATA) / "../examples/dossiers") > 15);
}

TEST_CASE("what is printed of the corpus follows the schema") {
  const char* shared = std::getenv("ZHUN_SHARED");
  if (shared == nullptr) {
    MESSAGE("skipped: ZHUN_SHARED is not set");
    return;
  }
  const std::filesystem::path corpus = std::filesystem::path(shared) / "corpus";
  if (!std::filesystem::is_directory(corpus)) {
    MESSAGE("skipped: ZHUN_SHARED has no corpus");
    return;
  }
  CHECK(check_outputs(corpus) > 50);
}

TEST_CASE("the input files of the examples follow the schemas") {
  for (const auto& path :
       files_below(std::filesystem::path(ZHUN_TEST_DATA) / "../examples/dossiers")) {
    const std::string name = path.stem().string();
    if (path.extension() != ".json" || name == "dossier" || name == "TRUTH") continue;
    CAPTURE(path.string());
    const std::string kind = name == "invoices" ? "invoices"
                             : name == "tax"    ? "tax-returns"
                                                : "government";
    CHECK(Schema(kind).accepts(json::parse(file_text(path))));
  }
}

TEST_CASE("answers are refused where their schema refuses them") {
  const Schema schema("answers");
  const auto read = [](const json& document) {
    return read_answers(document.dump(), "answers.json", std::nullopt);
  };
  REQUIRE(schema.accepts(sample("answers")));
  REQUIRE(read(sample("answers")).has_value());
  for (const Mutation& mutation : mutations_of(sample("answers"))) {
    CAPTURE(mutation.place.to_string());
    CAPTURE(mutation.what);
    CHECK(schema.accepts(mutation.document) == read(mutation.document).has_value());
  }
}

TEST_CASE("assessments, checklists, changes and screens of the examples follow their schemas") {
  const Schema assessments("assessment"), checklists("checklist"), feeds("feed"),
      changes("changes"), fields("fields"), seals("seal");
  const auto policy = default_policy();
  REQUIRE(policy.has_value());
  const std::filesystem::path examples =
      std::filesystem::path(ZHUN_TEST_DATA) / "../examples/dossiers";
  for (const std::string name : {"trading-company", "sole-proprietor", "packaged-applicant"}) {
    CAPTURE(name);
    const std::string description = file_text(examples / name / "dossier.json");
    const auto names = list_dossier_files(description);
    REQUIRE(names.has_value());
    std::vector<std::string> contents;
    for (const std::string& file : *names) contents.push_back(file_text(examples / name / file));
    std::vector<SourceFile> files;
    for (std::size_t i = 0; i < names->size(); ++i) files.push_back({(*names)[i], contents[i]});
    const auto dossier = read_dossier(description, files);
    REQUIRE(dossier.has_value());
    const auto assessment = assess(*dossier, *policy);
    REQUIRE(assessment.has_value());
    json document = json::parse(render_assessment_json(*assessment));
    CHECK(assessments.accepts(document));
    document["findings"][0].erase("evidence");
    CHECK_FALSE(assessments.accepts(document));
    document = json::parse(render_checklist_json(*assessment));
    CHECK(checklists.accepts(document));
    document["header"]["score"] = "650";
    CHECK_FALSE(checklists.accepts(document));
    for (const FeedScreen& screen : render_feed(*assessment)) {
      CAPTURE(screen.name);
      document = json::parse(screen.json);
      CHECK(feeds.accepts(document));
      document["more"] = 1;
      CHECK_FALSE(feeds.accepts(document));
    }
    auto empty = *dossier;
    empty.statements.clear();
    const auto partial = assess(empty, *policy);
    REQUIRE(partial.has_value());
    const auto compared = changes_since(render_assessment_json(*partial), "old", *assessment);
    REQUIRE(compared.has_value());
    document = json::parse(render_changes_json(*compared));
    CHECK(document["any"] == true);
    CHECK(changes.accepts(document));
    document.erase("before");
    CHECK_FALSE(changes.accepts(document));
    document = json::parse(render_fields_json(*assessment));
    CHECK(fields.accepts(document));
    document["fields"][0]["class"] = "C3";
    CHECK_FALSE(fields.accepts(document));
    document = json::parse(render_seal_json(*assessment, {}));
    CHECK(seals.accepts(document));
    document.erase("sm3");
    CHECK_FALSE(seals.accepts(document));
  }
}

TEST_CASE("a line of an audit trail follows its schema") {
  const Schema entries("audit-entry");
  AuditEntry entry;
  entry.at = "2026-07-01T09:30:00Z";
  json line = json::parse(*append_audit("", entry));
  CHECK(entries.accepts(line));
  line["action"] = "LOOK";
  CHECK_FALSE(entries.accepts(line));
}

TEST_CASE("the schema of what is printed refuses every other form") {
  const Schema schema("parsed-source");
  for (const std::string kind : {"statement", "invoices", "tax-returns", "government"}) {
    CAPTURE(kind);
    const auto source = read_any(sample(kind).dump(), ReadOptions());
    REQUIRE(source.has_value());
    const json document = json::parse(render_source_json(*source));
    REQUIRE(schema.accepts(document));
    std::vector<Pointer> places;
    collect(document, Pointer(), places);
    for (const Pointer& place : places) {
      CAPTURE(place.to_string());
      json changed = document;
      changed[place] = json{{"not", "expected"}};
      CHECK_FALSE(schema.accepts(changed));
      if (!document[place].is_object()) continue;
      changed = document;
      changed[place]["not"] = "expected";
      CHECK_FALSE(schema.accepts(changed));
    }
  }
}

namespace {

// A scan with a repair, an altered figure, alternatives, an unread date and a second engine.
Scan painted_scan(std::size_t accounts) {
  auto texts = std::make_shared<test::PaintedTexts>();
  std::vector<Image> pages;
  test::PaintedPage page = test::painted_statement(0, 30);
  page.rows[5][3].insert(page.rows[5][3].size() - 1, "9|");  // unsure of a digit of the balance
  page.rows[9][2][0] = page.rows[9][2][0] == '9' ? '4' : '9';
  page.rows[12][0] = "";
  pages.push_back(test::paint(page, *texts));
  if (accounts > 1)
    pages.push_back(test::paint(test::painted_statement(3, 9, "6217770011223344556"), *texts));
  std::vector<std::unique_ptr<OcrEngine>> engines, seconds;
  engines.push_back(std::make_unique<test::PaintedEngine>(texts));
  seconds.push_back(std::make_unique<test::PaintedEngine>(texts));
  const Pictures pictures{
      static_cast<std::uint32_t>(pages.size()),
      [&](std::uint32_t index, const OcrEngine&) -> Result<Image> { return pages[index]; }};
  auto scan = read_scan(pictures, engines, seconds, {});
  REQUIRE_MESSAGE(scan.has_value(), (scan ? "" : to_string(scan.error())));
  return std::move(*scan);
}

}  // namespace

TEST_CASE("what is printed of a scan follows its schema, which refuses every other form") {
  const Schema schema("scan");
  CHECK(schema.accepts(json::parse(render_scan_json(painted_scan(2)))));
  const json document = json::parse(render_scan_json(painted_scan(1)));
  REQUIRE(schema.accepts(document));
  const auto has = [&](const std::string& member) {
    return std::any_of(document["rows"].begin(), document["rows"].end(),
                       [&](const json& row) { return row.contains(member); });
  };
  for (const std::string member : {"by", "why", "second", "amounts", "repairs"}) {
    CAPTURE(member);
    CHECK_MESSAGE(has(member), document["rows"].dump());
  }
  CHECK(std::any_of(document["findings"].begin(), document["findings"].end(),
                    [](const json& finding) { return finding.contains("box"); }));
  std::vector<Pointer> places;
  collect(document, Pointer(), places);
  CHECK(places.size() > 500);
  for (const Pointer& place : places) {
    CAPTURE(place.to_string());
    json changed = document;
    changed[place] = json{{"not", "expected"}};
    CHECK_FALSE(schema.accepts(changed));
    if (!document[place].is_object()) continue;
    changed = document;
    changed[place]["not"] = "expected";
    CHECK_FALSE(schema.accepts(changed));
  }
  for (const char* member : {"verdict", "boxes", "date", "page", "direction"}) {
    json changed = document;
    changed["rows"][0].erase(member);
    CHECK_FALSE(schema.accepts(changed));
  }
  json changed = document;
  changed["rows"][0]["direction"] = "neutral";
  CHECK_FALSE(schema.accepts(changed));
}
