package dev.yardmaster.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.access.Role;
import dev.yardmaster.server.RunningServer.Answer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R2 over HTTP: {@code Idempotency-Key} makes sending again harmless. */
@Timeout(120)
final class IdempotencyTest {
  private static final String AT = "/v1/workspaces/default";
  private static final String JOIN =
      "{\"profile\":{\"id\":\"a1\",\"labels\":{\"x\":\"1\",\"y\":\"2\"}}}";

  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer post(String key, String path, String json)
      throws IOException, InterruptedException {
    return server.post(AT + path, json, "Idempotency-Key", key);
  }

  private static boolean isReplayed(Answer answer) {
    return answer.response().headers().firstValue("Idempotency-Replayed").isPresent();
  }

  private static String handle(Answer joined) {
    assertThat(joined.status()).as(joined.body().toString()).isEqualTo(200);
    return joined.body().path("joined").path("handle").asString();
  }

  @Test
  void theSameRequestAgainGetsItsFirstAnswerWhateverTheOrderOfItsFields() throws Exception {
    Answer first = post("k", "/agents", JOIN);
    Answer again =
        post("k", "/agents", "{\"profile\":{\"labels\":{\"y\":\"2\",\"x\":\"1\"}, \"id\":\"a1\"}}");
    assertThat(handle(again)).isEqualTo(handle(first));
    assertThat(isReplayed(first)).isFalse();
    assertThat(isReplayed(again)).isTrue();
    assertThat(handle(post("l", "/agents", JOIN))).isNotEqualTo(handle(first));
    assertThat(handle(server.post(AT + "/agents", JOIN))).isNotEqualTo(handle(first));
  }

  @Test
  void anotherContentOrOperationUnderTheSameKeyIsInvalid() throws Exception {
    post("k", "/agents", JOIN);
    for (Answer other :
        new Answer[] {
          post("k", "/agents", "{\"profile\":{\"id\":\"a2\"}}"),
          post("k", "/tasks", "{\"task\":{\"id\":\"t\",\"work\":{\"type\":\"build\"}}}")
        }) {
      assertThat(other.status()).isEqualTo(400);
      assertThat(other.code()).isEqualTo("INVALID");
      assertThat(other.body().path("detail").asString()).contains("idempotency key 'k'");
    }
    assertThat(server.get(AT + "/tasks/t").status()).isEqualTo(404);
  }

  @Test
  void theKeyOfAnotherPrincipalIsAnother() throws Exception {
    String ada = "Bearer " + server.issue("ada", "ada", Map.of("default", Role.AGENT));
    String bob = "Bearer " + server.issue("bob", "bob", Map.of("default", Role.AGENT));
    String[] tasks = {"t-ada", "t-bob"};
    int i = 0;
    for (String who : new String[] {ada, bob}) {
      Answer answer =
          server.post(
              AT + "/tasks",
              "{\"task\":{\"id\":\"%s\",\"work\":{\"type\":\"build\"}}}".formatted(tasks[i++]),
              "Authorization",
              who,
              "Idempotency-Key",
              "k");
      assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
      assertThat(isReplayed(answer)).isFalse();
    }
    assertThat(server.get(AT + "/tasks/t-bob").status()).isEqualTo(200);
  }

  @Test
  void anAnsweredNoIsSaidAgainAndARefusalIsNot() throws Exception {
    String cancel = "{\"reason\":\"enough\"}";
    Answer refused = post("c", "/tasks/t/cancel", cancel);
    assertThat(refused.status()).as(refused.body().toString()).isEqualTo(404);
    server.post(AT + "/tasks", "{\"task\":{\"id\":\"t\",\"work\":{\"type\":\"build\"}}}");
    String stale = "{\"epoch\":\"1\"}";
    String handle = handle(server.post(AT + "/agents", JOIN));
    server.post(AT + "/agents/a1/claim?wait=10s", "", "Yardmaster-Agent", handle);
    Answer no = complete(handle, stale);
    assertThat(no.code()).as(no.body().toString()).isEqualTo("STALE_TOKEN");
    assertThat(no.body().path("position").asString()).isNotEmpty();
    assertThat(post("c", "/tasks/t/cancel", cancel).status()).isEqualTo(200);
    Answer again = complete(handle, stale);
    assertThat(again.body()).isEqualTo(no.body());
    assertThat(isReplayed(again)).isTrue();
    assertThat(isReplayed(no)).isFalse();
  }

  private Answer complete(String handle, String json) throws IOException, InterruptedException {
    return server.post(
        AT + "/tasks/t/complete", json, "Yardmaster-Agent", handle, "Idempotency-Key", "s");
  }

  @Test
  void aBatchHasAKeyForEachOfItsTasks() throws Exception {
    String two =
        "{\"tasks\":[{\"id\":\"b0\",\"work\":{\"type\":\"x\"}},{\"id\":\"b1\",\"work\":{\"type\":\"x\"}}]}";
    Answer first = post("b", "/tasks/batch", two);
    assertThat(first.status()).as(first.body().toString()).isEqualTo(200);
    assertThat(first.body().path("replies"))
        .hasSize(2)
        .allSatisfy(reply -> assertThat(reply.has("done")).as("%s", reply).isTrue());
    server.post(AT + "/tasks/b0/cancel", "{\"reason\":\"enough\"}");
    assertThat(post("b", "/tasks/batch", two).body()).isEqualTo(first.body());
    Answer other = post("b", "/tasks/batch", two.replace("b1", "b2"));
    assertThat(other.body().path("replies").get(0)).isEqualTo(first.body().path("replies").get(0));
    assertThat(other.body().path("replies").get(1).toString()).contains("INVALID");
    assertThat(post("x".repeat(252), "/tasks/batch", two).status()).isEqualTo(400);
    assertThat(post("x".repeat(251), "/tasks/batch", two).status()).isEqualTo(200);
  }

  @Test
  void aKeyThatIsTooLongOrBesideANumberIsInvalidAndACredentialIsIssuedUnderNone() throws Exception {
    assertThat(post("x".repeat(256), "/agents", JOIN).code()).isEqualTo("INVALID");
    Answer both =
        server.post(AT + "/agents", JOIN, "Idempotency-Key", "k", "Yardmaster-Request", "1/1/1");
    assertThat(both.code()).isEqualTo("INVALID");
    Answer issued =
        server.post(
            "/v1/credentials", "{\"id\":\"c\",\"principal\":\"ada\"}", "Idempotency-Key", "k");
    assertThat(issued.code()).as(issued.body().toString()).isEqualTo("INVALID");
  }
}
