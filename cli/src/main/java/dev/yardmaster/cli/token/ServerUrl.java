package dev.yardmaster.cli.token;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The HTTP side of a server as {@code --url} names it. */
public final class ServerUrl {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private ServerUrl() {}

  /**
   * Reads a URL to which a token is shown.
   *
   * @param form what is expected, such as {@code http://HOST:PORT}
   * @param token null for none
   * @throws CommandFailure where it is no such URL, or would carry the token beyond this machine
   *     for all to read
   */
  public static URI of(String url, String form, @Nullable String token) {
    URI server = read(url, form);
    if (token != null
        && server.getScheme().equals("http")
        && !LOOPBACK.contains(String.valueOf(server.getHost()))) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "Expected https for --url where a token is shown beyond this machine, got " + url);
    }
    return server;
  }

  private static URI read(String url, String form) {
    try {
      URI uri = URI.create(url);
      if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw wrong(url, form);
    }
    throw wrong(url, form);
  }

  private static CommandFailure wrong(String url, String form) {
    return new CommandFailure(
        ExitCode.REFUSED, "Expected %s for --url, got '%s'".formatted(form, url));
  }
}
