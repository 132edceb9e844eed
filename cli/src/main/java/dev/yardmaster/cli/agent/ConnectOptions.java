package dev.yardmaster.cli.agent;

import dev.yardmaster.cli.data.CommandRoot;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.token.ShownToken;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.protocol.connection.Credentials;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server is called, and what is shown to it. The token never stands among the words. */
final class ConnectOptions {
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
    return new Credentials(
        ShownToken.of(tokenFile == null ? null : root.resolve(tokenFile)),
        secured,
        trusted == null ? null : root.resolve(trusted));
  }

  private boolean isLoopback() {
    String host = server.substring(0, Math.max(0, server.lastIndexOf(':')));
    return host.equals("localhost")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}")
        || host.equals("[::1]");
  }
}
