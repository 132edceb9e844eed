package dev.yardmaster.cli.token;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The token a command shows a server: from a file or the environment, never from its words, which
 * every process of the machine can read.
 */
public final class ShownToken {
  private static final String VARIABLE = "YARDMASTER_TOKEN";

  /** In the processes of a plan the same variable is the fencing token of the attempt: digits. */
  private static final String PREFIX = "ym_";

  private ShownToken() {}

  /**
   * What stands in the file, else in the environment; null for none.
   *
   * @throws CommandFailure where the file cannot be read
   */
  public static @Nullable String of(@Nullable Path file) {
    return of(file, System.getenv(VARIABLE));
  }

  static @Nullable String of(@Nullable Path file, @Nullable String variable) {
    if (file == null) {
      return variable != null && variable.startsWith(PREFIX) ? variable.strip() : null;
    }
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "Expected a token in %s, but it cannot be read: %s".formatted(file, e),
          e);
    }
  }
}
