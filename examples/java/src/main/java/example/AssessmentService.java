package example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import zhun.Assessment;
import zhun.CancelToken;
import zhun.Dossier;
import zhun.MediaType;
import zhun.Policy;
import zhun.RunOptions;
import zhun.Summary;
import zhun.Zhun;
import zhun.ZhunException;

/**
 * An HTTP endpoint: a dossier in, its assessment out.
 *
 * <pre>
 * curl --data-binary @dossier.zip -H 'Content-Type: application/zip' -H 'Accept: text/html' \
 *     http://127.0.0.1:8080/assessments
 * curl -F file=@dossier.json -F file=@bank.csv http://127.0.0.1:8080/assessments
 * curl http://127.0.0.1:8080/health
 * </pre>
 *
 * <p>{@code Accept} chooses among {@code application/json} (the default), {@code text/html} and
 * {@code application/vnd.zhun.checklist+json}. What is wrong with a dossier comes back as {@code
 * application/problem+json} with its place. Nothing of a dossier is logged or kept. What a bank adds:
 * TLS and a login, in front or with {@code HttpsServer}.
 */
public final class AssessmentService implements AutoCloseable {
  private static final long BODY_BYTES_MAX = 64L << 20;
  private static final long FILES_BYTES_MAX = 128L << 20;
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final Policy policy = Policy.builtIn();
  private final HttpServer server;
  private final ExecutorService workers;
  private final long filesBytesMax;
  private final Duration deadline;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  /** Dossiers in work and waiting: more are told to come back, instead of filling the memory. */
  private final Semaphore places;

  /**
   * Starts to serve on the loopback interface.
   *
   * @param port 0: a free one
   * @param threads dossiers that are assessed at the same time
   * @param filesBytesMax what the files of one dossier may expand to
   * @param deadline how long one assessment may take
   */
  public AssessmentService(int port, int threads, long filesBytesMax, Duration deadline)
      throws IOException {
    this.filesBytesMax = filesBytesMax;
    this.deadline = deadline;
    workers = Executors.newFixedThreadPool(threads);
    places = new Semaphore(4 * threads);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(workers);
    server.createContext("/health", exchange -> answer(exchange, this::health));
    server.createContext("/assessments", exchange -> answer(exchange, this::assess));
    server.start();
  }

  /** Where it serves. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** What is sent back. */
  private record Reply(int status, String type, byte[] body, Summary summary) {
    static Reply problem(int status, String members) {
      byte[] body = ("{\"status\":" + status + members + "}\n").getBytes(StandardCharsets.UTF_8);
      return new Reply(status, "application/problem+json", body, null);
    }
  }

  private interface Work {
    Reply on(HttpExchange exchange) throws IOException, Refused;
  }

  private void answer(HttpExchange exchange, Work work) throws IOException {
    try (exchange) {
      Reply reply = reply(exchange, work);
      exchange.getResponseHeaders().set("Content-Type", reply.type());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      if (reply.summary() != null) {
        exchange.getResponseHeaders().set("Zhun-Decision", reply.summary().decision().name());
        exchange.getResponseHeaders().set("Zhun-Policy", policy.id());
      }
      exchange.sendResponseHeaders(reply.status(), reply.body().length);
      exchange.getResponseBody().write(reply.body());
    }
  }

  private Reply reply(HttpExchange exchange, Work work) throws IOException {
    if (!places.tryAcquire()) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      return Reply.problem(503, detail("all places are taken"));
    }
    try {
      return work.on(exchange);
    } catch (Refused refused) {
      return Reply.problem(refused.status, detail(refused.getMessage()));
    } catch (ZhunException wrong) {
      return Reply.problem(status(wrong), place(wrong) + detail(wrong.sentence()));
    } catch (CancellationException late) {
      return Reply.problem(504, detail("the assessment took too long"));
    } catch (OutOfMemoryError full) {
      return Reply.problem(503, detail("there is not enough memory"));
    } finally {
      places.release();
    }
  }

  private Reply health(HttpExchange exchange) throws Refused {
    if (!exchange.getRequestMethod().equals("GET")) {
      throw new Refused(405, "ask with GET");
    }
    String body =
        "{\"zhun\":" + text(Zhun.version()) + ",\"policy\":" + text(policy.id()) + "}\n";
    return new Reply(200, MediaType.JSON, body.getBytes(StandardCharsets.UTF_8), null);
  }

  private Reply assess(HttpExchange exchange) throws IOException, Refused {
    if (!exchange.getRequestMethod().equals("POST")) {
      throw new Refused(405, "send a dossier with POST");
    }
    String form = form(exchange.getRequestHeaders().getFirst("Accept"));
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    Map<String, byte[]> files = Upload.read(type, body(exchange), filesBytesMax);
    try (Dossier dossier = new Dossier()) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        dossier.add(file.getKey(), file.getValue());
      }
      try (Assessment assessment = run(dossier)) {
        return new Reply(200, form, assessment.render(form), assessment.summary());
      }
    }
  }

  /** Stops what takes too long: the clock's thread requests, and the call ends soon after. */
  private Assessment run(Dossier dossier) {
    try (CancelToken token = new CancelToken()) {
      Future<?> alarm =
          clock.schedule(token::request, deadline.toMillis(), TimeUnit.MILLISECONDS);
      try {
        return dossier.run(policy, RunOptions.DEFAULTS.withCancel(token));
      } finally {
        alarm.cancel(false);
      }
    }
  }

  private static byte[] body(HttpExchange exchange) throws IOException, Refused {
    try (InputStream in = exchange.getRequestBody()) {
      byte[] body = in.readNBytes((int) BODY_BYTES_MAX + 1);
      if (body.length > BODY_BYTES_MAX) {
        throw new Refused(413, "the request is too large");
      }
      return body;
    }
  }

  private static String form(String accept) throws Refused {
    if (accept == null) {
      return MediaType.JSON;
    }
    for (String range : accept.split(",")) {
      String wanted = range.split(";")[0].trim();
      switch (wanted) {
        case MediaType.JSON, MediaType.HTML, MediaType.CHECKLIST:
          return wanted;
        case "*/*", "application/*":
          return MediaType.JSON;
        default:
          break;
      }
    }
    throw new Refused(406, "ask for application/json, text/html or " + MediaType.CHECKLIST);
  }

  private static int status(ZhunException wrong) {
    return switch (wrong.status()) {
      case LIMIT -> 413;
      case OUT_OF_MEMORY -> 503;
      case INTERNAL, VERSION -> 500;
      default -> 422;
    };
  }

  private static String place(ZhunException wrong) {
    StringBuilder members = new StringBuilder();
    members.append(",\"code\":").append(text(wrong.status().name()));
    members.append(",\"source\":").append(text(wrong.source()));
    members.append(",\"page\":").append(wrong.page());
    members.append(",\"row\":").append(wrong.row());
    members.append(",\"column\":").append(wrong.column());
    members.append(",\"field\":").append(text(wrong.field()));
    return members.toString();
  }

  private static String detail(String sentence) {
    return ",\"detail\":" + text(sentence);
  }

  /** A text of JSON. */
  private static String text(String value) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : value.toCharArray()) {
      if (c < ' ' || c == '"' || c == '\\') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  /** Lets running requests finish for two seconds, then frees everything. */
  @Override
  public void close() {
    server.stop(2);
    workers.shutdown();
    clock.shutdownNow();
    try {
      workers.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    policy.close();
  }

  /** {@code [PORT]}: serves until the process is told to end. */
  public static void main(String[] arguments) throws IOException {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080;
    Zhun.load(); // what is missing shows now
    @SuppressWarnings("resource") // closed when the process ends
    AssessmentService service =
        new AssessmentService(
            port, Runtime.getRuntime().availableProcessors(), FILES_BYTES_MAX, DEADLINE);
    Runtime.getRuntime().addShutdownHook(new Thread(service::close));
    System.out.println("zhun " + Zhun.version() + " at http://127.0.0.1:" + service.port());
  }
}
