package zhun;

import java.util.Objects;

/**
 * How a dossier is run. Immutable: {@code RunOptions.DEFAULTS.withMasking(Masking.OUTWARD)}.
 *
 * @param masking what of identities is shown in everything that the assessment renders
 * @param sourceBytesMax of one file; 0: 256 MiB
 * @param sourceRowsMax of one file; 0: 1,000,000
 * @param pdf reads PDF; null: a PDF is {@link Status#UNSUPPORTED}
 * @param cancel stops the call from another thread; null: none
 * @param progress is told how far the call is; null: nobody
 * @param ocr reads scans; null: they are not read, and the assessment says so
 */
public record RunOptions(
    Masking masking,
    long sourceBytesMax,
    long sourceRowsMax,
    PdfEngine pdf,
    CancelToken cancel,
    ProgressListener progress,
    OcrEngine ocr) {
  /** Masked for use inside the bank, no PDF, nobody told, nobody who stops it. */
  public static final RunOptions DEFAULTS =
      new RunOptions(Masking.INSIDE_BANK, 0, 0, null, null, null, null);

  /** Checks the arguments. */
  public RunOptions {
    Objects.requireNonNull(masking, "masking");
    Limits.check(sourceBytesMax, sourceRowsMax);
  }

  /** The same with another masking. */
  public RunOptions withMasking(Masking other) {
    return new RunOptions(other, sourceBytesMax, sourceRowsMax, pdf, cancel, progress, ocr);
  }

  /** The same with other limits of one file; 0: the default. */
  public RunOptions withLimits(long bytesMax, long rowsMax) {
    return new RunOptions(masking, bytesMax, rowsMax, pdf, cancel, progress, ocr);
  }

  /** The same with a reader of PDF. */
  public RunOptions withPdf(PdfEngine engine) {
    return new RunOptions(masking, sourceBytesMax, sourceRowsMax, engine, cancel, progress, ocr);
  }

  /** The same with a token that stops the call. */
  public RunOptions withCancel(CancelToken token) {
    return new RunOptions(masking, sourceBytesMax, sourceRowsMax, pdf, token, progress, ocr);
  }

  /** The same with somebody who is told how far the call is. */
  public RunOptions withProgress(ProgressListener listener) {
    return new RunOptions(masking, sourceBytesMax, sourceRowsMax, pdf, cancel, listener, ocr);
  }

  /** The same with a reader of scans. */
  public RunOptions withOcr(OcrEngine engine) {
    return new RunOptions(masking, sourceBytesMax, sourceRowsMax, pdf, cancel, progress, engine);
  }

  Handle pdfHandle() {
    return pdf == null ? null : pdf.handle();
  }

  Handle cancelHandle() {
    return cancel == null ? null : cancel.handle();
  }
}
