package dev.yardmaster.client;

import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.ConnectionProvider;
import dev.yardmaster.protocol.connection.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * An open Yardmaster: {@link #open embedded and durable}, or {@link #inMemory embedded and
 * forgetful}. Usable from any thread; closing it ends the sessions and workers it made, and every
 * call after that is refused at once.
 *
 * {@snippet file="YardmasterExamplesTest.java" region="open"}
 */
public final class Yardmaster implements AutoCloseable {
  private final Requests requests;
  private final Connection connection;

  private Yardmaster(Connection connection) {
    this.connection = connection;
    this.requests = new Requests(connection);
  }

  /**
   * Opens a data folder, made if need be; the folder belongs to this process until closed.
   *
   * @throws UncheckedIOException naming the file and the next step, when the folder cannot be
   *     opened
   */
  public static Yardmaster open(Path folder) {
    return connect(new Target.Folder(folder));
  }

  /** Opens a Yardmaster that forgets everything when closed. */
  public static Yardmaster inMemory() {
    return connect(new Target.Memory());
  }

  /** Speaks through a connection that is open already, and closes it in the end. */
  public static Yardmaster over(Connection connection) {
    return new Yardmaster(connection);
  }

  private static Yardmaster connect(Target target) {
    try {
      return new Yardmaster(ConnectionProvider.connect(target));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** The facade of one workspace, created on first use. */
  public CoordinationManager workspace(String name) {
    WorkspaceId workspace = WorkspaceId.of(name);
    requests.send(workspace, new WorkspaceCommand.CreateWorkspace());
    return new CoordinationManager(workspace, requests, connection);
  }

  @Override
  public void close() {
    requests.close();
    connection.close();
  }
}
