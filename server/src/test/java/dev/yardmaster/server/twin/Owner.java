package dev.yardmaster.server.twin;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.engine.Engine;
import dev.yardmaster.protocol.connection.AgentStream;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.connection.ConflictHandler;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.connection.Monitoring;
import dev.yardmaster.protocol.connection.PlacementHandler;
import dev.yardmaster.protocol.connection.StrategyRegistration;
import dev.yardmaster.server.YardmasterServer;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A connection that closes the server and the engine behind it too. */
record Owner(Connection remote, YardmasterServer server, Engine engine) implements Connection {
  @Override
  public Principal principal() {
    return remote.principal();
  }

  @Override
  public CompletionStage<Reply> send(Request request) {
    return remote.send(request);
  }

  @Override
  public <T> CompletionStage<T> query(WorkspaceId workspace, Query<T> query) {
    return remote.query(workspace, query);
  }

  @Override
  public LogPosition position() {
    return remote.position();
  }

  @Override
  public AgentStream attach(
      WorkspaceId workspace, AgentId agent, FencingToken session, AgentStream.Listener listener) {
    return remote.attach(workspace, agent, session, listener);
  }

  @Override
  public EventSubscription watch(
      WorkspaceId workspace, LogPosition after, Consumer<CommittedEvent> listener) {
    return remote.watch(workspace, after, listener);
  }

  @Override
  public StrategyRegistration registerStrategy(
      WorkspaceId workspace, String name, PlacementHandler handler) {
    return remote.registerStrategy(workspace, name, handler);
  }

  @Override
  public Monitoring monitoring() {
    return remote.monitoring();
  }

  @Override
  public StrategyRegistration registerConflictStrategy(
      WorkspaceId workspace, String name, ConflictHandler handler) {
    return remote.registerConflictStrategy(workspace, name, handler);
  }

  @Override
  public void close() {
    remote.close();
    server.close();
    engine.close();
  }
}
