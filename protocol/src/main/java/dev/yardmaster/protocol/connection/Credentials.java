package dev.yardmaster.protocol.connection;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a client shows a server, and how it looks at the server.
 *
 * @param token the secret of a credential; null for none, which only loopback accepts
 * @param tls whether the server must prove its name
 * @param trusted a certificate in PEM form that is trusted in place of those the system trusts;
 *     null for those
 */
public record Credentials(@Nullable String token, boolean tls, @Nullable Path trusted) {
  /** For a server on the same machine. */
  public static Credentials none() {
    return new Credentials(null, false, null);
  }

  /** A token, over TLS. */
  public static Credentials token(String token) {
    return new Credentials(token, true, null);
  }

  /** The same without TLS: whoever is on the way can read it. */
  public Credentials plaintext() {
    return new Credentials(token, false, null);
  }

  /** The same, trusting this certificate alone. */
  public Credentials trusting(Path certificate) {
    return new Credentials(token, true, certificate);
  }

  @Override
  public String toString() {
    return "Credentials[%s, %s]"
        .formatted(token == null ? "no token" : "a token", tls ? "TLS" : "plaintext");
  }
}
