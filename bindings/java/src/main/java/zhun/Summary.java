// Written by bindings/java/generate.py: change that, or what it reads, and run it.
package zhun;

/**
 * The few figures that a host branches on; everything else is in the document.
 *
 * @param decision the decision
 * @param score meaningless when grade is ""
 * @param grade "A" to "E"; "": too little data for a grade
 * @param limitFen proposed limit in fen, 1/100 yuan
 * @param knockOutCount findings that failed, by severity
 * @param severeCount the severe count
 * @param warningCount the warning count
 * @param infoCount the info count
 * @param notEvaluatedCount checks that lacked data
 * @param passedCount the passed count
 * @param missingMaterialCount the missing material count
 * @param refusedSourceCount sources that no consent covers: not used
 */
public record Summary(
    Decision decision,
    int score,
    String grade,
    long limitFen,
    long knockOutCount,
    long severeCount,
    long warningCount,
    long infoCount,
    long notEvaluatedCount,
    long passedCount,
    long missingMaterialCount,
    long refusedSourceCount) {
  static Summary of(long[] figures) {
    return new Summary(
        Decision.ofNumber(figures[0]),
        (int) figures[1],
        text(figures[2]),
        figures[3],
        figures[4],
        figures[5],
        figures[6],
        figures[7],
        figures[8],
        figures[9],
        figures[10],
        figures[11]);
  }

  /** The characters of a char array of C, which travels as one number. */
  private static String text(long packed) {
    StringBuilder letters = new StringBuilder();
    for (int shift = 24; shift >= 0; shift -= 8) {
      char letter = (char) (packed >> shift & 0xff);
      if (letter == 0) {
        break;
      }
      letters.append(letter);
    }
    return letters.toString();
  }
}
