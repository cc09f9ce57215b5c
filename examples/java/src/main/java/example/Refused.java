package example;

/** A request that is answered with a status of HTTP and one sentence. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;
  final int status;

  Refused(int status, String sentence) {
    super(sentence);
    this.status = status;
  }
}
