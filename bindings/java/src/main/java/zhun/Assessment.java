package zhun;

import java.nio.charset.StandardCharsets;
import zhun.document.AssessmentDocument;
import zhun.document.ChecklistDocument;

/**
 * A proposed decision, a score and a limit with their evidence. A person decides, never the library.
 * Immutable: share it freely between threads. The same input gives the same bytes.
 */
public final class Assessment implements AutoCloseable {
  private final Handle handle;

  Assessment(long address) {
    handle = new Handle(this, "assessment", address, Native::assessmentFree);
  }

  /** The few figures that a host branches on; everything else is in {@link #document}. */
  public Summary summary() {
    return Summary.of(handle.use(Native::assessmentSummary));
  }

  /**
   * The assessment in one of the forms {@link MediaType#HTML}, {@link MediaType#JSON}, {@link
   * MediaType#CHECKLIST}, as UTF-8.
   *
   * @throws ZhunException {@link Status#INVALID_ARGUMENT} for any other
   */
  public byte[] render(String mediaType) {
    byte[] type = Text.name(mediaType, "mediaType");
    return handle.use(assessment -> Native.assessmentRender(assessment, type));
  }

  /** The investigation report as HTML, one self-contained file. */
  public byte[] html() {
    return render(MediaType.HTML);
  }

  /** The whole assessment as JSON. Keep these bytes: their digest seals them. */
  public byte[] json() {
    return render(MediaType.JSON);
  }

  /** The whole assessment as records. */
  public AssessmentDocument document() {
    return AssessmentDocument.parse(json());
  }

  /** Investigation points and missing materials as records. */
  public ChecklistDocument checklist() {
    return ChecklistDocument.parse(render(MediaType.CHECKLIST));
  }

  /**
   * A chart of the report by itself: {@code effective-inflow}, {@code monthly-flow}, {@code
   * daily-balance}, {@code top-customers}, {@code money-flow}, {@code sales}, {@code score}, {@code
   * freshness}.
   *
   * @param mediaType {@link MediaType#SVG}, or {@link MediaType#HTML} with title and summary
   * @throws ZhunException {@link Status#STATE} where the dossier has no data for it, {@link
   *     Status#INVALID_ARGUMENT} for other names
   */
  public byte[] chart(String name, String mediaType) {
    byte[] chart = Text.name(name, "name");
    byte[] type = Text.name(mediaType, "mediaType");
    return handle.use(assessment -> Native.assessmentChart(assessment, chart, type));
  }

  /**
   * A table of the assessment as CSV with a header line, masked as the rest is: {@code
   * transactions}, {@code findings} or {@code facts}. Amounts are in fen.
   *
   * @throws ZhunException {@link Status#INVALID_ARGUMENT} for other names
   */
  public byte[] table(String name) {
    byte[] table = Text.name(name, "name");
    return handle.use(assessment -> Native.assessmentTable(assessment, table));
  }

  /**
   * The same table to an Arrow C stream without a copy, as {@link Zhun#exportArrow} does it. The
   * stream may outlive the assessment.
   *
   * @param streamAddress address of an empty {@code ArrowArrayStream}; any other number ends the
   *     process
   */
  public void exportTable(String name, long streamAddress) {
    byte[] table = Text.name(name, "name");
    if (streamAddress == 0) {
      throw new IllegalArgumentException("streamAddress is 0");
    }
    handle.<Void>use(
        assessment -> {
          Native.assessmentArrow(assessment, table, streamAddress);
          return null;
        });
  }

  /**
   * The digest of what {@link #json} gives, in lower-case hexadecimal.
   *
   * @param algorithm {@code sha256} or {@code sm3}
   */
  public String digest(String algorithm) {
    byte[] name = Text.name(algorithm, "algorithm");
    return new String(
        handle.use(assessment -> Native.assessmentDigest(assessment, name)),
        StandardCharsets.US_ASCII);
  }

  /** Frees the assessment once no call uses it. Twice is fine. */
  @Override
  public void close() {
    handle.close();
  }
}
