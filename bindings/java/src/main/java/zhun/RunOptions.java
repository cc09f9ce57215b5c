package zhun;

import java.util.Objects;

/**
 * How a dossier is run. Immutable: {@code RunOptions.DEFAULTS.withMasking(Masking.OUTWARD)}.
 *
 * @param masking what of identities is shown in everything that the assessment renders
 * @param sourceBytesMax of one file; 0: 256 MiB
 * @param sourceRowsMax of one file; 0: 1,000,000
 * @param pdf reads PDF; null: a PDF is {@link Status#UNSUPPORTED}
 */
public record RunOptions(
    Masking masking, long sourceBytesMax, long sourceRowsMax, PdfEngine pdf) {
  /** Masked for use inside the bank, no PDF. */
  public static final RunOptions DEFAULTS = new RunOptions(Masking.INSIDE_BANK, 0, 0, null);

  /** Checks the arguments. */
  public RunOptions {
    Objects.requireNonNull(masking, "masking");
    Limits.check(sourceBytesMax, sourceRowsMax);
  }

  /** The same with another masking. */
  public RunOptions withMasking(Masking other) {
    return new RunOptions(other, sourceBytesMax, sourceRowsMax, pdf);
  }

  /** The same with other limits of one file; 0: the default. */
  public RunOptions withLimits(long bytesMax, long rowsMax) {
    return new RunOptions(masking, bytesMax, rowsMax, pdf);
  }

  /** The same with a reader of PDF. */
  public RunOptions withPdf(PdfEngine engine) {
    return new RunOptions(masking, sourceBytesMax, sourceRowsMax, engine);
  }
}
