// Soak in Java: the same work over and over, and the memory that the process holds meanwhile.
// Soak FOLDER SECONDS: prints "seconds kibibytes rounds" every second or two.
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import zhun.Assessment;
import zhun.CancelToken;
import zhun.Dossier;
import zhun.MediaType;
import zhun.ParseOptions;
import zhun.Policy;
import zhun.RunOptions;
import zhun.Zhun;
import zhun.ZhunException;

public final class Soak {
  private static void refused(Runnable call) {
    try {
      call.run();
    } catch (ZhunException | CancellationException expected) {
      return;
    }
    throw new AssertionError("what is wrong was taken");
  }

  private static void work(Policy policy, Map<String, byte[]> files, ByteBuffer bank)
      throws Exception {
    try (Dossier dossier = new Dossier();
        CancelToken token = new CancelToken()) {
      files.forEach(dossier::add);
      try (Assessment assessment = dossier.run(policy)) {
        assessment.json();
        assessment.html();
        assessment.document();
        assessment.table("facts");
        assessment.chart("score", MediaType.SVG);
      }
      token.request();
      refused(() -> dossier.run(policy, RunOptions.DEFAULTS.withCancel(token)));
      refused(
          () ->
              dossier.run(
                  policy,
                  RunOptions.DEFAULTS.withProgress(
                      (stage, done, total) -> {
                        throw new CancellationException();
                      })));
    }
    Zhun.parseAs(MediaType.ARROW, bank, ParseOptions.DEFAULTS);
    refused(() -> Zhun.parse(new byte[] {1, 2, 3}));
  }

  private static long residentKibibytes() throws Exception {
    String text = Files.readString(Path.of("/proc/self/statm"), StandardCharsets.US_ASCII);
    return Long.parseLong(text.split(" ")[1]) * 4;
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : new String[] {"dossier.json", "bank.csv", "registry.json"}) {
      files.put(name, Files.readAllBytes(Path.of(arguments[0], name)));
    }
    byte[] csv = files.get("bank.csv");
    ByteBuffer bank = ByteBuffer.allocateDirect(csv.length).put(csv).flip();
    long begin = System.nanoTime();
    long told = 0;
    long rounds = 0;
    long end = begin + Long.parseLong(arguments[1]) * 1_000_000_000L;
    try (Policy policy = Policy.builtIn()) {
      while (System.nanoTime() < end) {
        work(policy, files, bank);
        ++rounds;
        long second = (System.nanoTime() - begin) / 1_000_000_000L;
        if (second > told) {
          told = second;
          System.out.println(second + " " + residentKibibytes() + " " + rounds);
        }
      }
    }
  }
}
