package zhun;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/**
 * A pack of rules, tables, scorecards and wording. Immutable: make one, keep it, share it freely
 * between threads.
 */
public final class Policy implements AutoCloseable {
  private final Handle handle;

  private Policy(long address) {
    handle = new Handle(this, "policy", address, Native::policyFree);
  }

  /** The policy built into the library. Takes milliseconds. */
  public static Policy builtIn() {
    NativeLibrary.load();
    return new Policy(Native.policyDefault());
  }

  /**
   * A pack of your own.
   *
   * @param files {@code policy.json} and the files that it lists, by name ({@code zhun policy
   *     export} writes the built-in pack to begin with)
   * @throws ZhunException {@link Status#POLICY}, with file, line and element
   */
  public static Policy parse(Map<String, byte[]> files) {
    NativeLibrary.load();
    byte[][] names = new byte[files.size()][];
    byte[][] contents = new byte[files.size()][];
    int count = 0;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      names[count] = Text.name(file.getKey(), "a file's name");
      contents[count] = Objects.requireNonNull(file.getValue(), "a file's content");
      ++count;
    }
    return new Policy(Native.policyParse(names, contents));
  }

  /** {@code name@version#digest}, to keep with a decision. */
  public String id() {
    return new String(handle.use(Native::policyId), StandardCharsets.UTF_8);
  }

  Handle handle() {
    return handle;
  }

  /** Frees the policy once no call uses it. Twice is fine. */
  @Override
  public void close() {
    handle.close();
  }
}
