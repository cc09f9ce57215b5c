package zhun;

/** Limits as the C interface takes them: not negative. */
final class Limits {
  private Limits() {}

  static void check(long bytesMax, long rowsMax) {
    if (bytesMax < 0 || rowsMax < 0) {
      throw new IllegalArgumentException("a limit is negative");
    }
  }
}
