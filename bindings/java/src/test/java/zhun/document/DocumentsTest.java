package zhun.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import zhun.Assessment;
import zhun.Dossier;
import zhun.MediaType;
import zhun.ParseOptions;
import zhun.Policy;
import zhun.Status;
import zhun.Zhun;
import zhun.ZhunException;

/** The records have everything that the JSON has, and refuse what does not follow its schema. */
class DocumentsTest {
  private static final Path SOURCE = Path.of(System.getProperty("zhun.source", "../.."));

  /** A record as the JSON it came from. */
  private static Object json(Object value) throws ReflectiveOperationException {
    if (value instanceof Record record) {
      Map<String, Object> members = new LinkedHashMap<>();
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        java.lang.reflect.Method accessor = component.getAccessor();
        Object member = json(accessor.invoke(record));
        if (member != null) {
          members.put(name(component.getName()), member);
        }
      }
      return members;
    }
    if (value instanceof Optional<?> optional) {
      return optional.isEmpty() ? null : json(optional.get());
    }
    if (value instanceof OptionalLong optional) {
      return optional.isEmpty() ? null : optional.getAsLong();
    }
    if (value instanceof List<?> list) {
      List<Object> elements = new ArrayList<>();
      for (Object element : list) {
        elements.add(json(element));
      }
      return elements;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> members = new LinkedHashMap<>();
      for (Map.Entry<?, ?> member : map.entrySet()) {
        Object converted = json(member.getValue());
        if (converted != null) {
          members.put((String) member.getKey(), converted);
        }
      }
      return members;
    }
    if (value instanceof Enum<?> word) {
      return word.getClass().getMethod("text").invoke(word);
    }
    if (value instanceof BigDecimal amount) {
      return amount.toPlainString();
    }
    if (value instanceof LocalTime time) {
      return time.format(DateTimeFormatter.ISO_LOCAL_TIME);
    }
    if (value == null || value instanceof Long || value instanceof Boolean) {
      return value;
    }
    return value.toString();
  }

  private static String name(String component) {
    return component.equals("flowClass")
        ? "class"
        : component.replaceAll("([A-Z])", "_$1").toLowerCase();
  }

  /** Absent and null are the same to a record. */
  private static Object withoutNulls(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> members = new LinkedHashMap<>();
      map.forEach(
          (name, member) -> {
            if (member != null) {
              members.put((String) name, withoutNulls(member));
            }
          });
      return members;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(DocumentsTest::withoutNulls).toList();
    }
    return value instanceof BigDecimal number ? number.toPlainString() : value;
  }

  private static void losesNothing(byte[] text, Object record)
      throws ReflectiveOperationException {
    assertEquals(withoutNulls(JsonText.parse(text)), withoutNulls(json(record)));
  }

  @Test
  void theRecordsOfAnAssessmentLoseNothing() throws Exception {
    List<Path> folders = new ArrayList<>(List.of(SOURCE.resolve("tests/cli/dossier")));
    try (Stream<Path> examples = Files.list(SOURCE.resolve("examples/dossiers"))) {
      examples.filter(path -> Files.exists(path.resolve("dossier.json"))).forEach(folders::add);
    }
    assertTrue(folders.size() >= 4);
    try (Policy policy = Policy.builtIn()) {
      for (Path folder : folders) {
        try (Dossier dossier = Dossier.read(folder);
            Assessment assessment = dossier.run(policy)) {
          losesNothing(assessment.json(), assessment.document());
          losesNothing(assessment.render(MediaType.CHECKLIST), assessment.checklist());
        }
      }
    }
  }

  @Test
  void theRecordsOfEveryFixtureLoseNothing() throws Exception {
    List<Path> files = new ArrayList<>();
    for (String folder :
        List.of("tests/read/fixtures", "tests/cli/dossier", "examples/dossiers")) {
      try (Stream<Path> paths = Files.walk(SOURCE.resolve(folder))) {
        paths.filter(Files::isRegularFile).forEach(files::add);
      }
    }
    int parsed = 0;
    for (Path file : files) {
      byte[] text;
      try {
        text = Zhun.parseAs(MediaType.JSON, Files.readAllBytes(file), ParseOptions.DEFAULTS);
      } catch (ZhunException refused) {
        continue; // a PDF, a file that is meant to be refused
      }
      ++parsed;
      losesNothing(text, ParsedSource.parse(text));
    }
    assertTrue(parsed > 80, parsed + " files were parsed");
  }

  private static byte[] checklist() throws IOException {
    try (Policy policy = Policy.builtIn();
        Dossier dossier = Dossier.read(SOURCE.resolve("tests/cli/dossier"));
        Assessment assessment = dossier.run(policy)) {
      return assessment.render(MediaType.CHECKLIST);
    }
  }

  private static void refused(Status status, String field, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ZhunException wrong =
        assertThrows(ZhunException.class, () -> ChecklistDocument.parse(bytes), text);
    assertEquals(status, wrong.status());
    assertEquals(field, wrong.field());
  }

  @Test
  void whatDoesNotFollowTheSchemaIsRefusedByName() throws IOException {
    String text = new String(checklist(), StandardCharsets.UTF_8);
    ChecklistDocument.parse(text.getBytes(StandardCharsets.UTF_8));
    refused(Status.FORMAT, "/schema", text.replace("zhun.checklist/1", "zhun.checklist/2"));
    refused(Status.FORMAT, "/schema", text.replace("\"schema\"", "\"scheme\""));
    refused(Status.FORMAT, "/header/type", text.replace("\"LEGAL\"", "\"LOCAL\""));
    refused(Status.FORMAT, "/header/limit_fen", text.replaceAll("(\"limit_fen\": )\\d+", "$1\"1\""));
    refused(Status.FORMAT, "/header/score", text.replaceAll("(\"score\": )\\d+", "$11.5"));
    refused(Status.FORMAT, "/as_of", text.replaceAll("(\"as_of\": )\"[^\"]+\"", "$1\"2026-02-30\""));
    refused(
        Status.FORMAT,
        "/investigation_points/0/id",
        text.replaceFirst("\"id\": \"IP[^\"]+\"", "\"id\": null"));
    refused(Status.FORMAT, "/", "[]");
    refused(Status.FORMAT, "/", "null");
  }

  @Test
  void whatIsNoJsonIsRefused() {
    for (String text :
        List.of(
            "", " ", "{", "[", "[1", "[1,", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "01", "-",
            "+1", "1.", ".5", "1e", "1e9999", "tru", "nul", "'a'", "\"a", "\"\\x\"", "\"\\u12\"",
            "\"\\u12G4\"", "\"\n\"", "1 2", "{\"a\":1,\"a\":1}", "{a:1}", "NaN", "[1 2]")) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      ZhunException wrong =
          assertThrows(ZhunException.class, () -> JsonText.parse(bytes), text);
      assertEquals(Status.FORMAT, wrong.status(), text);
    }
    assertThrows(ZhunException.class, () -> JsonText.parse(new byte[] {'"', (byte) 0xc3, '"'}));
    String deep = "[".repeat(100_000);
    byte[] bytes = deep.getBytes(StandardCharsets.UTF_8);
    assertEquals(
        Status.LIMIT,
        assertThrows(ZhunException.class, () -> JsonText.parse(bytes)).status());
    byte[] digits = "9".repeat(1000).getBytes(StandardCharsets.UTF_8);
    assertEquals(
        Status.LIMIT,
        assertThrows(ZhunException.class, () -> JsonText.parse(digits)).status());
  }

  @Test
  void jsonIsReadAsItIsMeant() {
    String text =
        " { \"a\" : [ 0, -1, 9223372036854775807, 9223372036854775808, 1.50, 1E2, true, false, null ],"
            + " \"\" : \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u4f60\\ud83d\\ude00 你\" } ";
    Map<?, ?> read = (Map<?, ?>) JsonText.parse(text.getBytes(StandardCharsets.UTF_8));
    List<Object> expected = new ArrayList<>();
    expected.addAll(List.of(0L, -1L, Long.MAX_VALUE, new BigDecimal("9223372036854775808")));
    expected.addAll(List.of(new BigDecimal("1.50"), new BigDecimal("1E2"), true, false));
    expected.add(null);
    assertEquals(expected, read.get("a"));
    assertEquals("\"\\/\b\f\n\r\t你😀 你", read.get(""));
  }
}
