// The summary of an assessment: for a person in a terminal, and for a program.
#pragma once

#include <string>

#include "zhun/assessment.hpp"
#include "zhun/present.hpp"

namespace zhun::cli {

struct OutputPaths {
  std::string report, assessment, checklist, seal;
};

// Masked like the files that were written.
std::string summary_text(const Assessment& assessment, const std::string& dossier_name,
                         const OutputPaths& paths, Masking masking);
// Ids, counts and titles of the policy: no name and no number of a person is in it.
std::string summary_json(const Assessment& assessment, const std::string& dossier_name,
                         const OutputPaths& paths);

}  // namespace zhun::cli
