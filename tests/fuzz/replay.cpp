// Replays inputs through a fuzz target, with any compiler: replay TARGET FILE...
// replay TARGET --mutate COUNT FILE... also runs COUNT mutations of them, always the same ones. An
// input that breaks something is left in the file broken-TARGET.
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz.hpp"

using Target = int (*)(const std::uint8_t*, std::size_t);
#define TARGET(name) extern "C" int name##_input(const std::uint8_t*, std::size_t);
#include "fuzz_targets.inc"
#undef TARGET

namespace {

std::string current;
std::string broken_name;

void leave(int number) {
  const int file = open(broken_name.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (file >= 0 && write(file, current.data(), current.size()) >= 0) close(file);
  std::signal(number, SIG_DFL);
  std::raise(number);
}

void feed(Target target, std::string bytes) {
  current = std::move(bytes);
  target(reinterpret_cast<const std::uint8_t*>(current.data()), current.size());
}

// SplitMix64: the same numbers everywhere.
class Numbers {
 public:
  std::size_t below(std::size_t limit) {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return static_cast<std::size_t>((z ^ (z >> 31U)) % limit);
  }

 private:
  std::uint64_t state_ = 20261124;
};

// Flips, puts, takes away, repeats, and joins parts of two inputs.
std::string mutated(const std::vector<std::string>& inputs, Numbers& numbers) {
  static const std::string marks = "{}[]()<>\",:;=-+*/^.0919 \n\t\xE5\x85\xFF";
  std::string out = inputs[numbers.below(inputs.size())];
  for (std::size_t times = 1 + numbers.below(6); times > 0; --times) {
    const std::size_t at = numbers.below(out.size() + 1), length = numbers.below(12);
    switch (numbers.below(7)) {
      case 0:
        if (at < out.size()) out[at] = static_cast<char>(out[at] ^ (1 << numbers.below(8)));
        break;
      case 1:
        out.insert(at, 1, static_cast<char>(numbers.below(256)));
        break;
      case 2:
        out.insert(at, 1, marks[numbers.below(marks.size())]);
        break;
      case 3:
        out.erase(at, length);
        break;
      case 4:
        out.insert(numbers.below(out.size() + 1), out.substr(at, length));
        break;
      case 5: {
        const std::string& other = inputs[numbers.below(inputs.size())];
        out.insert(at, other.substr(numbers.below(other.size() + 1), 1 + numbers.below(40)));
        break;
      }
      default:
        if (numbers.below(8) == 0) out.resize(at);
    }
  }
  constexpr std::size_t kBytesMax = 20'000;
  if (out.size() > kBytesMax) out.resize(kBytesMax);
  return out;
}

}  // namespace

int main(int count, char** words) {
  Target target = nullptr;
  const char* wanted = count > 1 ? words[1] : "";
#define TARGET(name) \
  if (std::strcmp(wanted, #name) == 0) target = name##_input;
#include "fuzz_targets.inc"
  if (target == nullptr) return 2;
  broken_name = std::string("broken-") + wanted;
  for (const int number : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS}) std::signal(number, leave);
  const bool mutate = count > 3 && std::strcmp(words[2], "--mutate") == 0;
  std::vector<std::string> inputs;
  for (int i = mutate ? 4 : 2; i < count; ++i) {
    std::ifstream file(words[i], std::ios::binary);
    if (!file) return 2;
    inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    std::printf("%s\n", words[i]);  // the last one named is the one that broke it
    std::fflush(stdout);
    feed(target, inputs.back());
  }
  Numbers numbers;
  for (long left = mutate ? std::atol(words[3]) : 0; left > 0 && !inputs.empty(); --left)
    feed(target, mutated(inputs, numbers));
  return 0;
}
