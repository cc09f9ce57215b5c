// JSON through simdjson's On-Demand parser, which hands out numbers as they are written.
#include "base/json.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <set>

#include "zhun/text.hpp"

namespace zhun::json {

namespace {

namespace od = simdjson::ondemand;

std::string describe(simdjson::error_code code) {
  if (code == simdjson::CAPACITY || code == simdjson::DEPTH_ERROR) {
    return "the JSON is too large or nested too deeply";
  }
  if (code == simdjson::UTF8_ERROR) return "the JSON is not valid UTF-8";
  if (code == simdjson::INCOMPLETE_ARRAY_OR_OBJECT || code == simdjson::UNCLOSED_STRING ||
      code == simdjson::EMPTY) {
    return "the JSON ends too early; the file may be truncated";
  }
  return "the JSON is not well-formed";
}

bool is_number_literal(std::string_view text) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t from = i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
    return i > from;
  };
  if (i < text.size() && text[i] == '-') ++i;
  const std::size_t first = i;
  if (!digits() || (text[first] == '0' && i > first + 1)) return false;
  if (i < text.size() && text[i] == '.') {
    ++i;
    if (!digits()) return false;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (!digits()) return false;
  }
  return i == text.size();
}

// Depth is bounded by Limits::json_depth_max.
class Converter {
 public:
  explicit Converter(std::size_t depth_max) : depth_max_(depth_max) {}

  simdjson::error_code convert(od::value in, Value& out, std::size_t depth) {
    if (depth > depth_max_) return simdjson::DEPTH_ERROR;
    od::json_type type{};
    if (const auto e = in.type().get(type)) return e;
    switch (type) {
      case od::json_type::object:
        return convert_object(in, out, depth);
      case od::json_type::array:
        return convert_array(in, out, depth);
      case od::json_type::string: {
        out.kind = Kind::string;
        std::string_view text;
        if (const auto e = in.get_string().get(text)) return e;
        out.text = text;
        return simdjson::SUCCESS;
      }
      case od::json_type::number:
        return take_number(in.raw_json_token(), out);
      case od::json_type::boolean:
        out.kind = Kind::boolean;
        return in.get_bool().get(out.boolean);
      case od::json_type::null: {
        bool is_null = false;  // what only begins like null is an error, which must not be thrown
        if (const auto e = in.is_null().get(is_null)) return e;
        return is_null ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR;
      }
    }
    return simdjson::TAPE_ERROR;
  }

  static simdjson::error_code take_number(std::string_view token, Value& out) {
    out.kind = Kind::number;
    out.text = zhun::trim(token);
    return is_number_literal(out.text) ? simdjson::SUCCESS : simdjson::NUMBER_ERROR;
  }

 private:
  simdjson::error_code convert_object(od::value in, Value& out, std::size_t depth) {
    out.kind = Kind::object;
    od::object object;
    if (const auto e = in.get_object().get(object)) return e;
    for (auto item : object) {
      od::field field;
      if (const auto e = std::move(item).get(field)) return e;
      std::string_view key;
      if (const auto e = field.unescaped_key().get(key)) return e;
      auto& member = out.members.emplace_back(Member{std::string(key), Value()});
      if (const auto e = convert(field.value(), member.second, depth + 1)) return e;
    }
    return simdjson::SUCCESS;
  }

  simdjson::error_code convert_array(od::value in, Value& out, std::size_t depth) {
    out.kind = Kind::array;
    od::array array;
    if (const auto e = in.get_array().get(array)) return e;
    for (auto item : array) {
      od::value element;
      if (const auto e = std::move(item).get(element)) return e;
      if (const auto e = convert(element, out.items.emplace_back(), depth + 1)) return e;
    }
    return simdjson::SUCCESS;
  }

  std::size_t depth_max_;
};

}  // namespace

const Value* Value::find(std::string_view name) const {
  for (const Member& member : members) {
    if (member.first != name) continue;
    member.read = true;
    return &member.second;
  }
  return nullptr;
}

Value minimised(const Value& value) {
  Value out;
  out.kind = value.kind;
  out.boolean = value.boolean;
  out.text = value.text;
  for (const Value& item : value.items) out.items.push_back(minimised(item));
  for (const Member& member : value.members) {
    if (member.read) out.members.push_back({member.first, minimised(member.second), true});
  }
  return out;
}

namespace {

void collect_unread(const Value& value, const std::string& path, std::set<std::string>& out) {
  for (const Value& item : value.items) collect_unread(item, path + "/*", out);
  for (const Member& member : value.members) {
    const std::string own = path + "/" + member.first;
    if (member.read) {
      collect_unread(member.second, own, out);
    } else {
      out.insert(own);
    }
  }
}

}  // namespace

std::vector<std::string> unread(const Value& value) {
  std::set<std::string> paths;
  collect_unread(value, "", paths);
  return {paths.begin(), paths.end()};
}

void write(Writer& writer, const Value& value) {
  switch (value.kind) {
    case Kind::null:
      return writer.null();
    case Kind::boolean:
      return writer.value(value.boolean);
    case Kind::number:
      return writer.number(value.text);
    case Kind::string:
      return writer.value(value.text);
    case Kind::array:
      writer.begin_array();
      for (const Value& item : value.items) write(writer, item);
      return writer.end_array();
    case Kind::object:
      break;
  }
  writer.begin_object();
  for (const Member& member : value.members) {
    writer.key(member.first);
    write(writer, member.second);
  }
  writer.end_object();
}

Result<Value> parse(std::string_view bytes, std::string_view source_name, const Limits& limits) {
  Place place{std::string(source_name), 0, 0, 0, ""};
  if (bytes.size() > limits.bytes_max) {
    return fail(ErrorCode::limit, place, "the file is larger than the limit");
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const simdjson::padded_string padded(bytes);
  od::parser parser;
  od::document document;
  Value root;
  auto code = parser.iterate(padded).get(document);
  const bool started = !code;
  if (started) {
    od::json_type type{};
    code = document.type().get(type);
    if (!code) {
      if (type != od::json_type::object && type != od::json_type::array) {
        return fail(ErrorCode::format, place, "the JSON must be an object or an array");
      }
      od::value value;
      code = document.get_value().get(value);
      if (!code) code = Converter(limits.json_depth_max).convert(value, root, 1);
      const char* rest = nullptr;
      if (!code && document.current_location().get(rest) == simdjson::SUCCESS) {
        code = simdjson::TAPE_ERROR;  // something follows the root value
      }
    }
  }
  if (code) {
    const char* at = nullptr;
    if (started && !document.current_location().get(at) && at >= padded.data() &&
        at <= padded.data() + padded.size()) {
      const std::string_view before(padded.data(), static_cast<std::size_t>(at - padded.data()));
      place.row = 1;
      for (const char c : before) place.row += c == '\n' ? 1 : 0;
    }
    const bool limit = code == simdjson::DEPTH_ERROR || code == simdjson::CAPACITY;
    return fail(limit ? ErrorCode::limit : ErrorCode::format, place, describe(code));
  }
  return root;
}

Reader::Reader(const Value& object, std::string path, std::string source)
    : object_(object), path_(std::move(path)), source_(std::move(source)) {
  if (object.kind != Kind::object) {
    error_ = Error{ErrorCode::format, {source_, 0, 0, 0, path_}, "an object is expected here"};
  }
}

void Reader::set_error(std::string_view name, std::string message) {
  if (error_) return;
  error_ = Error{ErrorCode::format, {source_, 0, 0, 0, path_of(name)}, std::move(message)};
}

bool Reader::has(std::string_view name) const {
  const Value* value = object_.find(name);
  return value != nullptr && !value->is_null();
}

const Value* Reader::value_of_kind(std::string_view name, Kind kind, std::string_view expected) {
  const Value* value = object_.find(name);
  if (value == nullptr || value->is_null()) return nullptr;
  if (value->kind == kind) return value;
  set_error(name, fmt::format("{} is expected here", expected));
  return nullptr;
}

std::string Reader::string(std::string_view name) {
  const Value* value = value_of_kind(name, Kind::string, "a text");
  return value == nullptr ? std::string() : value->text;
}

std::string Reader::required_string(std::string_view name) {
  std::string text = string(name);
  if (text.empty()) set_error(name, "a text is required here");
  return text;
}

std::optional<std::int64_t> Reader::integer(std::string_view name) {
  const Value* value = value_of_kind(name, Kind::number, "a whole number");
  if (value == nullptr) return std::nullopt;
  const auto number = Decimal::parse(value->text);
  const auto whole = number ? number->to_int64() : std::nullopt;
  if (!whole) set_error(name, "a whole number of at most 64 bits is expected here");
  return whole;
}

std::optional<Money> Reader::money_fen(std::string_view name) {
  const auto fen = integer(name);
  return fen ? std::optional(Money::from_fen(*fen)) : std::nullopt;
}

Money Reader::required_money_fen(std::string_view name) {
  const auto amount = money_fen(name);
  if (!amount) set_error(name, "an amount in whole fen is required here");
  return amount.value_or(Money());
}

std::optional<Decimal> Reader::decimal(std::string_view name) {
  const Value* value = object_.find(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (value->kind == Kind::number || value->kind == Kind::string) {
    if (const auto number = Decimal::parse(value->text)) return number;
  }
  set_error(name, "a number is expected here");
  return std::nullopt;
}

std::optional<bool> Reader::boolean(std::string_view name) {
  const Value* value = value_of_kind(name, Kind::boolean, "true or false");
  return value == nullptr ? std::nullopt : std::optional(value->boolean);
}

std::optional<Date> Reader::date(std::string_view name) {
  const Value* value = value_of_kind(name, Kind::string, "a date");
  if (value == nullptr || value->text.empty()) return std::nullopt;
  const auto date_time = parse_date_time(value->text);
  if (!date_time) {
    set_error(name, "there is no such date; YYYY-MM-DD is expected here");
    return std::nullopt;
  }
  return date_time->date;
}

Date Reader::required_date(std::string_view name) {
  const auto value = date(name);
  if (!value) set_error(name, "a date is required here");
  return value.value_or(Date());
}

std::optional<DateTime> Reader::date_time(std::string_view name) {
  const Value* value = value_of_kind(name, Kind::string, "a date and time");
  if (value == nullptr || value->text.empty()) return std::nullopt;
  const auto date_time = parse_date_time(value->text);
  if (!date_time) set_error(name, "there is no such time; YYYY-MM-DDTHH:MM:SS is expected here");
  return date_time;
}

std::vector<std::string> Reader::strings(std::string_view name) {
  std::vector<std::string> texts;
  const Value* value = array(name);
  if (value == nullptr) return texts;
  for (const Value& item : value->items) {
    if (item.kind != Kind::string) {
      set_error(name, "a list of texts is expected here");
      break;
    }
    texts.push_back(item.text);
  }
  return texts;
}

const Value* Reader::object(std::string_view name) {
  return value_of_kind(name, Kind::object, "an object");
}
const Value* Reader::array(std::string_view name) {
  return value_of_kind(name, Kind::array, "a list");
}

void append_string(std::string& out, std::string_view text, bool for_html) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (byte < 0x20 || byte == 0x7F || (for_html && (c == '<' || c == '>' || c == '&'))) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else if (byte == 0xE2 && text.substr(i, 2) == "\xE2\x80" && i + 2 < text.size() &&
               (text[i + 2] == '\xA8' || text[i + 2] == '\xA9')) {
      out += text[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      out += c;
    }
  }
  out += '"';
}

void Writer::newline() {
  if (!pretty_) return;
  out_ += '\n';
  out_.append(has_items_.size(), ' ');
}

void Writer::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_items_.empty()) return;
  if (has_items_.back()) out_ += ',';
  has_items_.back() = true;
  newline();
}

void Writer::begin_object() {
  separate();
  out_ += '{';
  has_items_.push_back(false);
}

void Writer::begin_array() {
  separate();
  out_ += '[';
  has_items_.push_back(false);
}

void Writer::end_object() {
  const bool any = has_items_.back();
  has_items_.pop_back();
  if (any) newline();
  out_ += '}';
}

void Writer::end_array() {
  const bool any = has_items_.back();
  has_items_.pop_back();
  if (any) newline();
  out_ += ']';
}

void Writer::key(std::string_view name) {
  separate();
  append_string(out_, name);
  out_ += pretty_ ? ": " : ":";
  after_key_ = true;
}

void Writer::value(std::string_view text) {
  separate();
  append_string(out_, text);
}
void Writer::value(bool flag) { number(flag ? "true" : "false"); }
void Writer::value(std::int64_t value) { number(std::to_string(value)); }
void Writer::number(std::string_view literal) {
  separate();
  out_ += literal;
}
void Writer::null() { number("null"); }

}  // namespace zhun::json
