// Which of the readers of electronic invoices the bytes are for.
#include "read/einvoice_files.hpp"

#include <stdexcept>

#include "read/einvoice_xbrl.hpp"
#include "read/einvoice_xml.hpp"
#include "read/invoice_qr.hpp"
#include "read/ofd.hpp"
#include "read/recognition.hpp"

namespace zhun::read {
namespace {

Result<InvoiceList> read_xml(std::string_view bytes, const ReadOptions& options) {
  const auto root = parse_invoice_xml(bytes, options);
  if (!root) return tl::unexpected(root.error());
  InvoiceList list;
  list.layout = "einvoice-xml";
  auto printed = printed_einvoice(*root, options);
  if (!printed) {
    printed = printed_xbrl(*root, options);
    list.layout = "einvoice-xbrl";
  }
  if (!printed) {
    return fail(ErrorCode::unsupported, Place{options.source_name, 0, 0, 0, {}},
                "the XML is no electronic invoice; an xbrl must have elements of an einv taxonomy");
  }
  list.recognised.push_back(recognition("container", "XML", options));
  list.recognised.push_back(
      recognition("layout",
                  list.layout == "einvoice-xml"
                      ? "known by its root element EInvoice or eInvoice"
                      : "known by its root element xbrl and elements of an einv taxonomy",
                  options));
  if (auto error = settle_printed_invoice(std::move(*printed), list, options))
    return tl::unexpected(std::move(*error));
  return list;
}

}  // namespace

std::optional<Result<InvoiceList>> read_einvoice(std::string_view bytes,
                                                 const ReadOptions& options) {
  try {
    if (is_ofd(bytes)) {
      auto list = read_ofd(bytes, options);
      if (!list) return list;
      put_first(list->recognised,
                recognition("layout", "known by OFD.xml in the archive", options));
      put_first(list->recognised, recognition("container", "zip archive (OFD)", options));
      return list;
    }
    if (is_invoice_qr_list(bytes)) return read_invoice_qr_list(bytes, options);
    const auto name = first_element_name(bytes);
    if (name == "EInvoice" || name == "eInvoice" || name == "xbrl") return read_xml(bytes, options);
  } catch (const std::overflow_error&) {
    return fail(ErrorCode::format, Place{options.source_name, 0, 0, 0, {}},
                "an amount or a sum exceeds 64 bits");
  }
  return std::nullopt;
}

}  // namespace zhun::read
