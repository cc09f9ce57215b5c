package zhun;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import zhun.document.ParsedSource;

/**
 * zhun (准): a small-business loan applicant's data to a credit assessment with its evidence.
 *
 * <pre>{@code
 * try (Policy policy = Policy.builtIn();
 *     Dossier dossier = Dossier.read(folder);
 *     Assessment assessment = dossier.run(policy)) {
 *   Files.write(report, assessment.html());
 * }
 * }</pre>
 *
 * <p>Here is what concerns the library itself, and the reading of single files. Any thread may call
 * everything here.
 */
public final class Zhun {
  private Zhun() {}

  /**
   * Loads the native library now, so that what is missing shows at start and not at the first
   * applicant. Everything else loads it when it needs it.
   *
   * @throws UnsatisfiedLinkError with a sentence that says what to do
   */
  public static void load() {
    NativeLibrary.load();
  }

  /** Version of the native library, such as {@code 0.1.0}. */
  public static String version() {
    NativeLibrary.load();
    return new String(Native.version(), StandardCharsets.UTF_8);
  }

  /** Version of its C interface. */
  public static int abiVersion() {
    NativeLibrary.load();
    return Native.abiVersion();
  }

  /** One statement, invoice list, tax return or government record, recognised by its content. */
  public static ParsedSource parse(byte[] data) {
    return parse(data, ParseOptions.DEFAULTS);
  }

  /**
   * The same with options. Nothing is masked. Large tables are better taken as {@link
   * MediaType#ARROW}.
   *
   * @throws ZhunException with the place of what cannot be read
   */
  public static ParsedSource parse(byte[] data, ParseOptions options) {
    return ParsedSource.parse(parseAs(MediaType.JSON, data, options));
  }

  /**
   * One file in one of the forms {@link MediaType#JSON}, {@link MediaType#CSV}, {@link
   * MediaType#ARROW}, {@link MediaType#TEXT}. Government data are no table: CSV and Arrow are
   * {@link Status#UNSUPPORTED}.
   *
   * @throws ZhunException with the place of what cannot be read
   */
  public static byte[] parseAs(String mediaType, byte[] data, ParseOptions options) {
    return parseAs(mediaType, Document.of(data), options);
  }

  /** The same of what stands between the buffer's position and limit, which stay as they are. */
  public static byte[] parseAs(String mediaType, ByteBuffer data, ParseOptions options) {
    return parseAs(mediaType, Document.of(data), options);
  }

  private static byte[] parseAs(String mediaType, Document data, ParseOptions options) {
    NativeLibrary.load();
    byte[] type = Text.name(mediaType, "mediaType");
    return options.use(
        (name, password, common, pdf, cancel) ->
            OcrEngine.useIfGiven(
                common.ocr(),
                ocr ->
                    Native.parseAs(
                        type,
                        data.array(),
                        data.buffer(),
                        data.position(),
                        data.size(),
                        name,
                        password,
                        common.sourceBytesMax(),
                        common.sourceRowsMax(),
                        pdf,
                        cancel,
                        common.progress(),
                        ocr)));
  }

  /**
   * Writes the rows of one file to an Arrow C stream without a copy, for Arrow Java's {@code
   * Data.importArrayStream}.
   *
   * @param streamAddress address of an empty {@code ArrowArrayStream} ({@code
   *     ArrowArrayStream.allocateNew(allocator).memoryAddress()}); any other number ends the process
   * @throws ZhunException with the place of what cannot be read; the stream is then released
   */
  public static void exportArrow(byte[] data, ParseOptions options, long streamAddress) {
    NativeLibrary.load();
    Document document = Document.of(data);
    if (streamAddress == 0) {
      throw new IllegalArgumentException("streamAddress is 0");
    }
    options.<Void>use(
        (name, password, common, pdf, cancel) ->
            OcrEngine.useIfGiven(
                common.ocr(),
                ocr -> {
                  Native.parseArrow(
                      document.array(),
                      document.buffer(),
                      document.position(),
                      document.size(),
                      name,
                      password,
                      common.sourceBytesMax(),
                      common.sourceRowsMax(),
                      pdf,
                      cancel,
                      common.progress(),
                      ocr,
                      streamAddress);
                  return null;
                }));
  }

  /**
   * Which payments settle which invoices: one for one, several at once, instalments, less fees,
   * under damaged names.
   *
   * @param mediaType {@link MediaType#CSV}: a row a link; {@link MediaType#JSON}: also what stays
   *     unresolved
   * @param invoices a table with id, buyer, date and amount, or any list of invoices that zhun reads
   * @param payments a table with id, counterparty, date, amount and perhaps memo, or any statement
   * @throws ZhunException with the place of what cannot be read
   */
  public static byte[] match(
      String mediaType, byte[] invoices, byte[] payments, MatchOptions options) {
    Objects.requireNonNull(invoices, "invoices");
    Objects.requireNonNull(payments, "payments");
    NativeLibrary.load();
    return options.call(false, mediaType, invoices, payments);
  }

  /**
   * Which known company each damaged name stands for. Both are tables with the columns id and name.
   *
   * @throws ZhunException with the place of what cannot be read
   */
  public static byte[] resolve(
      String mediaType, byte[] known, byte[] damaged, MatchOptions options) {
    Objects.requireNonNull(known, "known");
    Objects.requireNonNull(damaged, "damaged");
    NativeLibrary.load();
    return options.call(true, mediaType, known, damaged);
  }

  /**
   * A PMML scorecard or regression model over the rows of a table (text with a header line), to CSV:
   * a line a row in the same order; the last column says why a row has no answer.
   *
   * @param keep columns of the table to repeat in front
   * @param options of them the token and the listener are used
   * @throws ZhunException with the place of what cannot be read
   */
  public static byte[] runPmml(
      byte[] model, byte[] table, List<String> keep, RunOptions options) {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(table, "table");
    NativeLibrary.load();
    byte[][] names = keep.stream().map(name -> Text.name(name, "keep")).toArray(byte[][]::new);
    return Handle.useIfGiven(
        options.cancelHandle(),
        cancel -> Native.pmmlRun(model, table, names, cancel, options.progress()));
  }
}
