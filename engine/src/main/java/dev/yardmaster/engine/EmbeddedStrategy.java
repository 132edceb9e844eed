package dev.yardmaster.engine;

import dev.yardmaster.core.conflict.ConflictCommand.AnswerConflict;
import dev.yardmaster.core.conflict.ConflictEvent.ResolutionRequested;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.placement.PlacementEvent.PlacementRequested;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.ShardEvent.LeaderChanged;
import dev.yardmaster.core.strategy.StrategyUse;
import dev.yardmaster.core.task.TaskCommand.Place;
import dev.yardmaster.core.workspace.WorkspaceCommand.RegisterStrategy;
import dev.yardmaster.core.workspace.WorkspaceCommand.UnregisterStrategy;
import dev.yardmaster.protocol.connection.ConflictChoice;
import dev.yardmaster.protocol.connection.ConflictHandler;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.connection.PlacementChoice;
import dev.yardmaster.protocol.connection.PlacementHandler;
import dev.yardmaster.protocol.connection.StrategyRegistration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user's strategy that runs in this process: it hears of the questions put to it as any watch
 * does, and answers with a command, so that nothing it does can hold up the driver.
 */
final class EmbeddedStrategy implements StrategyRegistration {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStrategy.class);

  private final EmbeddedConnection connection;
  private final WorkspaceId workspace;
  private final Kind kind;
  private final EventSubscription subscription;
  private volatile boolean admitted;

  /** What it is asked about, under which name, and how it answers. */
  record Kind(StrategyUse use, String name, Answering answering) {
    static Kind ofPlacement(String name, PlacementHandler handler) {
      return new Kind(
          StrategyUse.PLACEMENT,
          name,
          event ->
              event instanceof PlacementRequested request && request.strategy().equals(name)
                  ? () -> place(request, handler)
                  : null);
    }

    static Kind ofConflict(String name, ConflictHandler handler) {
      return new Kind(
          StrategyUse.CONFLICT,
          name,
          event ->
              event instanceof ResolutionRequested request && request.strategy().equals(name)
                  ? () -> decide(request, handler)
                  : null);
    }

    private static Command place(PlacementRequested request, PlacementHandler handler) {
      PlacementChoice chosen = handler.choose(request);
      return new Place(request.task(), request.generation(), chosen.agent(), chosen.reason());
    }

    private static Command decide(ResolutionRequested request, ConflictHandler handler) {
      ConflictChoice chosen = handler.choose(request);
      return new AnswerConflict(
          request.conflict(), request.generation(), chosen.winner(), chosen.reason());
    }
  }

  /** The answer to an event that is a question to this strategy, worked out when called for. */
  @FunctionalInterface
  interface Answering {
    @Nullable Supplier<Command> to(Event event);
  }

  EmbeddedStrategy(
      EmbeddedConnection connection,
      EventStream stream,
      WorkspaceId workspace,
      Kind kind,
      EventStream.Admission admission) {
    this.connection = connection;
    this.workspace = workspace;
    this.kind = kind;
    this.subscription =
        stream.follow(
            "strategy",
            connection.position(),
            this::look,
            end -> {
              Runnable leave = admission.enter(end);
              admitted = true;
              return leave;
            });
    register();
    var unused =
        subscription
            .ended()
            .whenComplete((end, failure) -> {
              if (failure != null && admitted) {
                forget();
              }
            });
  }

  /**
   * Nobody answers under the name any more. Its credential, by which it was registered, may be gone
   * and cannot say so.
   */
  private void forget() {
    var unused = connection.tidy(workspace, new UnregisterStrategy(kind.use(), kind.name()));
  }

  private void look(Commit commit) {
    for (LogRecord.Entry entry : commit.record().entries()) {
      for (Event event : entry.events()) {
        if (event instanceof LeaderChanged) {
          register();
        } else if (entry.workspace().equals(workspace)) {
          Supplier<Command> answer = kind.answering().to(event);
          if (answer != null) {
            answer(event, answer);
          }
        }
      }
    }
  }

  /** Again whenever the leader changes: a new one knows no strategies. */
  private void register() {
    send(new RegisterStrategy(kind.use(), kind.name()));
  }

  private void answer(Event question, Supplier<Command> answer) {
    Command command;
    try {
      command = answer.get();
    } catch (RuntimeException | Error e) { // whatever a user's code throws, the next is asked again
      LOG.warn("Strategy {} threw on {}; a built-in one decides", kind.name(), question, e);
      return;
    }
    send(command);
  }

  private void send(Command command) {
    var unused =
        connection
            .send(new Request(workspace, connection.principal(), null, command))
            .thenAccept(reply -> LOG.debug("{}: {}", command.getClass().getSimpleName(), reply));
  }

  @Override
  public CompletionStage<Void> ended() {
    return subscription.ended();
  }

  @Override
  public void close() {
    subscription.close();
    send(new UnregisterStrategy(kind.use(), kind.name()));
  }
}
