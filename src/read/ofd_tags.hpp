// Tags of an OFD invoice: which text object of which page holds which field. The file is often not
// well-formed, so it is scanned and not parsed. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zhun::read {

struct TagReference {
  std::string field;        // local name of the element around the reference
  std::uint32_t goods = 0;  // number of the GoodsInfo that it stands in; 0: in none
  std::string page, object;
};

// At most `references_max` of them; what is no reference is skipped.
[[nodiscard]] std::vector<TagReference> scan_tag_references(std::string_view text,
                                                            std::size_t references_max);

}  // namespace zhun::read
