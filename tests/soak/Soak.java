// Soak in Java: the same work over and over, and the memory that the process holds meanwhile.
// Soak FOLDER SECONDS: prints "seconds kibibytes rounds" every second or two.
// Soak FOLDER ROUNDS THREADS: so many rounds on so many threads that share one policy.
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

  private static void workTogether(
      Policy policy, Map<String, byte[]> files, ByteBuffer bank, int rounds, int threads)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < rounds; ++i) {
      done.add(
          pool.submit(
              () -> {
                work(policy, files, bank);
                return null;
              }));
    }
    for (Future<?> one : done) {
      one.get();
    }
    pool.shutdown();
    System.out.println("0 " + residentKibibytes() + " " + rounds);
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : new String[] {"dossier.json", "bank.csv", "registry.json"}) {
      files.put(name, Files.readAllBytes(Path.of(arguments[0], name)));
    }
    byte[] csv = files.get("bank.csv");
    ByteBuffer bank = ByteBuffer.allocateDirect(csv.length).put(csv).flip();
    if (arguments.length == 3) {
      try (Policy policy = Policy.builtIn()) {
        workTogether(
            policy, files, bank, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
      }
      return;
    }
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
