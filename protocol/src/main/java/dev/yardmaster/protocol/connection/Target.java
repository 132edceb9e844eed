package dev.yardmaster.protocol.connection;

import dev.yardmaster.protocol.config.CoordinationConfig;
import java.nio.file.Path;

/** What a connection is opened to. */
public sealed interface Target {
  /** An engine in this process that forgets everything when closed. */
  record Memory(CoordinationConfig config) implements Target {}

  /** An engine in this process with a durable log in a data folder, made if need be. */
  record Folder(Path path, CoordinationConfig config) implements Target {}

  /** A server elsewhere, by its gRPC address. */
  record Server(String host, int port, Credentials credentials) implements Target {
    /**
     * The server at an address.
     *
     * @throws IllegalArgumentException where that is no {@code host:port}
     */
    public static Server at(String address, Credentials credentials) {
      int colon = address.lastIndexOf(':');
      if (colon < 1 || !address.substring(colon + 1).matches("\\d{1,5}")) {
        throw new IllegalArgumentException(
            "Expected host:port, such as localhost:7421, got '%s'".formatted(address));
      }
      int port = Integer.parseInt(address.substring(colon + 1));
      return new Server(address.substring(0, colon), port, credentials);
    }
  }
}
