// Written by bindings/java/generate.py: change that, or what it reads, and run it.
package zhun;

/** What of identities is shown in everything that an assessment renders. */
public enum Masking {
  /** Identity, account and phone numbers and names of persons are masked. */
  INSIDE_BANK(0),
  /** Names of enterprises as well. */
  OUTWARD(1),
  /** Nothing; the output says so. */
  NONE(2);

  private final int number;

  Masking(int number) {
    this.number = number;
  }

  /** As in {@code zhun.h}. */
  public int number() {
    return number;
  }

  static Masking ofNumber(long number) {
    for (Masking value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new IllegalStateException("the library knows a Masking more than the jar: " + number);
  }
}
