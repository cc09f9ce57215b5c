package zhun;

import java.util.Objects;

/** How payments and invoices are matched. Immutable. */
public final class MatchOptions {
  /** No own name, no PDF, the library's limits, nobody told, nobody who stops it. */
  public static final MatchOptions DEFAULTS = new MatchOptions("", "", RunOptions.DEFAULTS);

  private final String ownName;
  private final String ownTaxNo;
  private final RunOptions common;

  private MatchOptions(String ownName, String ownTaxNo, RunOptions common) {
    this.ownName = Objects.requireNonNull(ownName, "ownName");
    this.ownTaxNo = Objects.requireNonNull(ownTaxNo, "ownTaxNo");
    this.common = common;
  }

  /** The same with the name of whose invoices they are, where they name both sides. */
  public MatchOptions withOwnName(String name) {
    return new MatchOptions(name, ownTaxNo, common);
  }

  /** The same with the tax number of whose invoices they are. */
  public MatchOptions withOwnTaxNo(String number) {
    return new MatchOptions(ownName, number, common);
  }

  /** The same with a reader of PDF. */
  public MatchOptions withPdf(PdfEngine engine) {
    return new MatchOptions(ownName, ownTaxNo, common.withPdf(engine));
  }

  /** The same with other limits; 0: 256 MiB and 1,000,000 rows. */
  public MatchOptions withLimits(long bytesMax, long rowsMax) {
    return new MatchOptions(ownName, ownTaxNo, common.withLimits(bytesMax, rowsMax));
  }

  /** The same with a token that stops the call. */
  public MatchOptions withCancel(CancelToken token) {
    return new MatchOptions(ownName, ownTaxNo, common.withCancel(token));
  }

  /** The same with somebody who is told how far the call is. */
  public MatchOptions withProgress(ProgressListener listener) {
    return new MatchOptions(ownName, ownTaxNo, common.withProgress(listener));
  }

  byte[] call(boolean names, String mediaType, byte[] one, byte[] other) {
    byte[] type = Text.name(mediaType, "mediaType");
    byte[] name = Text.name(ownName, "ownName");
    byte[] number = Text.name(ownTaxNo, "ownTaxNo");
    return Handle.useIfGiven(
        common.pdfHandle(),
        pdf ->
            Handle.useIfGiven(
                common.cancelHandle(),
                cancel ->
                    Native.match(
                        names,
                        type,
                        one,
                        other,
                        name,
                        number,
                        common.sourceBytesMax(),
                        common.sourceRowsMax(),
                        pdf,
                        cancel,
                        common.progress())));
  }
}
