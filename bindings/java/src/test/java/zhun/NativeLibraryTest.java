package zhun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the library is found, in processes of their own. */
class NativeLibraryTest {
  /** Run in a process of its own: prints the version, or what could not be loaded. */
  public static final class Probe {
    public static void main(String[] arguments) {
      try {
        System.out.println("version " + Zhun.version());
      } catch (UnsatisfiedLinkError failed) {
        System.out.println("refused " + failed.getMessage());
      }
      try {
        Policy.builtIn().close();
        System.out.println("policy made");
      } catch (UnsatisfiedLinkError again) {
        System.out.println("again " + again.getMessage());
      }
    }
  }

  private static final String FILE = "libzhun_jni.so";
  private static final String CLASSPATH = System.getProperty("java.class.path");

  @TempDir Path scratch;
  private Path temporary;

  @BeforeEach
  void makeFolder() throws IOException {
    temporary = Files.createDirectory(scratch.resolve("tmp"));
  }

  private static List<String> java(String classpath, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xcheck:jni", "-XX:TieredStopAtLevel=1", "-cp", classpath));
    command.addAll(Arrays.asList(options));
    command.add(Probe.class.getName());
    return command;
  }

  private static String probe(String... options) throws Exception {
    Fixtures.Printed printed = Fixtures.run(java(CLASSPATH, options));
    assertEquals(0, printed.status(), printed.text());
    return printed.text();
  }

  private String tmpdir() {
    return "-Dzhun.tmpdir=" + temporary;
  }

  /** Whether a test file system can be mounted: only root may, and not everywhere. */
  private static boolean mayMount() throws Exception {
    try {
      return Fixtures.run(List.of("unshare", "-m", "true")).status() == 0;
    } catch (IOException none) {
      return false;
    }
  }

  /** Where Maven put the natives: the folder of the classes. */
  private static Path natives() throws Exception {
    URL list = NativeLibrary.class.getResource("/native/linux-x86_64-gnu/files.sha256");
    assumeTrue(list != null && list.getProtocol().equals("file"), "the natives are not unpacked");
    return Path.of(list.toURI()).getParent();
  }

  /** A classpath whose natives are those of {@code folder}. */
  private static String withResources(Path folder) {
    return folder + File.pathSeparator + CLASSPATH;
  }

  private Path copiedNatives() throws Exception {
    Path copy = Files.createDirectories(scratch.resolve("copy/native/linux-x86_64-gnu"));
    try (Stream<Path> files = Files.list(natives())) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return copy;
  }

  private void nothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void theCopyInTheJarIsUnpackedLoadedAndDeleted() throws Exception {
    String text = probe(tmpdir());
    assertTrue(text.contains("version 0.") && text.contains("policy made"), text);
    nothingIsLeft();
    // The system's own folder serves when nothing is said.
    text = probe("-Djava.io.tmpdir=" + temporary);
    assertTrue(text.contains("policy made"), text);
    nothingIsLeft();
  }

  @Test
  void itIsUnpackedWhereNobodyElseMayLook() throws Exception {
    Process process =
        new ProcessBuilder(java(CLASSPATH, tmpdir())).redirectErrorStream(true).start();
    java.util.Set<String> seen = new java.util.TreeSet<>();
    while (process.isAlive()) {
      try (Stream<Path> paths = Files.walk(temporary)) {
        for (Path path : paths.filter(found -> !found.equals(temporary)).toList()) {
          seen.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        }
      } catch (IOException | java.io.UncheckedIOException gone) {
        // It is deleted while it is looked at.
      }
    }
    assertEquals(0, process.waitFor());
    assertEquals(java.util.Set.of("rwx------"), seen);
  }

  @Test
  void theNamedLibraryIsTakenAndNothingElse() throws Exception {
    Path natives = natives();
    for (Path named : List.of(natives, natives.resolve(FILE))) {
      String text = probe("-Dzhun.library.path=" + named, "-Dzhun.tmpdir=" + scratch.resolve("no"));
      assertTrue(text.contains("policy made"), text);
    }
    Path nowhere = scratch.resolve("nowhere");
    String text = probe("-Dzhun.library.path=" + nowhere, "-Djava.library.path=" + natives);
    assertTrue(text.contains("refused") && text.contains("zhun.library.path"), text);
    assertTrue(text.contains("again"), text);
    Path broken = Files.writeString(scratch.resolve(FILE), "this is no library");
    text = probe("-Dzhun.library.path=" + broken);
    assertTrue(text.contains("refused") && text.contains("zhun.library.path"), text);
  }

  @Test
  void theLibraryPathOfJavaComesBeforeTheJar() throws Exception {
    String text = probe("-Djava.library.path=" + natives(), "-Dzhun.tmpdir=" + scratch.resolve("no"));
    assertTrue(text.contains("policy made"), text);
    Files.writeString(scratch.resolve(FILE), "this is no library");
    text = probe("-Djava.library.path=" + scratch, tmpdir());
    assertTrue(text.contains("refused") && text.contains("java.library.path"), text);
    // A folder without the library is passed over.
    text = probe("-Djava.library.path=" + temporary, tmpdir());
    assertTrue(text.contains("policy made"), text);
  }

  @Test
  void aFolderThatIsNotThereIsSaid() throws Exception {
    String text = probe("-Dzhun.tmpdir=" + scratch.resolve("no"));
    assertTrue(text.contains("refused") && text.contains("-Dzhun.tmpdir=FOLDER"), text);
  }

  @Test
  void aFileSystemMountedNoexecIsSaid() throws Exception {
    assumeTrue(mayMount(), "no file system may be mounted here");
    String java =
        java(CLASSPATH, tmpdir()).stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    String script = "mount -t tmpfs -o noexec tmpfs '" + temporary + "' && " + java + " && ls -A '"
        + temporary + "'";
    Fixtures.Printed printed = Fixtures.run(List.of("unshare", "-m", "sh", "-c", script));
    assertEquals(0, printed.status(), printed.text());
    List<String> lines = printed.text().lines().filter(line -> !line.isBlank()).toList();
    assertTrue(lines.get(0).startsWith("refused zhun: "), printed.text());
    assertTrue(lines.get(0).contains("noexec"), printed.text());
    assertTrue(lines.get(0).contains("-Dzhun.tmpdir=FOLDER"), printed.text());
    assertTrue(lines.get(0).contains("-Dzhun.library.path=FILE"), printed.text());
    assertTrue(lines.get(1).startsWith("again zhun: "), printed.text());
    assertEquals(2, lines.size(), "something was left behind: " + printed.text());
  }

  @Test
  void aDamagedCopyIsNotLoaded() throws Exception {
    Path copy = copiedNatives();
    byte[] library = Files.readAllBytes(copy.resolve(FILE));
    library[library.length / 2] ^= 1;
    Files.write(copy.resolve(FILE), library);
    Fixtures.Printed printed =
        Fixtures.run(java(withResources(scratch.resolve("copy")), tmpdir()));
    assertTrue(printed.text().contains("refused"), printed.text());
    assertTrue(printed.text().contains("is not the one"), printed.text());
    nothingIsLeft();
    Files.delete(copy.resolve(FILE));
    Files.writeString(copy.resolve("files.sha256"), "0000  ../../escape.so\n");
    printed = Fixtures.run(java(withResources(scratch.resolve("copy")), tmpdir()));
    assertTrue(printed.text().contains("damaged"), printed.text());
    nothingIsLeft();
  }

  @Test
  void anotherPlatformIsSaid() throws Exception {
    String text = probe("-Dos.arch=riscv64", tmpdir());
    assertTrue(text.contains("refused") && text.contains("linux-riscv64-gnu"), text);
    assertTrue(text.contains("-Dzhun.library.path=FILE"), text);
  }

  @Test
  void anotherVersionIsSaid() throws Exception {
    Path resources = Files.createDirectories(scratch.resolve("other/zhun"));
    Files.writeString(resources.resolve("zhun.properties"), "version=99.1.0\n");
    Fixtures.Printed printed =
        Fixtures.run(java(withResources(scratch.resolve("other")), tmpdir()));
    assertTrue(printed.text().contains("refused"), printed.text());
    assertTrue(printed.text().contains("99.1.0"), printed.text());
    assertTrue(printed.text().contains("again"), printed.text());
  }

  @Test
  void twoClassLoadersHaveALibraryEach() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : CLASSPATH.split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    URL[] path = urls.toArray(URL[]::new);
    List<Class<?>> classes = new ArrayList<>();
    for (int application = 0; application < 2; ++application) {
      ClassLoader parent = ClassLoader.getPlatformClassLoader();
      try (URLClassLoader loader = new URLClassLoader(path, parent)) {
        Class<?> zhun = loader.loadClass("zhun.Zhun");
        assertEquals(Zhun.version(), zhun.getMethod("version").invoke(null));
        byte[] data = Fixtures.small("bank.csv");
        assertTrue(zhun.getMethod("parse", byte[].class).invoke(null, data).toString().length() > 9);
        classes.add(zhun);
      }
    }
    assertNotSame(classes.get(0), classes.get(1));
    assertNotSame(Zhun.class, classes.get(0));
  }

  @Test
  void theInterfaceIsTheOneThatTheJarWasMadeFor() {
    assertEquals(1, Zhun.abiVersion());
  }
}
