package zhun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Invoices and payments, names, models over tables. */
class MatchTest {
  private static final byte[] INVOICES =
      utf8("id,buyer,amount,date\nI1,山东甲机械有限公司,1000.00,2026-01-05\n");
  private static final byte[] PAYMENTS =
      utf8("id,counterparty,amount,date,memo\nP1,甲机械有限公司,1000.00,2026-01-20,货款\n");
  private static final byte[] CARD =
      utf8(
          """
          <PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><Header/>
          <DataDictionary><DataField name="x" optype="continuous" dataType="double"/>
          <DataField name="y" optype="continuous" dataType="double"/></DataDictionary>
          <RegressionModel functionName="regression"><MiningSchema><MiningField name="x"/>
          <MiningField name="y" usageType="target"/></MiningSchema>
          <RegressionTable intercept="1"><NumericPredictor name="x" coefficient="2"/>
          </RegressionTable></RegressionModel></PMML>
          """);

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void paymentsFindTheirInvoices() {
    String csv = text(Zhun.match(MediaType.CSV, INVOICES, PAYMENTS, MatchOptions.DEFAULTS));
    assertTrue(csv.lines().anyMatch(line -> line.contains("I1") && line.contains("P1")), csv);
    String json =
        text(
            Zhun.match(
                MediaType.JSON,
                INVOICES,
                PAYMENTS,
                MatchOptions.DEFAULTS.withOwnName("青岛样例五金有限公司").withLimits(0, 100)));
    assertTrue(json.contains("\"links\""), json);
    String names =
        text(
            Zhun.resolve(
                MediaType.CSV,
                utf8("id,name\nK1,山东甲机械有限公司\n"),
                utf8("id,name\nD1,甲机械公司\n"),
                MatchOptions.DEFAULTS));
    assertTrue(names.contains("K1"), names);
  }

  @Test
  void whatIsWrongHasItsPlaceAndAStopItsException() {
    ZhunException wrong =
        assertThrows(
            ZhunException.class,
            () ->
                Zhun.match(
                    MediaType.CSV, INVOICES, utf8("nothing\n1\n"), MatchOptions.DEFAULTS));
    assertEquals("payments", wrong.source());
    assertThrows(
        ZhunException.class,
        () -> Zhun.match("text/rtf", INVOICES, PAYMENTS, MatchOptions.DEFAULTS));
    assertThrows(
        NullPointerException.class,
        () -> Zhun.match(MediaType.CSV, null, PAYMENTS, MatchOptions.DEFAULTS));
    try (CancelToken token = new CancelToken()) {
      token.request();
      assertThrows(
          CancellationException.class,
          () ->
              Zhun.match(
                  MediaType.CSV, INVOICES, PAYMENTS, MatchOptions.DEFAULTS.withCancel(token)));
    }
    RuntimeException own = new IllegalStateException("the host's own");
    assertSame(
        own,
        assertThrows(
            IllegalStateException.class,
            () ->
                Zhun.match(
                    MediaType.CSV,
                    INVOICES,
                    PAYMENTS,
                    MatchOptions.DEFAULTS.withProgress(
                        (stage, done, total) -> {
                          throw own;
                        }))));
  }

  @Test
  void aModelRunsOverATable() {
    String csv =
        text(
            Zhun.runPmml(CARD, utf8("id,x\na,3\nb,\n"), List.of("id"), RunOptions.DEFAULTS));
    assertEquals(List.of("id,y,problem", "a,7,"), csv.lines().limit(2).toList());
    assertThrows(
        ZhunException.class,
        () -> Zhun.runPmml(utf8("<PMML/>"), utf8("x\n1\n"), List.of(), RunOptions.DEFAULTS));
    assertThrows(
        ZhunException.class,
        () -> Zhun.runPmml(CARD, utf8("x\n1\n"), List.of("id"), RunOptions.DEFAULTS));
  }
}
