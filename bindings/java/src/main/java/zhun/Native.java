package zhun;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;

/**
 * The native methods, one a function of {@code zhun.h}; {@code native/zhun_jni.cpp} has their other
 * half. Texts are UTF-8 bytes, handles are numbers, and nobody outside this package sees either.
 */
final class Native {
  private Native() {}

  static native byte[] version();

  static native int abiVersion();

  static native long cancelCreate();

  static native void cancelRequest(long cancel);

  static native void cancelFree(long cancel);

  static native long policyDefault();

  static native long policyParse(byte[][] names, byte[][] contents);

  static native byte[] policyId(long policy);

  static native void policyFree(long policy);

  static native long dossierCreate();

  /** Of {@code array} and {@code buffer} one is null; position and size belong to the buffer. */
  static native void dossierAdd(
      long dossier, byte[] name, byte[] array, ByteBuffer buffer, int position, int size);

  static native void dossierSetPassword(long dossier, byte[] name, byte[] password);

  static native byte[] dossierNextFile(long dossier);

  static native long dossierRun(
      long dossier,
      long policy,
      int masking,
      long sourceBytesMax,
      long sourceRowsMax,
      long pdf,
      long cancel,
      ProgressListener progress,
      long ocr);

  static native void dossierFree(long dossier);

  static native long[] assessmentSummary(long assessment);

  static native byte[] assessmentRender(long assessment, byte[] mediaType);

  static native byte[] assessmentChart(long assessment, byte[] name, byte[] mediaType);

  static native byte[] assessmentDigest(long assessment, byte[] algorithm);

  static native byte[] assessmentTable(long assessment, byte[] name);

  static native void assessmentArrow(long assessment, byte[] name, long stream);

  static native void assessmentFree(long assessment);

  static native byte[] parseAs(
      byte[] mediaType,
      byte[] array,
      ByteBuffer buffer,
      int position,
      int size,
      byte[] sourceName,
      byte[] password,
      long sourceBytesMax,
      long sourceRowsMax,
      long pdf,
      long cancel,
      ProgressListener progress,
      long ocr);

  static native void parseArrow(
      byte[] array,
      ByteBuffer buffer,
      int position,
      int size,
      byte[] sourceName,
      byte[] password,
      long sourceBytesMax,
      long sourceRowsMax,
      long pdf,
      long cancel,
      ProgressListener progress,
      long ocr,
      long stream);

  /** Invoices and payments, or, of {@code names}, known and damaged names. */
  static native byte[] match(
      boolean names,
      byte[] mediaType,
      byte[] one,
      byte[] other,
      byte[] ownName,
      byte[] ownTaxNo,
      long sourceBytesMax,
      long sourceRowsMax,
      long pdf,
      long cancel,
      ProgressListener progress);

  static native byte[] pmmlRun(
      byte[] model, byte[] table, byte[][] keep, long cancel, ProgressListener progress);

  static native long scannerOpen(byte[] libraryPath, byte[] dataPath);

  static native void scannerFree(long scanner);

  static native byte[] scan(
      long scanner, byte[][] pages, byte[] sourceName, byte[] password, long pdf, long cancel);

  static native long pdfEngineOpen(byte[] libraryPath);

  static native void pdfEngineFree(long engine);

  /** Passes on how far a call is. Called by {@code zhun_jni.cpp}. */
  static void tell(ProgressListener progress, String stage, long done, long total) {
    progress.onProgress(stage, done, total);
  }

  /** What the native side throws for an error. Called by {@code zhun_jni.cpp}. */
  static Throwable failure(
      int number, byte[] source, long page, long row, long column, byte[] field, byte[] message) {
    Status status = Status.ofNumber(number);
    String sentence = new String(message, StandardCharsets.UTF_8);
    if (status == Status.OUT_OF_MEMORY) {
      return new OutOfMemoryError(sentence);
    }
    if (status == Status.CANCELLED) {
      return new CancellationException(sentence);
    }
    Place place =
        new Place(
            new String(source, StandardCharsets.UTF_8),
            page,
            row,
            column,
            new String(field, StandardCharsets.UTF_8));
    return new ZhunException(status, place, sentence);
  }
}
