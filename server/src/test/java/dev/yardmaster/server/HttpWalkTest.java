package dev.yardmaster.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.server.RunningServer.Answer;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole way of agents that speak plain HTTP. */
@Timeout(120)
final class HttpWalkTest {
  private static final String AT = "/v1/workspaces/default";

  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String join(String agent) throws IOException, InterruptedException {
    Answer joined =
        server.post(
            AT + "/agents",
            "{\"profile\":{\"id\":\"%s\",\"capabilities\":[\"shell\"]}}".formatted(agent));
    assertThat(joined.status()).as(joined.body().toString()).isEqualTo(200);
    return joined.body().path("joined").path("handle").asString();
  }

  private void submit(String id) throws IOException, InterruptedException {
    Answer submitted =
        server.post(
            AT + "/tasks",
            """
            {"task":{"id":"%s","work":{"type":"build","input":{"text":"make all"}},
             "requirements":{"capabilities":["shell"]}}}
            """
                .formatted(id));
    assertThat(submitted.status()).as(submitted.body().toString()).isEqualTo(200);
    assertThat(submitted.body().path("done").path("position").isString()).isTrue();
  }

  @Test
  void aTaskIsSubmittedClaimedStartedAndCompleted() throws Exception {
    submit("t1");
    String handle = join("a1");

    Answer claimed = server.post(AT + "/agents/a1/claim?wait=10s", "", "Yardmaster-Agent", handle);
    assertThat(claimed.status()).as(claimed.body().toString()).isEqualTo(200);
    var assignment = claimed.body().path("assignment");
    assertThat(assignment.path("task").path("id").asString()).isEqualTo("t1");
    assertThat(assignment.path("task").path("work").path("input").path("text").asString())
        .isEqualTo("make all");
    assertThat(assignment.path("started").asBoolean()).isTrue();
    String epoch = assignment.path("epoch").asString();

    Answer completed =
        server.post(
            AT + "/tasks/t1/complete",
            "{\"epoch\":\"%s\",\"result\":{\"text\":\"built\"}}".formatted(epoch),
            "Yardmaster-Agent",
            handle);
    assertThat(completed.status()).as(completed.body().toString()).isEqualTo(200);

    Answer task = server.get(AT + "/tasks/t1");
    assertThat(task.body().path("state").path("succeeded").path("result").path("text").asString())
        .isEqualTo("built");
  }

  @Test
  void aClaimWaitsUntilThereIsWork() throws Exception {
    String handle = join("a1");
    CompletableFuture<String> claimed =
        server
            .client()
            .sendAsync(
                server
                    .request(AT + "/agents/a1/claim?wait=50s", "Yardmaster-Agent", handle)
                    .POST(java.net.http.HttpRequest.BodyPublishers.noBody())
                    .build(),
                BodyHandlers.ofString())
            .thenApply(response -> response.body());
    submit("later");

    assertThat(claimed.get()).contains("\"later\"").contains("\"started\":true");
  }

  @Test
  void aClaimReturnsAgainWhatTheSessionHoldsAndHasNotActedOn() throws Exception {
    submit("t1");
    submit("t2");
    String handle = join("a1");
    String first =
        server
            .post(AT + "/agents/a1/claim?wait=10s", "", "Yardmaster-Agent", handle)
            .body()
            .path("assignment")
            .toString();
    String again =
        server
            .post(AT + "/agents/a1/claim?wait=10s", "", "Yardmaster-Agent", handle)
            .body()
            .path("assignment")
            .toString();

    assertThat(again).isEqualTo(first).contains("\"t1\"");
  }

  @Test
  void anEmptyClaimEndsInTimeWithNothing() throws Exception {
    String handle = join("a1");
    Answer nothing = server.post(AT + "/agents/a1/claim", "", "Yardmaster-Agent", handle);

    assertThat(nothing.status()).isEqualTo(200);
    assertThat(nothing.body().has("assignment")).isFalse();
  }

  @Test
  void locksAreGrantedWaitedForAndFenced() throws Exception {
    String one = join("a1");
    String two = join("a2");
    Answer granted =
        server.post(
            AT + "/locks", "{\"locks\":[{\"resource\":\"file\"}]}", "Yardmaster-Agent", one);
    String token = granted.body().path("granted").path("token").asString();
    assertThat(token).as(granted.body().toString()).matches("\\d+");

    Answer held =
        server.post(
            AT + "/locks", "{\"locks\":[{\"resource\":\"file\"}]}", "Yardmaster-Agent", two);
    assertThat(held.status()).isEqualTo(423);
    assertThat(held.code()).isEqualTo("HELD");
    assertThat(held.body().path("detail").asString()).contains("a1");

    Answer waiting =
        server.post(
            AT + "/locks",
            "{\"locks\":[{\"resource\":\"file\"}],\"waitMillis\":\"60000\"}",
            "Yardmaster-Agent",
            two);
    String wait = waiting.body().path("waiting").path("waitId").asString();
    server.post(AT + "/locks/" + token + "/release", "", "Yardmaster-Agent", one);
    Answer outcome = server.post(AT + "/waits/" + wait + "/await?wait=10s", "");
    assertThat(outcome.body().path("ended").path("granted").asString())
        .as(outcome.body().toString())
        .matches("\\d+");

    Answer stale =
        server.post(
            AT + "/records",
            """
            {"key":"k","expectedVersion":"-1","value":{"text":"late"},
             "ifHolds":[{"resource":"file","token":"%s"}]}
            """
                .formatted(token),
            "Yardmaster-Agent",
            one);
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.code()).isEqualTo("STALE_TOKEN");
  }

  @Test
  void messagesAreReceivedWithTheirContentsAndAcknowledged() throws Exception {
    String one = join("a1");
    String two = join("a2");
    Answer sent =
        server.post(
            AT + "/messages",
            """
            {"id":"m1","audience":{"agents":{"ids":["a2"]}},
             "envelope":{"type":"hello","payload":{"text":"how are you"}}}
            """,
            "Yardmaster-Agent",
            one);
    assertThat(sent.body().path("sent").path("accepted").asInt())
        .as(sent.body().toString())
        .isEqualTo(1);

    Answer mail = server.post(AT + "/messages/receive?wait=10s", "", "Yardmaster-Agent", two);
    var message = mail.body().path("mail").path(0);
    assertThat(message.path("from").asString()).as(mail.body().toString()).isEqualTo("a1");
    assertThat(message.path("envelope").path("payload").path("text").asString())
        .isEqualTo("how are you");

    Answer acked =
        server.post(
            AT + "/messages/ack",
            "{\"deliveries\":[{\"message\":\"m1\",\"token\":\"%s\"}]}"
                .formatted(message.path("token").asString()),
            "Yardmaster-Agent",
            two);
    assertThat(acked.status()).as(acked.body().toString()).isEqualTo(200);
  }

  @Test
  void eventsStreamWithTheirPositionsAndResumeAfterOne() throws Exception {
    submit("t1");
    submit("t2");
    String first = idsOfEvents("?after=0", null).findFirst().orElseThrow();
    String second = idsOfEvents("", first).findFirst().orElseThrow();

    assertThat(Long.parseLong(second)).isGreaterThan(Long.parseLong(first));
  }

  private Stream<String> idsOfEvents(String query, @Nullable String last) throws Exception {
    var request = server.request(AT + "/events" + query, "Accept", "text/event-stream");
    if (last != null) {
      request.header("Last-Event-ID", last);
    }
    return server
        .client()
        .send(request.GET().build(), BodyHandlers.ofLines())
        .body()
        .filter(line -> line.startsWith("id: "))
        .map(line -> line.substring(4));
  }

  @Test
  void anIdWithASlashStandsEncodedInThePath() throws Exception {
    submit("group/t1");

    assertThat(server.get(AT + "/tasks/group%2Ft1").body().path("spec").path("id").asString())
        .isEqualTo("group/t1");
  }

  @Test
  void aBatchAnswersEachTaskByItself() throws Exception {
    Answer batch =
        server.post(
            AT + "/tasks/batch",
            """
            {"tasks":[{"id":"a","work":{"type":"t"}},{"id":"a","work":{"type":"other"}},
             {"id":"b","work":{"type":"t"}}]}
            """);
    Iterator<tools.jackson.databind.JsonNode> replies = batch.body().path("replies").iterator();

    assertThat(replies.next().has("done")).as(batch.body().toString()).isTrue();
    assertThat(replies.next().path("refused").path("refusal").path("code").asString())
        .isEqualTo("REFUSAL_CODE_ALREADY_EXISTS");
    assertThat(replies.next().has("done")).isTrue();
  }
}
