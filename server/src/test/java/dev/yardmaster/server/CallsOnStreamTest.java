package dev.yardmaster.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.protocol.api.ReplyMapping;
import dev.yardmaster.protocol.v1.AgentServiceGrpc;
import dev.yardmaster.protocol.v1.AttachRequest;
import dev.yardmaster.protocol.v1.OpenClientSessionRequest;
import dev.yardmaster.protocol.v1.PauseWorkspaceRequest;
import dev.yardmaster.protocol.v1.Push;
import dev.yardmaster.protocol.v1.PutRecordRequest;
import dev.yardmaster.protocol.v1.ReleaseAllRequest;
import dev.yardmaster.protocol.v1.WorkspaceServiceGrpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent's commands on its stream: each is what a call of its own would be. */
@Timeout(120)
final class CallsOnStreamTest {
  private static final String PUT = "yardmaster.v1.RecordService/Put";
  private static final String RELEASE_ALL = "yardmaster.v1.LockService/ReleaseAll";
  private static final String PAUSE = "yardmaster.v1.WorkspaceService/Pause";

  @TempDir Path data;
  private RunningServer server;
  private RawGrpc grpc;
  private String token;
  private String handle;

  /** What the stream brought, and its end. */
  private final LinkedBlockingQueue<Push> pushes = new LinkedBlockingQueue<>();

  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start(data);
    grpc = new RawGrpc(server);
    token = server.issue("a", "anna", Map.of("default", Role.AGENT));
    server.post("/v1/workspaces", "{\"workspace\":\"default\"}");
    handle =
        server
            .post(
                "/v1/workspaces/default/agents",
                "{\"profile\":{\"id\":\"ada\"}}",
                "Authorization",
                "Bearer " + token)
            .body()
            .path("joined")
            .path("handle")
            .asString();
  }

  @AfterEach
  void stop() {
    grpc.close();
    server.close();
  }

  private StreamObserver<AttachRequest> open() {
    return grpc.open(
        AgentServiceGrpc.getAttachMethod(),
        new StreamObserver<Push>() {
          @Override
          public void onNext(Push push) {
            pushes.add(push);
          }

          @Override
          public void onError(Throwable failure) {
            ended.completeExceptionally(failure);
          }

          @Override
          public void onCompleted() {
            ended.complete(null);
          }
        },
        "authorization",
        "Bearer " + token,
        "yardmaster-agent",
        handle);
  }

  private StreamObserver<AttachRequest> attach() throws InterruptedException {
    StreamObserver<AttachRequest> stream = open();
    stream.onNext(
        AttachRequest.newBuilder()
            .setHello(AttachRequest.Hello.newBuilder().setWorkspace("default").setAgent("ada"))
            .build());
    assertThat(next().hasAttached()).isTrue();
    return stream;
  }

  private Push next() throws InterruptedException {
    Push push = pushes.poll(20, TimeUnit.SECONDS);
    assertThat(push).isNotNull();
    return push;
  }

  private static AttachRequest.Call.Builder call(long number, String method, Message request) {
    return AttachRequest.Call.newBuilder()
        .setNumber(number)
        .setMethod(method)
        .setRequest(request.toByteString());
  }

  private static void send(
      StreamObserver<AttachRequest> stream, AttachRequest.Call.Builder... calls) {
    for (AttachRequest.Call.Builder call : calls) {
      stream.onNext(AttachRequest.newBuilder().setCall(call).build());
    }
  }

  private Reply answer(long number) throws InterruptedException {
    Push push = next();
    assertThat(push.hasAnswer()).as("%s", push).isTrue();
    assertThat(push.getAnswer().getNumber()).isEqualTo(number);
    return ReplyMapping.read(push.getAnswer().getReply());
  }

  private RefusalCode refused(long number) throws InterruptedException {
    return Objects.requireNonNull(answer(number).refusal()).code();
  }

  private static PutRecordRequest put(String key) {
    return PutRecordRequest.newBuilder().setWorkspace("default").setKey(key).build();
  }

  private String versionOf(String key) throws Exception {
    return server.get("/v1/workspaces/default/records/" + key).body().path("version").asString("");
  }

  @Test
  void aCommandHasItsEffectAndItsAnswerItsNumber() throws Exception {
    StreamObserver<AttachRequest> stream = attach();
    send(stream, call(7, PUT, put("k")), call(8, PUT, put("l")));

    assertThat(answer(7)).isInstanceOf(Reply.Done.class);
    assertThat(answer(8)).isInstanceOf(Reply.Done.class);
    assertThat(versionOf("k")).isNotEmpty();
    assertThat(versionOf("l")).isNotEmpty();
  }

  /** S2 */
  @Test
  void aCommandThatIsSentAgainUnderItsKeyHasOneEffectAndItsFirstAnswer() throws Exception {
    StreamObserver<AttachRequest> stream = attach();
    AttachRequest.Call.Builder put =
        call(1, PUT, put("k").toBuilder().setExpectedVersion(-1).build());
    long session =
        grpc.call(
                WorkspaceServiceGrpc.getOpenClientSessionMethod(),
                OpenClientSessionRequest.getDefaultInstance(),
                "authorization",
                "Bearer " + token)
            .getClientSessionOpened()
            .getSession();
    put.getKeyBuilder().setSession(session).setSequence(1).setLowestUnanswered(1);
    send(stream, put);
    Reply first = answer(1);
    String version = versionOf("k");
    send(stream, put.setNumber(2));

    assertThat(answer(2)).isEqualTo(first);
    assertThat(versionOf("k")).isEqualTo(version);
  }

  @Test
  void aCommandThatIsNoneIsAnsweredSoAndEndsNothing() throws Exception {
    StreamObserver<AttachRequest> stream = attach();
    send(
        stream,
        call(1, "yardmaster.v1.TaskService/Nothing", put("k")),
        call(2, "yardmaster.v1.AgentService/Claim", put("k")),
        call(3, PUT, put("k")).setRequest(ByteString.copyFromUtf8("\n")),
        call(4, PUT, put("not a name")));

    for (int number = 1; number <= 4; number++) {
      assertThat(refused(number)).isEqualTo(RefusalCode.INVALID);
    }
    send(stream, call(5, PUT, put("k")));
    assertThat(answer(5)).isInstanceOf(Reply.Done.class);
  }

  /** X1, X10 */
  @Test
  void aCommandThatIsDeniedIsAnsweredSoAndOnFile() throws Exception {
    StreamObserver<AttachRequest> stream = attach();
    send(
        stream, call(1, PAUSE, PauseWorkspaceRequest.newBuilder().setWorkspace("default").build()));

    assertThat(refused(1)).isEqualTo(RefusalCode.DENIED);
    server.close();
    List<String> lines = Files.readAllLines(data.resolve("audit/denied.log"));
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .contains(
            "\"principal\":\"anna\"",
            "\"remote\":\"127.0.0.1:",
            "\"operation\":\"" + PAUSE + "\"",
            "\"workspace\":\"default\"")
        .doesNotContain(token, handle);
  }

  @Test
  void aCommandBeforeHelloEndsTheStream() {
    StreamObserver<AttachRequest> stream = open();
    send(stream, call(1, PUT, put("k")));

    assertThatThrownBy(() -> ended.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            no -> {
              assertThat(no.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(no.getStatus().getDescription()).contains("hello before any call");
            });
  }

  @Test
  void whatWasAskedBeforeTheClientFinishedIsAnsweredBeforeTheStreamEnds() throws Exception {
    StreamObserver<AttachRequest> stream = attach();
    for (int number = 1; number <= 200; number++) {
      send(
          stream,
          call(
              number, RELEASE_ALL, ReleaseAllRequest.newBuilder().setWorkspace("default").build()));
    }
    stream.onCompleted();

    ended.get(20, TimeUnit.SECONDS);
    assertThat(pushes).hasSize(200);
    for (int number = 1; number <= 200; number++) {
      assertThat(answer(number)).isInstanceOf(Reply.Done.class);
    }
  }
}
