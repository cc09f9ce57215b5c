package zhun.document;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zhun.Place;
import zhun.Status;
import zhun.ZhunException;

/**
 * JSON to Java's own values: unmodifiable {@code Map} and {@code List}, {@code String}, {@code
 * Boolean}, {@code Long} for whole numbers, {@code BigDecimal} for others, and null. Strict, with a
 * limit of depth. Written here so that the jar needs no other.
 */
final class JsonText {
  private static final int DEPTH_MAX = 64;
  private static final int DIGITS_MAX = 64;

  private final String text;
  private int at;

  private JsonText(String text) {
    this.text = text;
  }

  static Object parse(byte[] utf8) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException broken) {
      throw new ZhunException(Status.FORMAT, Place.NONE, "the JSON is not UTF-8");
    }
    JsonText json = new JsonText(text);
    Object value = json.value(0);
    json.skipSpace();
    if (json.at != text.length()) {
      throw json.wrong("something follows the JSON value");
    }
    return value;
  }

  private ZhunException wrong(String sentence) {
    String before = text.substring(0, Math.min(at, text.length()));
    long row = 1 + before.chars().filter(c -> c == '\n').count();
    return new ZhunException(Status.FORMAT, new Place("", 0, row, 0, ""), sentence);
  }

  private static ZhunException tooMuch(String sentence) {
    return new ZhunException(Status.LIMIT, Place.NONE, sentence);
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      ++at;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("the JSON ends too early");
    }
    return text.charAt(at);
  }

  private void expect(char wanted) {
    if (!skip(wanted)) {
      throw wrong("the JSON lacks a '" + wanted + "'");
    }
  }

  private boolean skip(char wanted) {
    skipSpace();
    if (peek() != wanted) {
      return false;
    }
    ++at;
    return true;
  }

  private Object value(int depth) {
    if (depth > DEPTH_MAX) {
      throw tooMuch("the JSON is nested too deeply");
    }
    skipSpace();
    switch (peek()) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        return string();
      case 't':
        return word("true", Boolean.TRUE);
      case 'f':
        return word("false", Boolean.FALSE);
      case 'n':
        return word("null", null);
      default:
        return number();
    }
  }

  private Map<String, Object> object(int depth) {
    expect('{');
    Map<String, Object> members = new LinkedHashMap<>();
    if (!skip('}')) {
      do {
        skipSpace();
        String name = string();
        expect(':');
        Object value = value(depth + 1);
        if (members.containsKey(name)) {
          throw wrong("the JSON has a member twice");
        }
        members.put(name, value);
      } while (skip(','));
      expect('}');
    }
    return Collections.unmodifiableMap(members);
  }

  private List<Object> array(int depth) {
    expect('[');
    List<Object> elements = new ArrayList<>();
    if (!skip(']')) {
      do {
        elements.add(value(depth + 1));
      } while (skip(','));
      expect(']');
    }
    return Collections.unmodifiableList(elements);
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw wrong("the JSON has an unknown word");
    }
    at += word.length();
    return value;
  }

  private String string() {
    expect('"');
    int end = at;
    while (end < text.length() && isPlain(text.charAt(end))) {
      ++end;
    }
    String start = text.substring(at, end);
    at = end;
    if (peek() == '"') {
      ++at;
      return start;
    }
    StringBuilder built = new StringBuilder(start);
    for (char c = peek(); c != '"'; c = peek()) {
      ++at;
      if (c < ' ') {
        throw wrong("a text of the JSON has a control character");
      }
      built.append(c == '\\' ? escaped() : c);
    }
    ++at;
    return built.toString();
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c != '"' && c != '\\';
  }

  private char escaped() {
    char c = peek();
    ++at;
    int simple = "\"\\/bfnrt".indexOf(c);
    if (simple >= 0) {
      return "\"\\/\b\f\n\r\t".charAt(simple);
    }
    if (c != 'u' || at + 4 > text.length()) {
      throw wrong("a text of the JSON has an unknown escape");
    }
    int code = 0;
    for (int end = at + 4; at < end; ++at) {
      int digit = "0123456789abcdef".indexOf(Character.toLowerCase(text.charAt(at)));
      if (digit < 0) {
        throw wrong("a text of the JSON has an unknown escape");
      }
      code = 16 * code + digit;
    }
    return (char) code;
  }

  private int digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      ++at;
    }
    return at - start;
  }

  private boolean skipOneOf(String characters) {
    if (at >= text.length() || characters.indexOf(text.charAt(at)) < 0) {
      return false;
    }
    ++at;
    return true;
  }

  private Object number() {
    int start = at;
    skipOneOf("-");
    boolean zero = at < text.length() && text.charAt(at) == '0';
    int whole = digits();
    boolean valid = whole == 1 || (whole > 1 && !zero);
    boolean integer = true;
    if (skipOneOf(".")) {
      integer = false;
      valid = valid && digits() > 0;
    }
    if (skipOneOf("eE")) {
      integer = false;
      skipOneOf("+-");
      int exponent = digits();
      valid = valid && exponent > 0 && exponent <= 3;
    }
    if (!valid) {
      throw wrong("the JSON has a wrong number or an unknown word");
    }
    if (at - start > DIGITS_MAX) {
      throw tooMuch("a number of the JSON is too long");
    }
    BigDecimal number = new BigDecimal(text.substring(start, at));
    boolean fits = integer && number.toBigInteger().bitLength() < Long.SIZE;
    return fits ? (Object) number.longValueExact() : number;
  }
}
