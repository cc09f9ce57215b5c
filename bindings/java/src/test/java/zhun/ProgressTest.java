package zhun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Progress, and calls that are stopped. */
class ProgressTest {
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A statement of so many rows, whose balances are right. */
  private static byte[] statement(int rows) {
    StringBuilder csv = new StringBuilder("交易日期,收入,支出,余额,对方户名\n");
    for (int row = 1; row <= rows; ++row) {
      csv.append("2026-01-05,1.00,,").append(row).append(".00,甲公司\n");
    }
    return csv.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aListenerHearsEveryStageInOrder() {
    List<String> stages = new ArrayList<>();
    Thread caller = Thread.currentThread();
    ProgressListener listener =
        (stage, done, total) -> {
          assertSame(caller, Thread.currentThread());
          assertTrue(done >= 0 && done <= total);
          if (stages.isEmpty() || !stages.get(stages.size() - 1).equals(stage)) {
            stages.add(stage);
          }
        };
    try (Policy policy = Policy.builtIn();
        Dossier dossier = Fixtures.smallDossier();
        Assessment told = dossier.run(policy, RunOptions.DEFAULTS.withProgress(listener));
        Assessment silent = dossier.run(policy)) {
      assertEquals(List.of("read", "reconcile", "judge"), stages);
      assertEquals(silent.document(), told.document());
    }
  }

  @Test
  void whatAListenerThrowsComesOutWhereverItIsThrown() {
    AtomicInteger calls = new AtomicInteger();
    try (Policy policy = Policy.builtIn();
        Dossier dossier = Fixtures.smallDossier()) {
      dossier
          .run(
              policy,
              RunOptions.DEFAULTS.withProgress((stage, done, total) -> calls.incrementAndGet()))
          .close();
      int all = calls.get();
      assertTrue(all > 10);
      for (int last = 1; last <= all; ++last) {
        int stopAt = last;
        calls.set(0);
        Stop stop = new Stop();
        Stop thrown =
            assertThrows(
                Stop.class,
                () ->
                    dossier.run(
                        policy,
                        RunOptions.DEFAULTS.withProgress(
                            (stage, done, total) -> {
                              if (calls.incrementAndGet() == stopAt) {
                                throw stop;
                              }
                            })));
        assertSame(stop, thrown);
        assertEquals(stopAt, calls.get());
      }
      dossier.run(policy).close();
    }
    byte[] csv = statement(20);
    assertThrows(
        Stop.class,
        () ->
            Zhun.parse(
                csv,
                ParseOptions.DEFAULTS.withProgress(
                    (stage, done, total) -> {
                      throw new Stop();
                    })));
  }

  @Test
  @SuppressWarnings("try") // closing under a run is what is tested
  void aListenerMustLeaveItsDossierAlone() {
    try (Policy policy = Policy.builtIn();
        Dossier dossier = Fixtures.smallDossier()) {
      RunOptions meddling =
          RunOptions.DEFAULTS.withProgress(
              (stage, done, total) -> dossier.add("more.csv", new byte[1]));
      assertThrows(IllegalStateException.class, () -> dossier.run(policy, meddling));
      // Closing it is another matter: the run goes on, and the copies go with its end.
      RunOptions closing =
          RunOptions.DEFAULTS.withProgress((stage, done, total) -> dossier.close());
      try (Assessment assessment = dossier.run(policy, closing)) {
        assertTrue(assessment.json().length > 1000);
      }
      assertThrows(IllegalStateException.class, () -> dossier.run(policy));
    }
  }

  @Test
  void anotherThreadStopsACallSoon() throws Exception {
    byte[] csv = statement(400_000);
    for (int round = 0; round < 3; ++round) {
      try (CancelToken token = new CancelToken()) {
        CountDownLatch started = new CountDownLatch(1);
        Thread canceller =
            new Thread(
                () -> {
                  try {
                    assertTrue(started.await(60, TimeUnit.SECONDS));
                    token.request();
                  } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                  }
                });
        canceller.start();
        ParseOptions options =
            ParseOptions.DEFAULTS
                .withCancel(token)
                .withProgress((stage, done, total) -> started.countDown());
        assertThrows(
            CancellationException.class, () -> Zhun.parseAs(MediaType.CSV, csv, options));
        canceller.join();
      }
    }
  }

  @Test
  void aRequestedTokenStopsEveryCallThatNamesIt() {
    CancelToken token = new CancelToken();
    try (token;
        Policy policy = Policy.builtIn();
        Dossier dossier = Fixtures.smallDossier()) {
      dossier.run(policy, RunOptions.DEFAULTS.withCancel(token)).close();
      token.request();
      token.request();
      assertThrows(
          CancellationException.class,
          () -> dossier.run(policy, RunOptions.DEFAULTS.withCancel(token)));
      assertThrows(
          CancellationException.class,
          () -> Zhun.parse(statement(5), ParseOptions.DEFAULTS.withCancel(token)));
      dossier.run(policy).close();
    }
    token.request(); // late, and no harm
    assertThrows(
        IllegalStateException.class,
        () -> Zhun.parse(statement(5), ParseOptions.DEFAULTS.withCancel(token)));
  }
}
