package dev.yardmaster.server.mcp;

import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.server.gateway.CallContext;
import dev.yardmaster.server.gateway.Gateway;
import dev.yardmaster.server.gateway.NoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Streams of what changed, for {@code subscriptions/listen}. Tools and lists never change while a
 * server runs, so what can be heard of is resources. A stream is woken by any event of the
 * workspace, and then looks whether its resources read otherwise than before.
 */
final class Listeners {
  /** Streams at once. */
  static final int MAX = 1_000;

  /** Resources of one stream. */
  static final int MAX_RESOURCES = 16;

  /** Resources are looked at no more often, however many events there are. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final Duration BEAT = Duration.ofSeconds(15);
  private static final String SUBSCRIPTION = StatelessRequest.META + "subscriptionId";
  private static final String URIS = "resourceSubscriptions";
  private static final WorkspaceId WORKSPACE = WorkspaceId.of(ToolCall.DEFAULT_WORKSPACE);

  private final Resources resources;
  private final Audit audit;
  private final Semaphore free = new Semaphore(MAX);

  Listeners(Resources resources, Audit audit) {
    this.resources = resources;
    this.audit = audit;
  }

  /** Runs until the client goes, or the server stops, which it answers. */
  void listen(ObjectNode params, StatelessLine line) throws InterruptedException {
    List<String> uris = uris(params.path("notifications"));
    if (!free.tryAcquire()) {
      throw Fault.internal(
          503,
          "Expected fewer than %d streams, got one more; try again later".formatted(MAX),
          Map.of());
    }
    try {
      run(uris, line);
    } finally {
      free.release();
    }
  }

  /** What the client asks for and can hear of. */
  private static List<String> uris(JsonNode filter) {
    if (!filter.isObject()) {
      throw Fault.badParams("Expected params.notifications to be an object", Map.of());
    }
    JsonNode asked = filter.path(URIS);
    List<String> uris = new ArrayList<>();
    for (JsonNode uri : asked) {
      if (!uri.isString()) {
        throw Fault.badParams("Expected %s to be texts, got %s".formatted(URIS, uri), Map.of());
      }
      uris.add(uri.asString());
    }
    if ((!asked.isMissingNode() && !asked.isArray()) || uris.size() > MAX_RESOURCES) {
      throw Fault.badParams(
          "Expected %s to be a list of at most %d texts".formatted(URIS, MAX_RESOURCES), Map.of());
    }
    return uris.stream().filter(Resources::isServed).distinct().toList();
  }

  private void run(List<String> uris, StatelessLine line) throws InterruptedException {
    Connection connection = line.visitor().connection();
    checkReader(line.visitor());
    try (EventSubscription watch =
        connection.watch(WORKSPACE, connection.position(), event -> line.wake())) {
      CompletableFuture<Void> ended = watch.ended().toCompletableFuture();
      CompletableFuture<Void> waking = ended.whenComplete((v, why) -> line.wake());
      Map<String, String> known = new LinkedHashMap<>();
      uris.forEach(uri -> known.put(uri, content(uri, line)));
      acknowledge(uris, line);
      while (!line.isClosing() && !ended.isDone()) {
        if (!line.rest(BEAT)) {
          line.alive();
        } else if (!line.isClosing()) {
          Thread.sleep(PAUSE);
          tellChanges(known, line);
        }
      }
      waking.cancel(false);
    }
    finish(line);
  }

  private void checkReader(Visitor visitor) {
    try {
      Gateway.checkReader(WORKSPACE, CallContext.once(visitor.connection(), null));
    } catch (NoException no) {
      audit.failed(no, visitor, "subscriptions/listen", WORKSPACE.value());
      throw Fault.badParams(no.refusal().toString(), Outcomes.describe(no.refusal()));
    }
  }

  private void tellChanges(Map<String, String> known, StatelessLine line) {
    for (Map.Entry<String, String> each : known.entrySet()) {
      String now = content(each.getKey(), line);
      if (!now.equals(each.getValue())) {
        each.setValue(now);
        Map<String, Object> params = tagged(line);
        params.put("uri", each.getKey());
        line.notify("notifications/resources/updated", params);
      }
    }
  }

  /** As it reads now; what cannot be read reads as why. */
  private String content(String uri, StatelessLine line) {
    try {
      return resources.look(line, uri);
    } catch (NoException no) {
      return no.refusal().toString();
    }
  }

  private static void acknowledge(List<String> uris, StatelessLine line) {
    Map<String, Object> params = tagged(line);
    params.put("notifications", uris.isEmpty() ? Map.of() : Map.of(URIS, uris));
    line.notify("notifications/subscriptions/acknowledged", params);
  }

  private static void finish(StatelessLine line) {
    Map<String, Object> result = StatelessResults.complete();
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put(SUBSCRIPTION, line.id());
    result.put("_meta", meta);
    line.answer(result);
  }

  private static Map<String, Object> tagged(StatelessLine line) {
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put(SUBSCRIPTION, line.id());
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("_meta", meta);
    return params;
  }
}
