// Cases in the test kit's layout: passing, failing with a reason, refused; and the kit itself where
// ZHUN_SHARED points to it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "files.hpp"
#include "zhun/decision.hpp"

namespace fs = std::filesystem;

namespace {

std::vector<zhun::DecisionCase> run_folder(const fs::path& folder) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files.emplace_back(entry.path().filename().string(), *zhun::test::read_file(entry.path()));
  }
  std::sort(files.begin(), files.end());
  std::vector<zhun::SourceFile> sources;
  for (const auto& [name, bytes] : files) sources.push_back({name, bytes});
  return zhun::run_decision_cases(sources);
}

struct Counts {
  int passed = 0, failed = 0;
};

Counts run_level(const fs::path& level) {
  Counts counts;
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(level)) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  for (const auto& folder : folders) {
    for (const auto& test : run_folder(folder)) {
      ++(test.passed ? counts.passed : counts.failed);
      if (!test.passed)
        std::printf("  %s, case %s: %s\n", test.file.c_str(), test.id.c_str(), test.reason.c_str());
    }
  }
  std::printf("DMN test kit, %s: %d passed, %d failed\n", level.filename().c_str(), counts.passed,
              counts.failed);
  return counts;
}

const std::string kModel =
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" "
    "namespace=\"urn:m\"><inputData name=\"x\" id=\"x\"><variable name=\"x\" "
    "typeRef=\"number\"/></inputData><decision name=\"double\" id=\"d\"><informationRequirement>"
    "<requiredInput href=\"#x\"/></informationRequirement><literalExpression><text>2 * x</text>"
    "</literalExpression></decision><decision name=\"wrong\" id=\"w\"><literalExpression>"
    "<text>nothing known</text></literalExpression></decision></definitions>";

std::string cases_of(const std::string& decision, const std::string& input,
                     const std::string& expected) {
  return "<testCases xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><modelName>m.dmn"
         "</modelName><testCase id=\"1\"><inputNode name=\"x\"><value xsi:type=\"xsd:decimal\">" +
         input + "</value></inputNode><resultNode name=\"" + decision + "\"><expected>" + expected +
         "</expected></resultNode></testCase></testCases>";
}

zhun::DecisionCase run_one(const std::string& model, const std::string& cases) {
  const std::vector<zhun::SourceFile> files{{"m.dmn", model}, {"t.xml", cases}};
  const auto found = zhun::run_decision_cases(files);
  REQUIRE(found.size() == 1);
  return found[0];
}

}  // namespace

TEST_CASE("a case passes when the result is the expected one") {
  CHECK(run_one(kModel, cases_of("double", "21", "<value xsi:type=\"xsd:decimal\">42</value>"))
            .passed);
}

TEST_CASE("a case that fails says what is and what was expected") {
  const auto failed =
      run_one(kModel, cases_of("double", "21", "<value xsi:type=\"xsd:decimal\">43</value>"));
  CHECK_FALSE(failed.passed);
  CHECK(failed.reason == "double: 43 is expected, 42 is");
  CHECK_FALSE(run_one(kModel, cases_of("double", "one", "<value xsi:nil=\"true\"/>")).passed);
}

TEST_CASE("null where the model is wrong passes, and says on what it rests") {
  const auto passed = run_one(kModel, cases_of("wrong", "1", "<value xsi:nil=\"true\"/>"));
  CHECK(passed.passed);
  CHECK(passed.rests_on_error);
}

TEST_CASE("a model that is refused fails its cases with the reason") {
  std::string model = kModel;
  const std::string text = "<text>nothing known</text>";
  model.replace(model.find(text), text.size(), "<text>function(x) external {java: {}}</text>");
  const auto failed = run_one(model, cases_of("wrong", "1", "<value xsi:nil=\"true\"/>"));
  CHECK_FALSE(failed.passed);
  CHECK(failed.reason.starts_with("refused: m.dmn"));
}

TEST_CASE("the cases in this repository") {
  const Counts own = run_level(fs::path(ZHUN_TEST_DATA) / "score" / "cases");
  CHECK(own.failed == 0);
  CHECK(own.passed >= 20);
}

TEST_CASE("the test kit's compliance levels") {
  const char* root = std::getenv("ZHUN_SHARED");
  if (root == nullptr) {
    MESSAGE("skipped: ZHUN_SHARED is not set");
    return;
  }
  const fs::path kit = fs::path(root) / "tck";
  const Counts level2 = run_level(kit / "compliance-level-2");
  CHECK(level2.passed == 116);
  CHECK(level2.failed == 0);
  const Counts level3 = run_level(kit / "compliance-level-3");
  CHECK(level3.passed == 51);
  CHECK(level3.failed == 0);
}
