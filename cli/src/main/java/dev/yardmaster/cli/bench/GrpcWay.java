package dev.yardmaster.cli.bench;

import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.WorkspaceCounts;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Through the client, over gRPC. Agents share connections, since one takes a bounded number of
 * streams and of requests on their way; submitters have connections of their own.
 */
final class GrpcWay implements Way {
  private static final int AGENTS_PER_CONNECTION = 500;
  private static final int SUBMITTERS = 2;

  /** At least so many for agents, so that one connection is not what is measured. */
  private static final int LEAST = 2;

  private final String workspace;
  private final List<Line> submitters = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();

  /** One connection, with what speaks through it. */
  private record Line(
      ObservedConnection connection, Yardmaster yard, CoordinationManager manager) {}

  private final Supplier<Connection> connect;
  private final int agents;

  GrpcWay(Supplier<Connection> connect, String workspace, int agents) {
    this.connect = connect;
    this.workspace = workspace;
    this.agents = agents;
  }

  @Override
  public void prepare() {
    for (int i = 0; i < SUBMITTERS; i++) {
      submitters.add(open());
    }
    int wanted = Math.max(LEAST, Math.ceilDiv(agents, AGENTS_PER_CONNECTION));
    for (int i = 0; i < wanted; i++) {
      lines.add(open());
    }
  }

  private Line open() {
    ObservedConnection connection = new ObservedConnection(connect.get());
    Yardmaster yard = Yardmaster.over(connection);
    try {
      return new Line(connection, yard, yard.workspace(workspace));
    } catch (CoordinationException e) {
      yard.close();
      throw e;
    }
  }

  private Line next(List<Line> of) {
    return of.get(Math.floorMod(turn.getAndIncrement(), of.size()));
  }

  @Override
  public Member join(String agent, int slots) {
    Line line = next(lines);
    AgentProfile profile =
        AgentProfile.named(agent).capabilities("bench").maxConcurrentTasks(slots).prefetch(0);
    return new GrpcMember(
        line.connection(), line.manager(), line.manager().agents().register(profile));
  }

  @Override
  public void submit(String task) {
    next(submitters).manager().tasks().submit(Task.of(task).type("bench").requires("bench"));
  }

  @Override
  public int openTasks() {
    return counts().tasks().openByType().values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public int attached() {
    return counts().agents().attached();
  }

  private WorkspaceCounts counts() {
    try {
      return submitters
          .getFirst()
          .connection()
          .query(WorkspaceId.of(workspace), new Query.OfCounts())
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RefusedException refused
          ? new CoordinationException(refused.refusal())
          : e;
    }
  }

  @Override
  public void close() {
    lines.forEach(line -> line.yard().close());
    submitters.forEach(line -> line.yard().close());
  }
}
