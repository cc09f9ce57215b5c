// The parts of an OFD by their names inside the archive. Names are only ever compared, never used
// as paths. Not thread-safe; must not outlive the bytes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/xml.hpp"
#include "read/zip.hpp"
#include "zhun/read.hpp"

namespace zhun::read {

// `location` as written in a part that lies in `folder` ("" or ending in a slash), as the name of a
// part: a slash in front means the root, "." and ".." are resolved and never leave the root.
[[nodiscard]] std::string resolve_part(std::string_view folder, std::string_view location);
// "Doc_0/" of "Doc_0/Document.xml".
[[nodiscard]] std::string folder_of(std::string_view part);

class OfdPackage {
 public:
  [[nodiscard]] static Result<OfdPackage> open(std::string_view bytes, const ReadOptions& options);

  [[nodiscard]] bool has(const std::string& part) const { return entries_.contains(part); }
  // Parts below `folder`, sorted by name.
  [[nodiscard]] std::vector<std::string> parts_below(std::string_view folder) const;
  // nullopt: there is no such part.
  [[nodiscard]] std::optional<Result<std::string>> text(const std::string& part);
  [[nodiscard]] std::optional<Result<xml::Element>> tree(const std::string& part);
  // Two entries have one name: readers may differ on which one counts.
  [[nodiscard]] bool has_repeated_names() const { return repeated_; }

 private:
  OfdPackage(ZipReader zip, const ReadOptions& options)
      : zip_(std::move(zip)), options_(&options) {}

  ZipReader zip_;
  const ReadOptions* options_;
  std::map<std::string, std::size_t> entries_;
  std::size_t expanded_ = 0;
  bool repeated_ = false;
};

}  // namespace zhun::read
