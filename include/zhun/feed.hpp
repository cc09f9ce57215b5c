// Feed (手机端数据): an assessment in screens for a phone, each a JSON of at most 50 KB
// (DOMAIN 8.3).
//
//   for (const auto& screen : zhun::render_feed(*assessment)) send(screen.name, screen.json);
//
// A screen with a long list comes in pages that say which of how many they are; a text that is cut
// ends in "…" and its item says so. Transactions are no screen: they stay in the report. Names of
// enterprises are masked as well, unless nothing is (docs/schemas/feed.schema.json). Pure;
// thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "zhun/changes.hpp"
#include "zhun/present.hpp"

namespace zhun {

inline constexpr std::size_t kScreenBytesMax = 50'000;

struct FeedScreen {
  std::string name;  // "home", "findings-1", "findings-2", "points-1", ...
  std::string json;
};

// "home" first; it lists the others. `changes`: since the run before, shown at home.
[[nodiscard]] std::vector<FeedScreen> render_feed(const Assessment& assessment,
                                                  Masking masking = Masking::inside_bank,
                                                  const Changes* changes = nullptr);

}  // namespace zhun
