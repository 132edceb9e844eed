package dev.yardmaster.client;

import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import dev.yardmaster.protocol.config.ConfigurationException;
import dev.yardmaster.protocol.config.CoordinationConfig;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.ConnectionProvider;
import dev.yardmaster.protocol.connection.Credentials;
import dev.yardmaster.protocol.connection.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * An open Yardmaster: {@link #open embedded and durable}, {@link #inMemory embedded and forgetful},
 * or {@link #connect a server elsewhere}. Usable from any thread; closing it ends the sessions and
 * workers it made, and every call after that is refused at once.
 *
 * {@snippet file="YardmasterExamplesTest.java" region="open"}
 */
public final class Yardmaster implements AutoCloseable {
  private final Requests requests;
  private final Connection connection;
  private final WorkspaceSettings settings;

  private Yardmaster(Connection connection, CoordinationConfig config) {
    this.connection = connection;
    this.requests = new Requests(connection);
    this.settings = new WorkspaceSettings(config);
  }

  /**
   * Opens a data folder, made if need be; the folder belongs to this process until closed.
   *
   * @throws UncheckedIOException naming the file and the next step, when the folder cannot be
   *     opened
   */
  public static Yardmaster open(Path folder) {
    return open(folder, CoordinationConfig.defaults());
  }

  /**
   * As {@link #open(Path)}, with settings of one's own.
   *
   * @throws ConfigurationException where settings contradict each other
   */
  public static Yardmaster open(Path folder, CoordinationConfig config) {
    return connect(new Target.Folder(folder, config), config);
  }

  /** Opens a Yardmaster that forgets everything when closed. */
  public static Yardmaster inMemory() {
    return inMemory(CoordinationConfig.defaults());
  }

  /** As {@link #inMemory()}, with settings of one's own. */
  public static Yardmaster inMemory(CoordinationConfig config) {
    return connect(new Target.Memory(config), config);
  }

  /**
   * Connects to a server on this machine, {@code host:port} of its gRPC side; as {@link
   * #connect(String, Credentials)} without credentials.
   */
  public static Yardmaster connect(String address) {
    return connect(address, Credentials.none());
  }

  /**
   * Connects to a server. Nothing is sent yet: a server that cannot be reached is refused by the
   * first call, after its time. Where a method takes the name of who asks, the server puts that of
   * the credential's principal in its place.
   *
   * @throws IllegalArgumentException where the address is no {@code host:port}
   */
  public static Yardmaster connect(String address, Credentials credentials) {
    return connect(Target.Server.at(address, credentials), CoordinationConfig.defaults());
  }

  /** Speaks through a connection that is open already, and closes it in the end. */
  public static Yardmaster over(Connection connection) {
    return over(connection, CoordinationConfig.defaults());
  }

  /**
   * As {@link #over(Connection)}; of the settings, those of an engine have effect where that is
   * opened alone.
   */
  public static Yardmaster over(Connection connection, CoordinationConfig config) {
    return new Yardmaster(connection, config);
  }

  private static Yardmaster connect(Target target, CoordinationConfig config) {
    try {
      return new Yardmaster(ConnectionProvider.connect(target), config);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * The facade of one workspace, created on first use; what may be done in one that another
   * principal created, the roles of the credentials say. What was set of deadlocks, strategy and
   * stealing is in force there from now on, for all clients; what was not set stays as it is.
   */
  public CoordinationManager workspace(String name) {
    WorkspaceId workspace = WorkspaceId.of(name);
    requests.send(workspace, new WorkspaceCommand.CreateWorkspace());
    settings.apply(workspace, requests);
    return new CoordinationManager(workspace, requests, connection, settings);
  }

  @Override
  public void close() {
    requests.close();
    connection.close();
  }
}
