// Written by bindings/java/generate.py: change that, or what it reads, and run it.
package zhun;

/** What is proposed; a person decides. */
public enum Decision {
  /** As its name says. */
  PROPOSE(0),
  /** As its name says. */
  REFER(1),
  /** As its name says. */
  MANUAL_REVIEW_REQUIRED(2);

  private final int number;

  Decision(int number) {
    this.number = number;
  }

  /** As in {@code zhun.h}. */
  public int number() {
    return number;
  }

  static Decision ofNumber(long number) {
    for (Decision value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new IllegalStateException("the library knows a Decision more than the jar: " + number);
  }
}
