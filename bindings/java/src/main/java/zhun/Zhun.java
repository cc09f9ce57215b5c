package zhun;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
                common.progress()));
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
        (name, password, common, pdf, cancel) -> {
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
              streamAddress);
          return null;
        });
  }
}
