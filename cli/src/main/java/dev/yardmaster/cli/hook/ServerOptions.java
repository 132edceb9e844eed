package dev.yardmaster.cli.hook;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.token.ShownToken;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server is asked, in which workspace, and what is shown to it. */
final class ServerOptions {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:7420",
      description = "The HTTP side of a server (default: ${DEFAULT-VALUE}).")
  String url = "http://127.0.0.1:7420";

  @Option(
      names = "--workspace",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "The workspace (default: ${DEFAULT-VALUE}).")
  String workspace = "default";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Holds the token (default: YARDMASTER_TOKEN, if set).")
  @Nullable Path tokenFile;

  @Option(
      names = "--prefix",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Stands before each path, for projects that share a workspace.")
  String prefix = "";

  Yard yard() {
    String token = ShownToken.of(tokenFile);
    URI server = uri();
    if (token != null
        && server.getScheme().equals("http")
        && !LOOPBACK.contains(String.valueOf(server.getHost()))) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "Expected https for --url where a token is shown beyond this machine, got " + url);
    }
    return new Yard(server, workspace, token);
  }

  private URI uri() {
    try {
      URI uri = URI.create(url);
      if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw wrong();
    }
    throw wrong();
  }

  private CommandFailure wrong() {
    return new CommandFailure(
        ExitCode.REFUSED, "Expected http://HOST:PORT for --url, got '" + url + "'");
  }
}
