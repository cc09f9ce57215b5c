// Reading and assessing a dossier's folder: what assess, verify --rerun and consent share.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "engines.hpp"
#include "files.hpp"
#include "zhun/assessment.hpp"
#include "zhun/changes.hpp"
#include "zhun/present.hpp"

namespace zhun::cli {

struct DossierPath {
  std::filesystem::path folder, description;
  std::string name;
};
DossierPath locate(const std::string& argument);

// What opens the files of a dossier, and what was answered to its points.
struct Keys {
  std::optional<std::string> pdfium, password_file, answers;
  EngineChoice ocr;
};

// --policy, --masking, --pdfium, --password-file, --engine, --engine-path, --answers and --since.
void add_input_options(OptionTable& table);
Keys keys_of(const Arguments& arguments);
Result<Policy> choose_policy(const std::optional<std::string>& folder);
// The bytes of --since; empty without it.
Result<std::string> earlier_assessment(const Arguments& arguments);
bool parse_masking(const std::string& word, Masking& out);

// `minimised`, unless null, becomes dossier.json with nothing but what is read.
Result<Dossier> read_input(const DossierPath& path, const Keys& keys, Watch* watch = nullptr,
                           std::string* minimised = nullptr);
Result<Assessment> assess_input(const DossierPath& path, const Policy& policy, const Keys& keys,
                                Watch* watch = nullptr, std::string* minimised = nullptr);

// Everything that assess writes but the seal; `changes` may be null.
std::vector<NamedBytes> outputs_of(const Assessment& assessment, Masking masking, bool with_feed,
                                   const Changes* changes);

}  // namespace zhun::cli
