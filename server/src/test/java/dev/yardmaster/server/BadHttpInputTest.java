package dev.yardmaster.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.server.RunningServer.Answer;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no request gets a problem that says what was expected, and the server goes on (X9). */
@Timeout(60)
final class BadHttpInputTest {
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /tasks | {"task":{"id":"a b"}} | task
          /tasks | {"task":{"id":"t","nonsense":1}} | nonsense
          /tasks | {"task":{"id":"t","priority":101}} | priority
          /tasks | not json | JSON
          /tasks | {} | task
          /tasks | {"workspace":"other","task":{"id":"t"}} | workspace
          /agents | {"profile":{"id":""}} | agent name
          /tasks/t/complete | {"epoch":"-"} | JSON
          /agents/a/claim?wait=never | {} | wait
          /agents/a/claim?colour=red | {} | colour
          /locks/twelve/release | {} | token
          """)
  void anExplainedRefusal(String path, String body, String named) throws Exception {
    String handle =
        server
            .post(AT + "/agents", "{\"profile\":{\"id\":\"a\"}}")
            .body()
            .path("joined")
            .path("handle")
            .asString();
    Answer refused = server.post(AT + path, body, "Yardmaster-Agent", handle);

    assertThat(refused.status()).as(refused.body().toString()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("INVALID");
    assertThat(refused.body().path("detail").asString().toLowerCase(Locale.ROOT))
        .contains(named.toLowerCase(Locale.ROOT));
    assertThat(refused.response().headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
  }

  @Test
  void deepAndLargeBodiesAreRefusedAndTheServerGoesOn() throws Exception {
    String deep = "{\"task\":".repeat(5_000) + "1" + "}".repeat(5_000);
    Answer tooDeep = server.post(AT + "/tasks", deep);
    assertThat(tooDeep.status()).isEqualTo(400);

    String large = "{\"task\":{\"id\":\"" + "x".repeat(17 * 1024 * 1024) + "\"}}";
    Answer tooLarge = server.post(AT + "/tasks", large);
    assertThat(tooLarge.status()).isEqualTo(413);
    assertThat(tooLarge.response().headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));

    assertThat(server.get("/readyz").status()).isEqualTo(200);
  }
}
