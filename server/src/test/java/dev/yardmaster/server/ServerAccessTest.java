package dev.yardmaster.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.client.ConflictStrategy;
import dev.yardmaster.client.CoordinationException;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.SchedulingStrategy;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.access.AccessCommand;
import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.protocol.connection.ConflictChoice;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.Credentials;
import dev.yardmaster.protocol.connection.EventSubscription;
import dev.yardmaster.protocol.connection.PlacementChoice;
import dev.yardmaster.protocol.connection.StrategyRegistration;
import dev.yardmaster.server.RunningServer.Answer;
import dev.yardmaster.server.gateway.Tokens;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Who gets in, and how far, over both ways (X1 to X6). */
@Timeout(60)
final class ServerAccessTest {
  private static final String AT = "/v1/workspaces/default";

  /** Strategies that are never asked. */
  private static final SchedulingStrategy TASKS =
      request -> new PlacementChoice(AgentId.of("nobody"), "");

  private static final ConflictStrategy CONFLICTS =
      conflict -> new ConflictChoice(AgentId.of("nobody"), "");

  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  private Yardmaster connect(String token) {
    return Yardmaster.connect(
        "127.0.0.1:" + server.server().grpcPort(), Credentials.token(token).plaintext());
  }

  @Test
  void aTokenOpensWhatItsRoleAllowsAndNothingElse_X3() throws Exception {
    String reader = server.issue("r", "rita", Map.of("default", Role.READER));
    String agent = server.issue("a", "anna", Map.of("default", Role.AGENT));
    String task = "{\"task\":{\"id\":\"t\",\"work\":{\"type\":\"t\"}}}";

    assertThat(server.get(AT + "/tasks", bearer(reader)).status()).isEqualTo(200);
    Answer denied = server.post(AT + "/tasks", task, bearer(reader));
    assertThat(denied.status()).isEqualTo(403);
    assertThat(denied.code()).isEqualTo("DENIED");
    assertThat(denied.body().path("detail").asString()).contains("rita").contains("AGENT");
    assertThat(server.post(AT + "/tasks", task, bearer(agent)).status()).isEqualTo(200);
    assertThat(server.post(AT + "/pause", "{\"by\":\"anna\"}", bearer(agent)).status())
        .isEqualTo(403);
    assertThat(server.get("/v1/workspaces/other/tasks", bearer(agent)).status()).isEqualTo(403);
  }

  @Test
  void anUnknownTokenIsDeniedAlsoOnLoopback_X2() throws Exception {
    assertThat(server.get(AT + "/tasks", bearer("ym_nonsense")).status()).isEqualTo(403);
    assertThat(server.get(AT + "/tasks", "Authorization", "Basic eDp5").status()).isEqualTo(403);
    try (Yardmaster yard = connect("ym_nonsense")) {
      assertThatThrownBy(() -> yard.workspace("default")).isInstanceOf(CoordinationException.class);
    }
  }

  @Test
  void whatOneCredentialJoinedAnotherCannotSpeakFor_X4() throws Exception {
    String anna = server.issue("a", "anna", Map.of("default", Role.AGENT));
    String bert = server.issue("b", "bert", Map.of("default", Role.AGENT));
    String handle =
        server
            .post(AT + "/agents", "{\"profile\":{\"id\":\"a1\"}}", bearer(anna))
            .body()
            .path("joined")
            .path("handle")
            .asString();
    String lock = "{\"locks\":[{\"resource\":\"file\"}]}";

    Answer stolen =
        server.post(
            AT + "/locks", lock, "Authorization", "Bearer " + bert, "Yardmaster-Agent", handle);
    assertThat(stolen.status()).as(stolen.body().toString()).isEqualTo(409);
    assertThat(stolen.code()).isEqualTo("STALE_TOKEN");
    Answer own =
        server.post(
            AT + "/locks", lock, "Authorization", "Bearer " + anna, "Yardmaster-Agent", handle);
    assertThat(own.status()).as(own.body().toString()).isEqualTo(200);
    assertThat(server.post(AT + "/agents", "{\"profile\":{\"id\":\"a1\"}}", bearer(bert)).status())
        .isEqualTo(403);
  }

  @Test
  void whoHasWhatIsListedForAnAdministratorOfTheClusterAlone_X11() throws Exception {
    String root =
        server
            .post(
                "/v1/credentials",
                "{\"id\":\"root\",\"principal\":\"rita\",\"clusterAdmin\":true}",
                bearer(clusterAdmin()))
            .body()
            .path("token")
            .asString();
    String anna = server.issue("a", "anna", Map.of("default", Role.ADMIN));

    Answer listed = server.get("/v1/credentials?after=a&limit=1", bearer(root));
    assertThat(listed.status()).as(listed.body().toString()).isEqualTo(200);
    assertThat(listed.body().path("credentials")).hasSize(1);
    assertThat(listed.body().path("credentials").path(0).path("id").asString()).isEqualTo("first");
    JsonNode annas = server.get("/v1/credentials", bearer(root)).body().path("credentials").path(0);
    assertThat(annas.path("principal").asString()).isEqualTo("anna");
    assertThat(annas.path("roles").path("default").asString()).isEqualTo("ROLE_ADMIN");
    assertThat(annas.path("issuedMillis").asString()).matches("[1-9][0-9]{12}");
    assertThat(annas.has("revoked")).isFalse();

    String claim = "{\"by\":\"mallory\"}";
    assertThat(server.post("/v1/credentials/a/revoke", claim, bearer(root)).status())
        .isEqualTo(200);
    Answer revoked = server.get("/v1/credentials?revoked=true", bearer(root));
    assertThat(revoked.body().path("credentials")).hasSize(1);
    assertThat(revoked.body().path("credentials").path(0).path("revoked").path("by").asString())
        .isEqualTo("rita");
    assertThat(revoked.body().toString() + listed.body())
        .doesNotContain(Tokens.hash(anna), Tokens.hash(root), root, anna, "secretHash");

    assertThat(server.get("/v1/credentials?limit=1001", bearer(root)).code()).isEqualTo("INVALID");
    assertThat(server.get("/v1/credentials?revoked=true&after=a", bearer(root)).code())
        .isEqualTo("INVALID");
    String admin = server.issue("b", "bert", Map.of("default", Role.ADMIN));
    assertThat(server.get("/v1/credentials", bearer(admin)).status()).isEqualTo(403);
    assertThat(server.get("/v1/credentials").status()).isEqualTo(403);
  }

  private String clusterAdmin() throws Exception {
    String token = Tokens.random();
    try (Connection itself = server.engine().connect(Principal.of("root"))) {
      Credential first =
          new Credential(
              CredentialId.of("first"),
              Principal.of("ada"),
              Tokens.hash(token),
              Collections.emptySortedMap(),
              true,
              0);
      assertThat(
              itself
                  .send(
                      new Request(
                          WorkspaceId.of("-"),
                          itself.principal(),
                          null,
                          new AccessCommand.IssueCredential(first)))
                  .toCompletableFuture()
                  .get(10, TimeUnit.SECONDS)
                  .refusal())
          .isNull();
    }
    return token;
  }

  @Test
  void aCallForAnAgentWithoutItsHandleIsDenied() throws Exception {
    Answer denied = server.post(AT + "/locks", "{\"locks\":[{\"resource\":\"file\"}]}");

    assertThat(denied.status()).isEqualTo(403);
    assertThat(denied.body().path("detail").asString()).contains("yardmaster-agent");
  }

  @Test
  void revokingEndsAnOpenWatchAndAnAttachedAgentWithinFiveSeconds_X5() throws Exception {
    String token = server.issue("a", "anna", Map.of("default", Role.AGENT));
    try (Yardmaster yard = connect(token)) {
      CoordinationManager manager = yard.workspace("default");
      EventSubscription watch = manager.events().subscribe(new LogPosition(0), event -> {});
      var session = manager.agents().register(AgentProfile.named("a1"));
      server.revoke("a");

      assertThatThrownBy(() -> watch.ended().toCompletableFuture().get(5, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("DENIED");
      assertThat(session.ended().toCompletableFuture().get(5, TimeUnit.SECONDS))
          .isEqualTo(SessionEnd.EXPIRED);
      assertThatThrownBy(() -> manager.tasks().submit(Task.of("late")))
          .isInstanceOfSatisfying(
              CoordinationException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.DENIED));
    }
    assertThat(server.get(AT + "/tasks", bearer(token)).status()).isEqualTo(403);
  }

  @Test
  void revokingEndsAnOpenStrategyWithinFiveSeconds_X5() throws Exception {
    String token = server.issue("o", "olga", Map.of("default", Role.OPERATOR));
    try (Yardmaster yard = connect(token)) {
      CoordinationManager manager = yard.workspace("default");
      StrategyRegistration placing = manager.tasks().registerStrategy("mine", TASKS);
      StrategyRegistration deciding = manager.conflicts().registerStrategy("mine", CONFLICTS);
      server.revoke("o");

      for (StrategyRegistration each : List.of(placing, deciding)) {
        assertThatThrownBy(() -> each.ended().toCompletableFuture().get(5, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasMessageContaining("DENIED")
            .hasMessageContaining("get a new token");
      }
    }
  }

  @Test
  void aStrategyOfWhoeverIsNoOperatorIsToldSo_X3() throws Exception {
    try (Yardmaster yard = connect(server.issue("a", "anna", Map.of("default", Role.AGENT)))) {
      StrategyRegistration refused =
          yard.workspace("default").tasks().registerStrategy("mine", TASKS);
      assertThatThrownBy(() -> refused.ended().toCompletableFuture().get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("DENIED")
          .hasMessageContaining("OPERATOR");
    }
  }

  @Test
  void pagesOfOtherSitesAndOtherNamesForThisServerAreRefusedUnread_X6() throws Exception {
    Answer foreign = server.get(AT + "/tasks", "Origin", "http://evil.example");
    Answer own =
        server.get(AT + "/tasks", "Origin", "http://127.0.0.1:" + server.server().httpPort());
    Answer other = server.get(AT + "/tasks", "Origin", "null");

    assertThat(foreign.status()).isEqualTo(403);
    assertThat(own.status()).isEqualTo(200);
    assertThat(other.status()).isEqualTo(403);
    assertThat(server.rawGet(AT + "/tasks", "evil.example")).startsWith("HTTP/1.1 403");
    assertThat(server.rawGet(AT + "/tasks", "localhost")).startsWith("HTTP/1.1 200");
  }

  @Test
  void everyOperationIsDeniedToWhoHasNoRoleThere_X3() throws Exception {
    String stranger = server.issue("s", "stranger", Map.of("elsewhere", Role.ADMIN));
    for (String[] route : server.routes()) {
      if (route[1].equals("/v1/position")) {
        continue; // of the log as a whole: tells nothing of any workspace
      }
      String path =
          route[1]
              .replace("{workspace}", "default")
              .replaceAll("\\{(token|wait_id)}", "12")
              .replaceAll("\\{metric}", "yardmaster.events")
              .replaceAll("\\{ranking}", "SLOWEST_TYPES")
              .replaceAll("\\{\\w+}", "x");
      HttpResponse<String> response = server.raw(route[0], path, "{}", stranger);
      assertThat(response.statusCode())
          .as("%s %s: %s", route[0], path, response.body())
          .isIn(403, 400);
      if (response.statusCode() == 400) {
        assertThat(response.body()).doesNotContain("exist");
      }
    }
  }
}
