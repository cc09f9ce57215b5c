// Parts of the archive by name, each within its own limit and all within one.
#include "read/ofd_package.hpp"

#include <algorithm>

#include "read/einvoice_xml.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kPartBytesMax = std::size_t{4} << 20;
constexpr std::size_t kPackageBytesMax = std::size_t{32} << 20;

// "" for a name that steps out of the archive: no location ever resolves to it.
std::string part_name(std::string entry) {
  std::replace(entry.begin(), entry.end(), '\\', '/');
  if (entry.starts_with("./")) entry.erase(0, 2);
  const bool outside = entry.starts_with('/') || entry.starts_with("../") ||
                       entry.find("/../") != std::string::npos ||
                       entry.find(':') != std::string::npos;
  return outside ? "" : entry;
}

}  // namespace

std::string folder_of(std::string_view part) {
  const auto slash = part.rfind('/');
  return std::string(slash == std::string_view::npos ? std::string_view()
                                                     : part.substr(0, slash + 1));
}

std::string resolve_part(std::string_view folder, std::string_view location) {
  if (location.empty()) return "";
  std::string path = location.front() == '/' || location.front() == '\\' ? "" : std::string(folder);
  path += location;
  std::replace(path.begin(), path.end(), '\\', '/');
  std::string out;
  for (std::size_t at = 0; at <= path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    const std::string step = path.substr(at, end - at);
    at = end + 1;
    if (step.empty() || step == ".") continue;
    if (step == "..") {
      const auto slash = out.rfind('/');
      out.erase(slash == std::string::npos ? 0 : slash);
      continue;
    }
    if (!out.empty()) out += '/';
    out += step;
  }
  return out;
}

Result<OfdPackage> OfdPackage::open(std::string_view bytes, const ReadOptions& options) {
  auto zip = ZipReader::open(bytes, options);
  if (!zip) return tl::unexpected(zip.error());
  OfdPackage package(std::move(*zip), options);
  for (std::size_t i = 0; i < package.zip_.names().size(); ++i) {
    const std::string name = part_name(package.zip_.names()[i]);
    if (name.empty() || name.ends_with('/')) continue;
    if (!package.entries_.emplace(name, i).second) package.repeated_ = true;
  }
  return package;
}

std::vector<std::string> OfdPackage::parts_below(std::string_view folder) const {
  std::vector<std::string> parts;
  for (const auto& [name, index] : entries_) {
    if (name.starts_with(folder)) parts.push_back(name);
  }
  return parts;
}

std::optional<Result<std::string>> OfdPackage::text(const std::string& part) {
  const auto found = entries_.find(part);
  if (found == entries_.end()) return std::nullopt;
  auto text = zip_.read(found->second, std::min(kPartBytesMax, kPackageBytesMax - expanded_));
  if (text) expanded_ += text->size();
  return text;
}

std::optional<Result<xml::Element>> OfdPackage::tree(const std::string& part) {
  const auto bytes = text(part);
  if (!bytes) return std::nullopt;
  if (!*bytes) return tl::unexpected(bytes->error());
  return parse_invoice_xml(**bytes, *options_);
}

}  // namespace zhun::read
