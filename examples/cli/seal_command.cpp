// zhun seal and zhun open: the outputs of an assessment as one encrypted file, and back.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "command.hpp"
#include "files.hpp"
#include "key_file.hpp"
#include "zhun/zhun.hpp"

namespace fs = std::filesystem;

namespace zhun::cli {
namespace {

constexpr std::size_t kBytesMax = 1U << 30U;

constexpr std::string_view kSealHelp =
    "zhun seal FOLDER --key-file KEY -o FILE [--cipher sm4|aes]\n"
    "\n"
    "Encrypts the files of FOLDER, such as what zhun assess wrote, into one FILE for transport.\n"
    "\n"
    "  --key-file KEY   at least 32 random bytes, which the receiver has, too\n"
    "  -o FILE          where to write\n"
    "  --cipher NAME    sm4: SM4 in counter mode and HMAC-SM3 (default); aes: AES-256-GCM\n"
    "\n"
    "Exit status: 0 done, 1 bad input, 2 bad usage.\n";

constexpr std::string_view kOpenHelp =
    "zhun open FILE --key-file KEY --out DIR\n"
    "\n"
    "Opens a file that zhun seal wrote into a folder. All files are written or, when the key does\n"
    "not fit or a byte of FILE was changed or cut, none.\n"
    "Exit status: 0 done, 1 bad input, 2 bad usage.\n";

// Names must stay inside the folder: who has the key may still be nobody's friend.
bool is_inside(const std::string& name) {
  const fs::path path(name);
  return !name.empty() && !path.is_absolute() && name.find('\0') == std::string::npos &&
         std::none_of(path.begin(), path.end(),
                      [](const fs::path& part) { return part == ".." || part == "."; });
}

int seal(const Arguments& arguments, Cipher cipher) {
  Secret key;
  if (const auto read = read_key_file(*arguments.value("--key-file"), key); !read)
    return report(read.error());
  const auto files = read_folder(arguments.rest()[0], kBytesMax);
  if (!files) return report(files.error());
  if (files->empty())
    return report(Error{ErrorCode::invalid_argument, Place{arguments.rest()[0], 0, 0, 0, ""},
                        "the folder has no files"});
  std::vector<Output> outputs;
  for (const NamedBytes& file : *files) outputs.push_back({file.name, file.bytes});
  const auto nonce = random_nonce();
  if (!nonce) return report(nonce.error());
  const auto sealed = encrypt_outputs(outputs, key.bytes, cipher, *nonce);
  if (!sealed) return report(sealed.error());
  const auto written = write_one(*arguments.value("-o"), {*arguments.value("--key-file")}, *sealed);
  if (!written) return report(written.error());
  return print(std::to_string(files->size()) + " files sealed.\n");
}

int open_sealed(const Arguments& arguments) {
  Secret key;
  if (const auto read = read_key_file(*arguments.value("--key-file"), key); !read)
    return report(read.error());
  const auto sealed = read_whole_file(arguments.rest()[0], arguments.rest()[0], kBytesMax);
  if (!sealed) return report(sealed.error());
  auto opened = decrypt_outputs(*sealed, key.bytes);
  if (!opened) return report(opened.error());
  std::vector<NamedBytes> files;
  for (TransportFile& file : *opened) {
    if (!is_inside(file.name))
      return report(Error{ErrorCode::format, Place{"sealed file", 0, 0, 0, ""},
                          "a name in it leads out of the folder; nothing was opened"});
    files.push_back({std::move(file.name), std::move(file.bytes)});
  }
  const auto written = write_together(*arguments.value("--out"), files);
  if (!written) return report(written.error());
  return print(std::to_string(files.size()) + " files opened.\n");
}

}  // namespace

int seal_command(std::span<const std::string> words) {
  const OptionTable table{{"--key-file", OptionKind::value},
                          {"-o", OptionKind::value},
                          {"--cipher", OptionKind::value}};
  const Arguments arguments = Arguments::parse(words, table);
  if (!arguments.error().empty()) return report_usage("seal", arguments.error());
  if (arguments.has("--help")) return print(kSealHelp);
  const std::string cipher = arguments.value("--cipher").value_or("sm4");
  if (cipher != "sm4" && cipher != "aes") return report_usage("seal", "--cipher is sm4 or aes");
  if (arguments.rest().size() != 1 || !arguments.has("--key-file") || !arguments.has("-o"))
    return report_usage("seal", "it takes one folder, --key-file and -o");
  return seal(arguments, cipher == "sm4" ? Cipher::sm4 : Cipher::aes_256_gcm);
}

int open_command(std::span<const std::string> words) {
  const OptionTable table{{"--key-file", OptionKind::value}, {"--out", OptionKind::value}};
  const Arguments arguments = Arguments::parse(words, table);
  if (!arguments.error().empty()) return report_usage("open", arguments.error());
  if (arguments.has("--help")) return print(kOpenHelp);
  if (arguments.rest().size() != 1 || !arguments.has("--key-file") || !arguments.has("--out"))
    return report_usage("open", "it takes one file, --key-file and --out");
  return open_sealed(arguments);
}

}  // namespace zhun::cli
