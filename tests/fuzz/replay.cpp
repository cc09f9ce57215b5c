// Replays inputs through every fuzz target, with any compiler: replay TARGET FILE...
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include "fuzz.hpp"

using Target = int (*)(const std::uint8_t*, std::size_t);
#define TARGET(name) extern "C" int name##_input(const std::uint8_t*, std::size_t);
#include "fuzz_targets.inc"
#undef TARGET

int main(int count, char** words) {
  Target target = nullptr;
  const char* wanted = count > 1 ? words[1] : "";
#define TARGET(name) \
  if (std::strcmp(wanted, #name) == 0) target = name##_input;
#include "fuzz_targets.inc"
  if (target == nullptr) return 2;
  for (int i = 2; i < count; ++i) {
    std::ifstream file(words[i], std::ios::binary);
    if (!file) return 2;
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    std::printf("%s\n", words[i]);  // the last one named is the one that broke it
    std::fflush(stdout);
    target(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  }
  return 0;
}
