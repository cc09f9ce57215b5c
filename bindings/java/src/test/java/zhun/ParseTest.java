package zhun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import zhun.document.ParsedSource;

/** Single files. */
class ParseTest {
  private static final String STATEMENT =
      "交易日期,收入,支出,余额,对方户名\n2026-01-05,1000.00,,1000.00,甲公司\n"
          + "2026-01-06,,0.50,999.50,乙公司\n";

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aStatementComesAsRecords() {
    ParsedSource.Statement statement =
        assertInstanceOf(ParsedSource.Statement.class, Zhun.parse(utf8(STATEMENT)));
    assertEquals(2, statement.rows().size());
    ParsedSource.Row first = statement.rows().get(0);
    assertEquals(LocalDate.of(2026, 1, 5), first.date());
    assertEquals(ParsedSource.Row.Direction.IN, first.direction());
    assertEquals(new BigDecimal("1000.00"), first.amount());
    assertEquals(Optional.of(new BigDecimal("1000.00")), first.balance());
    assertEquals("甲公司", first.counterparty());
    assertTrue(first.time().isEmpty());
    assertThrows(UnsupportedOperationException.class, () -> statement.rows().clear());
  }

  @Test
  void theOtherKindsComeAsTheirRecords() {
    assertInstanceOf(
        ParsedSource.Invoices.class,
        Zhun.parse(Fixtures.read("examples/dossiers/sole-proprietor/invoices.json")));
    assertInstanceOf(
        ParsedSource.Tax.class,
        Zhun.parse(Fixtures.read("examples/dossiers/sole-proprietor/tax.json")));
    ParsedSource.Government registry =
        assertInstanceOf(
            ParsedSource.Government.class, Zhun.parse(Fixtures.small("registry.json")));
    assertTrue(registry.registry().isPresent());
    ParsedSource.Statements two =
        assertInstanceOf(
            ParsedSource.Statements.class,
            Zhun.parse(Fixtures.read("tests/read/fixtures/two_accounts.csv")));
    assertEquals(2, two.statements().size());
  }

  @Test
  void everyFormIsTheCommands() throws Exception {
    String command = Fixtures.command();
    Path file = Fixtures.SMALL.resolve("bank.csv");
    byte[] data = Fixtures.small("bank.csv");
    ByteBuffer direct = ByteBuffer.allocateDirect(data.length).put(data).flip();
    ParseOptions options = ParseOptions.DEFAULTS.withSourceName(file.toString());
    for (List<String> form :
        List.of(
            List.of("--json", MediaType.JSON),
            List.of("--csv", MediaType.CSV),
            List.of("--arrow", MediaType.ARROW))) {
      Process process =
          new ProcessBuilder(command, "parse", file.toString(), form.get(0))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      byte[] printed = process.getInputStream().readAllBytes();
      assertEquals(0, process.waitFor());
      // The command ends JSON with a line's end.
      int size = printed.length - (form.get(0).equals("--json") ? 1 : 0);
      byte[] expected = Arrays.copyOf(printed, size);
      assertArrayEquals(expected, Zhun.parseAs(form.get(1), data, options), form.get(0));
      assertArrayEquals(expected, Zhun.parseAs(form.get(1), direct, options), form.get(0));
    }
    assertTrue(Zhun.parseAs(MediaType.TEXT, data, options).length > 100);
  }

  @Test
  void governmentDataAreNoTable() {
    ZhunException refused =
        assertThrows(
            ZhunException.class,
            () ->
                Zhun.parseAs(
                    MediaType.CSV, Fixtures.small("registry.json"), ParseOptions.DEFAULTS));
    assertEquals(Status.UNSUPPORTED, refused.status());
  }

  @Test
  void aPasswordOpensAnArchive() {
    byte[] archive = Fixtures.read("tests/read/fixtures/archives/abc_aes256_ae1.zip");
    ZhunException closed = assertThrows(ZhunException.class, () -> Zhun.parse(archive));
    assertEquals(Status.ENCRYPTED, closed.status());
    ParseOptions options =
        ParseOptions.DEFAULTS.withPassword(Fixtures.PASSWORD.toCharArray()).withSourceName("a.zip");
    assertInstanceOf(ParsedSource.Statement.class, Zhun.parse(archive, options));
  }

  @Test
  void aPdfIsReadWithAnEngine() {
    String library = System.getenv("ZHUN_PDFIUM");
    assumeTrue(library != null, "ZHUN_PDFIUM names no PDFium");
    byte[] pdf = Fixtures.read("tests/read/fixtures/pdf/ccb.pdf");
    ParseOptions options;
    try (PdfEngine engine = PdfEngine.open(Path.of(library))) {
      options = ParseOptions.DEFAULTS.withPdf(engine);
      ParsedSource.Statement statement =
          assertInstanceOf(ParsedSource.Statement.class, Zhun.parse(pdf, options));
      assertTrue(statement.rows().size() > 5);
    }
    assertThrows(IllegalStateException.class, () -> Zhun.parse(pdf, options));
  }

  @Test
  void anAddressOfZeroIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Zhun.exportArrow(utf8(STATEMENT), ParseOptions.DEFAULTS, 0));
  }

  @Test
  void bytesOfEveryKindAreAnErrorOrASource() {
    byte[][] inputs = {
      {}, {0}, utf8("{"), utf8("[]"), utf8("{}"), new byte[100_000], utf8("\uFEFF"), {(byte) 0xff}
    };
    for (byte[] input : inputs) {
      ZhunException wrong = assertThrows(ZhunException.class, () -> Zhun.parse(input));
      assertTrue(wrong.status() != Status.INTERNAL, wrong.getMessage());
    }
  }
}
