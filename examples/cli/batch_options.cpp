// What the commands that score tables share.
#include "batch_options.hpp"

#include <charconv>

#include "command.hpp"
#include "files.hpp"

namespace zhun::cli {

tl::expected<BatchOptions, std::string> batch_options_of(const Arguments& arguments) {
  BatchOptions options;
  if (const auto text = arguments.value("--threads")) {
    const auto [end, problem] =
        std::from_chars(text->data(), text->data() + text->size(), options.threads);
    if (problem != std::errc() || end != text->data() + text->size() || options.threads < 1 ||
        options.threads > 256)
      return tl::unexpected<std::string>("--threads takes a number from 1 to 256");
  }
  options.keep = split_names(arguments.value("--keep").value_or(""));
  return options;
}

std::vector<std::string> split_names(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; !text.empty() && begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    names.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return names;
}

Result<std::string> read_table_argument(const std::string& name) {
  constexpr std::size_t kBytesMax = std::size_t{4} << 30;
  return name == "-" ? read_standard_input(kBytesMax) : read_whole_file(name, name, kBytesMax);
}

int write_answer(const Arguments& arguments, const std::vector<std::string>& inputs,
                 std::string_view text) {
  const auto path = arguments.value("--out");
  if (!path) return print(text);
  if (const auto written = write_one(*path, inputs, text); !written) return report(written.error());
  return kDone;
}

}  // namespace zhun::cli
