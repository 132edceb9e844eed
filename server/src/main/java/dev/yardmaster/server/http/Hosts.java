package dev.yardmaster.server.http;

import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.server.gateway.NoException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names under which the server may be spoken to (X6). A page of another site, or a name that was
 * made to point here, is refused before anything is read: {@code Host} must be one of the names,
 * and {@code Origin}, where there is one, a page of this server itself.
 */
public final class Hosts {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Set<String> names;

  /** Loopback, and these names. */
  public Hosts(Set<String> more) {
    this.names =
        java.util.stream.Stream.concat(LOOPBACK.stream(), more.stream())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(java.util.stream.Collectors.toUnmodifiableSet());
  }

  /**
   * Looks at the headers {@code Host} and {@code Origin} of a request.
   *
   * @throws NoException DENIED
   */
  public void check(@Nullable String host, @Nullable String origin) {
    if (host == null || !names.contains(nameOf(host))) {
      throw denied("Host", host);
    }
    if (origin != null && !host.equalsIgnoreCase(authorityOf(origin))) {
      throw denied("Origin", origin);
    }
  }

  private static String nameOf(String host) {
    int colon = host.lastIndexOf(':');
    boolean port = colon > host.lastIndexOf(']');
    return (port ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
  }

  private static @Nullable String authorityOf(String origin) {
    try {
      return new URI(origin).getRawAuthority();
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private NoException denied(String header, @Nullable String value) {
    return NoException.of(
        new Refusal(
            RefusalCode.DENIED,
            "Expected %s to be this server under one of its names, got %s; add the name to --host-name if it is right"
                .formatted(header, value == null ? "none" : "'" + value + "'")));
  }
}
