// camt messages from expat's events.
#include "read/camt.hpp"

#include <expat.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "read/camt_builder.hpp"
#include "zhun/text.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kSniffBytes = 4096;
constexpr std::size_t kPieceBytes = 64 << 10;
constexpr std::size_t kRowsSampled = 4096;  // from them the number of rows is estimated

struct Events {
  XML_Parser parser = nullptr;
  std::string_view bytes;
  const ReadOptions* options = nullptr;
  CamtBuilder* builder = nullptr;
  std::vector<CamtTag> path;
  std::size_t leaf_depth = 0;  // of the element whose text is collected; 0: none
  std::string text;
  std::uint32_t leaf_line = 0;
  std::size_t counted_bytes = 0;
  std::uint32_t line = 1;
  std::optional<Error> error;

  // Lines up to the event, counted once over the whole file.
  std::uint32_t line_now() {
    const auto index = XML_GetCurrentByteIndex(parser);
    const std::size_t at = index < 0 ? counted_bytes : static_cast<std::size_t>(index);
    if (at > counted_bytes && at <= bytes.size()) {
      line += static_cast<std::uint32_t>(
          std::count(bytes.begin() + static_cast<std::ptrdiff_t>(counted_bytes),
                     bytes.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
      counted_bytes = at;
    }
    return line;
  }

  // Once a file, so that the rows do not move while they grow.
  void reserve_rows() {
    const auto index = XML_GetCurrentByteIndex(parser);
    if (index <= 0) return;
    const std::size_t bytes_a_row = static_cast<std::size_t>(index) / kRowsSampled + 1;
    const std::size_t rows = bytes.size() / bytes_a_row;
    builder->reserve(std::min(rows + rows / 32, options->limits.rows_max));
  }

  void stop(ErrorCode code, std::string message) {
    if (!error) {
      error = Error{code, Place{options->source_name, 0, line_now(), 0, {}}, std::move(message)};
    }
    XML_StopParser(parser, XML_FALSE);
  }
};

std::string_view local_name(const char* name) {
  const std::string_view whole = name;
  const auto colon = whole.rfind(':');
  return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

// "camt.053.001.02" of "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02".
std::string_view layout_of(const char** attributes) {
  for (; attributes[0] != nullptr; attributes += 2) {
    if (!std::string_view(attributes[0]).starts_with("xmlns")) continue;
    const std::string_view value = attributes[1];
    const auto at = value.find("camt.05");
    if (at == std::string_view::npos) continue;
    const auto name = value.substr(at);
    const auto end = name.find_first_not_of("camt.0123456789");
    return name.substr(0, std::min<std::size_t>(end, 15));
  }
  return {};
}

void on_text(void* data, const char* text, int size) {
  auto& events = *static_cast<Events*>(data);
  if (events.text.size() + static_cast<std::size_t>(size) > events.options->limits.cell_bytes_max) {
    events.stop(ErrorCode::limit, "a text is longer than the limit");
    return;
  }
  events.text.append(text, static_cast<std::size_t>(size));
}

void on_start(void* data, const char* name, const char** attributes) {
  auto& events = *static_cast<Events*>(data);
  if (events.path.size() >= events.options->limits.xml_depth_max) {
    events.stop(ErrorCode::limit, "elements are nested too deeply");
    return;
  }
  const CamtTag tag = camt_tag(local_name(name));
  events.path.push_back(tag);
  if (tag == CamtTag::other) {
    if (events.leaf_depth != 0) XML_SetCharacterDataHandler(events.parser, nullptr);
    events.leaf_depth = 0;
    return;
  }
  std::string_view currency;
  std::uint32_t line = 0;
  if (tag == CamtTag::document) {
    const auto layout = layout_of(attributes);
    if (!layout.empty()) events.builder->set_layout(layout);
  } else if (tag == CamtTag::amt) {
    line = events.line_now();
    for (const char** item = attributes; item[0] != nullptr; item += 2) {
      if (local_name(item[0]) == "Ccy") currency = item[1];
    }
  } else if (tag == CamtTag::ntry || tag == CamtTag::bal || tag == CamtTag::ttl_ntries ||
             tag == CamtTag::ttl_cdt_ntries || tag == CamtTag::ttl_dbt_ntries) {
    line = events.line_now();
  }
  events.builder->start(events.path, currency, line);
  if (is_camt_leaf(tag)) {
    if (events.leaf_depth == 0) XML_SetCharacterDataHandler(events.parser, on_text);
    events.leaf_depth = events.path.size();
    events.text.clear();
  } else if (events.leaf_depth != 0) {
    XML_SetCharacterDataHandler(events.parser, nullptr);
    events.leaf_depth = 0;
  }
  if (events.builder->error()) XML_StopParser(events.parser, XML_FALSE);
}

void on_end(void* data, const char*) {
  auto& events = *static_cast<Events*>(data);
  if (events.leaf_depth != 0) {
    if (events.leaf_depth == events.path.size())
      events.builder->leaf(events.path, trim(events.text), events.line);
    XML_SetCharacterDataHandler(events.parser, nullptr);
    events.leaf_depth = 0;
  }
  const CamtTag tag = events.path.back();
  if (tag != CamtTag::other) events.builder->end(events.path);
  if (tag == CamtTag::ntry && events.builder->row_count() == kRowsSampled) events.reserve_rows();
  events.path.pop_back();
  if (events.builder->error()) XML_StopParser(events.parser, XML_FALSE);
}

void on_doctype(void* data, const char*, const char*, const char*, int) {
  static_cast<Events*>(data)->stop(
      ErrorCode::format, "a DOCTYPE is not accepted; remove it and the entities it declares");
}

Result<std::vector<Statement>> parse(std::string_view bytes, const ReadOptions& options) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreate(nullptr), &XML_ParserFree);
  const Place place{options.source_name, 0, 0, 0, {}};
  if (!parser) return fail(ErrorCode::out_of_memory, place, "memory ran out while reading XML");
  CamtBuilder builder(options);
  builder.set_layout("camt");
  Events events;
  events.parser = parser.get();
  events.bytes = bytes;
  events.options = &options;
  events.builder = &builder;
  XML_SetUserData(parser.get(), &events);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
  // In pieces: expat copies what it is given.
  auto status = XML_STATUS_OK;
  for (std::size_t at = 0; at <= bytes.size() && status == XML_STATUS_OK; at += kPieceBytes) {
    const auto piece = bytes.substr(at, kPieceBytes);
    const bool last = at + piece.size() == bytes.size();
    status = XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), last);
    if (last) break;
  }
  if (events.error) return tl::unexpected(*events.error);
  if (builder.error()) return tl::unexpected(*builder.error());
  if (status != XML_STATUS_OK) {
    return fail(ErrorCode::format,
                Place{options.source_name,
                      0,
                      static_cast<std::uint32_t>(XML_GetCurrentLineNumber(parser.get())),
                      static_cast<std::uint32_t>(XML_GetCurrentColumnNumber(parser.get())) + 1,
                      {}},
                std::string("the XML is not well-formed: ") +
                    XML_ErrorString(XML_GetErrorCode(parser.get())));
  }
  return builder.finish();
}

}  // namespace

bool is_camt(std::string_view bytes) {
  std::string head;  // without the zero bytes of UTF-16
  for (const char c : bytes.substr(0, kSniffBytes)) {
    if (c != '\0') head += c;
  }
  const auto first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF\xFE\xFF");
  if (first == std::string::npos || head[first] != '<') return false;
  return head.find("xsd:camt.05") != std::string::npos ||
         head.find("BkToCstmr") != std::string::npos;
}

Result<std::vector<Statement>> read_camt(std::string_view bytes, const ReadOptions& options) {
  const Place place{options.source_name, 0, 0, 0, {}};
  if (bytes.size() > std::min<std::size_t>(options.limits.bytes_max, INT32_MAX))
    return fail(ErrorCode::limit, place, "the source is larger than the limits allow");
  try {
    return parse(bytes, options);
  } catch (const std::overflow_error&) {
    return fail(ErrorCode::format, place, "an amount or a sum exceeds 64 bits");
  }
}

}  // namespace zhun::read
