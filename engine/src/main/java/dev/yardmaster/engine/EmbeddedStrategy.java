package dev.yardmaster.engine;

import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.placement.PlacementEvent.PlacementRequested;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.ShardEvent.LeaderChanged;
import dev.yardmaster.core.task.TaskCommand.Place;
import dev.yardmaster.core.workspace.WorkspaceCommand.RegisterStrategy;
import dev.yardmaster.core.workspace.WorkspaceCommand.UnregisterStrategy;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.connection.PlacementChoice;
import dev.yardmaster.protocol.connection.PlacementHandler;
import dev.yardmaster.protocol.connection.StrategyRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user's strategy that runs in this process: it hears of placement requests as any watch does,
 * and answers with a command, so that nothing it does can hold up the driver.
 */
final class EmbeddedStrategy implements StrategyRegistration {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStrategy.class);

  private final Connection connection;
  private final WorkspaceId workspace;
  private final String name;
  private final PlacementHandler handler;
  private final EventSubscription subscription;

  EmbeddedStrategy(
      Connection connection,
      EventStream stream,
      WorkspaceId workspace,
      String name,
      PlacementHandler handler) {
    this.connection = connection;
    this.workspace = workspace;
    this.name = name;
    this.handler = handler;
    this.subscription = stream.follow("strategy", connection.position(), this::look);
    register();
  }

  private void look(Commit commit) {
    for (LogRecord.Entry entry : commit.record().entries()) {
      for (Event event : entry.events()) {
        if (event instanceof LeaderChanged) {
          register();
        } else if (event instanceof PlacementRequested request
            && entry.workspace().equals(workspace)
            && request.strategy().equals(name)) {
          answer(request);
        }
      }
    }
  }

  /** Again whenever the leader changes: a new one knows no strategies. */
  private void register() {
    send(new RegisterStrategy(name));
  }

  private void answer(PlacementRequested request) {
    Place place;
    try {
      PlacementChoice chosen = handler.choose(request);
      place = new Place(request.task(), request.generation(), chosen.agent(), chosen.reason());
    } catch (RuntimeException | Error e) { // whatever a user's code throws, the next is asked again
      LOG.warn("Strategy {} threw on task {}; capability decides", name, request.task(), e);
      return;
    }
    send(place);
  }

  private void send(Command command) {
    var unused =
        connection
            .send(new Request(workspace, connection.principal(), null, command))
            .thenAccept(reply -> LOG.debug("{}: {}", command.getClass().getSimpleName(), reply));
  }

  @Override
  public void close() {
    subscription.close();
    send(new UnregisterStrategy(name));
  }
}
