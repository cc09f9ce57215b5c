// Which fields of dossier.json a reading used, of what class, and what for.
#pragma once

#include <vector>

#include "base/json.hpp"
#include "zhun/dossier.hpp"

namespace zhun {

// After the document was read: its fields that somebody asked for and that have a value, by path.
[[nodiscard]] std::vector<FieldUse> fields_read(const json::Value& root);

}  // namespace zhun
