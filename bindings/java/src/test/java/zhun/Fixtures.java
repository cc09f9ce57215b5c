package zhun;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the tests read: the clone's own fixtures and examples, and the zhun command. */
final class Fixtures {
  static final Path SOURCE = Path.of(System.getProperty("zhun.source", "../.."));
  static final Path SMALL = SOURCE.resolve("tests/cli/dossier");
  static final String PASSWORD = "283746";

  private Fixtures() {}

  static byte[] read(String name) {
    try {
      return Files.readAllBytes(SOURCE.resolve(name));
    } catch (IOException missing) {
      throw new IllegalStateException(missing);
    }
  }

  static byte[] small(String name) {
    return read("tests/cli/dossier/" + name);
  }

  /** The small dossier, file by file. */
  static Dossier smallDossier() {
    return new Dossier()
        .add("dossier.json", small("dossier.json"))
        .add("bank.csv", small("bank.csv"))
        .add("registry.json", small("registry.json"));
  }

  /** Every dossier of the clone. */
  static List<Path> dossiers() {
    Path examples = SOURCE.resolve("examples/dossiers");
    return List.of(
        SMALL,
        examples.resolve("packaged-applicant"),
        examples.resolve("sole-proprietor"),
        examples.resolve("trading-company"));
  }

  /** The built command; without it the test is skipped, which Maven alone does. */
  static String command() {
    String command = System.getProperty("zhun.command", "");
    assumeTrue(!command.isEmpty(), "zhun.command names no command");
    return command;
  }

  /** What a command prints on both its streams. */
  record Printed(int status, String text) {}

  static Printed run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Printed(process.waitFor(), text);
  }
}
