// Writing PMML 4.4: a tree of elements as a document. Internal to score/.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/xml.hpp"

namespace zhun::pmml {

// An element with its attributes; children are appended by the caller.
[[nodiscard]] xml::Element make_element(
    std::string_view name, std::vector<std::pair<std::string, std::string>> attributes = {});
// `root` is the PMML element; its version and name space become those of 4.4. Elements of other
// name spaces keep theirs.
[[nodiscard]] std::string write_document(const xml::Element& root);

}  // namespace zhun::pmml
