// The summary of an assessment: for a person in a terminal, and for a program.
#pragma once

#include <string>

#include "zhun/assessment.hpp"
#include "zhun/changes.hpp"
#include "zhun/present.hpp"

namespace zhun::cli {

struct OutputPaths {
  std::string report, assessment, checklist, seal;
  std::string feed, documents;  // empty: none
};

// Whether standard output is a terminal that shows colours (NO_COLOR and TERM=dumb are honoured).
bool is_colourful();

// In Chinese, masked like the files that were written.
std::string summary_text(const Assessment& assessment, const std::string& dossier_name,
                         const OutputPaths& paths, Masking masking, bool colourful);
// Ids, counts and titles of the policy: no name and no number of a person is in it. `changes` may
// be null.
std::string summary_json(const Assessment& assessment, const std::string& dossier_name,
                         const OutputPaths& paths, const Changes* changes);

}  // namespace zhun::cli
