// What hosts.sh measures: the same as hosts.cpp, in Java. Hosts FOLDER TIMES.
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import zhun.Assessment;
import zhun.Dossier;
import zhun.Policy;

public final class Hosts {
  public static void main(String[] arguments) throws Exception {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.list(Path.of(arguments[0]))) {
      for (Path path : paths.toList()) {
        files.put(path.getFileName().toString(), Files.readAllBytes(path));
      }
    }
    int times = Integer.parseInt(arguments[1]);
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    double[] taken = new double[times];
    long bytes = 0;
    try (Policy policy = Policy.builtIn()) {
      for (int i = 0; i < times; ++i) {
        long begin = clock.getCurrentThreadCpuTime();
        try (Dossier dossier = new Dossier()) {
          files.forEach(dossier::add);
          try (Assessment assessment = dossier.run(policy)) {
            bytes += assessment.json().length;
            bytes += assessment.html().length;
          }
        }
        taken[i] = (clock.getCurrentThreadCpuTime() - begin) * 1e-6;
      }
    }
    Arrays.sort(taken);
    System.out.printf("%.3f %d%n", taken[times / 2], bytes / times);
  }
}
