package zhun;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Finds and loads {@code libzhun_jni.so}, once a class loader, in this order:
 *
 * <ol>
 *   <li>the file, or the file in the folder, that the property {@code zhun.library.path} names;
 *       nothing else is tried then
 *   <li>{@code java.library.path}
 *   <li>the copy in the jar: unpacked with the libraries that it needs into a folder of its own that
 *       only this user may enter, below {@code zhun.tmpdir} or {@code java.io.tmpdir}; compared with
 *       the digests in the jar, loaded, and deleted at once
 * </ol>
 */
final class NativeLibrary {
  static final String PATH_PROPERTY = "zhun.library.path";
  static final String FOLDER_PROPERTY = "zhun.tmpdir";
  private static final String NAME = "zhun_jni";
  private static final String FILE = "libzhun_jni.so";
  private static final String DIGESTS = "files.sha256";

  private static volatile boolean loaded;
  private static String failure;

  private NativeLibrary() {}

  /**
   * Quick when it is loaded.
   *
   * @throws UnsatisfiedLinkError with a sentence that says what to do; again at each later call
   */
  static void load() {
    if (!loaded) {
      loadOnce();
    }
  }

  private static synchronized void loadOnce() {
    if (loaded) {
      return;
    }
    if (failure != null) {
      throw new UnsatisfiedLinkError(failure);
    }
    try {
      find();
      checkVersion();
      loaded = true;
    } catch (UnsatisfiedLinkError failed) {
      failure = failed.getMessage();
      throw failed;
    }
  }

  private static void find() {
    String path = System.getProperty(PATH_PROPERTY);
    if (path != null) {
      loadNamed(path);
    } else if (!loadFromLibraryPath()) {
      loadFromJar();
    }
  }

  private static void loadNamed(String path) {
    Path named = Path.of(path).toAbsolutePath();
    Path file = Files.isDirectory(named) ? named.resolve(FILE) : named;
    if (!Files.isRegularFile(file)) {
      throw failed(
          "the property " + PATH_PROPERTY + " names " + file + ", and there is no such file", null);
    }
    try {
      System.load(file.toString());
    } catch (UnsatisfiedLinkError reason) {
      throw failed(
          "the library that the property " + PATH_PROPERTY + " names cannot be loaded", reason);
    }
  }

  /** False when {@code java.library.path} has no such file. One that is there must load. */
  private static boolean loadFromLibraryPath() {
    try {
      System.loadLibrary(NAME);
      return true;
    } catch (UnsatisfiedLinkError reason) {
      for (String folder : System.getProperty("java.library.path", "").split(":")) {
        if (!folder.isEmpty() && Files.exists(Path.of(folder, FILE))) {
          throw failed(
              "the library " + Path.of(folder, FILE) + " in java.library.path cannot be loaded",
              reason);
        }
      }
      return false;
    }
  }

  private static void loadFromJar() {
    String platform = platform();
    Map<String, String> digests = digests(platform);
    if (digests.isEmpty()) {
      throw failed(
          "this jar has no native library for "
              + platform
              + ": build one and name it with -D"
              + PATH_PROPERTY
              + "=FILE",
          null);
    }
    String parent = System.getProperty(FOLDER_PROPERTY, System.getProperty("java.io.tmpdir"));
    Path folder = null;
    try {
      folder = Files.createTempDirectory(Path.of(parent), "zhun", permissions("rwx------"));
      for (Map.Entry<String, String> file : digests.entrySet()) {
        unpack(platform, file.getKey(), file.getValue(), folder);
      }
      System.load(folder.resolve(FILE).toString());
    } catch (IOException reason) {
      throw failed(
          "the native library cannot be unpacked below "
              + parent
              + ": name a folder that may be written with -D"
              + FOLDER_PROPERTY
              + "=FOLDER",
          reason);
    } catch (UnsatisfiedLinkError reason) {
      throw failed(
          "the native library was unpacked below "
              + parent
              + " and cannot be loaded; if that file system is mounted noexec, name another folder"
              + " with -D"
              + FOLDER_PROPERTY
              + "=FOLDER, or an installed library with -D"
              + PATH_PROPERTY
              + "=FILE",
          reason);
    } finally {
      delete(folder, digests.keySet());
    }
  }

  /** Such as {@code linux-x86_64-gnu}. */
  private static String platform() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    if (machine.equals("amd64")) {
      machine = "x86_64";
    }
    if (!system.equals("linux")) {
      return system.replace(' ', '-') + "-" + machine;
    }
    return "linux-" + machine + (usesMusl() ? "-musl" : "-gnu");
  }

  private static boolean usesMusl() {
    try (java.util.stream.Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.anyMatch(line -> line.contains("/ld-musl-"));
    } catch (IOException | java.io.UncheckedIOException unknown) {
      return false;
    }
  }

  private static String resource(String platform, String name) {
    return "/native/" + platform + "/" + name;
  }

  /** The files of a platform and their digests; empty when the jar has none. */
  private static Map<String, String> digests(String platform) {
    Map<String, String> digests = new LinkedHashMap<>();
    try (InputStream list =
        NativeLibrary.class.getResourceAsStream(resource(platform, DIGESTS))) {
      if (list == null) {
        return digests;
      }
      String text = new String(list.readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : text.split("\n")) {
        String[] words = line.split(" +");
        if (words.length != 2 || words[1].contains("/")) {
          throw failed("the list of native libraries in the jar is damaged", null);
        }
        digests.put(words[1], words[0]);
      }
      return digests;
    } catch (IOException reason) {
      throw failed("the jar cannot be read", reason);
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }

  /** Writes one file, and compares what stands there afterwards. */
  private static void unpack(String platform, String name, String digest, Path folder)
      throws IOException {
    Path file = Files.createFile(folder.resolve(name), permissions("rwx------"));
    try (InputStream bytes = NativeLibrary.class.getResourceAsStream(resource(platform, name))) {
      if (bytes == null) {
        throw failed("the jar lacks the library " + name + " that it lists", null);
      }
      Files.write(file, bytes.readAllBytes());
    }
    if (!digest.equals(sha256(Files.readAllBytes(file)))) {
      throw failed(
          "the unpacked library " + name + " is not the one that was put into the jar: the jar, the"
              + " disk or somebody changed it",
          null);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("this Java has no SHA-256", impossible);
    }
  }

  /** Linux keeps a loaded library when its name goes. */
  private static void delete(Path folder, Set<String> names) {
    if (folder == null) {
      return;
    }
    List<Path> doomed = new ArrayList<>();
    names.forEach(name -> doomed.add(folder.resolve(name)));
    doomed.add(folder);
    for (Path path : doomed) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException ignored) {
        // A leftover file does no harm, and its folder is ours alone.
      }
    }
  }

  /** A jar and a library of different versions would not say the same of the same applicant. */
  private static void checkVersion() {
    Properties properties = new Properties();
    try (InputStream text = NativeLibrary.class.getResourceAsStream("/zhun/zhun.properties")) {
      properties.load(text);
    } catch (IOException | NullPointerException reason) {
      throw failed("the jar lacks the file zhun/zhun.properties", reason);
    }
    String own = properties.getProperty("version", "");
    String other = new String(Native.version(), StandardCharsets.UTF_8);
    if (!own.equals(other)) {
      throw failed(
          "the native library is zhun " + other + " and the jar is zhun " + own
              + ": use two of one version",
          null);
    }
  }

  private static UnsatisfiedLinkError failed(String sentence, Throwable reason) {
    String detail = reason == null || reason.getMessage() == null ? "" : reason.getMessage();
    UnsatisfiedLinkError error =
        new UnsatisfiedLinkError("zhun: " + sentence + (detail.isEmpty() ? "" : ": " + detail));
    error.initCause(reason);
    return error;
  }
}
