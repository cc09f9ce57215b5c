// zhun_table_from_arrow: tables of other makers, honest ones and ones that lie.
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "handles_for_tests.hpp"

using namespace zhun::test;

namespace {

// One column of a made stream: its format and buffers; released when the stream is.
struct MadeColumn {
  std::string format, name;
  std::vector<const void*> buffers;
  std::int64_t length = 0, null_count = 0, offset = 0;
  const MadeColumn* dictionary = nullptr;
};

struct Made {
  std::vector<MadeColumn> columns;
  std::int64_t rows = 0, batch_columns = -1;
  std::string root = "+s";
  int status = 0, batches = 1;
  bool released = false;
  std::vector<ArrowSchema> schemas, dictionary_schemas;
  std::vector<ArrowSchema*> schema_pointers;
  std::vector<ArrowArray> arrays, dictionary_arrays;
  std::vector<ArrowArray*> array_pointers;
  const void* no_validity = nullptr;

  ArrowArrayStream stream() {
    ArrowArrayStream out = {};
    out.private_data = this;
    out.get_schema = [](ArrowArrayStream* from, ArrowSchema* schema) {
      return of(from).fill(*schema);
    };
    out.get_next = [](ArrowArrayStream* from, ArrowArray* array) { return of(from).fill(*array); };
    out.get_last_error = [](ArrowArrayStream*) -> const char* { return "secret 6225880100000007"; };
    out.release = [](ArrowArrayStream* from) {
      of(from).released = true;
      from->release = nullptr;
    };
    return out;
  }

 private:
  static Made& of(ArrowArrayStream* stream) { return *static_cast<Made*>(stream->private_data); }
  static void release_schema(ArrowSchema* schema) { schema->release = nullptr; }
  static void release_array(ArrowArray* array) { array->release = nullptr; }
  static ArrowSchema schema_of(const MadeColumn& column) {
    ArrowSchema schema = {};
    schema.format = column.format.empty() ? nullptr : column.format.c_str();
    schema.name = column.name.c_str();
    schema.flags = ARROW_FLAG_NULLABLE;
    schema.release = release_schema;
    return schema;
  }
  static ArrowArray array_of(MadeColumn& column) {
    ArrowArray array = {};
    array.length = column.length;
    array.null_count = column.null_count;
    array.offset = column.offset;
    array.n_buffers = static_cast<std::int64_t>(column.buffers.size());
    array.buffers = column.buffers.data();
    array.release = release_array;
    return array;
  }
  int fill(ArrowSchema& out) {
    if (status != 0) return status;
    schemas.resize(columns.size());
    dictionary_schemas.resize(columns.size());
    schema_pointers.clear();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      schemas[i] = schema_of(columns[i]);
      if (columns[i].dictionary != nullptr) {
        dictionary_schemas[i] = schema_of(*columns[i].dictionary);
        schemas[i].dictionary = &dictionary_schemas[i];
      }
      schema_pointers.push_back(&schemas[i]);
    }
    if (root != "+s") {
      out = schemas.front();
      return 0;
    }
    out = {};
    out.format = root.c_str();
    out.name = "";
    out.n_children = static_cast<std::int64_t>(columns.size());
    out.children = schema_pointers.data();
    out.release = release_schema;
    return 0;
  }
  int fill(ArrowArray& out) {
    out = {};
    if (batches-- == 0) return 0;
    arrays.resize(columns.size());
    dictionary_arrays.resize(columns.size());
    array_pointers.clear();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      arrays[i] = array_of(columns[i]);
      if (columns[i].dictionary != nullptr) {
        dictionary_arrays[i] = array_of(const_cast<MadeColumn&>(*columns[i].dictionary));
        arrays[i].dictionary = &dictionary_arrays[i];
      }
      array_pointers.push_back(&arrays[i]);
    }
    if (root != "+s") {
      out = arrays.front();
      return 0;
    }
    out.length = rows;
    out.n_buffers = 1;
    out.buffers = &no_validity;
    out.n_children = batch_columns >= 0 ? batch_columns : static_cast<std::int64_t>(columns.size());
    out.children = array_pointers.data();
    out.release = release_array;
    return 0;
  }
};

struct Answer {
  zhun_status status = ZHUN_OK;
  std::string text;
  zhun_error error = ZHUN_ERROR_INIT;
};

Answer table_of(Made& made, const zhun_parse_options* options = nullptr) {
  ArrowArrayStream stream = made.stream();
  Answer answer;
  OwnedBuffer out;
  answer.status = zhun_table_from_arrow(&stream, options, &out.buffer, &answer.error);
  if (answer.status == ZHUN_OK) answer.text = out.text();
  CHECK(made.released);
  CHECK((stream.release == nullptr));
  CHECK((out.buffer.data == nullptr) == (answer.status != ZHUN_OK));
  return answer;
}

const std::int64_t kNumbers[] = {1, -20, 300};
const double kFloats[] = {0.1, std::numeric_limits<double>::quiet_NaN(), -2.5e-9};
const std::int32_t kOffsets[] = {0, 2, 2, 9};
const char kTexts[] = "abx, \"y\"\n";
const std::uint8_t kSecondIsNull = 0b101;

}  // namespace

TEST_CASE("columns of every kind become text that tables are read from") {
  const std::int32_t days[] = {20'000, -1, 0};
  const std::int64_t instants[] = {1'774'400'000'000, 0, -1};
  const std::int32_t codes[] = {1, 0, 1};
  const std::uint64_t decimals[] = {123'456, 0, ~std::uint64_t{0}, ~std::uint64_t{0}, 5, 0};
  const std::uint8_t bits = 0b011;
  const MadeColumn names{"u", "", {nullptr, kOffsets, kTexts}, 3};
  Made made;
  made.rows = 3;
  made.columns = {
      {"l", "number", {&kSecondIsNull, kNumbers}, 3, 1}, {"g", "float", {nullptr, kFloats}, 3},
      {"u", "text", {nullptr, kOffsets, kTexts}, 3},     {"tdD", "day", {nullptr, days}, 3},
      {"tsm:UTC", "instant", {nullptr, instants}, 3},    {"tsm:", "civil", {nullptr, instants}, 3},
      {"d:10,2", "decimal", {nullptr, decimals}, 3},     {"b", "flag", {nullptr, &bits}, 3},
      {"i", "code", {nullptr, codes}, 3, 0, 0, &names},  {"n", "nothing", {}, 3}};
  const Answer answer = table_of(made);
  REQUIRE_MESSAGE(answer.status == ZHUN_OK, answer.error.message);
  CHECK(answer.text ==
        "number,float,text,day,instant,civil,decimal,flag,code,nothing\n"
        "1,0.1,ab,2024-10-04,2026-03-25 08:53:20,2026-03-25 00:53:20,1234.56,true,,\n"
        ",,,1969-12-31,1970-01-01 08:00:00,1970-01-01 00:00:00,-0.01,true,ab,\n"
        "300,-2.5e-09,\"x, \"\"y\"\"\n\",1970-01-01,1970-01-01 07:59:59,1969-12-31 23:59:59,0.05,"
        "false,,\n");
}

TEST_CASE("a slice, several batches, and one column without a struct") {
  Made made;
  made.rows = 2;
  made.batches = 2;
  made.columns = {{"l", "n", {nullptr, kNumbers}, 2, 0, 1}};
  CHECK(table_of(made).text == "n\n-20\n300\n-20\n300\n");
  Made bare;
  bare.root = "l";
  bare.columns = {{"l", "n", {nullptr, kNumbers}, 3}};
  CHECK(table_of(bare).text == "n\n1\n-20\n300\n");
}

TEST_CASE("text views, short ones and those in buffers") {
  const std::string far = "a text of more than twelve bytes";
  struct View {
    std::int32_t size;
    char bytes[12];
  } views[2] = {{3, "abc"}, {static_cast<std::int32_t>(far.size()), "a te"}};
  const std::int32_t where[2] = {0, 0};
  std::memcpy(views[1].bytes + 4, where, sizeof where);
  std::int64_t length = static_cast<std::int64_t>(far.size());
  Made made;
  made.rows = 2;
  made.columns = {{"vu", "t", {nullptr, views, far.data(), &length}, 2}};
  CHECK(table_of(made).text == "t\nabc\n" + far + "\n");
  length = 10;
  Made lying;
  lying.rows = 2;
  lying.columns = made.columns;
  CHECK(table_of(lying).status == ZHUN_EFORMAT);
}

TEST_CASE("a stream that lies is refused with the column, and nothing of its words is told") {
  const std::int32_t backwards[] = {0, 5, 2, 9}, negative[] = {-3, 2, 2, 9}, codes[] = {0, 1, 7};
  const char broken[] = "\xff\xfe.......";
  const MadeColumn names{"u", "", {nullptr, kOffsets, kTexts}, 3};
  const MadeColumn good{"l", "n", {nullptr, kNumbers}, 3};
  const auto refused = [](MadeColumn column, std::int64_t rows = 3) {
    Made made;
    made.rows = rows;
    made.columns = {std::move(column)};
    const Answer answer = table_of(made);
    CHECK(std::string(answer.error.message).find("secret") == std::string::npos);
    return answer;
  };
  const auto lies = [&](MadeColumn column, std::int64_t rows = 3) {
    const Answer answer = refused(std::move(column), rows);
    CHECK(std::string(answer.error.field) == "n");
    CHECK(answer.error.message[0] != '\0');
    return answer.status == ZHUN_EFORMAT;
  };
  CHECK(lies(good, 4));                                        // shorter than the table
  CHECK(lies({"l", "n", {nullptr, nullptr}, 3}));              // no values
  CHECK(lies({"l", "n", {nullptr}, 3}));                       // a buffer short
  CHECK(lies({"l", "n", {nullptr, kNumbers}, 3, 1}));          // nulls, and not which
  CHECK(lies({"l", "n", {nullptr, kNumbers}, -3}));            // negative
  CHECK(lies({"l", "n", {nullptr, kNumbers}, 3, 0, -1}));      // negative
  CHECK(lies({"u", "n", {nullptr, backwards, kTexts}, 3}));    // offsets run back
  CHECK(lies({"u", "n", {nullptr, negative, kTexts}, 3}));     // before the beginning
  CHECK(lies({"u", "n", {nullptr, kOffsets, nullptr}, 3}));    // texts without bytes
  CHECK(lies({"u", "n", {nullptr, kOffsets, broken}, 3}));     // not UTF-8
  CHECK(lies({"i", "n", {nullptr, codes}, 3, 0, 0, &names}));  // a code beyond
  CHECK(refused({"", "n", {}, 3}).status == ZHUN_EFORMAT);     // no format
  CHECK(refused({"l", "", {nullptr, kNumbers}, 3}).status == ZHUN_EFORMAT);  // no name
  const Answer nested = refused({"+l", "n", {nullptr, kOffsets}, 3});
  CHECK(nested.status == ZHUN_EUNSUPPORTED);
  CHECK(std::string(nested.error.field) == "n");
  Made fewer;
  fewer.rows = 3;
  fewer.columns = {good};
  fewer.batch_columns = 2;
  CHECK(table_of(fewer).status == ZHUN_EFORMAT);
  Made failing;
  failing.columns = {good};
  failing.status = 5;
  CHECK(table_of(failing).status == ZHUN_EFORMAT);
}

TEST_CASE("what cannot be a table, and limits") {
  OwnedBuffer out;
  CHECK(zhun_table_from_arrow(nullptr, nullptr, &out.buffer, nullptr) == ZHUN_EINVAL);
  ArrowArrayStream released = {};
  CHECK(zhun_table_from_arrow(&released, nullptr, &out.buffer, nullptr) == ZHUN_EINVAL);
  zhun_parse_options options = ZHUN_PARSE_OPTIONS_INIT;
  options.source_rows_max = 2;
  Made made;
  made.rows = 3;
  made.columns = {{"l", "n", {nullptr, kNumbers}, 3}};
  CHECK(table_of(made, &options).status == ZHUN_ELIMIT);
  options.struct_size = 3;
  Made again;
  again.columns = made.columns;
  CHECK(table_of(again, &options).status == ZHUN_EINVAL);
}
