package dev.yardmaster.protocol.connection;

import java.io.IOException;
import java.util.ServiceLoader;

/** A maker of connections, found through {@link ServiceLoader}. */
public interface ConnectionProvider {
  boolean supports(Target target);

  /**
   * Opens a connection that owns all it needs and frees it when closed.
   *
   * @throws IOException with a message that names what could not be opened and what to do
   */
  Connection open(Target target) throws IOException;

  /** Opens a connection through the first provider that supports the target. */
  static Connection connect(Target target) throws IOException {
    for (ConnectionProvider provider : ServiceLoader.load(ConnectionProvider.class)) {
      if (provider.supports(target)) {
        return provider.open(target);
      }
    }
    throw new IOException(
        "Expected a provider of connections to %s on the class path, found none; add yardmaster-engine, or yardmaster-remote for a server"
            .formatted(target));
  }
}
