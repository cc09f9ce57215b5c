// The models of one reading: the model itself and those it imports, and the types and names of one
// that are seen from another (DMN 1.5, 6.3.3).
#include <algorithm>
#include <array>

#include "score/dmn_logic.hpp"
#include "score/dmn_model.hpp"

namespace zhun::dmn {

namespace {

constexpr std::array<std::string_view, 4> kSpaces{
    "http://www.omg.org/spec/DMN/20180521/MODEL/", "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/", "https://www.omg.org/spec/DMN/20230324/MODEL/"};

bool is_dmn(std::string_view space) {
  return std::find(kSpaces.begin(), kSpaces.end(), space) != kSpaces.end();
}

}  // namespace

ModelReader::Failure ModelReader::check_root() const {
  const xml::Element& root = unit().root;
  if (root.name != "definitions" || !is_dmn(root.space)) {
    return error(root, root.name, "the file is not a DMN model of version 1.2 to 1.5",
                 ErrorCode::unsupported);
  }
  const std::string_view language = root.attribute("expressionLanguage");
  if (!language.empty() && !is_feel(language)) {
    return error(root, "expressionLanguage", "zhun evaluates FEEL only", ErrorCode::unsupported);
  }
  return std::nullopt;
}

// The model first, then what it imports, then what those import.
ModelReader::Failure ModelReader::read_units() {
  units_.reserve(options_.imports.size() + 1);
  imported_.reserve(options_.imports.size());
  for (const ModelText& text : options_.imports) {
    auto root = xml::parse(text.bytes, text.file, limits_);
    if (!root) return root.error();
    imported_.push_back(std::move(*root));
  }
  for (std::size_t i = 0; i < units_.size(); ++i) {
    unit_ = i;
    if (auto failure = check_root()) return failure;
    if (auto failure = read_imports(i)) return failure;
  }
  unit_ = 0;
  return std::nullopt;
}

ModelReader::Failure ModelReader::read_imports(std::size_t index) {
  for (const auto& element : units_[index].root.children) {
    if (element.name != "import" || !is_ours(element)) continue;
    if (const auto type = element.attribute("importType"); !type.empty() && !is_dmn(type)) {
      return error(element, "import", "zhun reads imported DMN models only",
                   ErrorCode::unsupported);
    }
    const std::string_view space = element.attribute("namespace");
    std::size_t imported = 0;
    while (imported < units_.size() && units_[imported].space != space) ++imported;
    if (imported == units_.size()) {
      const auto root = std::find_if(
          imported_.begin(), imported_.end(),
          [&](const auto& candidate) { return candidate.attribute("namespace") == space; });
      if (root == imported_.end())
        return error(element, "import", "the imported model is not among the files given");
      const auto position = static_cast<std::size_t>(root - imported_.begin());
      units_.emplace_back(*root, options_.imports[position].file);
    }
    units_[index].imports.emplace_back(element.attribute("name"), imported);
  }
  return std::nullopt;
}

// Those of imported models first. A circle of imports shows in types that are not defined, and in
// requirements that form a circle.
ModelReader::Failure ModelReader::read_types() {
  for (std::size_t i = units_.size(); i-- > 0;) {
    const auto finder = [this, i](std::string_view name) { return defined_type(i, name); };
    auto types = Types::read(units_[i].root, units_[i].file, limits_, finder);
    if (!types) return types.error();
    units_[i].types = std::move(*types);
    const auto& names = units_[i].types.member_names();
    member_names_.insert(member_names_.end(), names.begin(), names.end());
  }
  return std::nullopt;
}

// A type as it is named in a unit: its own, or "import.name".
TypePtr ModelReader::defined_type(std::size_t index, std::string_view name) const {
  if (TypePtr own = units_[index].types.defined(name)) return own;
  for (const auto& [prefix, imported] : units_[index].imports) {
    std::string_view rest = name;
    if (!prefix.empty()) {
      if (!rest.starts_with(prefix) || rest.size() <= prefix.size() || rest[prefix.size()] != '.')
        continue;
      rest.remove_prefix(prefix.size() + 1);
    }
    if (TypePtr found = units_[imported].types.defined(rest)) return found;
  }
  return nullptr;
}

Result<TypePtr> ModelReader::find_type(std::string_view reference, const xml::Element& element,
                                       std::string_view field) const {
  if (TypePtr found = reference.empty() ? nullptr : defined_type(unit_, reference)) return found;
  return unit().types.find(reference, place_of(element, field));
}

// The name under which the unit that is read sees a variable.
std::string ModelReader::visible_name(const Source& source) const {
  if (source.unit == unit_) return source.name;
  for (const auto& [prefix, imported] : unit().imports) {
    if (imported == source.unit) return prefix.empty() ? source.name : prefix + "." + source.name;
  }
  return source.name;
}

}  // namespace zhun::dmn
