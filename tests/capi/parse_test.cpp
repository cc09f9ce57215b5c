// One file of any kind to JSON.
#include <cstring>

#include "handles_for_tests.hpp"

using namespace zhun::test;

namespace {

zhun_status parse(const char* media_type, const std::string& bytes, zhun_buffer* out,
                  zhun_error* error = nullptr) {
  return zhun_parse(media_type, "given.csv", bytes.data(), bytes.size(), out, error);
}

}  // namespace

TEST_CASE("a bank statement gives its rows") {
  OwnedBuffer out;
  REQUIRE(parse(nullptr, small("bank.csv"), &out.buffer) == ZHUN_OK);
  CHECK(out.text().find("\"rows\"") != std::string::npos);
  CHECK(out.text().find("67800.00") != std::string::npos);
}

TEST_CASE("a government record is recognised by its content") {
  OwnedBuffer out;
  REQUIRE(parse("", small("registry.json"), &out.buffer) == ZHUN_OK);
  CHECK(out.text().find("\"government\"") != std::string::npos);
}

TEST_CASE("a stated media type must be one that is read and fit the content") {
  OwnedBuffer out;
  zhun_error error = ZHUN_ERROR_INIT;
  CHECK(parse("text/csv", small("bank.csv"), &out.buffer) == ZHUN_OK);
  CHECK(parse("application/json", small("bank.csv"), &out.buffer, &error) == ZHUN_EFORMAT);
  CHECK(std::string(error.source) == "given.csv");
  CHECK(out.buffer.data == nullptr);
  CHECK(parse("text/csv", small("registry.json"), &out.buffer) == ZHUN_EFORMAT);
  CHECK(parse("application/pdf", small("bank.csv"), &out.buffer) == ZHUN_EUNSUPPORTED);
}

TEST_CASE("what is nothing we know fails, and nothing at all does, too") {
  OwnedBuffer out;
  zhun_error error = ZHUN_ERROR_INIT;
  const zhun_status status = parse(nullptr, "this is a letter\nto the bank\n", &out.buffer, &error);
  CHECK((status == ZHUN_EUNSUPPORTED || status == ZHUN_EFORMAT));
  CHECK(std::strlen(error.message) > 0);
  CHECK(parse(nullptr, "", &out.buffer) < 0);
  CHECK(zhun_parse(nullptr, nullptr, nullptr, 0, &out.buffer, nullptr) < 0);
  CHECK(zhun_parse(nullptr, nullptr, nullptr, 1, &out.buffer, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_parse(nullptr, nullptr, "x", 1, nullptr, nullptr) == ZHUN_EINVAL);
}

namespace {

zhun_status parse_as(const char* media_type, const std::string& bytes,
                     const zhun_parse_options* options, zhun_buffer* out,
                     zhun_error* error = nullptr) {
  return zhun_parse_as(media_type, bytes.data(), bytes.size(), options, out, error);
}

}  // namespace

TEST_CASE("one file in each of the forms it has") {
  const std::string bank = small("bank.csv");
  OwnedBuffer json, same, csv, arrow, why;
  CHECK(parse_as("application/json", bank, nullptr, &json.buffer) == ZHUN_OK);
  REQUIRE(parse(nullptr, bank, &same.buffer) == ZHUN_OK);
  CHECK(json.text() == same.text());
  CHECK(parse_as("text/csv", bank, nullptr, &csv.buffer) == ZHUN_OK);
  CHECK(csv.text().starts_with("account,row,date"));
  CHECK(parse_as("application/vnd.apache.arrow.stream", bank, nullptr, &arrow.buffer) == ZHUN_OK);
  CHECK(arrow.text().starts_with("\xFF\xFF\xFF\xFF"));
  CHECK(parse_as("text/plain", bank, nullptr, &why.buffer) == ZHUN_OK);
  CHECK(why.text().find("direction") != std::string::npos);
}

TEST_CASE("a form that is not written is a wrong call, and a record without a table says so") {
  OwnedBuffer out;
  zhun_error error = ZHUN_ERROR_INIT;
  zhun_parse_options options = ZHUN_PARSE_OPTIONS_INIT;
  options.source_name = "pull.json";
  CHECK(parse_as("text/html", small("bank.csv"), nullptr, &out.buffer) == ZHUN_EINVAL);
  CHECK(parse_as(nullptr, small("bank.csv"), nullptr, &out.buffer) == ZHUN_EINVAL);
  CHECK(parse_as("text/csv", small("registry.json"), &options, &out.buffer, &error) ==
        ZHUN_EUNSUPPORTED);
  CHECK(std::string(error.source) == "pull.json");
  CHECK(out.buffer.data == nullptr);
}

TEST_CASE("parse options: sizes, what a later version would ask for, limits, names") {
  const std::string bank = small("bank.csv");
  OwnedBuffer out;
  zhun_error error = ZHUN_ERROR_INIT;
  zhun_parse_options options = ZHUN_PARSE_OPTIONS_INIT;
  CHECK(parse_as("text/csv", bank, &options, &out.buffer) == ZHUN_OK);
  options.struct_size = offsetof(zhun_parse_options, cancel);  // version 1
  CHECK(parse_as("text/csv", bank, &options, &out.buffer) == ZHUN_OK);
  options.struct_size -= 1;
  CHECK(parse_as("text/csv", bank, &options, &out.buffer) == ZHUN_EINVAL);

  struct Later {
    zhun_parse_options known = ZHUN_PARSE_OPTIONS_INIT;
    std::uint64_t unknown = 0;
  } later;
  later.known.struct_size = sizeof later;
  CHECK(parse_as("text/csv", bank, &later.known, &out.buffer) == ZHUN_OK);
  later.unknown = 1;
  CHECK(parse_as("text/csv", bank, &later.known, &out.buffer) == ZHUN_EVERSION);

  zhun_parse_options_init(&options, sizeof options);
  options.source_rows_max = 3;
  options.source_name = "bank.csv";
  CHECK(parse_as("text/csv", bank, &options, &out.buffer, &error) == ZHUN_ELIMIT);
  CHECK(std::string(error.source) == "bank.csv");
  zhun_parse_options_init(&options, sizeof options);
  options.password_size = 1;
  CHECK(parse_as("text/csv", bank, &options, &out.buffer) == ZHUN_EINVAL);
  zhun_parse_options_init(nullptr, 0);
}

TEST_CASE("rows come out as an Arrow stream that is the caller's to release") {
  const std::string bank = small("bank.csv");
  ArrowArrayStream stream;
  REQUIRE(zhun_parse_arrow(bank.data(), bank.size(), nullptr, &stream, nullptr) == ZHUN_OK);
  ArrowSchema schema;
  REQUIRE(stream.get_schema(&stream, &schema) == 0);
  CHECK(std::string(schema.format) == "+s");
  ArrowArray batch, end;
  REQUIRE(stream.get_next(&stream, &batch) == 0);
  REQUIRE(stream.get_next(&stream, &end) == 0);
  CHECK((end.release == nullptr));
  stream.release(&stream);
  CHECK(batch.length == 24);  // outlives the stream
  CHECK(batch.n_children == schema.n_children);
  batch.release(&batch);
  schema.release(&schema);
}

TEST_CASE("what cannot be a stream leaves none") {
  const std::string registry = small("registry.json");
  ArrowArrayStream stream;
  stream.release = [](ArrowArrayStream*) {};
  CHECK(zhun_parse_arrow(registry.data(), registry.size(), nullptr, &stream, nullptr) ==
        ZHUN_EUNSUPPORTED);
  CHECK((stream.release == nullptr));
  CHECK(zhun_parse_arrow("x", 1, nullptr, nullptr, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_parse_arrow(nullptr, 1, nullptr, &stream, nullptr) == ZHUN_EINVAL);
}

TEST_CASE("a PDF library that is not there is said to be so") {
  zhun_pdf_engine* engine = reinterpret_cast<zhun_pdf_engine*>(1);
  CHECK(zhun_pdf_engine_open("no-such-library.so", &engine, nullptr) == ZHUN_EUNSUPPORTED);
  CHECK(engine == nullptr);
  CHECK(zhun_pdf_engine_open(nullptr, &engine, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_pdf_engine_open("x", nullptr, nullptr) == ZHUN_EINVAL);
  zhun_pdf_engine_free(nullptr);
}
