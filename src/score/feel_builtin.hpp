// The built-in functions of FEEL (DMN 1.5, 10.3.4): what they are called with. A wrong argument
// gives null with a reason; results whose size depends on the arguments are paid for in steps.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "score/feel.hpp"

namespace zhun::feel {

struct Arguments {
  std::span<const Value* const> values;
  State& state;
  const char* why = nullptr;  // set with a null result
  Value fail(const char* sentence) {
    why = sentence;
    return {};
  }
  [[nodiscard]] std::size_t size() const { return values.size(); }
  // Null where the argument is left out.
  [[nodiscard]] const Value& operator[](std::size_t index) const {
    static const Value kNothing;
    return index < values.size() ? *values[index] : kNothing;
  }
};

struct Builtin {
  std::string_view name;
  std::uint8_t arguments_min, arguments_max;  // kAnyCount: any number
  std::vector<std::string_view> parameters;
  Value (*function)(Arguments&);
};
constexpr std::uint8_t kAnyCount = 255;

[[nodiscard]] inline bool accepts(const Builtin& builtin, std::size_t arguments) {
  return arguments >= builtin.arguments_min &&
         (builtin.arguments_max == kAnyCount || arguments <= builtin.arguments_max);
}
[[nodiscard]] const Builtin* find_builtin(std::string_view name, std::size_t arguments);
[[nodiscard]] std::vector<const Builtin*> builtins_named(std::string_view name);
// The tokens of the longest built-in name starting with words[0...]; 0 when there is none.
[[nodiscard]] std::size_t match_builtin(std::span<const std::string_view> words);

// The functions of each file.
using Builtins = std::vector<Builtin>;
void add_conversion_builtins(Builtins& all);
void add_text_builtins(Builtins& all);
void add_pattern_builtins(Builtins& all);
void add_list_builtins(Builtins& all);
void add_statistics_builtins(Builtins& all);
void add_number_builtins(Builtins& all);
void add_context_builtins(Builtins& all);
void add_temporal_builtins(Builtins& all);
void add_range_builtins(Builtins& all);

// ---- what those files share ----
inline constexpr const char* kWantsNumber = "a number is expected";
inline constexpr const char* kWantsText = "a text is expected";
inline constexpr const char* kWantsList = "a list is expected";
inline constexpr const char* kTooManySteps = "the evaluation takes too many steps";

// A list argument: a single value counts as a list of one, null does not.
bool take_list(Arguments& a, std::size_t index, List& storage, const List*& list);
[[nodiscard]] std::optional<std::int64_t> whole(const Value& value);
[[nodiscard]] std::optional<std::int64_t> truncated(const Value& value);  // towards zero
// The value itself, or the only item of a list of one (10.3.2.9.4: the conversion of arguments).
[[nodiscard]] const Value& single(const Value& value);
// Calls a function value; null and a reason when it does not take these arguments.
[[nodiscard]] Value invoke(const FunctionValue& function, std::vector<Value> arguments,
                           State& state, const char** why);

// The items of min([1, 2]) and of min(1, 2) alike.
class Items {
 public:
  explicit Items(const Arguments& a) : arguments_(a.values) {
    if (arguments_.size() == 1 && arguments_[0]->is_list()) list_ = &arguments_[0]->list();
  }
  [[nodiscard]] std::size_t size() const {
    return list_ != nullptr ? list_->size() : arguments_.size();
  }
  const Value& operator[](std::size_t index) const {
    return list_ != nullptr ? (*list_)[index] : *arguments_[index];
  }

 private:
  std::span<const Value* const> arguments_;
  const List* list_ = nullptr;
};

}  // namespace zhun::feel
