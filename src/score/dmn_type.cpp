// Item definitions: read, resolved without recursion cycles, and applied to values.
#include "score/dmn_type.hpp"

#include "zhun/text.hpp"

namespace zhun::dmn {
namespace {

constexpr std::size_t kAliasesMax = 64;

std::string_view without_prefix(std::string_view reference) {
  for (const std::string_view prefix : {"feel:", "xsd:"}) {
    if (reference.starts_with(prefix)) return reference.substr(prefix.size());
  }
  return reference;
}

}  // namespace

// Reads the definitions in two passes: elements by name, then types on demand.
class TypeReader {
 public:
  TypeReader(const xml::Element& definitions, std::string_view file, const Limits& limits,
             const feel::TypeFinder& others)
      : definitions_(definitions), file_(file), limits_(limits), others_(others) {}

  Result<Types> run() {
    for (const auto& child : definitions_.children) {
      if (child.name != "itemDefinition" || child.space != definitions_.space) continue;
      const std::string name(child.attribute("name"));
      if (!elements_.emplace(name, &child).second) {
        return fail(ErrorCode::policy, place_of(child), "two item definitions have the same name");
      }
    }
    for (const auto& [name, element] : elements_) {
      auto type = named(name, *element, 0);
      if (!type) return tl::unexpected(type.error());
    }
    return std::move(types_);
  }

 private:
  [[nodiscard]] Place place_of(const xml::Element& element) const {
    Place place;
    place.source = file_;
    place.row = element.line;
    place.field = element.name;
    return place;
  }

  Result<TypePtr> named(const std::string& name, const xml::Element& element, std::size_t depth) {
    if (const auto known = types_.types_.find(name); known != types_.types_.end())
      return known->second;
    if (depth > kAliasesMax) {
      return fail(ErrorCode::policy, place_of(element),
                  "item definitions refer to each other in a circle");
    }
    auto type = build(element, depth);
    if (type) types_.types_.insert_or_assign(name, *type);
    return type;
  }

  Result<TypePtr> resolve(std::string_view reference, const xml::Element& element,
                          std::size_t depth) {
    if (const auto known = elements_.find(reference); known != elements_.end()) {
      return named(known->first, *known->second, depth + 1);
    }
    if (auto base = feel::named_base_type(without_prefix(reference))) return base;
    if (TypePtr imported = others_(reference)) return imported;
    return fail(ErrorCode::policy, place_of(element), "the type is not defined");
  }

  Result<TypePtr> build(const xml::Element& element, std::size_t depth) {
    auto type = std::make_shared<Type>();
    const std::string_view reference = element.child_text("typeRef");
    for (const auto& child : element.children) {
      if (child.name == "functionItem" && child.space == element.space)
        return build_function(child, depth);
      if (child.name != "itemComponent" || child.space != element.space) continue;
      if (depth > kAliasesMax) {
        return fail(ErrorCode::policy, place_of(element), "item definitions are nested too deeply");
      }
      auto member = build(child, depth + 1);
      if (!member) return member;
      type->base = feel::BaseType::context;
      types_.member_names_.emplace_back(child.attribute("name"));
      type->members.emplace_back(std::string(child.attribute("name")), std::move(*member));
    }
    if (type->members.empty() && !reference.empty()) {
      auto base = resolve(reference, element, depth);
      if (!base) return base;
      *type = **base;
    }
    if (auto error = read_allowed(element, *type)) return tl::unexpected(*error);
    if (element.attribute("isCollection") == "true") {
      auto list = std::make_shared<Type>();
      list->base = feel::BaseType::list;
      list->allowed_text = type->allowed_text;
      list->allowed_line = type->allowed_line;
      list->element = std::move(type);
      return list;
    }
    return type;
  }

  Result<TypePtr> build_function(const xml::Element& element, std::size_t depth) {
    auto type = std::make_shared<Type>();
    type->base = feel::BaseType::function;
    type->is_signature_known = true;
    const auto part = [&](std::string_view reference) -> Result<TypePtr> {
      if (reference.empty()) return feel::make_type(feel::BaseType::any);
      return resolve(reference, element, depth);
    };
    for (const auto& child : element.children) {
      if (child.name != "parameters" || child.space != element.space) continue;
      auto parameter = part(child.attribute("typeRef"));
      if (!parameter) return parameter;
      type->parameters.push_back(std::move(*parameter));
    }
    auto result = part(element.attribute("outputTypeRef"));
    if (!result) return result;
    type->result = std::move(*result);
    return type;
  }

  std::optional<Error> read_allowed(const xml::Element& element, Type& type) const {
    const xml::Element* allowed = element.child("allowedValues");
    if (allowed == nullptr) allowed = element.child("typeConstraint");
    if (allowed == nullptr || allowed->child_text("text").empty()) return std::nullopt;
    const feel::Names names;
    auto tests =
        feel::compile_unary_tests(allowed->child_text("text"), names, place_of(*allowed), limits_);
    if (!tests) return tests.error();
    type.allowed = std::move(*tests);
    type.allowed_text = allowed->child_text("text");
    type.allowed_line = allowed->line;
    return std::nullopt;
  }

  const xml::Element& definitions_;
  std::string file_;
  const Limits& limits_;
  const feel::TypeFinder& others_;
  std::map<std::string, const xml::Element*, std::less<>> elements_;
  Types types_;
};

Result<Types> Types::read(const xml::Element& definitions, std::string_view file,
                          const Limits& limits, const feel::TypeFinder& others) {
  return TypeReader(definitions, file, limits, others).run();
}

TypePtr Types::defined(std::string_view name) const {
  const auto at = types_.find(name);
  return at == types_.end() ? nullptr : at->second;
}

Result<TypePtr> Types::find(std::string_view reference, const Place& place) const {
  if (reference.empty()) return feel::make_type(feel::BaseType::any);
  if (const auto known = types_.find(reference); known != types_.end()) return known->second;
  if (auto base = feel::named_base_type(without_prefix(reference))) return base;
  return fail(ErrorCode::policy, place, "the type is not defined");
}

}  // namespace zhun::dmn
