// XML tree from expat's events. A DOCTYPE stops the parser: no entity is ever declared.
#include "base/xml.hpp"

#include <expat.h>

#include <memory>

#include "zhun/text.hpp"

namespace zhun::xml {

namespace {

struct Builder {
  XML_Parser parser = nullptr;
  const Limits* limits = nullptr;
  Element root;
  std::vector<Element*> open;
  std::string problem;
  ErrorCode code = ErrorCode::format;

  void stop(ErrorCode why, std::string message) {
    if (!problem.empty()) return;
    code = why;
    problem = std::move(message);
    XML_StopParser(parser, XML_FALSE);
  }
};

// expat joins namespace and local name with the separator given to XML_ParserCreateNS.
constexpr char kSeparator = '\x01';

std::pair<std::string, std::string> split_name(const char* name) {
  const std::string_view text = name;
  const auto at = text.rfind(kSeparator);
  if (at == std::string_view::npos) return {"", std::string(text)};
  return {std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

void on_start(void* data, const char* name, const char** attributes) {
  auto& builder = *static_cast<Builder*>(data);
  if (builder.open.size() >= builder.limits->xml_depth_max) {
    builder.stop(ErrorCode::limit, "elements are nested too deeply");
    return;
  }
  Element* element = &builder.root;
  if (!builder.open.empty()) element = &builder.open.back()->children.emplace_back();
  std::tie(element->space, element->name) = split_name(name);
  element->line = static_cast<std::uint32_t>(XML_GetCurrentLineNumber(builder.parser));
  for (; attributes[0] != nullptr; attributes += 2) {
    element->attributes.emplace_back(split_name(attributes[0]).second, attributes[1]);
  }
  builder.open.push_back(element);
}

void on_end(void* data, const char*) { static_cast<Builder*>(data)->open.pop_back(); }

void on_text(void* data, const char* text, int size) {
  auto& builder = *static_cast<Builder*>(data);
  if (!builder.open.empty()) builder.open.back()->text.append(text, static_cast<std::size_t>(size));
}

void on_doctype(void* data, const char*, const char*, const char*, int) {
  static_cast<Builder*>(data)->stop(
      ErrorCode::format, "a DOCTYPE is not accepted; remove it and the entities it declares");
}

// For check(): the depth is all that is kept of an element.
struct Depth {
  Builder stopper;
  std::size_t now = 0;
};

void on_deeper(void* data, const char*, const char**) {
  auto& depth = *static_cast<Depth*>(data);
  if (++depth.now > depth.stopper.limits->xml_depth_max)
    depth.stopper.stop(ErrorCode::limit, "elements are nested too deeply");
}

void on_back(void* data, const char*) { --static_cast<Depth*>(data)->now; }

void on_doctype_checked(void* data, const char*, const char*, const char*, int) {
  on_doctype(&static_cast<Depth*>(data)->stopper, nullptr, nullptr, nullptr, 0);
}

// What expat says when it has read everything, or was stopped.
Result<void> verdict(const Builder& builder, XML_Parser parser, XML_Status status, Place place) {
  place.row = static_cast<std::uint32_t>(XML_GetCurrentLineNumber(parser));
  if (!builder.problem.empty()) return fail(builder.code, place, builder.problem);
  if (status == XML_STATUS_OK) return {};
  place.column = static_cast<std::uint32_t>(XML_GetCurrentColumnNumber(parser)) + 1;
  return fail(ErrorCode::format, place,
              std::string("the XML is not well-formed: ") +
                  XML_ErrorString(XML_GetErrorCode(parser)));
}

}  // namespace

std::string_view Element::attribute(std::string_view local_name) const {
  for (const auto& [key, value] : attributes) {
    if (key == local_name) return value;
  }
  return {};
}

bool Element::has_attribute(std::string_view local_name) const {
  for (const auto& [key, value] : attributes) {
    if (key == local_name) return true;
  }
  return false;
}

const Element* Element::child(std::string_view local_name) const {
  for (const Element& element : children) {
    if (element.name == local_name) return &element;
  }
  return nullptr;
}

std::string_view Element::child_text(std::string_view local_name) const {
  const Element* element = child(local_name);
  return element == nullptr ? std::string_view() : trim(element->text);
}

Result<Element> parse(std::string_view bytes, std::string_view source_name, const Limits& limits) {
  Place place{std::string(source_name), 0, 0, 0, ""};
  if (bytes.size() > limits.bytes_max) {
    return fail(ErrorCode::limit, place, "the file is larger than the limit");
  }
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreateNS(nullptr, kSeparator), &XML_ParserFree);
  if (!parser) return fail(ErrorCode::out_of_memory, place, "memory ran out while reading XML");
  Builder builder;
  builder.parser = parser.get();
  builder.limits = &limits;
  XML_SetUserData(parser.get(), &builder);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
  const auto status =
      XML_Parse(parser.get(), bytes.data(), static_cast<int>(bytes.size()), XML_TRUE);
  if (const auto read = verdict(builder, parser.get(), status, place); !read)
    return tl::unexpected(read.error());
  return std::move(builder.root);
}

Result<void> check(std::string_view bytes, std::string_view source_name, const Limits& limits) {
  const Place place{std::string(source_name), 0, 0, 0, ""};
  if (bytes.size() > limits.bytes_max)
    return fail(ErrorCode::limit, place, "the file is larger than the limit");
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreateNS(nullptr, kSeparator), &XML_ParserFree);
  if (!parser) return fail(ErrorCode::out_of_memory, place, "memory ran out while reading XML");
  Depth depth;
  depth.stopper.parser = parser.get();
  depth.stopper.limits = &limits;
  XML_SetUserData(parser.get(), &depth);
  XML_SetElementHandler(parser.get(), on_deeper, on_back);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype_checked);
  const auto status =
      XML_Parse(parser.get(), bytes.data(), static_cast<int>(bytes.size()), XML_TRUE);
  return verdict(depth.stopper, parser.get(), status, place);
}

}  // namespace zhun::xml
