package dev.yardmaster.cli.agent;

import dev.yardmaster.cli.data.CommandRoot;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.protocol.connection.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server is called, and what is shown to it. The token never stands among the words. */
final class ConnectOptions {
  private static final String TOKEN_VARIABLE = "YARDMASTER_TOKEN";

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:7421",
      description = "The gRPC side of a server (default: ${DEFAULT-VALUE}).")
  String server = "localhost:7421";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Holds the token (default: YARDMASTER_TOKEN, if set).")
  @Nullable Path tokenFile;

  @Option(names = "--tls", description = "Over TLS (default: everywhere but on loopback).")
  boolean tls;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "Over TLS, trusting this certificate alone, PEM.")
  @Nullable Path trusted;

  @Option(
      names = "--insecure",
      description = "Without TLS: whoever is on the way can read the token.")
  boolean insecure;

  /** Connects; nothing is sent yet. */
  Yardmaster connect(CommandRoot root) {
    try {
      return Yardmaster.connect(server, credentials(root));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }

  private Credentials credentials(CommandRoot root) {
    if (insecure && (tls || trusted != null)) {
      throw new CommandFailure(
          ExitCode.REFUSED, "Expected either TLS or --insecure, got both; leave one out");
    }
    boolean secured = tls || trusted != null || !(insecure || isLoopback());
    return new Credentials(token(root), secured, trusted == null ? null : root.resolve(trusted));
  }

  private boolean isLoopback() {
    String host = server.substring(0, Math.max(0, server.lastIndexOf(':')));
    return host.equals("localhost")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}")
        || host.equals("[::1]");
  }

  private @Nullable String token(CommandRoot root) {
    if (tokenFile == null) {
      return System.getenv(TOKEN_VARIABLE);
    }
    try {
      return Files.readString(root.resolve(tokenFile)).strip();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "Expected a token in %s, but it cannot be read: %s".formatted(tokenFile, e),
          e);
    }
  }
}
