package zhun;

import java.util.Arrays;
import java.util.Objects;

/** How one file is read. Immutable: {@code ParseOptions.DEFAULTS.withSourceName("bank.csv")}. */
public final class ParseOptions {
  /** No name, no password, no PDF, the library's limits. */
  public static final ParseOptions DEFAULTS = new ParseOptions("", new char[0], null, 0, 0);

  private final String sourceName;
  private final char[] password;
  private final PdfEngine pdf;
  private final long sourceBytesMax;
  private final long sourceRowsMax;

  private ParseOptions(
      String sourceName, char[] password, PdfEngine pdf, long sourceBytesMax, long sourceRowsMax) {
    this.sourceName = Objects.requireNonNull(sourceName, "sourceName");
    this.password = Objects.requireNonNull(password, "password");
    this.pdf = pdf;
    Limits.check(sourceBytesMax, sourceRowsMax);
    this.sourceBytesMax = sourceBytesMax;
    this.sourceRowsMax = sourceRowsMax;
  }

  /** The same with a name of the file, for errors and findings. */
  public ParseOptions withSourceName(String name) {
    return new ParseOptions(name, password, pdf, sourceBytesMax, sourceRowsMax);
  }

  /** The same with what opens an encrypted file. Copied. */
  public ParseOptions withPassword(char[] text) {
    return new ParseOptions(sourceName, text.clone(), pdf, sourceBytesMax, sourceRowsMax);
  }

  /** The same with a reader of PDF; without one a PDF is {@link Status#UNSUPPORTED}. */
  public ParseOptions withPdf(PdfEngine engine) {
    return new ParseOptions(sourceName, password, engine, sourceBytesMax, sourceRowsMax);
  }

  /** The same with other limits; 0: 256 MiB and 1,000,000 rows. */
  public ParseOptions withLimits(long bytesMax, long rowsMax) {
    return new ParseOptions(sourceName, password, pdf, bytesMax, rowsMax);
  }

  /** What one call hands to the native side. */
  interface Call<T> {
    T with(byte[] sourceName, byte[] password, long bytesMax, long rowsMax, long pdf);
  }

  <T> T use(Call<T> call) {
    byte[] name = Text.name(sourceName, "sourceName");
    byte[] secret = Text.secret(password, "password");
    try {
      if (pdf == null) {
        return call.with(name, secret, sourceBytesMax, sourceRowsMax, 0);
      }
      return pdf.handle()
          .use(engine -> call.with(name, secret, sourceBytesMax, sourceRowsMax, engine));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** Says nothing of the password but whether there is one. */
  @Override
  public String toString() {
    return "ParseOptions[sourceName="
        + sourceName
        + ", password="
        + (password.length > 0 ? "given" : "none")
        + "]";
  }
}
