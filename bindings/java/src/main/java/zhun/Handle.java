package zhun;

import java.lang.ref.Cleaner;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * A native object and the right to use it. {@link #close} is the contract, the cleaner the safety
 * net. A close during calls lets them finish: new calls are refused at once, and the last one that
 * runs frees.
 */
final class Handle {
  private static final Cleaner CLEANER = Cleaner.create();

  private final State state;
  private final Cleaner.Cleanable cleanable;

  /**
   * Takes over a native object.
   *
   * @param owner when it becomes unreachable the object is freed
   * @param noun what it is called in messages
   * @param free gives it back; must not refer to the owner
   */
  Handle(Object owner, String noun, long address, LongConsumer free) {
    state = new State(noun, address, free);
    cleanable = CLEANER.register(owner, state);
  }

  /** Runs {@code call} on the living object; {@link IllegalStateException} after close. */
  <T> T use(LongFunction<T> call) {
    long address = state.enter();
    try {
      return call.apply(address);
    } finally {
      state.leave();
    }
  }

  /** Runs {@code call} on the living object; does nothing after close. */
  void useIfOpen(LongConsumer call) {
    if (state.enterIfOpen()) {
      try {
        call.accept(state.address);
      } finally {
        state.leave();
      }
    }
  }

  /** Runs {@code call} on the object of a handle that may be null, which is the address 0. */
  static <T> T useIfGiven(Handle handle, LongFunction<T> call) {
    return handle == null ? call.apply(0) : handle.use(call);
  }

  /** Twice is fine. */
  void close() {
    cleanable.clean();
  }

  private static final class State implements Runnable {
    private final String noun;
    private final long address;
    private final LongConsumer free;
    private int users;
    private boolean closed;

    State(String noun, long address, LongConsumer free) {
      this.noun = noun;
      this.address = address;
      this.free = free;
    }

    synchronized boolean enterIfOpen() {
      if (closed) {
        return false;
      }
      ++users;
      return true;
    }

    long enter() {
      if (!enterIfOpen()) {
        throw new IllegalStateException("this " + noun + " is closed");
      }
      return address;
    }

    void leave() {
      boolean last;
      synchronized (this) {
        last = --users == 0 && closed;
      }
      if (last) {
        free.accept(address);
      }
    }

    /** Runs at most once: the cleaner sees to that. */
    @Override
    public void run() {
      boolean unused;
      synchronized (this) {
        closed = true;
        unused = users == 0;
      }
      if (unused) {
        free.accept(address);
      }
    }
  }
}
