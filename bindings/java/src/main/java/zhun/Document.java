package zhun;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Bytes on their way to the native side: an array, or a direct buffer that is read in place.
 *
 * @param array the bytes, or null
 * @param buffer a direct buffer, or null
 */
record Document(byte[] array, ByteBuffer buffer, int position, int size) {
  static Document of(byte[] data) {
    Objects.requireNonNull(data, "data");
    return new Document(data, null, 0, data.length);
  }

  /** What stands between position and limit; both stay as they are. */
  static Document of(ByteBuffer data) {
    Objects.requireNonNull(data, "data");
    if (data.isDirect()) {
      return new Document(null, data, data.position(), data.remaining());
    }
    byte[] copy = new byte[data.remaining()];
    data.duplicate().get(copy);
    return of(copy);
  }
}
