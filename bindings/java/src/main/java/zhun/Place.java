package zhun;

import java.util.Objects;

/**
 * Where something is. Zero or an empty text: does not apply.
 *
 * @param source the file's name as it was given
 * @param page 1-based
 * @param row 1-based line of a text file, or row of a table
 * @param column 1-based
 * @param field name of a column, or JSON path such as {@code /application/as_of}
 */
public record Place(String source, long page, long row, long column, String field) {
  /** Nowhere in particular. */
  public static final Place NONE = new Place("", 0, 0, 0, "");

  /** Checks that no text is null. */
  public Place {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(field, "field");
  }

  /** In words, such as {@code bank.csv, row 12, column 4 (amount)}; empty for {@link #NONE}. */
  @Override
  public String toString() {
    StringBuilder words = new StringBuilder(source);
    if (page != 0) {
      add(words, "page " + page);
    }
    if (row != 0) {
      add(words, "row " + row);
    }
    if (column != 0) {
      add(words, "column " + column + (field.isEmpty() ? "" : " (" + field + ")"));
    } else if (!field.isEmpty()) {
      add(words, "field " + field);
    }
    return words.toString();
  }

  private static void add(StringBuilder words, String part) {
    if (words.length() > 0) {
      words.append(", ");
    }
    words.append(part);
  }
}
