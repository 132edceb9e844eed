package dev.yardmaster.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.resource.ResourceEvent.LockReleased;
import dev.yardmaster.core.workspace.WorkspaceEvent.WorkspacePaused;
import dev.yardmaster.core.workspace.WorkspaceEvent.WorkspaceResumed;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.Credentials;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.server.RunningServer.Answer;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** X2: what an operator did is written down under the name of who did it, whatever was claimed. */
@Timeout(120)
final class NamedByPrincipalTest {
  private static final String AT = "/v1/workspaces/default";
  private static final String CLAIM = "{\"by\":\"mallory\"}";

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private RunningServer server;
  private Connection itself;
  private EventSubscription watch;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start();
    itself = server.engine().connect(Principal.of("root"));
    watch =
        itself.watch(
            WorkspaceId.of("default"), LogPosition.START, event -> events.add(event.event()));
  }

  @AfterEach
  void stop() {
    watch.close();
    itself.close();
    server.close();
  }

  private <T extends Event> T next(Class<T> kind) throws InterruptedException {
    while (true) {
      Event event = events.poll(20, TimeUnit.SECONDS);
      assertThat(event).as("a %s", kind.getSimpleName()).isNotNull();
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
    }
  }

  private static void yes(Answer answer) {
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
  }

  @Test
  void overHttpAnActIsThePrincipals() throws Exception {
    String[] olga = {
      "Authorization", "Bearer " + server.issue("o", "olga", Map.of("default", Role.OPERATOR))
    };
    yes(server.post(AT + "/pause", CLAIM, olga));
    assertThat(next(WorkspacePaused.class).by()).isEqualTo("olga");
    yes(server.post(AT + "/resume", "{}", olga));
    assertThat(next(WorkspaceResumed.class).by()).isEqualTo("olga");

    String handle =
        server
            .post(AT + "/agents", "{\"profile\":{\"id\":\"a1\"}}")
            .body()
            .path("joined")
            .path("handle")
            .asString();
    String lock = "{\"locks\":[{\"resource\":\"file\"}]}";
    Answer granted = server.post(AT + "/locks", lock, "Yardmaster-Agent", handle);
    String token = granted.body().path("granted").path("token").asString();
    yes(server.post(AT + "/locks/" + token + "/force-release", CLAIM, olga));
    assertThat(next(LockReleased.class).by()).isEqualTo("olga");
  }

  @Test
  void overGrpcAnActIsThePrincipals() throws Exception {
    String token = server.issue("o", "olga", Map.of("default", Role.OPERATOR));
    String at = "127.0.0.1:" + server.server().grpcPort();
    try (Yardmaster yard = Yardmaster.connect(at, Credentials.token(token).plaintext())) {
      yard.workspace("default").pause("mallory");
      assertThat(next(WorkspacePaused.class).by()).isEqualTo("olga");
      yard.workspace("default").resume("");
      assertThat(next(WorkspaceResumed.class).by()).isEqualTo("olga");
    }
  }

  @Test
  void withoutACredentialAnActIsThatOfTheLocalPrincipal() throws Exception {
    yes(server.post(AT + "/pause", CLAIM));
    assertThat(next(WorkspacePaused.class).by()).isEqualTo("local");
    try (Yardmaster yard = Yardmaster.connect("127.0.0.1:" + server.server().grpcPort())) {
      yard.workspace("default").resume("mallory");
      assertThat(next(WorkspaceResumed.class).by()).isEqualTo("local");
    }
  }
}
