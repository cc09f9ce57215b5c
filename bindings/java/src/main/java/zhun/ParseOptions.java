package zhun;

import java.util.Arrays;
import java.util.Objects;

/** How one file is read. Immutable: {@code ParseOptions.DEFAULTS.withSourceName("bank.csv")}. */
public final class ParseOptions {
  /** No name, no password, no PDF, the library's limits, nobody told, nobody who stops it. */
  public static final ParseOptions DEFAULTS = new ParseOptions("", new char[0], RunOptions.DEFAULTS);

  private final String sourceName;
  private final char[] password;

  /** What reading one file and running a dossier have in common. */
  private final RunOptions common;

  private ParseOptions(String sourceName, char[] password, RunOptions common) {
    this.sourceName = Objects.requireNonNull(sourceName, "sourceName");
    this.password = Objects.requireNonNull(password, "password");
    this.common = common;
  }

  /** The same with a name of the file, for errors and findings. */
  public ParseOptions withSourceName(String name) {
    return new ParseOptions(name, password, common);
  }

  /** The same with what opens an encrypted file. Copied. */
  public ParseOptions withPassword(char[] text) {
    return new ParseOptions(sourceName, text.clone(), common);
  }

  /** The same with a reader of PDF; without one a PDF is {@link Status#UNSUPPORTED}. */
  public ParseOptions withPdf(PdfEngine engine) {
    return new ParseOptions(sourceName, password, common.withPdf(engine));
  }

  /** The same with a reader of pictures; without one they are {@link Status#UNSUPPORTED}. */
  public ParseOptions withOcr(OcrEngine engine) {
    return new ParseOptions(sourceName, password, common.withOcr(engine));
  }

  /** The same with other limits; 0: 256 MiB and 1,000,000 rows. */
  public ParseOptions withLimits(long bytesMax, long rowsMax) {
    return new ParseOptions(sourceName, password, common.withLimits(bytesMax, rowsMax));
  }

  /** The same with a token that stops the call. */
  public ParseOptions withCancel(CancelToken token) {
    return new ParseOptions(sourceName, password, common.withCancel(token));
  }

  /** The same with somebody who is told how far the call is. */
  public ParseOptions withProgress(ProgressListener listener) {
    return new ParseOptions(sourceName, password, common.withProgress(listener));
  }

  /** What one call hands to the native side. */
  interface Call<T> {
    T with(byte[] sourceName, byte[] password, RunOptions common, long pdf, long cancel);
  }

  <T> T use(Call<T> call) {
    byte[] name = Text.name(sourceName, "sourceName");
    byte[] secret = Text.secret(password, "password");
    try {
      return Handle.useIfGiven(
          common.pdfHandle(),
          pdf ->
              Handle.useIfGiven(
                  common.cancelHandle(), cancel -> call.with(name, secret, common, pdf, cancel)));
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
