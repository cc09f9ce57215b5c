package example;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The files of a dossier as they are sent: a zip archive, or a form with a file a part. They stay in
 * memory, so a name opens nothing; what they may expand to is limited.
 */
final class Upload {
  private static final int FILES_MAX = 500;
  private static final Pattern BOUNDARY =
      Pattern.compile("boundary=(?:\"([^\"]{1,70})\"|([^;\\s]{1,70}))");
  private static final Pattern FILE_NAME = Pattern.compile("filename=\"([^\"]+)\"");

  private final long bytesMax;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private long bytes;

  private Upload(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /**
   * The files of one request, by name.
   *
   * @param bytesMax of all files together, expanded
   */
  static Map<String, byte[]> read(String contentType, byte[] body, long bytesMax) throws Refused {
    Upload upload = new Upload(bytesMax);
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    if (type.startsWith("application/zip")) {
      upload.unzip(body);
    } else if (type.startsWith("multipart/form-data")) {
      upload.split(contentType, body);
    } else {
      throw new Refused(415, "send application/zip or multipart/form-data");
    }
    if (!upload.files.containsKey("dossier.json")) {
      throw new Refused(422, "there is no dossier.json");
    }
    return upload.files;
  }

  private void add(String name, byte[] content) throws Refused {
    if (files.size() == FILES_MAX) {
      throw new Refused(413, "there are too many files");
    }
    bytes += content.length;
    if (bytes > bytesMax) {
      throw new Refused(413, "the files are too large");
    }
    if (files.put(name, content) != null) {
      throw new Refused(422, "a file comes twice");
    }
  }

  private void unzip(byte[] body) throws Refused {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(body))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          add(entry.getName(), readSome(zip));
        }
      }
    } catch (IOException | IllegalArgumentException broken) {
      throw new Refused(422, "the archive is damaged");
    }
  }

  /** No more than may still come, whatever the archive says of its size. */
  private byte[] readSome(InputStream in) throws IOException {
    return in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, bytesMax - bytes + 1));
  }

  private void split(String contentType, byte[] body) throws Refused {
    Matcher found = BOUNDARY.matcher(contentType);
    if (!found.find()) {
      throw new Refused(400, "the form has no boundary");
    }
    String boundary = found.group(1) != null ? found.group(1) : found.group(2);
    byte[] delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.UTF_8);
    // The first delimiter may stand at the very start, without the line's end before it.
    int at = startsWith(body, delimiter, 2) ? delimiter.length - 2 : after(body, delimiter, 0);
    while (at >= 0 && !isLast(body, at)) {
      int end = find(body, delimiter, at);
      if (end < 0) {
        throw new Refused(400, "the form ends too early");
      }
      addPart(body, at, end);
      at = end + delimiter.length;
    }
    if (at < 0) {
      throw new Refused(400, "the form has no part");
    }
  }

  private void addPart(byte[] body, int start, int end) throws Refused {
    int head = find(body, "\r\n\r\n".getBytes(StandardCharsets.US_ASCII), start);
    if (head < 0 || head > end) {
      throw new Refused(400, "a part of the form has no head");
    }
    String lines = new String(body, start, head - start, StandardCharsets.UTF_8);
    Matcher name = FILE_NAME.matcher(lines);
    if (name.find()) {
      add(name.group(1), Arrays.copyOfRange(body, Math.min(head + 4, end), end));
    }
  }

  private static boolean isLast(byte[] body, int at) {
    return at + 1 < body.length && body[at] == '-' && body[at + 1] == '-';
  }

  private static boolean startsWith(byte[] body, byte[] delimiter, int from) {
    int length = delimiter.length - from;
    return body.length >= length
        && Arrays.equals(body, 0, length, delimiter, from, delimiter.length);
  }

  private static int after(byte[] body, byte[] wanted, int from) {
    int found = find(body, wanted, from);
    return found < 0 ? -1 : found + wanted.length;
  }

  private static int find(byte[] body, byte[] wanted, int from) {
    for (int at = from; at <= body.length - wanted.length; ++at) {
      if (body[at] == wanted[0]
          && Arrays.equals(body, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }
}
