package zhun;

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

  /** Frees the assessment once no call uses it. Twice is fine. */
  @Override
  public void close() {
    handle.close();
  }
}
