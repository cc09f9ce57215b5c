// The walk over the entries, and what joins the documents of one kind.
#include "read/archive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <unordered_set>

#include "read/ofd.hpp"
#include "read/ole_file.hpp"
#include "read/tax_fields.hpp"
#include "read/xlsx.hpp"
#include "read/zip.hpp"
#include "zhun/pdf.hpp"
#include "zhun/text.hpp"

namespace zhun::read {
namespace {

constexpr const char* kSeveralKinds =
    "the archive holds documents of several kinds; unpack it and hand them in one by one";
constexpr const char* kNested =
    "the archive holds another archive; unpack it and hand in the files inside";
constexpr const char* kSeveralRecords =
    "the archive holds several records of government data; unpack it and hand them in one by one";
constexpr const char* kNothing =
    "no file in the archive is one that can be read; unpack it and look at what it holds";

Place place_of(const ReadOptions& options) { return {options.source_name, 0, 0, 0, {}}; }

// What file managers add: folders, resource forks, thumbnails.
bool is_clutter(std::string_view name) {
  const auto slash = name.find_last_of("/\\");
  const auto last = name.substr(slash == std::string_view::npos ? 0 : slash + 1);
  return last.empty() || name.starts_with("__MACOSX/") || last.starts_with("._") ||
         last == ".DS_Store" || last == "Thumbs.db" || last == "desktop.ini";
}

// Neither text nor a container that a reader knows: pictures, sound, other archives.
bool is_foreign(std::string_view bytes) {
  if (ZipReader::is_zip(bytes) || OleFile::is_ole(bytes) || bytes.starts_with("%PDF")) return false;
  if (detect_encoding(bytes)) return false;
  constexpr std::size_t kSample = 1024;
  return std::any_of(bytes.begin(),
                     bytes.begin() + static_cast<std::ptrdiff_t>(std::min(kSample, bytes.size())),
                     [](char c) {
                       const auto byte = static_cast<unsigned char>(c);
                       return byte < 0x09 || (byte > 0x0D && byte < 0x20);
                     });
}

bool is_inner_archive(std::string_view bytes, const ReadOptions& options) {
  constexpr std::string_view kOthers[] = {"Rar!\x1A\x07", "7z\xBC\xAF\x27\x1C"};
  return is_archive(bytes, options) ||
         std::any_of(std::begin(kOthers), std::end(kOthers),
                     [&](std::string_view mark) { return bytes.starts_with(mark); });
}

// The options of one entry; the copy of the password goes with it.
struct EntryOptions {
  ReadOptions options;
  EntryOptions(const ReadOptions& outer, std::size_t number) : options(outer) {
    options.source_name = fmt::format("{}, entry {}", outer.source_name, number);
  }
  EntryOptions(const EntryOptions&) = delete;
  EntryOptions& operator=(const EntryOptions&) = delete;
  ~EntryOptions() { wipe(options.password.data(), options.password.size()); }
};

void join(std::vector<Statement>& all, std::vector<Statement> more) {
  for (Statement& statement : more) all.push_back(std::move(statement));
}

void widen(InvoiceList& list, const InvoiceList& other) {
  if (other.period_from && (!list.period_from || *other.period_from < *list.period_from))
    list.period_from = other.period_from;
  if (other.period_to && (!list.period_to || *list.period_to < *other.period_to))
    list.period_to = other.period_to;
}

class Bundle {
 public:
  explicit Bundle(const ReadOptions& options) : options_(options) {}

  // The error of joining it, if any.
  [[nodiscard]] std::optional<Error> add(AnySource source, std::size_t number, const Place& place);
  void skip(const Place& place, std::string message) {
    notes_.push_back({"entry_skipped", place, std::move(message)});
  }
  [[nodiscard]] bool empty() const { return !source_; }
  [[nodiscard]] AnySource take();

 private:
  void add(InvoiceList& list, InvoiceList more, const Place& place);
  [[nodiscard]] std::size_t rows() const;

  const ReadOptions& options_;
  std::optional<AnySource> source_;
  std::unordered_set<std::string> numbers_;
  std::vector<ReadNote> notes_;
};

void Bundle::add(InvoiceList& list, InvoiceList more, const Place& place) {
  std::size_t repeated = 0;
  for (Invoice& invoice : more.invoices) {
    if (numbers_.insert(invoice.number).second) {
      list.invoices.push_back(std::move(invoice));
    } else {
      ++repeated;
    }
  }
  for (ReadNote& note : more.notes) list.notes.push_back(std::move(note));
  if (repeated > 0)
    list.notes.push_back(
        {"entry_repeats", place, "this entry has invoices of an earlier one; those count once"});
}

std::size_t Bundle::rows() const {
  std::size_t rows = 0;
  if (const auto* statements = std::get_if<std::vector<Statement>>(&*source_)) {
    for (const Statement& statement : *statements) rows += statement.rows.size();
  } else if (const auto* list = std::get_if<InvoiceList>(&*source_)) {
    rows = list->invoices.size();
  } else if (const auto* returns = std::get_if<TaxReturns>(&*source_)) {
    rows = returns->periods.size();
  }
  return rows;
}

std::optional<Error> Bundle::add(AnySource source, std::size_t number, const Place& place) {
  auto* list = std::get_if<InvoiceList>(&source);
  // An invoice of its own file is found by the number of its entry.
  if (list != nullptr && list->invoices.size() == 1)
    list->invoices.front().row = static_cast<std::uint32_t>(number);
  if (!source_) {
    if (list != nullptr) {
      for (const Invoice& invoice : list->invoices) numbers_.insert(invoice.number);
    }
    source_ = std::move(source);
  } else if (source_->index() != source.index()) {
    return Error{ErrorCode::unsupported, place_of(options_), kSeveralKinds};
  } else if (list != nullptr) {
    auto& all = std::get<InvoiceList>(*source_);
    widen(all, *list);
    add(all, std::move(*list), place);
  } else if (auto* returns = std::get_if<TaxReturns>(&source)) {
    auto& all = std::get<TaxReturns>(*source_);
    // Of what is one value for the taxpayer, the newer rating counts, else what was read first.
    if (all.credit_rating.empty() || returns->rating_year > all.rating_year) {
      all.credit_rating = returns->credit_rating;
      all.rating_year = returns->rating_year;
    }
    if (!all.overdue_tax) {
      all.overdue_tax = returns->overdue_tax;
      all.overdue_since = returns->overdue_since;
    }
    all.income_tax.insert(all.income_tax.end(), returns->income_tax.begin(),
                          returns->income_tax.end());
    if (!all.general_payer) all.general_payer = returns->general_payer;
    if (all.taxpayer_status.empty()) all.taxpayer_status = returns->taxpayer_status;
    if (!all.withheld_persons) all.withheld_persons = returns->withheld_persons;
    all.periods.insert(all.periods.end(), returns->periods.begin(), returns->periods.end());
    for (ReadNote& note : returns->notes) all.notes.push_back(std::move(note));
    settle_tax_periods(all, options_);
  } else if (auto* statements = std::get_if<std::vector<Statement>>(&source)) {
    join(std::get<std::vector<Statement>>(*source_), std::move(*statements));
  } else {
    return Error{ErrorCode::unsupported, place_of(options_), kSeveralRecords};
  }
  if (rows() > options_.limits.rows_max)
    return Error{ErrorCode::limit, place_of(options_),
                 "the source has more rows than the limits allow"};
  return std::nullopt;
}

AnySource Bundle::take() {
  std::vector<ReadNote>* notes = nullptr;
  if (auto* statements = std::get_if<std::vector<Statement>>(&*source_)) {
    if (!statements->empty()) notes = &statements->front().notes;
  } else if (auto* list = std::get_if<InvoiceList>(&*source_)) {
    notes = &list->notes;
  } else if (auto* returns = std::get_if<TaxReturns>(&*source_)) {
    notes = &returns->notes;
  } else {
    notes = &std::get<GovernmentRecord>(*source_).notes;
  }
  for (ReadNote& note : notes_) {
    if (notes != nullptr) notes->push_back(std::move(note));
  }
  return std::move(*source_);
}

// One entry into the bundle. `skipped` becomes the error of an entry that is passed over.
std::optional<Error> read_into(Bundle& bundle, ZipReader& zip, std::size_t index,
                               const ReadOptions& outer, const ReadEntry& read_entry,
                               std::optional<Error>& skipped) {
  const EntryOptions entry(outer, index + 1);
  const Place place = place_of(entry.options);
  auto text = zip.read(index, outer.limits.bytes_max);
  if (!text) {
    Error error = text.error();
    error.place = place;
    return error;
  }
  struct Wipe {
    std::string& text;
    ~Wipe() { wipe(text.data(), text.size()); }
  } const wipe_text{*text};
  if (text->empty()) return std::nullopt;
  if (is_inner_archive(*text, entry.options)) return Error{ErrorCode::unsupported, place, kNested};
  if (is_foreign(*text)) {
    skipped = Error{ErrorCode::unsupported, place, "this entry is no file that can be read"};
    bundle.skip(place, skipped->message);
    return std::nullopt;
  }
  auto source = read_entry(*text, entry.options);
  if (source) return bundle.add(std::move(*source), index + 1, place);
  if (source.error().code != ErrorCode::unsupported) return source.error();
  skipped = source.error();
  // Of a PDF its own sentence says what is missing: PDFium, or OCR for its pictures.
  bundle.skip(place, is_pdf(*text) ? source.error().message
                                   : "this entry is none of the known documents; it was not read");
  return std::nullopt;
}

}  // namespace

bool is_archive(std::string_view bytes, const ReadOptions& options) {
  return ZipReader::is_zip(bytes) && !is_ofd(bytes) && !is_xlsx(bytes, options);
}

Result<AnySource> read_archive(std::string_view bytes, const ReadOptions& options,
                               const ReadEntry& read_entry) {
  auto zip = ZipReader::open(bytes, options);
  if (!zip) return tl::unexpected(zip.error());
  std::size_t files = 0;
  std::size_t passed_over = 0;
  std::optional<Error> skipped;
  Bundle bundle(options);
  for (std::size_t i = 0; i < zip->names().size(); ++i) {
    if (is_clutter(zip->names()[i])) continue;
    if (++files > options.limits.sources_max)
      return fail(ErrorCode::limit, place_of(options),
                  "the archive has more files than the limits allow");
    std::optional<Error> passed;
    if (auto error = read_into(bundle, *zip, i, options, read_entry, passed))
      return tl::unexpected(std::move(*error));
    if (passed) {
      ++passed_over;
      skipped = std::move(passed);
    }
  }
  if (!bundle.empty()) return bundle.take();
  // Of a single file its own error says most.
  if (passed_over == 1) return tl::unexpected(std::move(*skipped));
  return fail(ErrorCode::unsupported, place_of(options), kNothing);
}

}  // namespace zhun::read
