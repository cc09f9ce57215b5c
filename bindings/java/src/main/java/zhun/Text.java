package zhun;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** Texts as the C interface wants them: UTF-8, and names without a zero character. */
final class Text {
  private Text() {}

  /** The bytes of a name. {@code what} names the argument in exceptions. */
  static byte[] name(String text, String what) {
    Objects.requireNonNull(text, what);
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(what + " contains a zero character");
    }
    return encode(CharBuffer.wrap(text), what);
  }

  /** The bytes of a password; the caller overwrites them. */
  static byte[] secret(char[] text, String what) {
    return encode(CharBuffer.wrap(Objects.requireNonNull(text, what)), what);
  }

  private static byte[] encode(CharBuffer text, String what) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(text);
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      Arrays.fill(encoded.array(), (byte) 0);
      return bytes;
    } catch (CharacterCodingException broken) {
      // Without its cause: what that says is about the text.
      throw new IllegalArgumentException(what + " contains half of a surrogate pair");
    }
  }
}
