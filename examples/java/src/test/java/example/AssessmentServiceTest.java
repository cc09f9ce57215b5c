package example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import zhun.Assessment;
import zhun.Dossier;
import zhun.MediaType;
import zhun.Policy;

/** The endpoint as a client sees it. */
class AssessmentServiceTest {
  private static final Path SMALL =
      Path.of(System.getProperty("zhun.source", "../..")).resolve("tests/cli/dossier");
  private static AssessmentService service;
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void start() throws IOException {
    service = new AssessmentService(0, 2, 1 << 20, Duration.ofSeconds(60));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : List.of("dossier.json", "bank.csv", "registry.json")) {
      files.put(name, Files.readAllBytes(SMALL.resolve(name)));
    }
    return files;
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] form(Map<String, byte[]> files, String boundary) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String head =
          "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
              + file.getKey() + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
      bytes.write(head.getBytes(StandardCharsets.UTF_8));
      bytes.write(file.getValue());
      bytes.write("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    bytes.write(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  private static HttpRequest.Builder request(String path) {
    return request(service, path);
  }

  private static HttpRequest.Builder request(AssessmentService to, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to.port() + path))
        .timeout(Duration.ofSeconds(60));
  }

  private static HttpRequest post(String type, String accept, byte[] body) {
    return post(service, type, accept, body);
  }

  private static HttpRequest post(
      AssessmentService to, String type, String accept, byte[] body) {
    HttpRequest.Builder builder =
        request(to, "/assessments").POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (type != null) {
      builder.header("Content-Type", type);
    }
    if (accept != null) {
      builder.header("Accept", accept);
    }
    return builder.build();
  }

  private static HttpResponse<byte[]> send(HttpRequest request) throws Exception {
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String refused(int status, String type, byte[] body) throws Exception {
    HttpResponse<byte[]> response = send(post(type, null, body));
    String text = new String(response.body(), StandardCharsets.UTF_8);
    assertEquals(status, response.statusCode(), text);
    assertEquals(
        "application/problem+json", response.headers().firstValue("Content-Type").orElse(""));
    assertTrue(text.contains("\"detail\":\""), text);
    return text;
  }

  @Test
  void bothWaysOfSendingGiveTheBytesOfTheLibrary() throws Exception {
    byte[] form = form(files(), "----b0undary");
    try (Policy policy = Policy.builtIn();
        Dossier dossier = Dossier.read(SMALL);
        Assessment assessment = dossier.run(policy)) {
      for (String type : List.of(MediaType.JSON, MediaType.HTML, MediaType.CHECKLIST)) {
        byte[] expected = assessment.render(type);
        HttpResponse<byte[]> zipped = send(post("application/zip", type, zip(files())));
        assertEquals(200, zipped.statusCode());
        assertArrayEquals(expected, zipped.body());
        assertEquals(type, zipped.headers().firstValue("Content-Type").orElse(""));
        assertEquals(
            assessment.summary().decision().name(),
            zipped.headers().firstValue("Zhun-Decision").orElse(""));
        assertEquals(policy.id(), zipped.headers().firstValue("Zhun-Policy").orElse(""));
        for (String head :
            List.of(
                "multipart/form-data; boundary=----b0undary",
                "multipart/form-data; boundary=\"----b0undary\"; charset=utf-8")) {
          HttpResponse<byte[]> parts = send(post(head, type + ";q=0.9, */*;q=0.1", form));
          assertEquals(200, parts.statusCode());
          assertArrayEquals(expected, parts.body());
        }
      }
    }
  }

  @Test
  void manyClientsAtOnceAreServedOrToldToComeBack() throws Exception {
    byte[] body = zip(files());
    byte[] expected = send(post("application/zip", null, body)).body();
    List<CompletableFuture<HttpResponse<byte[]>>> sent = new ArrayList<>();
    for (int client = 0; client < 30; ++client) {
      sent.add(
          CLIENT.sendAsync(
              post("application/zip", null, body), HttpResponse.BodyHandlers.ofByteArray()));
    }
    int served = 0;
    for (CompletableFuture<HttpResponse<byte[]>> response : sent) {
      if (response.get().statusCode() == 200) {
        assertArrayEquals(expected, response.get().body());
        ++served;
      } else {
        assertEquals(503, response.get().statusCode());
      }
    }
    assertTrue(served >= 8, served + " were served");
  }

  @Test
  void whatIsWrongWithADossierComesBackWithItsPlace() throws Exception {
    Map<String, byte[]> files = files();
    String csv = new String(files.get("bank.csv"), StandardCharsets.UTF_8);
    String[] lines = csv.split("\n", -1);
    lines[lines.length / 2] = lines[lines.length / 2].replaceAll("[0-9]+\\.[0-9]{2}", "S3CR3T");
    files.put("bank.csv", String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    String text = refused(422, "application/zip", zip(files));
    assertTrue(text.contains("\"source\":\"bank.csv\""), text);
    assertTrue(text.matches("(?s).*\"row\":[1-9].*"), text);
    assertFalse(text.contains("S3CR3T"), text);

    Map<String, byte[]> incomplete = files();
    incomplete.remove("registry.json");
    text = refused(422, "application/zip", zip(incomplete));
    assertTrue(text.contains("registry.json") || text.contains("/sources/1"), text);
    Map<String, byte[]> nameless = files();
    nameless.remove("dossier.json");
    refused(422, "application/zip", zip(nameless));
  }

  @Test
  void wrongRequestsAreRefused() throws Exception {
    byte[] body = zip(files());
    refused(415, "text/plain", body);
    refused(415, null, body);
    refused(422, "application/zip", new byte[0]);
    refused(422, "application/zip", "no archive".getBytes(StandardCharsets.UTF_8));
    refused(422, "application/zip", java.util.Arrays.copyOf(body, body.length / 2));
    refused(400, "multipart/form-data", body);
    refused(400, "multipart/form-data; boundary=x", body);
    byte[] form = form(files(), "x");
    refused(400, "multipart/form-data; boundary=x", java.util.Arrays.copyOf(form, 3000));
    assertEquals(406, send(post("application/zip", "image/png", body)).statusCode());
    assertEquals(405, send(request("/assessments").GET().build()).statusCode());
    assertEquals(
        405,
        send(request("/health").POST(HttpRequest.BodyPublishers.noBody()).build()).statusCode());
    assertEquals(404, send(request("/").GET().build()).statusCode());
  }

  @Test
  void anArchiveThatExpandsTooFarIsRefused() throws Exception {
    Map<String, byte[]> files = files();
    for (int file = 0; file < 3; ++file) {
      files.put("zeros" + file, new byte[400 << 10]);
    }
    byte[] bomb = zip(files);
    assertTrue(bomb.length < 50_000);
    refused(413, "application/zip", bomb);
  }

  @Test
  void whatTakesTooLongIsStopped() throws Exception {
    Map<String, byte[]> files = files();
    StringBuilder csv = new StringBuilder(new String(files.get("bank.csv"), StandardCharsets.UTF_8));
    String last = csv.toString().strip().lines().reduce((before, line) -> line).orElseThrow();
    for (int row = 0; row < 100_000; ++row) {
      csv.append(last).append('\n');
    }
    files.put("bank.csv", csv.toString().getBytes(StandardCharsets.UTF_8));
    try (AssessmentService hasty =
        new AssessmentService(0, 1, 100 << 20, Duration.ofMillis(1))) {
      HttpResponse<byte[]> late = send(post(hasty, "application/zip", null, zip(files)));
      assertEquals(504, late.statusCode(), new String(late.body(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void healthSaysWhatRuns() throws Exception {
    HttpResponse<byte[]> response = send(request("/health").GET().build());
    assertEquals(200, response.statusCode());
    String text = new String(response.body(), StandardCharsets.UTF_8);
    assertTrue(text.matches("\\{\"zhun\":\"[0-9.]+\",\"policy\":\"[^\"]+@[^\"]+\"\\}\n"), text);
  }
}
