package zhun;

/** The names of the forms in which results come. */
public final class MediaType {
  /** The investigation report, one self-contained file. */
  public static final String HTML = "text/html";

  /** The whole assessment, or one file as it was read. */
  public static final String JSON = "application/json";

  /** Investigation points and missing materials. */
  public static final String CHECKLIST = "application/vnd.zhun.checklist+json";

  /** The rows of one file, with a header line. */
  public static final String CSV = "text/csv";

  /** The rows of one file as an Arrow IPC stream. */
  public static final String ARROW = "application/vnd.apache.arrow.stream";

  /** For a person: how one file was recognised, and what proves it. */
  public static final String TEXT = "text/plain";

  /** A chart as one element. */
  public static final String SVG = "image/svg+xml";

  private MediaType() {}
}
