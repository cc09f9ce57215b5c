package zhun;

/**
 * Stops calls: name it in the options of any number of them, and request from any thread. Each of
 * them then ends with a {@link java.util.concurrent.CancellationException}, within 100 ms of work. A
 * token once requested stays so.
 */
public final class CancelToken implements AutoCloseable {
  private final Handle handle;

  /** A token that nobody has requested. */
  public CancelToken() {
    NativeLibrary.load();
    handle = new Handle(this, "cancel token", Native.cancelCreate(), Native::cancelFree);
  }

  /** Any thread. Does nothing after close: whoever watches a call may be late. */
  public void request() {
    handle.useIfOpen(Native::cancelRequest);
  }

  Handle handle() {
    return handle;
  }

  /** Frees the token once no call uses it. Twice is fine. */
  @Override
  public void close() {
    handle.close();
  }
}
