package dev.yardmaster.server.http;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.protocol.api.EventMapping;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.server.gateway.CallContext;
import dev.yardmaster.server.gateway.Gateway;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Committed events as server-sent events, each with its position as id, so that a client that comes
 * back with {@code Last-Event-ID} goes on where it was. A comment every 15 seconds shows that the
 * stream is alive. Runs on the request's own thread until the client goes.
 */
final class EventsOverHttp {
  private static final long BEAT_SECONDS = 15;

  private final Context ctx;
  private final CallContext call;
  private final Set<EventSubscription> open;

  /**
   * A stream for one client.
   *
   * @param open where it is entered while it runs, so that it can be ended
   */
  EventsOverHttp(Context ctx, CallContext call, Set<EventSubscription> open) {
    this.ctx = ctx;
    this.call = call;
    this.open = open;
  }

  void run() throws IOException, InterruptedException {
    WorkspaceId workspace = WorkspaceId.of(ctx.pathParam("workspace"));
    LogPosition after = after();
    Gateway.checkReader(workspace, call); // before the status is sent
    ctx.status(200).contentType("text/event-stream").header("Cache-Control", "no-store");
    OutputStream out = ctx.res().getOutputStream();
    write(out, ": events after position %d\n\n".formatted(after.value()));
    try (EventSubscription watch =
        call.connection().watch(workspace, after, event -> show(event, out))) {
      open.add(watch);
      try {
        follow(watch, out);
      } finally {
        open.remove(watch);
      }
    } catch (UncheckedIOException e) {
      return; // the client has gone
    }
  }

  private LogPosition after() {
    String last = ctx.header("Last-Event-ID");
    String asked = last == null ? ctx.queryParam("after") : last;
    if (asked == null) {
      return call.connection().position();
    }
    if (!asked.matches("\\d{1,18}")) {
      throw new IllegalArgumentException(
          "Expected a position to resume after, got '%s'".formatted(asked));
    }
    return new LogPosition(Long.parseLong(asked));
  }

  private void follow(EventSubscription watch, OutputStream out) throws InterruptedException {
    while (true) {
      try {
        watch.ended().toCompletableFuture().get(BEAT_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        write(out, ": alive\n\n");
      } catch (ExecutionException e) {
        Audit.note(ctx, e.getCause());
        write(out, "event: error\ndata: %s\n\n".formatted(Problems.json(e.getCause())));
        return;
      }
    }
  }

  private static void show(CommittedEvent event, OutputStream out) {
    if (EventMapping.isShown(event.event())) {
      write(out, text(event));
    }
  }

  private static String text(CommittedEvent event) {
    return "id: %d\nevent: %s\ndata: %s\n\n"
        .formatted(
            event.position().value(),
            event.event().getClass().getSimpleName(),
            Messages.write(EventMapping.write(event)));
  }

  private static void write(OutputStream out, String text) {
    synchronized (out) {
      try {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
