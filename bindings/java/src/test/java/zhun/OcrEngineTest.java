package zhun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans: engines that are opened at run time. */
class OcrEngineTest {
  @TempDir Path scratch;

  private static byte[] page() {
    return Fixtures.read("tests/cli/scan/page.png");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static OcrEngine engine() {
    Path folder = Path.of(System.getProperty("zhun.engines", "none"));
    for (String name : List.of("libzhun_ppocr.so", "libzhun_ocr.so")) {
      if (Files.exists(folder.resolve(name))) {
        return OcrEngine.open(folder.resolve(name));
      }
    }
    assumeTrue(false, "zhun.engines names no folder of OCR engines");
    throw new AssertionError();
  }

  @Test
  void aMissingEngineSaysWhatToInstall() throws Exception {
    ZhunException missing =
        assertThrows(
            ZhunException.class, () -> OcrEngine.open(scratch.resolve("libzhun_ocr.so")));
    assertEquals(Status.UNSUPPORTED, missing.status());
    assertTrue(missing.getMessage().contains("install libzhun_ocr.so"), missing.getMessage());
    Path wrong = Files.writeString(scratch.resolve("libwrong.so"), "no library");
    assertThrows(ZhunException.class, () -> OcrEngine.open(wrong));
    assertThrows(NullPointerException.class, () -> OcrEngine.open(null));
    ZhunException unread = assertThrows(ZhunException.class, () -> Zhun.parse(page()));
    assertEquals(Status.UNSUPPORTED, unread.status());
    assertTrue(unread.getMessage().contains("OCR engine"), unread.getMessage());
  }

  @Test
  void aPageIsReadByParseAndByScan() {
    OcrEngine engine = engine();
    try (CancelToken token = new CancelToken()) {
      ParseOptions options =
          ParseOptions.DEFAULTS.withSourceName("page.png").withOcr(engine).withCancel(token);
      String rows = text(Zhun.parseAs(MediaType.CSV, page(), options));
      assertEquals(8, rows.lines().count(), rows);
      String scan = text(engine.scan(List.of(page()), options));
      assertEquals(7, scan.split("\"verdict\"", -1).length - 1);
      token.request();
      assertThrows(CancellationException.class, () -> engine.scan(List.of(page()), options));
      assertThrows(
          ZhunException.class,
          () -> engine.scan(List.of(new byte[] {1, 2}), ParseOptions.DEFAULTS));
      assertThrows(
          ZhunException.class, () -> engine.scan(List.of(), ParseOptions.DEFAULTS));
      engine.close();
      engine.close();
      assertThrows(
          IllegalStateException.class,
          () -> engine.scan(List.of(page()), ParseOptions.DEFAULTS));
    }
  }

  @Test
  void aScanIsASourceOfADossier() {
    String description =
        text(Fixtures.small("dossier.json"))
            .replace("\"file\": \"bank.csv\"", "\"file\": \"scan.png\"")
            .replace("\"period_from\": \"2025-12-01\",", "")
            .replace("\"period_to\": \"2026-03-31\",", "")
            .replace("\"opening_balance_fen\": 30000000,", "");
    try (Policy policy = Policy.builtIn();
        Dossier dossier =
            new Dossier()
                .add("dossier.json", description.getBytes(StandardCharsets.UTF_8))
                .add("scan.png", page())
                .add("registry.json", Fixtures.small("registry.json"))) {
      try (Assessment unread = dossier.run(policy)) {
        assertTrue(text(unread.json()).contains("NOT_READ"));
      }
      try (OcrEngine engine = engine();
          Assessment read = dossier.run(policy, RunOptions.DEFAULTS.withOcr(engine))) {
        assertTrue(text(read.json()).contains("\"verdict\""));
      }
    }
  }
}
