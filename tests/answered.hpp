// A dossier with a warning (S09), and answers to its points.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "files.hpp"
#include "zhun/zhun.hpp"

namespace zhun::test {

inline const Policy& policy() {
  static const Policy pack = default_policy().value();
  return pack;
}

// A trading company with a statement whose largest payer is a warning (S09).
inline Dossier dossier() {
  const std::string description = test::fixture("cli/dossier/dossier.json");
  const auto names = list_dossier_files(description).value();
  std::vector<std::string> contents;
  for (const std::string& name : names) contents.push_back(test::fixture("cli/dossier/" + name));
  std::vector<SourceFile> files;
  for (std::size_t i = 0; i < names.size(); ++i) files.push_back({names[i], contents[i]});
  return read_dossier(description, files).value();
}

inline Answer answer(std::string point, AnswerOutcome outcome, std::vector<std::string> evidence) {
  return {std::move(point),
          outcome,
          "已核对合同",
          "1001",
          *parse_date_time("2026-03-26T10:00:00"),
          std::nullopt,
          std::move(evidence)};
}

inline Answers answers_to(const Assessment& assessment, std::vector<Answer> list) {
  return {assessment.dossier->application.number,
          assessment.input_digest,
          std::move(list),
          {},
          std::string(64, 'a')};
}

}  // namespace zhun::test
