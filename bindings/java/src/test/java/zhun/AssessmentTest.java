package zhun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zhun.document.AssessmentDocument;

/** From a dossier to its assessment. */
class AssessmentTest {
  @TempDir Path scratch;

  static List<Path> dossiers() {
    return Fixtures.dossiers();
  }

  @ParameterizedTest
  @MethodSource("dossiers")
  void javaGivesTheBytesOfTheCommand(Path folder) throws Exception {
    Path out = scratch.resolve("out");
    Fixtures.Printed printed =
        Fixtures.run(
            List.of(Fixtures.command(), "assess", folder.toString(), "--out", out.toString()));
    assertEquals(0, printed.status(), printed.text());
    try (Policy policy = Policy.builtIn();
        Dossier dossier = Dossier.read(folder);
        Assessment assessment = dossier.run(policy)) {
      assertArrayEquals(Files.readAllBytes(out.resolve("assessment.json")), assessment.json());
      assertArrayEquals(Files.readAllBytes(out.resolve("report.html")), assessment.html());
      assertArrayEquals(
          Files.readAllBytes(out.resolve("checklist.json")),
          assessment.render(MediaType.CHECKLIST));
    }
  }

  @ParameterizedTest
  @MethodSource("dossiers")
  void theSummarySaysWhatTheDocumentSays(Path folder) throws IOException {
    try (Policy policy = Policy.builtIn();
        Dossier dossier = Dossier.read(folder);
        Assessment assessment = dossier.run(policy)) {
      Summary summary = assessment.summary();
      AssessmentDocument document = assessment.document();
      assertEquals(document.decision(), summary.decision().name());
      assertEquals(document.score().total(), summary.score());
      assertEquals(document.score().grade(), Optional.of(summary.grade()));
      assertEquals(document.limit().limitFen(), summary.limitFen());
      assertEquals(document.counts().ko(), summary.knockOutCount());
      assertEquals(document.counts().warnSevere(), summary.severeCount());
      assertEquals(document.counts().warn(), summary.warningCount());
      assertEquals(document.counts().info(), summary.infoCount());
      assertEquals(document.counts().notEvaluated(), summary.notEvaluatedCount());
      assertEquals(document.counts().pass(), summary.passedCount());
      assertEquals(
          document.materials().stream()
              .filter(m -> m.required() && List.of("MISSING", "EXPIRED").contains(m.status()))
              .count(),
          summary.missingMaterialCount());
      assertEquals(
          document.sources().stream()
              .filter(s -> s.status() == AssessmentDocument.Source.Status.NOT_AUTHORISED)
              .count(),
          summary.refusedSourceCount());
      assertEquals(policy.id(), document.version().policy());
    }
  }

  @Test
  void buffersOfEveryKindGiveTheSameBytes() {
    byte[] csv = Fixtures.small("bank.csv");
    ByteBuffer direct = ByteBuffer.allocateDirect(csv.length + 20);
    direct.position(7).put(csv).flip().position(7);
    ByteBuffer heap = ByteBuffer.wrap(csv).asReadOnlyBuffer();
    ByteBuffer slice = direct.slice();
    byte[] expected;
    try (Policy policy = Policy.builtIn()) {
      try (Dossier dossier = Fixtures.smallDossier();
          Assessment assessment = dossier.run(policy)) {
        expected = assessment.json();
      }
      for (ByteBuffer buffer : List.of(direct, heap, slice, direct.asReadOnlyBuffer())) {
        int position = buffer.position();
        int limit = buffer.limit();
        try (Dossier dossier =
                new Dossier()
                    .add("bank.csv", buffer)
                    .add("registry.json", Fixtures.small("registry.json"))
                    .add("dossier.json", Fixtures.small("dossier.json"));
            Assessment assessment = dossier.run(policy)) {
          assertArrayEquals(expected, assessment.json());
        }
        assertEquals(position, buffer.position());
        assertEquals(limit, buffer.limit());
      }
    }
  }

  @Test
  void chartsTablesAndTheDigestComeOutOneByOne() throws Exception {
    try (Policy policy = Policy.builtIn();
        Dossier dossier = Fixtures.smallDossier();
        Assessment assessment = dossier.run(policy)) {
      String svg = new String(assessment.chart("score", MediaType.SVG), StandardCharsets.UTF_8);
      assertTrue(svg.startsWith("<svg"), svg.substring(0, 20));
      assertTrue(
          new String(assessment.chart("score", MediaType.HTML), StandardCharsets.UTF_8)
              .contains("<figure"));
      assertEquals(
          Status.INVALID_ARGUMENT,
          assertThrows(ZhunException.class, () -> assessment.chart("pie", MediaType.SVG)).status());
      for (String name : List.of("transactions", "findings", "facts")) {
        String csv = new String(assessment.table(name), StandardCharsets.UTF_8);
        assertTrue(csv.lines().count() > 5, name);
      }
      assertThrows(ZhunException.class, () -> assessment.table("pies"));
      assertThrows(
          IllegalArgumentException.class, () -> assessment.exportTable("facts", 0));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(assessment.json());
      assertEquals(HexFormat.of().formatHex(digest), assessment.digest("sha256"));
      assertEquals(64, assessment.digest("sm3").length());
      assertThrows(ZhunException.class, () -> assessment.digest("md5"));
    }
  }

  @Test
  void aTableGoesIntoAnArrowStream() throws Exception {
    // A struct of five pointers; the fourth is its release.
    Class<?> kind = Class.forName("sun.misc.Unsafe");
    java.lang.reflect.Field field = kind.getDeclaredField("theUnsafe");
    field.setAccessible(true);
    Object memory = field.get(null);
    long stream = (long) kind.getMethod("allocateMemory", long.class).invoke(memory, 40L);
    java.lang.reflect.Method read = kind.getMethod("getLong", long.class);
    try (Policy policy = Policy.builtIn();
        Dossier dossier = Fixtures.smallDossier();
        Assessment assessment = dossier.run(policy)) {
      assertThrows(ZhunException.class, () -> assessment.exportTable("pies", stream));
      assertEquals(0L, read.invoke(memory, stream + 24));
      assessment.exportTable("facts", stream);
      assertNotEquals(0L, read.invoke(memory, stream + 24));
    }
  }

  @Test
  void maskingIsWhatTheOptionsSay() {
    try (Policy policy = Policy.builtIn();
        Dossier dossier = Fixtures.smallDossier()) {
      for (Masking masking : Masking.values()) {
        try (Assessment assessment =
            dossier.run(policy, RunOptions.DEFAULTS.withMasking(masking))) {
          String name = assessment.document().masking().text();
          assertEquals(masking.name(), name.toUpperCase().replace('-', '_'));
          String html = new String(assessment.html(), StandardCharsets.UTF_8);
          assertEquals(masking == Masking.NONE, html.contains("李样例"));
        }
      }
    }
  }

  @Test
  void whatTheDossierStillLacksIsAskedForByName() {
    try (Dossier dossier = new Dossier()) {
      ZhunException early = assertThrows(ZhunException.class, dossier::nextFile);
      assertEquals(Status.STATE, early.status());
      dossier.add("dossier.json", Fixtures.small("dossier.json"));
      assertEquals(Optional.of("bank.csv"), dossier.nextFile());
      dossier.add("bank.csv", Fixtures.small("bank.csv"));
      assertEquals(Optional.of("registry.json"), dossier.nextFile());
      dossier.add("registry.json", Fixtures.small("registry.json"));
      assertEquals(Optional.empty(), dossier.nextFile());
    }
  }

  @Test
  void aFileOutsideOfTheFolderIsNotOpened() throws IOException {
    Path folder = Files.createDirectory(scratch.resolve("dossier"));
    Files.writeString(scratch.resolve("secret.csv"), "secret");
    String description = new String(Fixtures.small("dossier.json"), StandardCharsets.UTF_8);
    Files.writeString(
        folder.resolve("dossier.json"), description.replace("bank.csv", "../secret.csv"));
    Files.write(folder.resolve("registry.json"), Fixtures.small("registry.json"));
    assertThrows(ZhunException.class, () -> Dossier.read(folder));
    Files.writeString(
        folder.resolve("dossier.json"), description.replace("bank.csv", "link.csv"));
    Files.createSymbolicLink(folder.resolve("link.csv"), scratch.resolve("secret.csv"));
    ZhunException refused = assertThrows(ZhunException.class, () -> Dossier.read(folder));
    assertEquals(Status.INVALID_ARGUMENT, refused.status());
    assertEquals("dossier.json", refused.source());
  }

  @Test
  void aPasswordOpensTheOneFileThatItIsFor() {
    String described =
        new String(Fixtures.small("dossier.json"), StandardCharsets.UTF_8)
            .replace(
                "\"file\": \"registry.json\"",
                "\"file\": \"bill.zip\", \"kind\": \"STATEMENT\","
                    + " \"retrieved_at\": \"2026-04-01T09:10:00\"}, {\"file\": \"registry.json\"");
    try (Policy policy = Policy.builtIn();
        Dossier dossier =
            new Dossier()
                .add("dossier.json", described.getBytes(StandardCharsets.UTF_8))
                .add("bank.csv", Fixtures.small("bank.csv"))
                .add("registry.json", Fixtures.small("registry.json"))
                .add("bill.zip", Fixtures.read("tests/read/fixtures/archives/wechat_aes256.zip"))) {
      for (String wrong : List.of("", "n0tth1s", "密码")) {
        dossier.setPassword("bill.zip", wrong.toCharArray());
        ZhunException closed = assertThrows(ZhunException.class, () -> dossier.run(policy));
        assertEquals(Status.ENCRYPTED, closed.status());
        assertTrue(closed.source().contains("bill.zip"), closed.source());
        assertTrue(wrong.isEmpty() || !closed.getMessage().contains(wrong));
      }
      long others = 0;
      try (Dossier small = Fixtures.smallDossier();
          Assessment assessment = small.run(policy)) {
        others = assessment.document().sources().size();
      }
      char[] password = Fixtures.PASSWORD.toCharArray();
      dossier.setPassword("bill.zip", password);
      assertEquals(Fixtures.PASSWORD, new String(password));
      try (Assessment assessment = dossier.run(policy)) {
        assertEquals(others + 1, assessment.document().sources().size());
      }
    }
  }

  @Test
  void theDigestIsOfTheBytes() throws Exception {
    try (Policy policy = Policy.builtIn();
        Dossier dossier = Fixtures.smallDossier();
        Assessment assessment = dossier.run(policy)) {
      String json = new String(assessment.json(), StandardCharsets.UTF_8);
      String digest = assessment.document().digest();
      assertTrue(json.contains(digest));
      assertEquals(64, HexFormat.of().parseHex(digest.substring("sha256:".length())).length * 2);
    }
  }

  @Test
  void aPackOfYourOwnIsParsedAndNamed() throws Exception {
    Path folder = scratch.resolve("pack");
    Fixtures.Printed printed =
        Fixtures.run(List.of(Fixtures.command(), "policy", "export", folder.toString()));
    assertEquals(0, printed.status(), printed.text());
    java.util.Map<String, byte[]> files = new java.util.TreeMap<>();
    try (java.util.stream.Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString(), Files.readAllBytes(path));
      }
    }
    assertTrue(files.size() > 3);
    try (Policy builtIn = Policy.builtIn();
        Policy same = Policy.parse(files)) {
      assertEquals(builtIn.id(), same.id());
    }
    String name = files.keySet().stream().filter(file -> file.endsWith(".dmn")).findFirst().get();
    files.put(name, "<definitions>".getBytes(StandardCharsets.UTF_8));
    ZhunException wrong = assertThrows(ZhunException.class, () -> Policy.parse(files));
    assertEquals(Status.POLICY, wrong.status());
    assertTrue(wrong.source().contains(name), wrong.getMessage());
    assertFalse(wrong.sentence().isEmpty());
    assertNotEquals(0, wrong.row());
    ZhunException none = assertThrows(ZhunException.class, () -> Policy.parse(java.util.Map.of()));
    assertEquals(Status.INVALID_ARGUMENT, none.status());
  }
}
