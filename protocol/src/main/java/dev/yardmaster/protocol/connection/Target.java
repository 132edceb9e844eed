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
  record Server(String host, int port, Credentials credentials) implements Target {}
}
