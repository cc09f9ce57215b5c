package zhun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Every wrong use has its exception, with a sentence, and never ends the process. */
class WrongUseTest {
  private static void isNull(String what, Executable call) {
    NullPointerException thrown = assertThrows(NullPointerException.class, call);
    assertTrue(thrown.getMessage().contains(what), thrown.getMessage());
  }

  private static void isClosed(String noun, Executable call) {
    IllegalStateException thrown = assertThrows(IllegalStateException.class, call);
    assertEquals("this " + noun + " is closed", thrown.getMessage());
  }

  @Test
  void nullIsRefusedByName() {
    try (Policy policy = Policy.builtIn();
        Dossier dossier = Fixtures.smallDossier();
        Assessment assessment = dossier.run(policy)) {
      isNull("name", () -> dossier.add(null, new byte[1]));
      isNull("data", () -> dossier.add("a", (byte[]) null));
      isNull("data", () -> dossier.add("a", (ByteBuffer) null));
      isNull("name", () -> dossier.setPassword(null, new char[1]));
      isNull("password", () -> dossier.setPassword("a", null));
      isNull("policy", () -> dossier.run(null));
      isNull("options", () -> dossier.run(policy, null));
      isNull("mediaType", () -> assessment.render(null));
      isNull("masking", () -> RunOptions.DEFAULTS.withMasking(null));
      isNull("library", () -> PdfEngine.open(null));
      isNull("data", () -> Zhun.parse(null));
      isNull("sourceName", () -> ParseOptions.DEFAULTS.withSourceName(null));
      isNull("mediaType", () -> Zhun.parseAs(null, new byte[1], ParseOptions.DEFAULTS));
      assertThrows(NullPointerException.class, () -> Zhun.parse(new byte[1], null));
      assertThrows(NullPointerException.class, () -> Policy.parse(null));
      Map<String, byte[]> withoutContent = new HashMap<>();
      withoutContent.put("policy.json", null);
      isNull("content", () -> Policy.parse(withoutContent));
      Map<String, byte[]> withoutName = new HashMap<>();
      withoutName.put(null, new byte[1]);
      isNull("name", () -> Policy.parse(withoutName));
    }
  }

  @Test
  void closingTwiceIsFineAndUseAfterCloseIsSaid() {
    Policy policy = Policy.builtIn();
    Dossier dossier = Fixtures.smallDossier();
    Assessment assessment = dossier.run(policy);
    policy.close();
    policy.close();
    isClosed("policy", policy::id);
    isClosed("policy", () -> dossier.run(policy));
    dossier.close();
    dossier.close();
    isClosed("dossier", () -> dossier.add("a", new byte[1]));
    isClosed("dossier", dossier::nextFile);
    // The assessment does not depend on what it came from.
    assertTrue(assessment.json().length > 1000);
    assessment.close();
    assessment.close();
    isClosed("assessment", assessment::summary);
    isClosed("assessment", assessment::html);
  }

  @Test
  void aClosedPolicyDoesNotBlockTheDossier() {
    Policy closed = Policy.builtIn();
    closed.close();
    try (Policy policy = Policy.builtIn();
        Dossier dossier = Fixtures.smallDossier()) {
      isClosed("policy", () -> dossier.run(closed));
      dossier.run(policy).close();
    }
  }

  @Test
  void namesAreCheckedAndTravelWhole() {
    try (Dossier dossier = new Dossier()) {
      for (String bad : new String[] {"a\0b", "a\uD800b", "\uDC00"}) {
        IllegalArgumentException refused =
            assertThrows(IllegalArgumentException.class, () -> dossier.add(bad, new byte[1]));
        assertFalse(refused.getMessage().contains(bad));
      }
      assertEquals(
          Status.INVALID_ARGUMENT,
          assertThrows(ZhunException.class, () -> dossier.add("", new byte[1])).status());
      // Beyond the basic plane Java's own UTF-8 for native code is not UTF-8.
      String name = "流水 𠮷😀.csv";
      String described =
          new String(Fixtures.small("dossier.json"), StandardCharsets.UTF_8)
              .replace("bank.csv", name);
      dossier.add("dossier.json", described.getBytes(StandardCharsets.UTF_8));
      assertEquals(name, dossier.nextFile().orElseThrow());
      dossier.add(name, "broken".getBytes(StandardCharsets.UTF_8));
      dossier.add("registry.json", Fixtures.small("registry.json"));
      try (Policy policy = Policy.builtIn()) {
        ZhunException wrong = assertThrows(ZhunException.class, () -> dossier.run(policy));
        assertEquals(name, wrong.source());
      }
    }
  }

  @Test
  void aNameGivenTwiceIsRefused() {
    try (Dossier dossier = new Dossier()) {
      dossier.add("a", new byte[0]).add("b", ByteBuffer.allocateDirect(0));
      ZhunException twice = assertThrows(ZhunException.class, () -> dossier.add("a", new byte[1]));
      assertEquals(Status.INVALID_ARGUMENT, twice.status());
    }
  }

  @Test
  void errorsSayWhereAndNeverWhat() {
    String broken =
        "交易日期,收入,支出,余额\n2026-01-05,1.00,,1.00\n2026-01-06,S3CR3T,,0.50\n";
    ZhunException wrong =
        assertThrows(
            ZhunException.class,
            () ->
                Zhun.parse(
                    broken.getBytes(StandardCharsets.UTF_8),
                    ParseOptions.DEFAULTS.withSourceName("流水.csv")));
    assertEquals(Status.FORMAT, wrong.status());
    assertEquals("流水.csv", wrong.source());
    assertEquals(3, wrong.row());
    assertTrue(wrong.column() > 0 || !wrong.field().isEmpty(), wrong.getMessage());
    assertEquals(wrong.place() + ": " + wrong.sentence(), wrong.getMessage());
    assertFalse(wrong.getMessage().contains("S3CR3T"));
  }

  @Test
  void anExceptionSurvivesSerialization() throws Exception {
    ZhunException sent =
        new ZhunException(Status.LIMIT, new Place("a.csv", 1, 2, 3, "amount"), "it is too large");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sent);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      ZhunException received = (ZhunException) in.readObject();
      assertEquals(sent.place(), received.place());
      assertEquals(sent.status(), received.status());
      assertEquals("a.csv, page 1, row 2, column 3 (amount): it is too large", received.getMessage());
    }
  }

  @Test
  void limitsHold() {
    assertThrows(
        IllegalArgumentException.class, () -> RunOptions.DEFAULTS.withLimits(-1, 0));
    assertThrows(
        IllegalArgumentException.class, () -> ParseOptions.DEFAULTS.withLimits(0, -1));
    byte[] csv = Fixtures.small("bank.csv");
    for (ParseOptions options :
        new ParseOptions[] {
          ParseOptions.DEFAULTS.withLimits(csv.length - 1, 0), ParseOptions.DEFAULTS.withLimits(0, 1)
        }) {
      ZhunException over = assertThrows(ZhunException.class, () -> Zhun.parse(csv, options));
      assertEquals(Status.LIMIT, over.status());
    }
    try (Policy policy = Policy.builtIn();
        Dossier dossier = Fixtures.smallDossier()) {
      ZhunException over =
          assertThrows(
              ZhunException.class,
              () -> dossier.run(policy, RunOptions.DEFAULTS.withLimits(0, 1)));
      assertEquals(Status.LIMIT, over.status());
    }
  }

  @Test
  void whatIsNoPdfiumIsSaid() {
    ZhunException missing =
        assertThrows(
            ZhunException.class, () -> PdfEngine.open(Path.of("no", "such", "libpdfium.so")));
    assertEquals(Status.UNSUPPORTED, missing.status());
    ZhunException none =
        assertThrows(
            ZhunException.class,
            () -> Zhun.parse(Fixtures.read("tests/read/fixtures/pdf/abc.pdf")));
    assertEquals(Status.UNSUPPORTED, none.status());
  }

  @Test
  void anUnknownMediaTypeIsRefused() {
    try (Policy policy = Policy.builtIn();
        Dossier dossier = Fixtures.smallDossier();
        Assessment assessment = dossier.run(policy)) {
      for (String type : new String[] {"", "text/HTML", "image/png"}) {
        ZhunException refused =
            assertThrows(ZhunException.class, () -> assessment.render(type));
        assertEquals(Status.INVALID_ARGUMENT, refused.status());
      }
    }
  }

  @Test
  void aPasswordIsNotPrinted() {
    ParseOptions options = ParseOptions.DEFAULTS.withPassword("s3cr3t".toCharArray());
    assertFalse(options.toString().contains("s3cr3t"));
  }
}
