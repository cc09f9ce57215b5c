// Which of the readers of bank messages the bytes are for.
#include "read/message_files.hpp"

#include "read/camt.hpp"
#include "read/mt940.hpp"
#include "read/ofx.hpp"
#include "read/recognition.hpp"

namespace zhun::read {
namespace {

struct Reason {
  const char* container;
  const char* marks;
  const char* direction;
};

Result<std::vector<Statement>> with_reason(Result<std::vector<Statement>> statements,
                                           const Reason& reason, const ReadOptions& options) {
  if (!statements || statements->empty()) return statements;
  auto& list = statements->front().recognised;
  list.push_back(recognition("container", reason.container, options));
  list.push_back(recognition("layout", reason.marks, options));
  list.push_back(recognition("direction", reason.direction, options));
  return statements;
}

}  // namespace

std::optional<Result<std::vector<Statement>>> read_bank_message(std::string_view bytes,
                                                                const ReadOptions& options) {
  if (is_camt(bytes))
    return with_reason(read_camt(bytes, options),
                       {"XML of ISO 20022", "known by the namespace camt.05x or its root element",
                        "by CdtDbtInd of each entry"},
                       options);
  if (is_ofx(bytes))
    return with_reason(
        read_ofx(bytes, options),
        {"SGML or XML of OFX", "known by <OFX> behind its header", "by the sign of each TRNAMT"},
        options);
  if (is_mt940(bytes))
    return with_reason(read_mt940(bytes, options),
                       {"lines of a SWIFT message",
                        "known by a field such as :20:, :25:, :60F: or :61: near its beginning",
                        "by the mark of each :61:; RC is money out, RD money in"},
                       options);
  return std::nullopt;
}

}  // namespace zhun::read
