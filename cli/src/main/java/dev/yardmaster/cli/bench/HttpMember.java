package dev.yardmaster.cli.bench;

import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** An agent by its handle: one long poll per slot for work, and one for mail. */
final class HttpMember implements Way.Member {
  private static final int CLAIM_MILLIS = 30_000;
  private static final int MAIL_MILLIS = 2_000;
  private static final int LOCK_MILLIS = 30_000;
  private static final int LETTERS = 10;

  private final HttpCalls calls;
  private final String at;
  private final String name;
  private final int slots;
  private final String handle;
  private volatile boolean left;

  HttpMember(HttpCalls calls, String at, String name, int slots, String handle) {
    this.calls = calls;
    this.at = at;
    this.name = name;
    this.slots = slots;
    this.handle = handle;
  }

  @Override
  public String name() {
    return name;
  }

  private JsonNode post(String path, String body) {
    return calls.post(at + path, handle, body);
  }

  @Override
  public void work(Way.Work work) {
    for (int i = 0; i < slots; i++) {
      Thread.ofVirtual().name("bench-" + name).start(() -> poll(work));
    }
  }

  private void poll(Way.Work work) {
    while (!left) {
      try {
        attempt(work);
      } catch (CoordinationException e) {
        if (!left) {
          work.failed(e);
          return;
        }
      }
    }
  }

  private void attempt(Way.Work work) {
    JsonNode given =
        post("/agents/" + name + "/claim", "{\"waitMillis\":\"" + CLAIM_MILLIS + "\"}")
            .path("assignment");
    if (!given.isMissingNode()) {
      String task = given.at("/task/id").asString();
      work.assigned(task);
      post(
          "/tasks/" + task + "/complete",
          "{\"epoch\":\"%s\"}".formatted(given.path("epoch").asString()));
      work.completed(task);
    }
  }

  @Override
  public long acquire(String resource) {
    JsonNode reply =
        post(
            "/locks",
            "{\"locks\":[{\"resource\":\"%s\"}],\"waitMillis\":\"%d\"}"
                .formatted(resource, LOCK_MILLIS));
    JsonNode waiting = reply.path("waiting");
    if (waiting.isMissingNode()) {
      return Long.parseUnsignedLong(reply.at("/granted/token").asString());
    }
    JsonNode ended =
        post(
                "/waits/" + waiting.path("waitId").asString() + "/await",
                "{\"waitMillis\":\"%d\"}".formatted(LOCK_MILLIS))
            .path("ended");
    if (ended.path("granted").isMissingNode()) {
      throw new CoordinationException(
          new Refusal(RefusalCode.TIMEOUT, "Expected %s, got %s".formatted(resource, ended)));
    }
    return Long.parseUnsignedLong(ended.path("granted").asString());
  }

  @Override
  public void release(long token) {
    post("/locks/" + Long.toUnsignedString(token) + "/release", "{}");
  }

  @Override
  public void send(String recipient, String message) {
    post(
        "/messages",
        """
        {"id":"%s","audience":{"agents":{"ids":["%s"]}},
         "envelope":{"type":"bench","payload":{"text":"hello"}}}\
        """
            .formatted(message, recipient));
  }

  @Override
  public List<Way.Letter> receive() {
    List<Way.Letter> letters = new ArrayList<>();
    for (JsonNode mail :
        post(
                "/messages/receive",
                "{\"max\":%d,\"waitMillis\":\"%d\"}".formatted(LETTERS, MAIL_MILLIS))
            .path("mail")) {
      letters.add(
          new Way.Letter(
              mail.path("id").asString(), Long.parseUnsignedLong(mail.path("token").asString())));
    }
    return letters;
  }

  @Override
  public void acknowledge(List<Way.Letter> letters) {
    JsonNode stale =
        post(
                "/messages/ack",
                letters.stream()
                    .map(each ->
                        "{\"message\":\"%s\",\"token\":\"%s\"}"
                            .formatted(each.id(), Long.toUnsignedString(each.token())))
                    .collect(Collectors.joining(",", "{\"deliveries\":[", "]}")))
            .at("/acked/stale");
    if (!stale.isEmpty()) {
      throw new IllegalStateException(
          "Expected to acknowledge what was delivered a moment ago, but no more: " + stale);
    }
  }

  @Override
  public boolean isLive() {
    return !left;
  }

  @Override
  public void leave() {
    left = true;
    post("/agents/" + name + "/leave", "{}");
  }
}
