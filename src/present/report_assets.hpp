// The report's style sheet and script: report.css and report.js, embedded when zhun is built.
#pragma once

#include <string>

namespace zhun::report {

[[nodiscard]] std::string style_sheet();
[[nodiscard]] std::string script();

}  // namespace zhun::report
