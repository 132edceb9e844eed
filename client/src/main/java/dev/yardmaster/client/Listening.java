package dev.yardmaster.client;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.connection.RefusedException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch that knows to the event how far its listener came: one that throws can be followed by
 * another from {@link #position} without gap or duplicate, also from the middle of a commit.
 */
final class Listening implements EventSubscription {
  private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

  private final Consumer<CommittedEvent> listener;
  private final EventSubscription watch;
  private volatile LogPosition heard;

  Listening(
      LogPosition after,
      Function<Consumer<CommittedEvent>, EventSubscription> watching,
      Consumer<CommittedEvent> listener,
      WorkspaceId workspace) {
    this.heard = after;
    this.listener = listener;
    this.watch = watching.apply(this::hear);
    var unused =
        watch
            .ended()
            .exceptionally(failure -> {
              if (failure
                  instanceof RefusedException) { // what the listener threw is logged already
                LOG.error(
                    "A listener to workspace {} hears nothing after position {}",
                    workspace,
                    position(),
                    failure);
              }
              return null;
            });
  }

  private void hear(CommittedEvent event) {
    listener.accept(event);
    heard = event.position();
  }

  @Override
  public LogPosition position() {
    LogPosition looked = watch.position();
    LogPosition given = heard;
    return looked.compareTo(given) > 0 ? looked : given;
  }

  @Override
  public CompletionStage<Void> ended() {
    return watch.ended();
  }

  @Override
  public void close() {
    watch.close();
  }
}
