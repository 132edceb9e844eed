package dev.yardmaster.server.gateway;

import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.connection.Connection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** A connection as a virtual thread uses it: step by step, every no an exception. */
final class Blocking {
  private final Connection connection;

  Blocking(Connection connection) {
    this.connection = connection;
  }

  Reply send(WorkspaceId workspace, Command command) {
    return Gateway.yes(
        await(connection.send(new Request(workspace, connection.principal(), null, command))));
  }

  <T> T query(WorkspaceId workspace, Query<T> query) {
    return await(connection.query(workspace, query));
  }

  long position() {
    return connection.position().value();
  }

  /** Engines always answer, so this needs no limit of its own. */
  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      NoException no = e.getCause() == null ? null : Gateway.noOf(e.getCause());
      if (no != null) {
        throw no;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the engine answered", e);
    }
  }
}
