// Takes each field from where it is data, and holds against each other what stands there twice.
#include "read/ofd.hpp"

#include <algorithm>
#include <functional>

#include "read/einvoice_fields.hpp"
#include "read/einvoice_xbrl.hpp"
#include "read/einvoice_xml.hpp"
#include "read/ofd_package.hpp"
#include "read/ofd_page.hpp"
#include "read/ofd_tags.hpp"
#include "read/record_fields.hpp"
#include "read/zip.hpp"
#include "read/zip_directory.hpp"
#include "zhun/text.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kDocumentsMax = 100;
constexpr std::size_t kPagesMax = 200;
constexpr std::size_t kAttachmentsMax = 20;
constexpr std::size_t kTagPartsMax = 20;
constexpr std::size_t kReferencesMax = 200'000;
constexpr std::size_t kTagBytesMax = std::size_t{4} << 20;  // of texts that the tags lead to

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::string without_blanks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') out += c;
  }
  return out;
}

using Same = std::function<bool(const std::string&, const std::string&)>;

bool same_text(const std::string& a, const std::string& b) {
  return normalise_name(a) == normalise_name(b);
}
bool same_date(const std::string& a, const std::string& b) {
  const auto x = parse_date_time(a), y = parse_date_time(b);
  return x && y && x->date == y->date;
}
// What is no amount (***) says nothing.
bool same_money(const std::string& a, const std::string& b) {
  const auto x = parse_printed_money(a), y = parse_printed_money(b);
  return !x || !y || *x == *y;
}

bool same_words(const std::string& a, const std::string& b) {
  return parse_amount_in_words(a) == parse_amount_in_words(b);
}

class DocumentReader {
 public:
  DocumentReader(OfdPackage& package, const ReadOptions& options)
      : package_(package), options_(options) {}

  std::optional<Error> read(const xml::Element& body, InvoiceList& list);

 private:
  void note(std::string code, std::string field, std::string message) {
    printed_.notes.push_back(make_note(std::move(code), field, std::move(message), options_));
  }
  // nullptr: no such part. A part that is there and cannot be read is noted.
  std::optional<xml::Element> tree(const std::string& part);
  void read_document(const xml::Element& body);
  void read_pages(const xml::Element& document);
  void read_attachments();
  bool take_attachment(const std::string& part);
  void read_tags();
  void read_tag_fields(const std::vector<TagReference>& references);
  void read_tag_lines(const std::vector<TagReference>& references);
  void add_tag_lines(const std::vector<TagReference>& references, std::size_t begin,
                     std::size_t end);
  void read_custom_data(const xml::Element& body);
  // Takes `value` where the field is still empty, else notes a difference.
  void take(std::string& field, std::string name, const std::string& value, const Same& same);
  // One text may be referred to any number of times: their sum is limited.
  std::string text_at(const TagReference& reference);
  void take_total(const std::string& text);
  void complete_from_page();

  OfdPackage& package_;
  const ReadOptions& options_;
  std::string folder_;
  std::vector<std::string> attachments_, tags_;
  OfdPageTexts texts_;
  std::size_t tag_bytes_ = 0;
  PrintedInvoice printed_;
};

std::optional<xml::Element> DocumentReader::tree(const std::string& part) {
  auto root = package_.tree(part);
  if (!root) return std::nullopt;
  if (*root) return std::move(**root);
  note("part_unreadable", "", "a part of the OFD cannot be read: " + root->error().message);
  return std::nullopt;
}

void DocumentReader::read_pages(const xml::Element& document) {
  if (const xml::Element* common = document.child("CommonData")) {
    std::size_t templates = 0;
    for (const xml::Element& page : common->children) {
      if (page.name != "TemplatePage" || ++templates > kPagesMax) continue;
      if (const auto root = tree(resolve_part(folder_, page.attribute("BaseLoc"))))
        texts_.add_template(*root);
    }
  }
  const xml::Element* pages = document.child("Pages");
  if (pages == nullptr) return;
  std::size_t count = 0;
  for (const xml::Element& page : pages->children) {
    if (page.name != "Page") continue;
    if (++count > kPagesMax) {
      note("pages_skipped", "", "the OFD has more pages than are searched for texts");
      break;
    }
    if (const auto root = tree(resolve_part(folder_, page.attribute("BaseLoc"))))
      texts_.add_page(std::string(page.attribute("ID")), *root);
  }
}

// Where the parts of one document lie.
void DocumentReader::read_document(const xml::Element& body) {
  std::string part = resolve_part("", body.child_text("DocRoot"));
  if (part.empty()) part = "Doc_0/Document.xml";
  folder_ = folder_of(part);
  const auto document = tree(part);
  if (!document) {
    note("part_missing", "DocRoot", "the document that OFD.xml names is not in the archive");
  } else {
    read_pages(*document);
    const auto list_part = resolve_part(folder_, document->child_text("Attachments"));
    const auto tags_part = resolve_part(folder_, document->child_text("CustomTags"));
    if (const auto list = tree(list_part)) {
      for (const xml::Element& file : list->children)
        attachments_.push_back(resolve_part(folder_of(list_part), file.child_text("FileLoc")));
    }
    if (const auto list = tree(tags_part)) {
      for (const xml::Element& file : list->children)
        tags_.push_back(resolve_part(folder_of(tags_part), file.child_text("FileLoc")));
    }
  }
  // Producers forget to list what they add.
  for (const std::string& name : package_.parts_below(folder_)) {
    const std::string file = lower(name.substr(folder_of(name).size()));
    if (file == "original_invoice.xml") attachments_.insert(attachments_.begin(), name);
    if (tags_.empty() && (file == "customtag.xml" || file == "tag_invoice.xml"))
      tags_.push_back(name);
  }
}

bool DocumentReader::take_attachment(const std::string& part) {
  if (!lower(part).ends_with(".xml") && !lower(part).ends_with(".xbrl")) return false;
  const auto root = tree(part);
  if (!root) return false;
  auto printed = printed_einvoice(*root, options_);
  if (!printed) printed = printed_xbrl(*root, options_);
  if (!printed) return false;
  printed->notes.insert(printed->notes.begin(), printed_.notes.begin(), printed_.notes.end());
  printed_ = std::move(*printed);
  return true;
}

void DocumentReader::read_attachments() {
  for (std::size_t i = 0; i < attachments_.size() && i < kAttachmentsMax; ++i) {
    if (std::find(attachments_.begin(), attachments_.begin() + static_cast<std::ptrdiff_t>(i),
                  attachments_[i]) != attachments_.begin() + static_cast<std::ptrdiff_t>(i))
      continue;
    if (take_attachment(attachments_[i])) return;
  }
}

void DocumentReader::take(std::string& field, std::string name, const std::string& value,
                          const Same& same) {
  if (trim(value).empty()) return;
  if (trim(field).empty()) {
    field = value;
  } else if (!same(field, value)) {
    const bool figure = parse_printed_money(value) && parse_printed_money(field);
    note(figure ? "control_total" : "field_differs", std::move(name),
         "the OFD has this field more than once, and not with one value");
  }
}

void DocumentReader::read_custom_data(const xml::Element& body) {
  const xml::Element* info = body.child("DocInfo");
  const xml::Element* datas = info == nullptr ? nullptr : info->child("CustomDatas");
  if (datas == nullptr) return;
  for (const xml::Element& data : datas->children) {
    const std::string name(trim(data.attribute("Name")));
    const std::string value(trim(data.text));
    const auto is = [&](std::initializer_list<std::string_view> names) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    if (is({"发票代码"})) take(printed_.code, name, value, same_text);
    if (is({"发票号码", "数电票号码"})) take(printed_.number, name, value, same_text);
    if (is({"开票日期"})) take(printed_.date, name, value, same_date);
    if (is({"合计金额", "不含税金额"})) take(printed_.amount_ex, name, value, same_money);
    if (is({"合计税额"})) take(printed_.tax, name, value, same_money);
    if (is({"价税合计", "价税合计小写"})) take(printed_.total, name, value, same_money);
    if (is({"购买方名称", "购方名称"})) take(printed_.buyer, name, value, same_text);
    if (is({"销售方名称", "销方名称"})) take(printed_.seller, name, value, same_text);
    if (is({"购买方纳税人识别号", "购方纳税人识别号", "购买方税号", "购方税号"}))
      take(printed_.buyer_tax_no, name, value, same_text);
    if (is({"销售方纳税人识别号", "销方纳税人识别号", "销售方税号", "销方税号"}))
      take(printed_.seller_tax_no, name, value, same_text);
  }
}

std::string DocumentReader::text_at(const TagReference& reference) {
  const std::string& text = texts_.text_of(reference.page, reference.object);
  if (tag_bytes_ > kTagBytesMax) return "";
  tag_bytes_ += text.size();
  if (tag_bytes_ <= kTagBytesMax) return text;
  note("tags_skipped", "", "the tags of the OFD lead to more text than the limits allow");
  return "";
}

// A figure, or an amount in words.
void DocumentReader::take_total(const std::string& text) {
  if (parse_printed_money(text)) {
    take(printed_.total, "total", text, same_money);
  } else if (parse_amount_in_words(text)) {
    take(printed_.total_in_words, "total_in_words", text, same_words);
  }
}

void DocumentReader::read_tag_fields(const std::vector<TagReference>& references) {
  struct Field {
    std::string_view tag;
    std::string* value;
    Same same;
  };
  const Field fields[] = {
      {"InvoiceCode", &printed_.code, same_text},
      {"InvoiceNo", &printed_.number, same_text},
      {"IssueDate", &printed_.date, same_date},
      {"BuyerName", &printed_.buyer, same_text},
      {"BuyerTaxID", &printed_.buyer_tax_no, same_text},
      {"SellerName", &printed_.seller, same_text},
      {"SellerTaxID", &printed_.seller_tax_no, same_text},
      {"TaxExclusiveTotalAmount", &printed_.amount_ex, same_money},
      {"TaxTotalAmount", &printed_.tax, same_money},
      {"Note", &printed_.remark, [](const auto&, const auto&) { return true; }}};
  for (const Field& field : fields) {
    std::string text, last;  // a long name is split over several objects, a short one printed twice
    bool known = false;
    for (const TagReference& reference : references) {
      if (reference.field != field.tag) continue;
      std::string part = text_at(reference);
      if (field.tag != "Note") part = without_blanks(part);
      known = known || (!field.value->empty() && field.same(*field.value, part));
      if (part != last) text += part;
      last = std::move(part);
    }
    if (!known) take(*field.value, std::string(field.tag), text, field.same);
  }
  for (const TagReference& reference : references) {
    if (reference.field.starts_with("TaxInclusiveTotalAmount")) take_total(text_at(reference));
  }
}

// The references of one GoodsInfo: one line, or the columns of all lines.
void DocumentReader::add_tag_lines(const std::vector<TagReference>& references, std::size_t begin,
                                   std::size_t end) {
  std::vector<std::string> items, amounts, taxes, rates;
  for (std::size_t i = begin; i < end; ++i) {
    const TagReference& reference = references[i];
    std::vector<std::string>* column = reference.field == "Item"        ? &items
                                       : reference.field == "Amount"    ? &amounts
                                       : reference.field == "TaxAmount" ? &taxes
                                       : reference.field == "TaxScheme" ? &rates
                                                                        : nullptr;
    if (column != nullptr) column->push_back(text_at(reference));
  }
  if (items.empty() && amounts.empty()) return;
  const auto joined = [](const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += part;
    return text;
  };
  if (amounts.size() <= 1) {
    printed_.lines.push_back({joined(items), joined(amounts), joined(taxes), joined(rates), 0});
    return;
  }
  const auto cell = [&](const std::vector<std::string>& column, std::size_t i) {
    return column.size() == amounts.size() ? column[i] : std::string();
  };
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    PrintedLine line{cell(items, i), amounts[i], cell(taxes, i), cell(rates, i), 0};
    if (i == 0 && line.item.empty() && !items.empty()) line.item = items.front();
    if (rates.size() == 1) line.rate = rates.front();
    printed_.lines.push_back(std::move(line));
  }
}

void DocumentReader::read_tag_lines(const std::vector<TagReference>& references) {
  for (std::size_t begin = 0; begin < references.size();) {
    std::size_t end = begin;
    while (end < references.size() && references[end].goods == references[begin].goods) ++end;
    if (references[begin].goods != 0) add_tag_lines(references, begin, end);
    begin = end;
  }
  if (!printed_.lines.empty()) return;
  // No GoodsInfo around them: the columns stand in the invoice itself.
  add_tag_lines(references, 0, references.size());
}

void DocumentReader::read_tags() {
  for (std::size_t i = 0; i < tags_.size() && i < kTagPartsMax; ++i) {
    const auto text = package_.text(tags_[i]);
    if (!text || !*text) continue;
    const auto references = scan_tag_references(**text, kReferencesMax);
    read_tag_fields(references);
    // The lines of an attachment are data; those of the page would only repeat them.
    if (printed_.lines.empty()) read_tag_lines(references);
  }
}

void DocumentReader::complete_from_page() {
  if (trim(printed_.total_in_words).empty()) printed_.total_in_words = texts_.amount_in_words();
  const auto words = parse_amount_in_words(printed_.total_in_words);
  if (words && trim(printed_.total).empty()) printed_.total = texts_.text_of_amount(*words);
  if (printed_.lines.empty()) printed_.item = texts_.first_item();
  printed_.lines_known = !printed_.lines.empty();
  if (!printed_.kind.empty()) return;
  if (printed_.number.size() == 20) {
    const bool special = texts_.mentions("专用发票"), plain = texts_.mentions("普通发票");
    if (special != plain) printed_.kind = digital_kind(special ? "01" : "02");
  } else {
    printed_.kind = tax_control_kind(printed_.code);
  }
}

std::optional<Error> DocumentReader::read(const xml::Element& body, InvoiceList& list) {
  read_document(body);
  read_attachments();
  read_custom_data(body);
  read_tags();
  complete_from_page();
  return settle_printed_invoice(std::move(printed_), list, options_);
}

}  // namespace

bool is_ofd(std::string_view bytes) {
  if (!ZipReader::is_zip(bytes) || bytes.find("OFD.xml") == std::string_view::npos) return false;
  // An archive of such documents has the name in their bytes, but not in its directory.
  const auto items = read_zip_directory(bytes, ZipReader::kEntriesMax);
  return !items || std::any_of(items->begin(), items->end(), [](const ZipItem& item) {
    return item.name == "OFD.xml" || item.name == "./OFD.xml" || item.name == ".\\OFD.xml" ||
           item.name.starts_with("Doc_0/");
  });
}

Result<InvoiceList> read_ofd(std::string_view bytes, const ReadOptions& options) {
  auto package = OfdPackage::open(bytes, options);
  if (!package) return tl::unexpected(package.error());
  const Place place{options.source_name, 0, 0, 0, {}};
  const auto root = package->tree("OFD.xml");
  if (!root) return fail(ErrorCode::format, place, "the archive has no OFD.xml");
  if (!*root) return tl::unexpected(root->error());
  InvoiceList list;
  list.layout = "einvoice-ofd";
  if (package->has_repeated_names()) {
    list.notes.push_back(
        make_note("part_repeated", "", "the archive has two parts of one name", options));
  }
  std::size_t documents = 0;
  for (const xml::Element& body : (*root)->children) {
    if (body.name != "DocBody") continue;
    if (++documents > kDocumentsMax)
      return fail(ErrorCode::limit, place, "the OFD has more documents than the limits allow");
    if (auto error = DocumentReader(*package, options).read(body, list))
      return tl::unexpected(std::move(*error));
  }
  if (documents == 0) return fail(ErrorCode::format, place, "OFD.xml names no document");
  return list;
}

}  // namespace zhun::read
