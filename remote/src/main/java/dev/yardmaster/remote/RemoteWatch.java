package dev.yardmaster.remote;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.protocol.api.EventMapping;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.connection.RefusedException;
import dev.yardmaster.protocol.v1.EventServiceGrpc;
import dev.yardmaster.protocol.v1.WatchReply;
import dev.yardmaster.protocol.v1.WatchRequest;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A watch over the network: when it breaks it goes on after the last event it delivered, so that
 * there is no gap and no duplicate (S20). Events are asked for as fast as the listener takes them.
 */
final class RemoteWatch implements EventSubscription {
  private static final int WINDOW = 64;
  private static final long PAUSE_MILLIS = 100;

  private final Calls calls;
  private final WorkspaceId workspace;
  private final Consumer<CommittedEvent> listener;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile long position;
  private volatile boolean closed;
  private volatile @Nullable Thread thread;
  private volatile @Nullable ClientCall<WatchRequest, WatchReply> open;

  /** What a stream brought: an event, or its end under a status. */
  private record Next(@Nullable WatchReply reply, @Nullable Status status, Metadata trailers) {}

  private RemoteWatch(
      Calls calls, WorkspaceId workspace, LogPosition after, Consumer<CommittedEvent> listener) {
    this.calls = calls;
    this.workspace = workspace;
    this.position = after.value();
    this.listener = listener;
  }

  static RemoteWatch start(
      Calls calls, WorkspaceId workspace, LogPosition after, Consumer<CommittedEvent> listener) {
    RemoteWatch watch = new RemoteWatch(calls, workspace, after, listener);
    Thread thread = Thread.ofVirtual().name("yardmaster-watch-" + workspace).unstarted(watch::run);
    watch.thread = thread;
    thread.start();
    return watch;
  }

  private void run() {
    try {
      while (!closed) {
        Next end = follow();
        Status status = end.status() == null ? Status.OK : end.status();
        Throwable failure = status.asRuntimeException(end.trailers());
        if (!closed && Calls.isAnswer(failure)) {
          throw new RefusedException(Calls.refusalOf(failure));
        }
        TimeUnit.MILLISECONDS.sleep(closed ? 0 : PAUSE_MILLIS);
      }
      ended.complete(null);
    } catch (InterruptedException e) {
      ended.complete(null);
    } catch (RuntimeException | Error e) {
      if (closed) {
        ended.complete(null);
      } else {
        ended.completeExceptionally(e);
      }
    } finally {
      cancel();
    }
  }

  /** Delivers one stream's events until it ends; how it did. */
  private Next follow() throws InterruptedException {
    LinkedBlockingQueue<Next> queue = new LinkedBlockingQueue<>();
    ClientCall<WatchRequest, WatchReply> call =
        calls.streaming(EventServiceGrpc.getWatchMethod(), Calls.Beside.NOTHING);
    open = call;
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(WatchReply reply) {
            queue.add(new Next(reply, null, new Metadata()));
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            queue.add(new Next(null, status, trailers));
          }
        },
        new Metadata());
    call.sendMessage(
        WatchRequest.newBuilder().setWorkspace(workspace.value()).setAfter(position).build());
    call.halfClose();
    call.request(WINDOW);
    while (true) {
      Next next = queue.take();
      WatchReply reply = next.reply();
      if (reply == null) {
        return next;
      }
      deliver(reply);
      call.request(1);
    }
  }

  private void deliver(WatchReply reply) {
    switch (reply.getKindCase()) {
      case EVENT -> {
        CommittedEvent event = EventMapping.read(reply.getEvent());
        if (!closed && event.position().value() > position) {
          listener.accept(event);
          position = event.position().value();
        }
      }
      case PROGRESS -> position = Math.max(position, reply.getProgress());
      case KIND_NOT_SET -> {}
    }
  }

  @Override
  public LogPosition position() {
    return new LogPosition(position);
  }

  @Override
  public CompletionStage<Void> ended() {
    return ended;
  }

  @Override
  public void close() {
    closed = true;
    cancel();
    Thread running = thread;
    if (running != null && Thread.currentThread() != running) {
      running.interrupt();
    }
  }

  private void cancel() {
    ClientCall<WatchRequest, WatchReply> call = open;
    if (call != null) {
      call.cancel("the watch was closed", null);
    }
  }
}
