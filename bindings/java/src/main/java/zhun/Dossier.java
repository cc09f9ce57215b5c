package zhun;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/**
 * The files of one applicant: {@code dossier.json}, which describes them, and those that it names.
 * Everything is copied, and overwritten when the dossier is closed. Calls from several threads take
 * turns; different dossiers are independent.
 */
public final class Dossier implements AutoCloseable {
  /** The file that describes the others. */
  public static final String DESCRIPTION = "dossier.json";

  private final Handle handle;
  private final ReentrantLock turn = new ReentrantLock();

  /** An empty dossier. */
  public Dossier() {
    NativeLibrary.load();
    handle = new Handle(this, "dossier", Native.dossierCreate(), Native::dossierFree);
  }

  /**
   * The dossier in a folder: {@code dossier.json} and the files that it names, which must lie in
   * that folder.
   *
   * @throws ZhunException {@link Status#INVALID_ARGUMENT} when it names a file outside
   */
  public static Dossier read(Path folder) throws IOException {
    Dossier dossier = new Dossier();
    try {
      dossier.add(DESCRIPTION, Files.readAllBytes(folder.resolve(DESCRIPTION)));
      Path root = folder.toRealPath();
      for (Optional<String> name = dossier.nextFile();
          name.isPresent();
          name = dossier.nextFile()) {
        dossier.add(name.get(), Files.readAllBytes(inside(root, name.get())));
      }
      return dossier;
    } catch (Throwable failed) {
      dossier.close();
      throw failed;
    }
  }

  /** The real file of that name below {@code root}: dossier.json may have been written by others. */
  private static Path inside(Path root, String name) throws IOException {
    Path file = root.resolve(name).toRealPath();
    if (!file.startsWith(root)) {
      throw new ZhunException(
          Status.INVALID_ARGUMENT,
          new Place(DESCRIPTION, 0, 0, 0, ""),
          "it names a file outside of its folder");
    }
    return file;
  }

  /**
   * Adds a file. The order of the calls changes nothing.
   *
   * @param name {@code dossier.json}, or the name that it uses
   * @return this
   * @throws ZhunException {@link Status#INVALID_ARGUMENT} for a name given twice
   */
  public Dossier add(String name, byte[] data) {
    return add(name, Document.of(data));
  }

  /** The same of what stands between the buffer's position and limit, which stay as they are. */
  public Dossier add(String name, ByteBuffer data) {
    return add(name, Document.of(data));
  }

  private Dossier add(String name, Document data) {
    byte[] bytes = Text.name(name, "name");
    inTurn(
        dossier -> {
          Native.dossierAdd(
              dossier, bytes, data.array(), data.buffer(), data.position(), data.size());
          return null;
        });
    return this;
  }

  /**
   * What opens a file that is encrypted: a zip archive, a workbook, a PDF. Before or after the file
   * itself; a second one replaces the first.
   *
   * @param password copied; overwrite yours afterwards
   * @return this
   */
  public Dossier setPassword(String name, char[] password) {
    byte[] bytes = Text.name(name, "name");
    byte[] secret = Text.secret(password, "password");
    try {
      inTurn(
          dossier -> {
            Native.dossierSetPassword(dossier, bytes, secret);
            return null;
          });
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
    return this;
  }

  /**
   * The next file that {@code dossier.json} names and that was not added yet; empty when nothing is
   * left. The name is as written there: check it before you open anything.
   *
   * @throws ZhunException {@link Status#STATE} before {@code dossier.json} was added
   */
  public Optional<String> nextFile() {
    byte[] name = inTurn(Native::dossierNextFile);
    return Optional.ofNullable(name).map(text -> new String(text, StandardCharsets.UTF_8));
  }

  /** Runs the policy with {@link RunOptions#DEFAULTS}. */
  public Assessment run(Policy policy) {
    return run(policy, RunOptions.DEFAULTS);
  }

  /**
   * Reads the dossier and runs the policy on it: milliseconds for a few thousand rows. The dossier
   * stays as it is and may be run again.
   *
   * @throws ZhunException with the place of what cannot be read
   * @throws java.util.concurrent.CancellationException when the options' token was requested
   */
  public Assessment run(Policy policy, RunOptions options) {
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(options, "options");
    return inTurn(
        dossier ->
            policy
                .handle()
                .use(
                    rules ->
                        Handle.useIfGiven(
                            options.pdfHandle(),
                            pdf ->
                                Handle.useIfGiven(
                                    options.cancelHandle(),
                                    cancel ->
                                        OcrEngine.useIfGiven(
                                            options.ocr(),
                                            ocr ->
                                                run(
                                                    dossier, rules, options, pdf, cancel, ocr))))));
  }

  private static Assessment run(
      long dossier, long policy, RunOptions options, long pdf, long cancel, long ocr) {
    return new Assessment(
        Native.dossierRun(
            dossier,
            policy,
            options.masking().number(),
            options.sourceBytesMax(),
            options.sourceRowsMax(),
            pdf,
            cancel,
            options.progress(),
            ocr));
  }

  private <T> T inTurn(LongFunction<T> call) {
    if (turn.isHeldByCurrentThread()) {
      throw new IllegalStateException("this dossier is being run by the call that calls it");
    }
    turn.lock();
    try {
      return handle.use(call);
    } finally {
      turn.unlock();
    }
  }

  /** Overwrites and frees the copies once no call uses them. Twice is fine. */
  @Override
  public void close() {
    handle.close();
  }
}
