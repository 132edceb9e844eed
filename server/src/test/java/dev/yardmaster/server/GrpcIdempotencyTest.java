package dev.yardmaster.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.protocol.log.v1.AgentProto.AgentProfile;
import dev.yardmaster.protocol.log.v1.ShardProto.Reply;
import dev.yardmaster.protocol.log.v1.TaskSpecProto.TaskSpec;
import dev.yardmaster.protocol.log.v1.TaskSpecProto.Work;
import dev.yardmaster.protocol.v1.AccessServiceGrpc;
import dev.yardmaster.protocol.v1.AgentServiceGrpc;
import dev.yardmaster.protocol.v1.CancelTaskRequest;
import dev.yardmaster.protocol.v1.IssueCredentialRequest;
import dev.yardmaster.protocol.v1.JoinRequest;
import dev.yardmaster.protocol.v1.SubmitTaskRequest;
import dev.yardmaster.protocol.v1.TaskServiceGrpc;
import dev.yardmaster.server.RawGrpc.No;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R2 over gRPC: the metadata {@code idempotency-key} makes sending again harmless. */
@Timeout(120)
final class GrpcIdempotencyTest {
  private static final String KEY = "idempotency-key";
  private static final MethodDescriptor<JoinRequest, Reply> JOIN = AgentServiceGrpc.getJoinMethod();

  private RunningServer server;
  private RawGrpc grpc;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start();
    grpc = new RawGrpc(server);
  }

  @AfterEach
  void stop() {
    grpc.close();
    server.close();
  }

  private static JoinRequest join(String agent) {
    return JoinRequest.newBuilder()
        .setWorkspace("default")
        .setProfile(AgentProfile.newBuilder().setId(agent))
        .build();
  }

  private static SubmitTaskRequest task(String id) {
    return SubmitTaskRequest.newBuilder()
        .setWorkspace("default")
        .setTask(TaskSpec.newBuilder().setId(id).setWork(Work.newBuilder().setType("x")))
        .build();
  }

  @Test
  void theSameRequestAgainGetsItsFirstAnswerAndDoesNothing() {
    Reply first = grpc.call(JOIN, join("a1"), KEY, "k");
    Reply again = grpc.call(JOIN, join("a1"), KEY, "k");
    assertThat(again).isEqualTo(first);
    assertThat(first.getJoined().getHandle()).isNotEmpty();
    Reply other = grpc.call(JOIN, join("a1"), KEY, "l");
    assertThat(other.getJoined().getHandle()).isNotEqualTo(first.getJoined().getHandle());
    assertThat(grpc.call(JOIN, join("a1"), KEY, "k")).isEqualTo(first);
  }

  @Test
  void ofTheSameRequestManyTimesAtOnceOneCounts() throws Exception {
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      replies.add(grpc.begin(JOIN, join("a1"), KEY, "k"));
    }
    Reply first = replies.getFirst().get(30, TimeUnit.SECONDS);
    for (CompletableFuture<Reply> reply : replies) {
      assertThat(reply.get(30, TimeUnit.SECONDS)).isEqualTo(first);
    }
  }

  @Test
  void theSameKeyIsOneOverGrpcAndHttp() throws Exception {
    Reply first = grpc.call(JOIN, join("a1"), KEY, "k");
    RunningServer.Answer again =
        server.post(
            "/v1/workspaces/default/agents",
            "{\"profile\":{\"id\":\"a1\"}}",
            "Idempotency-Key",
            "k");
    assertThat(again.body().path("joined").path("handle").asString())
        .isEqualTo(first.getJoined().getHandle());
    assertThat(again.response().headers().firstValue("Idempotency-Replayed")).contains("true");
  }

  @Test
  void anotherContentOrOperationUnderTheSameKeyIsInvalidAndDoesNothing() throws Exception {
    grpc.call(JOIN, join("a1"), KEY, "k");
    MethodDescriptor<SubmitTaskRequest, Reply> submit = TaskServiceGrpc.getSubmitMethod();
    for (No no :
        List.of(grpc.no(JOIN, join("a2"), KEY, "k"), grpc.no(submit, task("t"), KEY, "k"))) {
      assertThat(no.status()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(no.code()).isEqualTo(RefusalCode.INVALID);
      assertThat(no.text()).contains("idempotency key 'k'");
    }
    assertThat(server.get("/v1/workspaces/default/tasks/t").status()).isEqualTo(404);
    assertThat(server.get("/v1/workspaces/default/agents/a2").status()).isEqualTo(404);
  }

  @Test
  void theKeyOfAnotherPrincipalIsAnother() throws Exception {
    for (String who : List.of("ada", "bob")) {
      String token = "Bearer " + server.issue(who, who, Map.of("default", Role.AGENT));
      grpc.call(
          TaskServiceGrpc.getSubmitMethod(), task("t-" + who), "authorization", token, KEY, "k");
      assertThat(server.get("/v1/workspaces/default/tasks/t-" + who).status()).isEqualTo(200);
    }
  }

  /** A no that changed nothing is decided anew, so that its request can count later. */
  @Test
  void aRefusalIsNotRemembered() throws Exception {
    MethodDescriptor<CancelTaskRequest, Reply> cancel = TaskServiceGrpc.getCancelMethod();
    CancelTaskRequest request =
        CancelTaskRequest.newBuilder()
            .setWorkspace("default")
            .setTask("t")
            .setReason("enough")
            .build();
    assertThat(grpc.no(cancel, request, KEY, "c").code()).isEqualTo(RefusalCode.NOT_FOUND);
    grpc.call(TaskServiceGrpc.getSubmitMethod(), task("t"));
    Message first = grpc.call(cancel, request, KEY, "c");
    assertThat(grpc.call(cancel, request, KEY, "c")).isEqualTo(first);
  }

  @Test
  void aKeyThatIsTooLongOrBesideANumberIsInvalidAndACredentialIsIssuedUnderNone() throws Exception {
    for (No no :
        List.of(
            grpc.no(JOIN, join("a1"), KEY, "x".repeat(256)),
            grpc.no(JOIN, join("a1"), KEY, "k", "yardmaster-request", "1/1/1"),
            grpc.no(JOIN, join("a1"), "yardmaster-request", "one"),
            grpc.no(
                AccessServiceGrpc.getIssueCredentialMethod(),
                IssueCredentialRequest.newBuilder().setId("c").setPrincipal("ada").build(),
                KEY,
                "k"))) {
      assertThat(no.status()).as(no.text()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(no.code()).isEqualTo(RefusalCode.INVALID);
      assertThat(no.text()).startsWith("Expected");
    }
    assertThat(server.get("/v1/workspaces/default/agents/a1").status()).isEqualTo(404);
  }
}
