package zhun;

/** Told how far a call is. */
@FunctionalInterface
public interface ProgressListener {
  /**
   * Runs on the calling thread, at every step and every few thousand rows between them: return soon.
   * What it throws stops the call, and comes out of it. It must not use the dossier that is run.
   *
   * @param stage {@code read}, {@code reconcile}, {@code judge}
   * @param done sources of the stage {@code read}, steps of the others
   * @param total how many there are
   */
  void onProgress(String stage, long done, long total);
}
