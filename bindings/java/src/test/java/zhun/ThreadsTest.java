package zhun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handles shared between threads, and closed under them. */
class ThreadsTest {
  private static final int THREADS = 8;
  private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void stop() throws InterruptedException {
    pool.shutdown();
    assertTrue(pool.awaitTermination(60, TimeUnit.SECONDS));
  }

  private <T> List<T> onEveryThread(Callable<T> work) throws Exception {
    List<Future<T>> running = new ArrayList<>();
    for (int thread = 0; thread < THREADS; ++thread) {
      running.add(pool.submit(work));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> result : running) {
      results.add(result.get(120, TimeUnit.SECONDS));
    }
    return results;
  }

  @Test
  void aThousandAssessmentsOnEightThreadsAreTheSame() throws Exception {
    try (Policy policy = Policy.builtIn();
        Dossier first = Fixtures.smallDossier();
        Assessment assessment = first.run(policy)) {
      byte[] expected = assessment.json();
      List<Integer> counts =
          onEveryThread(
              () -> {
                int count = 0;
                for (; count < 125; ++count) {
                  try (Dossier dossier = Fixtures.smallDossier();
                      Assessment own = dossier.run(policy)) {
                    assertArrayEquals(expected, own.json());
                  }
                }
                return count;
              });
      assertEquals(1000, counts.stream().mapToInt(Integer::intValue).sum());
    }
  }

  @Test
  void oneDossierAndOneAssessmentServeManyThreads() throws Exception {
    try (Policy policy = Policy.builtIn();
        Dossier dossier = Fixtures.smallDossier();
        Assessment assessment = dossier.run(policy)) {
      byte[] expected = assessment.json();
      onEveryThread(
          () -> {
            assertArrayEquals(expected, assessment.json());
            try (Assessment own = dossier.run(policy)) {
              assertArrayEquals(expected, own.json());
            }
            return null;
          });
    }
  }

  @Test
  void closeUnderRunningCallsIsSafe() throws Exception {
    for (int round = 0; round < 20; ++round) {
      Policy policy = Policy.builtIn();
      AtomicInteger refused = new AtomicInteger();
      Future<?> closer =
          pool.submit(
              () -> {
                Thread.sleep(3);
                policy.close();
                return null;
              });
      List<Future<?>> users = new ArrayList<>();
      for (int thread = 1; thread < THREADS; ++thread) {
        users.add(
            pool.submit(
                () -> {
                  try (Dossier dossier = Fixtures.smallDossier()) {
                    while (true) {
                      dossier.run(policy).close();
                    }
                  } catch (IllegalStateException closed) {
                    refused.incrementAndGet();
                  }
                }));
      }
      closer.get(60, TimeUnit.SECONDS);
      for (Future<?> user : users) {
        user.get(60, TimeUnit.SECONDS);
      }
      assertEquals(THREADS - 1, refused.get());
    }
  }
}
