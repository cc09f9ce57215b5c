// Rows of a source as Arrow: structure, values, nulls, who releases what.
#include <doctest/doctest.h>

#include <cstring>

#include "zhun/arrow.hpp"

using namespace zhun;

namespace {

Statement statement_of(std::size_t rows) {
  Statement statement;
  statement.layout = "bank-csv";
  statement.account = "3701";
  statement.opening_balance = Money::from_fen(0);
  for (std::size_t i = 0; i < rows; ++i) {
    Transaction row;
    row.row = static_cast<std::uint32_t>(i + 1);
    row.line = row.row + 3;
    row.time.date = *Date::from_ymd(2026, 1, 5);
    if (i % 2 == 0) row.time.second_of_day = 3661;
    row.direction = Direction::inflow;
    row.amount = Money::from_fen(150);
    if (i % 3 != 2) row.balance = Money::from_fen(150 * static_cast<std::int64_t>(i + 1));
    if (i % 2 == 0) row.summary = statement.text->store("货款");
    statement.rows.push_back(row);
  }
  return statement;
}

std::vector<Statement> list_of(Statement statement) {
  std::vector<Statement> list;
  list.push_back(std::move(statement));
  return list;
}

ArrowArrayStream export_of(AnySource source) {
  ArrowArrayStream stream;
  REQUIRE(export_source_arrow(std::move(source), &stream).has_value());
  return stream;
}

std::int64_t index_of(const ArrowSchema& schema, std::string_view name) {
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    if (schema.children[i]->name == name) return i;
  }
  FAIL("no column " << name);
  return 0;
}

template <typename T>
T value(const ArrowArray& column, std::int64_t row) {
  T item;
  std::memcpy(&item, static_cast<const char*>(column.buffers[1]) + row * std::int64_t{sizeof(T)},
              sizeof(T));
  return item;
}

std::string text(const ArrowArray& column, std::int64_t row) {
  const auto* offsets = static_cast<const std::int32_t*>(column.buffers[1]);
  const auto* bytes = static_cast<const char*>(column.buffers[2]);
  return {bytes + offsets[row], bytes + offsets[row + 1]};
}

bool is_null(const ArrowArray& column, std::int64_t row) {
  if (column.buffers[0] == nullptr) return false;
  return (static_cast<const unsigned char*>(column.buffers[0])[row / 8] >> (row % 8) & 1) == 0;
}

}  // namespace

TEST_CASE("the columns of statements have names, formats and units") {
  ArrowArrayStream stream = export_of(list_of(statement_of(1)));
  ArrowSchema schema;
  REQUIRE(stream.get_schema(&stream, &schema) == 0);
  const auto format = [&](std::string_view name) {
    return std::string(schema.children[index_of(schema, name)]->format);
  };
  CHECK(format("date") == "tdD");
  CHECK(format("time") == "tts");
  CHECK(format("amount_fen") == "l");
  CHECK(format("summary") == "u");
  CHECK(format("verified") == "b");
  CHECK(format("row") == "I");
  const auto flags = [&](std::string_view name) {
    return schema.children[index_of(schema, name)]->flags;
  };
  CHECK(flags("amount_fen") == 0);
  CHECK(flags("balance_fen") == ARROW_FLAG_NULLABLE);
  const char* metadata = schema.children[index_of(schema, "amount_fen")]->metadata;
  REQUIRE(metadata != nullptr);
  std::int32_t pairs = 0;
  std::memcpy(&pairs, metadata, sizeof pairs);
  CHECK(pairs == 3);
  CHECK(std::string(metadata + 8, 4) == "unit");
  schema.release(&schema);
  CHECK((schema.release == nullptr));
  stream.release(&stream);
  CHECK((stream.release == nullptr));
}

TEST_CASE("values and nulls of rows") {
  ArrowArrayStream stream = export_of(list_of(statement_of(20)));
  ArrowSchema schema;
  ArrowArray batch;
  REQUIRE(stream.get_schema(&stream, &schema) == 0);
  REQUIRE(stream.get_next(&stream, &batch) == 0);
  const auto column = [&](std::string_view name) -> const ArrowArray& {
    return *batch.children[index_of(schema, name)];
  };
  CHECK(batch.length == 20);
  CHECK(column("amount_fen").null_count == 0);
  CHECK(column("amount_fen").buffers[0] == nullptr);
  CHECK(value<std::int64_t>(column("amount_fen"), 19) == 150);
  CHECK(value<std::int32_t>(column("date"), 0) == Date::from_ymd(2026, 1, 5)->days_since_epoch());
  CHECK(value<std::int32_t>(column("time"), 0) == 3661);
  CHECK(is_null(column("time"), 1));
  CHECK(column("balance_fen").null_count == 6);
  for (std::int64_t i = 0; i < 20; ++i) {
    CAPTURE(i);
    CHECK(is_null(column("balance_fen"), i) == (i % 3 == 2));
    if (i % 3 != 2) CHECK(value<std::int64_t>(column("balance_fen"), i) == 150 * (i + 1));
    CHECK(is_null(column("summary"), i) == (i % 2 == 1));
    CHECK(text(column("summary"), i) == (i % 2 == 0 ? "货款" : ""));
    CHECK(text(column("direction"), i) == "in");
    CHECK(value<std::uint32_t>(column("line"), i) == static_cast<std::uint32_t>(i + 4));
  }
  CHECK(column("page").null_count == 20);
  CHECK(text(column("currency"), 3) == "CNY");
  const auto* verified = static_cast<const unsigned char*>(column("verified").buffers[1]);
  CHECK((verified[0] & 1) == 1);  // follows from the opening balance
  CHECK((verified[0] & 4) == 0);  // has no balance
  batch.release(&batch);
  schema.release(&schema);
  stream.release(&stream);
}

TEST_CASE("rows of several statements are one table that names the statement") {
  std::vector<Statement> list;
  for (const std::size_t rows : {2, 0, 3}) list.push_back(statement_of(rows));
  ArrowArrayStream stream = export_of(std::move(list));
  ArrowArray batch;
  REQUIRE(stream.get_next(&stream, &batch) == 0);
  REQUIRE(batch.length == 5);
  CHECK(value<std::uint32_t>(*batch.children[0], 1) == 1);
  CHECK(value<std::uint32_t>(*batch.children[0], 2) == 3);
  batch.release(&batch);
  stream.release(&stream);
}

TEST_CASE("a table without rows has a schema and no batch") {
  ArrowArrayStream stream = export_of(list_of(statement_of(0)));
  ArrowSchema schema;
  ArrowArray batch;
  REQUIRE(stream.get_schema(&stream, &schema) == 0);
  CHECK(schema.n_children > 10);
  REQUIRE(stream.get_next(&stream, &batch) == 0);
  CHECK((batch.release == nullptr));
  schema.release(&schema);
  stream.release(&stream);
}

TEST_CASE("many rows come in batches, which may outlive the stream") {
  constexpr std::size_t kRows = 70'000;
  ArrowArrayStream stream = export_of(list_of(statement_of(kRows)));
  std::vector<ArrowArray> batches;
  std::int64_t rows = 0;
  while (true) {
    ArrowArray batch;
    REQUIRE(stream.get_next(&stream, &batch) == 0);
    if (batch.release == nullptr) break;
    rows += batch.length;
    batches.push_back(batch);
  }
  stream.release(&stream);
  CHECK(rows == kRows);
  REQUIRE(batches.size() == 2);
  CHECK(value<std::uint32_t>(*batches[1].children[2], 0) ==
        static_cast<std::uint32_t>(batches[0].length + 1));
  for (ArrowArray& batch : batches) batch.release(&batch);
}

TEST_CASE("a column that was moved out outlives its batch, and is released once") {
  ArrowArrayStream stream = export_of(list_of(statement_of(4)));
  ArrowArray batch;
  REQUIRE(stream.get_next(&stream, &batch) == 0);
  ArrowArray moved = *batch.children[8];
  batch.children[8]->release = nullptr;
  batch.release(&batch);
  stream.release(&stream);
  CHECK(value<std::int64_t>(moved, 3) == 150);
  moved.release(&moved);
  CHECK((moved.release == nullptr));
}

TEST_CASE("invoices and tax periods are tables, government data are none") {
  InvoiceList invoices;
  invoices.invoices.resize(3);
  invoices.invoices[1].rate = Decimal::parse("0.13");
  invoices.invoices[2].amount_ex = Money::from_fen(-5);
  ArrowArrayStream stream = export_of(std::move(invoices));
  ArrowSchema schema;
  ArrowArray batch;
  REQUIRE(stream.get_schema(&stream, &schema) == 0);
  REQUIRE(stream.get_next(&stream, &batch) == 0);
  CHECK(text(*batch.children[index_of(schema, "rate")], 1) == "0.13");
  CHECK(value<std::int64_t>(*batch.children[index_of(schema, "amount_ex_fen")], 2) == -5);
  batch.release(&batch);
  schema.release(&schema);
  stream.release(&stream);

  TaxReturns returns;
  returns.periods.resize(2);
  stream = export_of(std::move(returns));
  REQUIRE(stream.get_next(&stream, &batch) == 0);
  CHECK(batch.length == 2);
  CHECK(batch.children[4]->null_count == 2);
  batch.release(&batch);
  stream.release(&stream);

  const auto none = export_source_arrow(GovernmentRecord(), &stream);
  REQUIRE(!none.has_value());
  CHECK(none.error().code == ErrorCode::unsupported);
  CHECK((stream.release == nullptr));
}

TEST_CASE("the bytes of an IPC stream begin and end as the format says, and are the same again") {
  const AnySource source = list_of(statement_of(9));
  const auto bytes = render_source_arrow(source);
  REQUIRE(bytes.has_value());
  CHECK(bytes->starts_with("\xFF\xFF\xFF\xFF"));
  CHECK(bytes->ends_with(std::string("\xFF\xFF\xFF\xFF\0\0\0\0", 8)));
  CHECK(bytes->size() % 8 == 0);
  CHECK(*bytes == *render_source_arrow(source));
  CHECK(render_source_arrow(AnySource(GovernmentRecord())).error().code == ErrorCode::unsupported);
}
