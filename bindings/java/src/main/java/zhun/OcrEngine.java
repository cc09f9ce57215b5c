package zhun;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/**
 * Reads pictures of statements, with an OCR engine that is opened at run time: {@code
 * libzhun_ppocr.so} or {@code libzhun_ocr.so}, or one of your own that exports {@code
 * zhun_ocr_engine_open}. Calls of several threads take turns: open one engine a thread that works.
 */
public final class OcrEngine implements AutoCloseable {
  private final Handle handle;
  private final ReentrantLock turn = new ReentrantLock();

  private OcrEngine(long address) {
    handle = new Handle(this, "OCR engine", address, Native::scannerFree);
  }

  /** Opens the engine in that file, which finds its models by itself. */
  public static OcrEngine open(Path library) {
    return open(library, "");
  }

  /**
   * Opens the engine in that file.
   *
   * @param dataPath where its models are; empty: where it looks by itself
   * @throws ZhunException {@link Status#UNSUPPORTED} with what to install when there is no such
   *     engine, or it fails its self-test
   */
  public static OcrEngine open(Path library, String dataPath) {
    Objects.requireNonNull(library, "library");
    NativeLibrary.load();
    return new OcrEngine(
        Native.scannerOpen(
            Text.name(library.toString(), "library"), Text.name(dataPath, "dataPath")));
  }

  /**
   * Reads pictures (PNG, JPEG, TIFF, PDF) of one statement, in the order of its pages, to JSON of
   * the schema {@code scan}: every row with what proves it, or why it is in doubt. Nothing is
   * masked. Some CPU seconds a page; a token is looked at before each.
   *
   * @param options their limits are not used
   * @throws ZhunException {@link Status#UNSUPPORTED} when no page has a table of dates and amounts
   */
  public byte[] scan(List<byte[]> pages, ParseOptions options) {
    byte[][] contents = pages.toArray(byte[][]::new);
    for (byte[] content : contents) {
      Objects.requireNonNull(content, "page");
    }
    return options.use(
        (name, password, common, pdf, cancel) ->
            inTurn(engine -> Native.scan(engine, contents, name, password, pdf, cancel)));
  }

  /** Runs {@code call} with the address of an engine that may be null, which is 0. */
  static <T> T useIfGiven(OcrEngine engine, LongFunction<T> call) {
    return engine == null ? call.apply(0) : engine.inTurn(call);
  }

  private <T> T inTurn(LongFunction<T> call) {
    turn.lock();
    try {
      return handle.use(call);
    } finally {
      turn.unlock();
    }
  }

  /** Frees the engine once no call uses it. Twice is fine. */
  @Override
  public void close() {
    handle.close();
  }
}
