package zhun;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Reads PDF, with the PDFium library of your choice: zhun is never linked with one. Immutable: share
 * it freely between threads, which then take turns. The library stays loaded until the process ends.
 */
public final class PdfEngine implements AutoCloseable {
  private final Handle handle;

  private PdfEngine(long address) {
    handle = new Handle(this, "PDF engine", address, Native::pdfEngineFree);
  }

  /**
   * Opens the PDFium library in that file.
   *
   * @throws ZhunException {@link Status#UNSUPPORTED} when there is no such library
   */
  public static PdfEngine open(Path library) {
    Objects.requireNonNull(library, "library");
    NativeLibrary.load();
    return new PdfEngine(Native.pdfEngineOpen(Text.name(library.toString(), "library")));
  }

  Handle handle() {
    return handle;
  }

  /** Frees the engine once no call uses it. Twice is fine. */
  @Override
  public void close() {
    handle.close();
  }
}
