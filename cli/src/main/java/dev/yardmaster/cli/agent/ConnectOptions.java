package dev.yardmaster.cli.agent;

import dev.yardmaster.cli.data.CommandRoot;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.token.ShownToken;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.ConnectionProvider;
import dev.yardmaster.protocol.connection.Credentials;
import dev.yardmaster.protocol.connection.Target;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server is called, and what is shown to it. The token never stands among the words. */
public final class ConnectOptions {
  private static final int CONNECT_MILLIS = 5_000;

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
  public Yardmaster connect(CommandRoot root) {
    return Yardmaster.over(open(root));
  }

  /** The same, for whoever speaks through the connection itself. */
  public Connection open(CommandRoot root) {
    try {
      return ConnectionProvider.connect(target(root));
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Looks once whether anybody listens there, for commands that have no patience.
   *
   * @throws CommandFailure where nobody does
   */
  public void requireReachable(CommandRoot root) {
    Target.Server target = target(root);
    String host = target.host().replaceAll("^\\[|]$", "");
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, target.port()), CONNECT_MILLIS);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNAVAILABLE,
          "The server cannot be reached at %s (%s); start one with 'yardmaster serve', or name another with --server"
              .formatted(server, e.getMessage()),
          e);
    }
  }

  private Target.Server target(CommandRoot root) {
    try {
      return Target.Server.at(server, credentials(root));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }

  /** What is shown to the server. */
  public Credentials credentials(CommandRoot root) {
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
