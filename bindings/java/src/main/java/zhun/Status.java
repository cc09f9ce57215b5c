// Written by bindings/java/generate.py: change that, or what it reads, and run it.
package zhun;

/** What kind of thing went wrong; the numbers never change. */
public enum Status {
  /** The call is wrong: a NULL, an unknown media type, a name given twice. */
  INVALID_ARGUMENT(-1),
  /** Out of memory. */
  OUT_OF_MEMORY(-2),
  /** The input is larger than its limits allow. */
  LIMIT(-3),
  /** A token or a callback of the caller's stopped the call. */
  CANCELLED(-4),
  /** The input does not follow its format. */
  FORMAT(-5),
  /** The input is encrypted. */
  ENCRYPTED(-6),
  /** A layout or feature that zhun does not read. */
  UNSUPPORTED(-7),
  /** The policy pack is wrong. */
  POLICY(-8),
  /** Something must be done first. */
  STATE(-9),
  /** A struct asks for more than this library knows. */
  VERSION(-10),
  /** A mistake of ours: please report it. */
  INTERNAL(-99);

  private final int number;

  Status(int number) {
    this.number = number;
  }

  /** As in {@code zhun.h}. */
  public int number() {
    return number;
  }

  static Status ofNumber(long number) {
    for (Status value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new IllegalStateException("the library knows a Status more than the jar: " + number);
  }
}
