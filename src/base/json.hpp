// JSON: a small tree to read from and a writer to write with. simdjson stands behind json::parse.
//
// Numbers keep their text, so that no amount passes through floating point.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "zhun/date.hpp"
#include "zhun/decimal.hpp"
#include "zhun/error.hpp"
#include "zhun/limits.hpp"
#include "zhun/money.hpp"

namespace zhun::json {

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

struct Member;

class Value {
 public:
  Kind kind = Kind::null;
  bool boolean = false;
  std::string text;  // string: its value (UTF-8); number: as written
  std::vector<Value> items;
  std::vector<Member> members;  // in the file's order

  [[nodiscard]] bool is_null() const { return kind == Kind::null; }
  [[nodiscard]] const Value* find(
      std::string_view name) const;  // nullptr: absent (or not an object)
};

// No std::pair: whether that has a constructor depends on Value, which is not complete before it.
struct Member {
  std::string first;
  Value second;
  // Somebody asked for it by name: what nobody asked for took no part in anything.
  mutable bool read = false;
};

// What of a document was read: the rest is left out of minimised() and listed by unread(), as
// paths with "*" for the index of a list.
[[nodiscard]] Value minimised(const Value& value);
[[nodiscard]] std::vector<std::string> unread(const Value& value);

// source_name goes into Place::source; Place::field is a path such as "/statement/rows/3/ts".
[[nodiscard]] Result<Value> parse(std::string_view bytes, std::string_view source_name,
                                  const Limits& limits);

// Reads the members of one object and remembers the first thing that is wrong, so that a reader
// stays a list of fields:
//   json::Reader r(value, "/application", source);
//   app.requested = r.money("requested_fen");  ...  if (auto e = r.error()) return ...;
// Absent and null are the same. `required_*` make absence an error; the others return a default or
// nullopt.
class Reader {
 public:
  Reader(const Value& object, std::string path, std::string source);

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }
  void set_error(std::string_view name, std::string message);

  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::string string(std::string_view name);  // "" when absent
  [[nodiscard]] std::string required_string(std::string_view name);
  [[nodiscard]] std::optional<Money> money_fen(
      std::string_view name);  // whole fen; exact to 64 bits
  [[nodiscard]] Money required_money_fen(std::string_view name);
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name);
  [[nodiscard]] std::optional<Decimal> decimal(std::string_view name);  // number or string
  [[nodiscard]] std::optional<bool> boolean(std::string_view name);
  [[nodiscard]] std::optional<Date> date(std::string_view name);  // "" counts as absent
  [[nodiscard]] Date required_date(std::string_view name);
  [[nodiscard]] std::optional<DateTime> date_time(std::string_view name);
  [[nodiscard]] std::vector<std::string> strings(std::string_view name);
  // nullptr when absent; an error when it has another kind.
  [[nodiscard]] const Value* object(std::string_view name);
  [[nodiscard]] const Value* array(std::string_view name);
  [[nodiscard]] std::string path_of(std::string_view name) const {
    return path_ + "/" + std::string(name);
  }
  [[nodiscard]] std::string path_of(std::string_view name, std::size_t index) const {
    return path_of(name) + "/" + std::to_string(index);
  }

 private:
  const Value* value_of_kind(std::string_view name, Kind kind, std::string_view expected);
  const Value& object_;
  std::string path_, source_;
  std::optional<Error> error_;
};

// Writes JSON with sorted structure as called, no spaces; pretty() indents by one space.
//   json::Writer w; w.begin_object(); w.key("a"); w.value(1); w.end_object(); w.take()
class Writer {
 public:
  explicit Writer(bool pretty = false) : pretty_(pretty) {}
  void begin_object();
  void end_object();
  void begin_array();
  void end_array();
  void key(std::string_view name);
  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(bool flag);
  void value(std::int64_t number);
  void value(int number) { value(std::int64_t{number}); }
  void value(std::uint32_t number) { value(std::int64_t{number}); }
  void value(std::size_t number) { value(static_cast<std::int64_t>(number)); }
  void value(Money amount) { value(std::string_view(to_string(amount))); }  // "1234.56"
  void number(std::string_view literal);                                    // written as it is
  void null();
  template <typename T>
  void member(std::string_view name, const T& item) {
    key(name);
    value(item);
  }
  template <typename T>
  void optional_member(std::string_view name, const std::optional<T>& item) {
    key(name);
    if (item)
      value(*item);
    else
      null();
  }
  void optional_member(std::string_view name, OptionalMoney item) {
    optional_member(name, std::optional<Money>(item));
  }
  void raw(std::string_view json) {
    separate();
    out_ += json;
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void separate();
  void newline();
  std::string out_;
  bool pretty_ = false;
  bool after_key_ = false;
  std::vector<bool> has_items_;
};

void write(Writer& writer, const Value& value);

// Appends `text` as a JSON string with quotes. Escapes <, > and & as \u003c ... when `for_html`, so
// that it can stand in a <script type="application/json"> element; always U+2028 and U+2029.
void append_string(std::string& out, std::string_view text, bool for_html = false);

}  // namespace zhun::json
