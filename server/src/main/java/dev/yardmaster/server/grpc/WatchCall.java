package dev.yardmaster.server.grpc;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.protocol.api.EventMapping;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.v1.WatchReply;
import dev.yardmaster.protocol.v1.WatchRequest;
import dev.yardmaster.server.gateway.CallContext;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Events of a workspace as they are committed. A client that does not read holds up its own watch
 * only: that one then reads the log, at the client's pace.
 *
 * <p>Five times a second each client is told how far its watch has looked, so that one that waits
 * for a position learns of it though nothing there concerned it.
 */
final class WatchCall
    implements ServerCalls.ServerStreamingMethod<WatchRequest, WatchReply>, AutoCloseable {
  private static final long BEAT_MILLIS = 200;

  private final Set<Watching> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService beat =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("yardmaster-watch-progress").daemon(true).factory());

  WatchCall() {
    var _ =
        beat.scheduleWithFixedDelay(
            () -> open.forEach(Watching::tellProgress),
            BEAT_MILLIS,
            BEAT_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void invoke(WatchRequest request, StreamObserver<WatchReply> observer) {
    CallContext context = Calls.CALL.get();
    ServerCallStreamObserver<WatchReply> client = (ServerCallStreamObserver<WatchReply>) observer;
    Flow<WatchReply> flow = new Flow<>(client);
    try {
      WorkspaceId workspace = WorkspaceId.of(request.getWorkspace());
      LogPosition after =
          request.hasAfter()
              ? new LogPosition(request.getAfter())
              : context.connection().position();
      flow.send(progress(after.value()));
      EventSubscription watch =
          context.connection().watch(workspace, after, event -> flow.send(reply(event)));
      Watching watching = new Watching(flow, watch, after.value());
      open.add(watching);
      client.setOnCancelHandler(() -> {
        watch.close();
        flow.cancelled();
      });
      var _ =
          watch
              .ended()
              .whenComplete((end, failure) -> {
                open.remove(watching);
                if (failure == null) {
                  flow.complete();
                } else {
                  flow.fail(Statuses.of(failure));
                }
              });
    } catch (IllegalArgumentException e) {
      flow.fail(Statuses.of(e));
    }
  }

  /** What is the shard's own business is passed over, but counted. */
  private static WatchReply reply(CommittedEvent event) {
    return EventMapping.isShown(event.event())
        ? WatchReply.newBuilder().setEvent(EventMapping.write(event)).build()
        : progress(event.position().value());
  }

  private static WatchReply progress(long position) {
    return WatchReply.newBuilder().setProgress(position).build();
  }

  /** One client's watch; what it was told last is known to the beat alone. */
  private static final class Watching {
    private final Flow<WatchReply> flow;
    private final EventSubscription watch;
    private long told;

    Watching(Flow<WatchReply> flow, EventSubscription watch, long told) {
      this.flow = flow;
      this.watch = watch;
      this.told = told;
    }

    /** Everything up to the watch's position has been handed to the flow before. */
    void tellProgress() {
      long position = watch.position().value();
      if (position > told && flow.offer(progress(position))) {
        told = position;
      }
    }
  }

  @Override
  public void close() {
    open.forEach(watching -> watching.watch.close());
    beat.shutdownNow();
  }
}
