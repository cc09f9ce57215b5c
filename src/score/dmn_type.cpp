// Item definitions: read, resolved without recursion cycles, and applied to values.
#include "score/dmn_type.hpp"

#include <array>

#include "zhun/text.hpp"

namespace zhun::dmn {
namespace {

constexpr std::size_t kAliasesMax = 64;

std::optional<BaseType> base_type(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, BaseType>, 17> kNames{{
      {"Any", BaseType::any},
      {"any", BaseType::any},
      {"number", BaseType::number},
      {"string", BaseType::text},
      {"boolean", BaseType::boolean},
      {"date", BaseType::date},
      {"time", BaseType::time},
      {"date and time", BaseType::date_time},
      {"dateTime", BaseType::date_time},
      {"days and time duration", BaseType::days_duration},
      {"dayTimeDuration", BaseType::days_duration},
      {"years and months duration", BaseType::months_duration},
      {"yearMonthDuration", BaseType::months_duration},
      {"integer", BaseType::number},
      {"long", BaseType::number},
      {"double", BaseType::number},
      {"context", BaseType::any},
  }};
  for (const auto& [known, base] : kNames) {
    if (known == name) return base;
  }
  return std::nullopt;
}

feel::Kind kind_of(BaseType base) {
  switch (base) {
    case BaseType::number:
      return feel::Kind::number;
    case BaseType::text:
      return feel::Kind::string;
    case BaseType::boolean:
      return feel::Kind::boolean;
    case BaseType::date:
      return feel::Kind::date;
    case BaseType::time:
      return feel::Kind::time;
    case BaseType::date_time:
      return feel::Kind::date_time;
    case BaseType::days_duration:
      return feel::Kind::days_duration;
    case BaseType::months_duration:
      return feel::Kind::months_duration;
    case BaseType::structure:
    case BaseType::any:
      break;
  }
  return feel::Kind::context;
}

TypePtr simple_type(BaseType base) {
  auto type = std::make_shared<Type>();
  type->base = base;
  return type;
}

std::string_view without_prefix(std::string_view reference) {
  for (const std::string_view prefix : {"feel:", "xsd:"}) {
    if (reference.starts_with(prefix)) return reference.substr(prefix.size());
  }
  return reference;
}

bool fits(const Type& type, const feel::Value& value) {
  if (value.is_null()) return true;
  if (type.allowed.compiled() == nullptr) return true;
  const feel::Names names;
  const feel::Scope scope(names);
  feel::State state;
  return type.allowed.test(value, scope, state) == true;
}

feel::Value coerce_item(const feel::Value& value, const Type& type);

feel::Value coerce_structure(const feel::Value& value, const Type& type) {
  if (!value.is_context()) return {};
  feel::Context context = value.context();
  for (const auto& [name, member_type] : type.members) {
    const feel::Value* member = value.context().find(name);
    if (member == nullptr) continue;
    feel::Value fitted = coerce(*member, *member_type);
    if (fitted.is_null() && !member->is_null()) return {};
    context.set(name, std::move(fitted));
  }
  return context;
}

feel::Value coerce_item(const feel::Value& value, const Type& type) {
  if (type.base == BaseType::any) return value;
  if (type.base == BaseType::structure) return coerce_structure(value, type);
  return value.kind() == kind_of(type.base) ? value : feel::Value();
}

}  // namespace

// Reads the definitions in two passes: elements by name, then types on demand.
class TypeReader {
 public:
  TypeReader(const xml::Element& definitions, std::string_view file, const Limits& limits)
      : definitions_(definitions), file_(file), limits_(limits) {}

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
    if (const auto base = base_type(without_prefix(reference))) return simple_type(*base);
    return fail(ErrorCode::policy, place_of(element), "the type is not defined");
  }

  Result<TypePtr> build(const xml::Element& element, std::size_t depth) {
    auto type = std::make_shared<Type>();
    const std::string_view reference = element.child_text("typeRef");
    for (const auto& child : element.children) {
      if (child.name == "functionItem" && child.space == element.space) {
        return fail(ErrorCode::unsupported, place_of(child), "zhun does not read function types");
      }
      if (child.name != "itemComponent" || child.space != element.space) continue;
      if (depth > kAliasesMax) {
        return fail(ErrorCode::policy, place_of(element), "item definitions are nested too deeply");
      }
      auto member = build(child, depth + 1);
      if (!member) return member;
      type->base = BaseType::structure;
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
      list->is_list = true;
      list->element = std::move(type);
      list->allowed_text = list->element->allowed_text;
      list->allowed_line = list->element->allowed_line;
      return list;
    }
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
  std::map<std::string, const xml::Element*, std::less<>> elements_;
  Types types_;
};

Result<Types> Types::read(const xml::Element& definitions, std::string_view file,
                          const Limits& limits) {
  return TypeReader(definitions, file, limits).run();
}

Result<TypePtr> Types::find(std::string_view reference, const Place& place) const {
  if (reference.empty()) return simple_type(BaseType::any);
  if (const auto known = types_.find(reference); known != types_.end()) return known->second;
  if (const auto base = base_type(without_prefix(reference))) return simple_type(*base);
  return fail(ErrorCode::policy, place, "the type is not defined");
}

bool is_any(const Type& type) {
  return type.base == BaseType::any && !type.is_list && type.allowed.compiled() == nullptr;
}

feel::Value coerce(const feel::Value& value, const Type& type) {
  if (value.is_null() || is_any(type)) return value;
  if (type.is_list) {
    if (!value.is_list()) {
      feel::Value item = coerce(value, *type.element);
      return item.is_null() ? item : feel::Value(feel::List{std::move(item)});
    }
    feel::List items;
    for (const auto& item : value.list()) {
      items.push_back(coerce(item, *type.element));
      if (items.back().is_null() && !item.is_null()) return {};
    }
    return items;
  }
  const bool unwrap = value.is_list() && value.list().size() == 1 && type.base != BaseType::any;
  feel::Value item = coerce_item(unwrap ? value.list()[0] : value, type);
  return fits(type, item) ? item : feel::Value();
}

}  // namespace zhun::dmn
