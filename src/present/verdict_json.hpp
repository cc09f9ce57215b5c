// What a scan adds to a row: the verdict, where it stands on the page, what was repaired and how.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "zhun/ocr.hpp"

namespace zhun {

// Writes members into the object that is open. `shown_name` gives what may be shown of a name.
void put_verdict(json::Writer& w, const RowVerdict& verdict,
                 const std::function<std::string(std::string_view)>& shown_name);

// Where a finding about `field` of the row stands: the cell, or the row where there is none.
void put_finding_box(json::Writer& w, const RowVerdict& verdict, std::string_view field);

}  // namespace zhun
