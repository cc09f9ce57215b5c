package zhun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A native object is freed once, and never under a call that uses it. */
class HandleTest {
  private final List<Long> freed = new CopyOnWriteArrayList<>();

  @Test
  void closeFreesOnce() {
    Handle handle = new Handle(this, "thing", 7, freed::add);
    assertEquals(8L, handle.<Long>use(address -> address + 1));
    handle.close();
    handle.close();
    assertEquals(List.of(7L), freed);
    assertThrows(IllegalStateException.class, () -> handle.use(address -> address));
  }

  @Test
  void closeDuringCallsWaitsForTheLastOfThem() throws Exception {
    Handle handle = new Handle(this, "thing", 7, freed::add);
    CountDownLatch inside = new CountDownLatch(2);
    CountDownLatch leave = new CountDownLatch(1);
    Runnable call =
        () ->
            handle.use(
                address -> {
                  inside.countDown();
                  try {
                    return leave.await(30, TimeUnit.SECONDS);
                  } catch (InterruptedException stopped) {
                    return false;
                  }
                });
    Thread[] callers = {new Thread(call), new Thread(call)};
    for (Thread caller : callers) {
      caller.start();
    }
    assertTrue(inside.await(30, TimeUnit.SECONDS));
    handle.close();
    assertEquals(List.of(), freed);
    assertThrows(IllegalStateException.class, () -> handle.use(address -> address));
    leave.countDown();
    for (Thread caller : callers) {
      caller.join(30_000);
    }
    assertEquals(List.of(7L), freed);
  }

  @Test
  void aCallThatThrowsLeavesToo() {
    Handle handle = new Handle(this, "thing", 7, freed::add);
    assertThrows(
        ArithmeticException.class,
        () ->
            handle.use(
                address -> {
                  throw new ArithmeticException();
                }));
    handle.close();
    assertEquals(List.of(7L), freed);
  }

  @Test
  void whatNobodyClosesIsFreedWhenNobodyHoldsIt() throws Exception {
    for (long address = 1; address <= 20; ++address) {
      new Handle(new Object(), "thing", address, freed::add);
    }
    for (int round = 0; round < 200 && freed.size() < 20; ++round) {
      System.gc();
      Thread.sleep(20);
    }
    assertEquals(20, freed.size());
  }
}
