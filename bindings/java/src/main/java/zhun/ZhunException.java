package zhun;

import java.util.Objects;

/**
 * What went wrong in the library, and where. Messages contain places and names of fields, never a
 * value of a document: they may be logged.
 *
 * <p>Three things are told otherwise, as Java tells them: missing memory is an {@link
 * OutOfMemoryError}, a cancelled call a {@link java.util.concurrent.CancellationException}, and use
 * after {@code close()} an {@link IllegalStateException}.
 */
public final class ZhunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** By name, so that a serialized exception survives a new status. */
  private final String status;

  private final String source;
  private final long page;
  private final long row;
  private final long column;
  private final String field;
  private final String sentence;

  /**
   * An exception with its place.
   *
   * @param status what kind of thing went wrong
   * @param place where; {@link Place#NONE} if nowhere in particular
   * @param sentence one sentence without a value of a document
   */
  public ZhunException(Status status, Place place, String sentence) {
    super(place.toString().isEmpty() ? sentence : place + ": " + sentence);
    this.status = status.name();
    this.source = place.source();
    this.page = place.page();
    this.row = place.row();
    this.column = place.column();
    this.field = place.field();
    this.sentence = Objects.requireNonNull(sentence, "sentence");
  }

  /** What kind of thing went wrong. */
  public Status status() {
    return Status.valueOf(status);
  }

  /** Where. */
  public Place place() {
    return new Place(source, page, row, column, field);
  }

  /** Name of the file as it was given; empty: does not apply. */
  public String source() {
    return source;
  }

  /** 1-based; 0: does not apply. */
  public long page() {
    return page;
  }

  /** 1-based line of a text file, or row of a table; 0: does not apply. */
  public long row() {
    return row;
  }

  /** 1-based; 0: does not apply. */
  public long column() {
    return column;
  }

  /** Name of a column, or JSON path; empty: does not apply. */
  public String field() {
    return field;
  }

  /** The message without the place. */
  public String sentence() {
    return sentence;
  }
}
