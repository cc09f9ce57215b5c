#include <doctest/doctest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "present/document_values.hpp"
#include "present/sample_assessment.hpp"
#include "read/zip.hpp"
#include "zhun/policy_tools.hpp"
#include "zhun/present.hpp"

using zhun::Masking;

namespace {

std::string part_of(const std::string& docx, std::string_view part) {
  const zhun::ReadOptions options;
  return zhun::read::ZipReader::open(docx, options)->read(part, 64 << 20).value();
}

// Its texts, a paragraph a line.
std::string text_of(const std::string& docx) {
  const std::string xml = part_of(docx, "word/header1.xml") + part_of(docx, "word/document.xml") +
                          part_of(docx, "word/footer1.xml");
  std::string out;
  for (std::size_t at = 0; at < xml.size();) {
    const std::size_t end = std::min(xml.find('<', at), xml.size());
    out += xml.substr(at, end - at);
    if (xml.compare(end, 6, "</w:p>") == 0) out += '\n';
    at = std::min(xml.find('>', end), xml.size() - 1) + 1;
  }
  return out;
}

std::string all_text(const zhun::Assessment& assessment, Masking masking) {
  std::string out;
  const auto documents = zhun::render_documents(assessment, masking).value();
  for (const auto& document : documents) out += text_of(document.bytes);
  return out;
}

}  // namespace

TEST_CASE("every document renders, the same each time and whether alone or with the others") {
  const auto assessment = zhun::test::sample_assessment();
  const auto documents = zhun::render_documents(assessment).value();
  REQUIRE(documents.size() == 22);
  const auto again = zhun::render_documents(assessment).value();
  for (std::size_t i = 0; i < documents.size(); ++i) {
    CAPTURE(documents[i].id);
    CHECK(documents[i].bytes == again[i].bytes);
    const std::string text = text_of(documents[i].bytes);
    CHECK(text.find("{{") == std::string::npos);
    CHECK(text.find("null") == std::string::npos);
    // Whose assessment, of when, by which policy, and that a person decides.
    CHECK(text.find(assessment.policy_id) != std::string::npos);
    CHECK(text.find(to_string(assessment.dossier->as_of)) != std::string::npos);
    CHECK(text.find("有权审批人决定") != std::string::npos);
  }
  CHECK(zhun::render_document(assessment, "D05").value() == documents[7].bytes);
  CHECK(zhun::render_document(assessment, "D99").error().code == zhun::ErrorCode::invalid_argument);
  // The digest is that of assessment.json.
  const std::string json = zhun::render_assessment_json(assessment);
  const std::string digest = json.substr(json.find("sha256:"), 71);
  CHECK(text_of(documents[7].bytes).find(digest) != std::string::npos);
}

TEST_CASE("figures carry the number of their evidence in the report") {
  const auto assessment = zhun::test::sample_assessment();
  const std::string html = zhun::render_report_html(assessment);
  const std::string text = text_of(zhun::render_document(assessment, "D02").value());
  // "E07","title",... of the script's data: the same number stands for the same figure.
  const auto values = zhun::report::document_values(assessment, Masking::inside_bank);
  const std::string& id = values.texts.at("fact.net_effective_inflow.id");
  CHECK(text.find(values.texts.at("fact.net_effective_inflow.exact")) != std::string::npos);
  CHECK(html.find("\"" + id + "\"") != std::string::npos);
  const auto& evidence = values.lists.at("evidence");
  bool found = false;
  for (const auto& row : evidence.rows) {
    if (row[0] != id) continue;
    found = true;
    CHECK(row[2] == values.texts.at("fact.net_effective_inflow.value"));
  }
  CHECK(found);
  // A fact that the sample does not have.
  CHECK(values.texts.at("fact.invoice_yoy.exact") == "待补充");
}

TEST_CASE("no document shows an identity, account or phone number, or a person's name") {
  for (const Masking masking : {Masking::inside_bank, Masking::outward}) {
    const auto assessment = zhun::test::sample_assessment();
    const std::string text = all_text(assessment, masking);
    for (const std::string secret :
         {zhun::test::kSampleResidentId, zhun::test::kSampleMobile, zhun::test::kSampleAccount,
          "周建国", "赵丽华", "孙循环", "泉城路88号"}) {
      CAPTURE(secret);
      CHECK(text.find(secret) == std::string::npos);
    }
    CHECK((text.find("济南泉润机电设备有限公司") == std::string::npos) ==
          (masking == Masking::outward));
  }
  const std::string open = all_text(zhun::test::sample_assessment(), Masking::none);
  CHECK(open.find("周建国") != std::string::npos);
  CHECK(open.find("未脱敏") != std::string::npos);
}

TEST_CASE("addresses and names in registry changes are masked, also of persons who left") {
  auto assessment = zhun::test::sample_assessment();
  zhun::Dossier dossier = *assessment.dossier;
  for (auto& record : dossier.government) {
    if (!record.registry) continue;
    record.registry->changes = {
        {{}, "法定代表人变更", "钱离任", "周建国"},
        {{}, "股东变更", "钱离任、吴旧股，济南旧股贸易有限公司", "周建国"},
        {{}, "住所变更", "山东省济南市历下区旧路3号楼5号", "山东省济南市历下区新路7号楼12号"},
        {{}, "经营范围变更", "零售", "批发"}};
  }
  assessment.dossier = std::make_shared<const zhun::Dossier>(std::move(dossier));
  const std::string text = text_of(zhun::render_document(assessment, "D07").value());
  for (const std::string secret : {"钱离任", "吴旧股", "旧路3号", "新路7号"}) {
    CAPTURE(secret);
    CHECK(text.find(secret) == std::string::npos);
  }
  CHECK(text.find("钱*任、吴*股，济南旧股贸易有限公司") != std::string::npos);
  CHECK(text.find("山东省济南市历下区****") != std::string::npos);
  CHECK(text.find("批发") != std::string::npos);
}

TEST_CASE("hostile strings of a dossier stay text in every document") {
  zhun::test::SampleOptions options;
  options.probes = true;
  const auto documents = zhun::render_documents(zhun::test::sample_assessment(options)).value();
  for (const auto& document : documents) {
    const std::string xml = part_of(document.bytes, "word/document.xml");
    CHECK(xml.find("<img") == std::string::npos);
    CHECK(xml.find("<script") == std::string::npos);
  }
}

TEST_CASE("an empty case says what is to be supplied") {
  auto assessment = zhun::test::empty_assessment();
  assessment.policy = zhun::default_policy().value();
  const std::string text = all_text(assessment, Masking::inside_bank);
  CHECK(text.find("待补充（M-APP）") != std::string::npos);
  CHECK(text.find("未获取（待补充 M-STMT）") != std::string::npos);
}

TEST_CASE("the default templates can be filled, and a wrong one of a bank is found") {
  CHECK(zhun::check_documents(zhun::default_policy().value()).has_value());
  const auto pack = zhun::default_policy_files();
  std::vector<zhun::SourceFile> files(pack.begin(), pack.end());
  // Parts that are stored can be changed where their checksum is changed, too: here it is not.
  std::string changed;
  for (auto& file : files) {
    if (file.name != "documents/D03.docx") continue;
    changed = file.bytes;
    changed.replace(changed.find("{{decision}}"), 12, "{{decisioN}}");
    file.bytes = changed;
  }
  const auto refused = zhun::check_documents(zhun::load_policy(files).value());
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().place.source == "documents/D03.docx");
  for (auto& file : files) {
    if (file.name == "documents/D03.docx") file.bytes = "damaged";
  }
  CHECK(zhun::load_policy(files).error().place.source == "documents/D03.docx");
}

TEST_CASE("docs/documents.md lists every value that a template may name") {
  std::ifstream file(std::string(ZHUN_TEST_DATA) + "/../docs/documents.md");
  std::stringstream text;
  text << file.rdbuf();
  const std::string docs = text.str();
  std::set<std::string> listed;
  const std::regex row("\\| `([#a-z0-9_.]+)` \\|");
  for (std::sregex_iterator it(docs.begin(), docs.end(), row), end; it != end; ++it)
    listed.insert((*it)[1]);
  const auto values =
      zhun::report::document_values(zhun::test::sample_assessment(), Masking::inside_bank);
  std::set<std::string> names;
  for (const auto& [name, value] : values.texts) {
    if (!name.starts_with("fact.")) names.insert(name);
  }
  for (const auto& [name, list] : values.lists) {
    names.insert("#" + name);
    for (const auto& column : list.columns)
      CHECK_MESSAGE(docs.find("`" + column + "`") != std::string::npos, name << " " << column);
  }
  CHECK(listed == names);
}
