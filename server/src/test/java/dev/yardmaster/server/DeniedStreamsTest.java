package dev.yardmaster.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.protocol.log.v1.AgentProto.AgentProfile;
import dev.yardmaster.protocol.v1.AgentServiceGrpc;
import dev.yardmaster.protocol.v1.AttachRequest;
import dev.yardmaster.protocol.v1.EventServiceGrpc;
import dev.yardmaster.protocol.v1.JoinRequest;
import dev.yardmaster.protocol.v1.StrategyRequest;
import dev.yardmaster.protocol.v1.StrategyUse;
import dev.yardmaster.protocol.v1.WatchRequest;
import dev.yardmaster.protocol.v1.WorkspaceServiceGrpc;
import dev.yardmaster.server.RawGrpc.No;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** X3, X4, X10: a stream over gRPC that may not be says why, and what to do, and is on file. */
@Timeout(120)
final class DeniedStreamsTest {
  private static final AttachRequest ATTACH =
      AttachRequest.newBuilder()
          .setHello(AttachRequest.Hello.newBuilder().setWorkspace("default").setAgent("a1"))
          .build();
  private static final StrategyRequest STRATEGY =
      StrategyRequest.newBuilder()
          .setHello(
              StrategyRequest.Hello.newBuilder()
                  .setWorkspace("default")
                  .setUse(StrategyUse.STRATEGY_USE_PLACEMENT)
                  .setName("mine"))
          .build();
  private static final WatchRequest WATCH =
      WatchRequest.newBuilder().setWorkspace("default").build();

  @TempDir Path data;

  private static String bearer(String token) {
    return "Bearer " + token;
  }

  private static void isDenied(No no, String... words) {
    assertThat(no.status()).as(no.text()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(no.code()).isEqualTo(RefusalCode.DENIED);
    assertThat(no.text()).contains(words);
  }

  private void isOnFile(String principal, String operation, String workspace) throws Exception {
    List<String> lines = Files.readAllLines(data.resolve("audit/denied.log"));
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .contains(
            "\"principal\":\"%s\",\"remote\":\"127.0.0.1:".formatted(principal),
            "\"operation\":\"yardmaster.v1.%s\",\"workspace\":\"%s\",\"code\":\"DENIED\"}"
                .formatted(operation, workspace))
        .doesNotContain("ym_", "mine");
  }

  /** The handle of an agent that joins. */
  private static String join(RawGrpc grpc, String agent, String token) {
    return grpc.call(
            AgentServiceGrpc.getJoinMethod(),
            JoinRequest.newBuilder()
                .setWorkspace("default")
                .setProfile(AgentProfile.newBuilder().setId(agent))
                .build(),
            "authorization",
            token)
        .getJoined()
        .getHandle();
  }

  @Test
  void aWatchWithoutARoleThere() throws Exception {
    try (RunningServer server = RunningServer.start(data);
        RawGrpc grpc = new RawGrpc(server)) {
      String token = bearer(server.issue("s", "stranger", Map.of("elsewhere", Role.ADMIN)));
      isDenied(
          grpc.watched(EventServiceGrpc.getWatchMethod(), WATCH, "authorization", token),
          "stranger",
          "READER",
          "ask");
    }
    isOnFile("stranger", "EventService/Watch", "default");
  }

  @Test
  void anAgentStreamWithoutAHandle() throws Exception {
    try (RunningServer server = RunningServer.start(data);
        RawGrpc grpc = new RawGrpc(server)) {
      String token = bearer(server.issue("r", "rita", Map.of("default", Role.READER)));
      isDenied(
          grpc.said(AgentServiceGrpc.getAttachMethod(), ATTACH, "authorization", token),
          "yardmaster-agent",
          "join");
    }
    isOnFile("rita", "AgentService/Attach", "default");
  }

  /** The handle is the principal's own, but this credential of it may not act as an agent. */
  @Test
  void anAgentStreamUnderACredentialThatOnlyReads() throws Exception {
    try (RunningServer server = RunningServer.start(data);
        RawGrpc grpc = new RawGrpc(server)) {
      String agent = bearer(server.issue("a", "anna", Map.of("default", Role.AGENT)));
      String reader = bearer(server.issue("r", "anna", Map.of("default", Role.READER)));
      String handle = join(grpc, "a1", agent);
      isDenied(
          grpc.said(
              AgentServiceGrpc.getAttachMethod(),
              ATTACH,
              "authorization",
              reader,
              "yardmaster-agent",
              handle),
          "anna",
          "AGENT",
          "ask");
    }
    isOnFile("anna", "AgentService/Attach", "default");
  }

  @Test
  void anAgentStreamForAnotherAgentThanTheHandleIsOf() throws Exception {
    try (RunningServer server = RunningServer.start(data);
        RawGrpc grpc = new RawGrpc(server)) {
      String token = bearer(server.issue("a", "anna", Map.of("default", Role.AGENT)));
      String handle = join(grpc, "a2", token);
      isDenied(
          grpc.said(
              AgentServiceGrpc.getAttachMethod(),
              ATTACH,
              "authorization",
              token,
              "yardmaster-agent",
              handle),
          "agent a1",
          "a2");
    }
    isOnFile("anna", "AgentService/Attach", "default");
  }

  @Test
  void aStrategyOfWhoeverIsNoOperator() throws Exception {
    try (RunningServer server = RunningServer.start(data);
        RawGrpc grpc = new RawGrpc(server)) {
      String token = bearer(server.issue("a", "anna", Map.of("default", Role.AGENT)));
      isDenied(
          grpc.said(WorkspaceServiceGrpc.getStrategyMethod(), STRATEGY, "authorization", token),
          "anna",
          "OPERATOR",
          "ask");
    }
    isOnFile("anna", "WorkspaceService/Strategy", "default");
  }

  /** Nothing is read of it, not even its workspace. */
  @Test
  void aStreamThatShowsNothingThatIsAccepted() throws Exception {
    try (RunningServer server = RunningServer.start(data);
        RawGrpc grpc = new RawGrpc(server)) {
      isDenied(
          grpc.watched(
              EventServiceGrpc.getWatchMethod(), WATCH, "authorization", "Bearer ym_guessed"),
          "credential",
          "ask an administrator");
    }
    isOnFile("nobody", "EventService/Watch", "");
  }

  /** One that becomes a denial later is on file too. */
  @Test
  void aWatchWhoseCredentialIsRevoked() throws Exception {
    try (RunningServer server = RunningServer.start(data);
        RawGrpc grpc = new RawGrpc(server)) {
      String token = bearer(server.issue("r", "rita", Map.of("default", Role.READER)));
      No no =
          grpc.watchedAfter(
              EventServiceGrpc.getWatchMethod(),
              WATCH,
              () -> server.revoke("r"),
              "authorization",
              token);
      isDenied(no, "revoked", "administrator");
    }
    isOnFile("rita", "EventService/Watch", "default");
  }
}
