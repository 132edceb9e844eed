package dev.yardmaster.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.breaker.BreakerCommand;
import dev.yardmaster.core.breaker.BreakerConfig;
import dev.yardmaster.core.conflict.ConflictCommand;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.MessageCommand;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.task.Dependency;
import dev.yardmaster.core.task.Limits;
import dev.yardmaster.core.task.RetryPolicy;
import dev.yardmaster.core.task.Schedule;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.Timeouts;
import dev.yardmaster.core.task.Work;
import dev.yardmaster.core.wait.WaitCommand;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import dev.yardmaster.protocol.v1.CompleteTaskRequest;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a caller may leave out, and what it is told where it may not. */
final class DefaultsTest {
  private static final Speaker SPEAKER = new Speaker(AgentId.of("a"), new FencingToken(7));
  private static final Caller CALLER = Caller.session(AgentId.of("a"), new FencingToken(7));

  @Test
  void aTaskNeedsAnIdAndAType() {
    assertThat(read("TaskService/Submit", "task { id: 't' work { type: 'build' } }"))
        .isEqualTo(submit(TaskSpec.named("t").work(work("build", Payload.EMPTY))));
  }

  @Test
  void priorityZeroIsNotTheDefault() {
    assertThat(read("TaskService/Submit", "task { id: 't' priority: 0 }"))
        .isEqualTo(submit(TaskSpec.named("t").priority(0)));
  }

  @Test
  void aDependencyIsOnSuccessAndTextIsAnInput() {
    assertThat(
            read(
                "TaskService/Submit",
                "task { id: 't' work { input { text: 'hi' } } dependencies { task: 'u' } }"))
        .isEqualTo(
            submit(
                TaskSpec.named("t")
                    .work(work("", Payload.text("hi")))
                    .dependsOn(Dependency.onSuccess("u"))));
  }

  @Test
  void aRetryPolicyWithoutBackoffHasTheUsualOne() {
    RetryPolicy retry =
        new RetryPolicy(5, RetryPolicy.Backoff.DEFAULT, new TreeSet<>(List.of("a", "b")));
    assertThat(
            read(
                "TaskService/Submit",
                "task { id: 't' limits { retry { max_retries: 5 non_retryable: ['b', 'a', 'b'] } } }"))
        .isEqualTo(
            submit(
                TaskSpec.named("t")
                    .limits(new Limits(Timeouts.NONE, Schedule.NONE, retry, false))));
  }

  @Test
  void aBackoffNeedsNeitherFactorNorCap() {
    TaskCommand.SubmitTask command =
        (TaskCommand.SubmitTask)
            read(
                "TaskService/Submit",
                "task { id: 't' limits { retry { backoff { delay_millis: 400000 } } } }");
    assertThat(command.spec().limits().retry().backoff())
        .isEqualTo(new RetryPolicy.Backoff(400_000, 200, 0, 400_000));
  }

  @Test
  void aLockIsExclusiveAndPermitsArePermitsAndTheyAreSorted() {
    assertThat(
            read(
                "LockService/Acquire",
                "locks { resource: 'z' } locks { resource: 'b' permits: 2 }"))
        .isEqualTo(
            new WaitCommand.AcquireLocks(
                CALLER,
                List.of(LockRequest.permits("b", 2), LockRequest.exclusive("z")),
                50,
                0,
                0));
  }

  @Test
  void minusOneWaitsWithoutLimit() {
    assertThat(read("LockService/AwaitTask", "task: 't' wait_millis: -1"))
        .isEqualTo(
            new WaitCommand.AwaitTask(
                CALLER, dev.yardmaster.core.identity.TaskId.of("t"), WaitCommand.FOREVER));
    assertThatThrownBy(() -> WaitMillis.write(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anAgentTakesOneTaskAndCallsNowAndThen() {
    AgentProfile profile =
        new AgentProfile(
            AgentId.of("a"),
            "",
            "",
            Collections.emptySortedSet(),
            Collections.emptySortedMap(),
            0,
            new AgentProfile.Slots(1, 0));
    assertThat(read("AgentService/Join", "profile { id: 'a' }"))
        .isEqualTo(new AgentCommand.JoinAgent(profile, Attachment.REQUESTS));
  }

  @Test
  void whoLeavesHasLeft() {
    assertThat(read("AgentService/Leave", "agent: 'a'"))
        .isEqualTo(
            new AgentCommand.LeaveAgent(AgentId.of("a"), new FencingToken(7), SessionEnd.LEFT));
  }

  @Test
  void aMessageNeedsAnAudienceAndAType() {
    assertThat(
            read(
                "MessageService/Send",
                "id: 'm' audience { everybody {} } envelope { type: 'news' payload { text: 'x' content_type: 'text/x' } }"))
        .isInstanceOfSatisfying(
            MessageCommand.SendMessage.class,
            send ->
                assertThat(send.envelope())
                    .isEqualTo(Envelope.of("news", Payload.of(new byte[] {'x'}, "text/x"))));
  }

  @Test
  void aRequestIsItsOwnCorrelationAndItsSenderGetsTheReply() {
    assertThat(read("MessageService/RequestReply", "id: 'm' to: 'b' wait_millis: 5"))
        .isInstanceOfSatisfying(
            WaitCommand.RequestReply.class,
            request ->
                assertThat(request.envelope().conversation())
                    .isEqualTo(new Envelope.Conversation("m", AgentId.of("a"))));
  }

  @Test
  void bytesWithoutATypeAreOctets() {
    CompleteTaskRequest.Builder request = CompleteTaskRequest.newBuilder().setTask("t");
    request.getResultBuilder().setContent(ByteString.copyFromUtf8("x"));
    assertThat(ApiCommands.read("yardmaster.v1.TaskService/Complete", request.build(), null))
        .isEqualTo(
            new TaskCommand.CompleteTask(
                dev.yardmaster.core.identity.TaskId.of("t"),
                FencingToken.NONE,
                Payload.of(new byte[] {'x'}, "application/octet-stream")));
  }

  @Test
  void aConflictIsDecidedByPriority() {
    assertThat(read("ConflictService/Report", "id: 'c' resource: 'r'"))
        .isInstanceOfSatisfying(
            ConflictCommand.ReportConflict.class,
            report -> assertThat(report.strategy()).isEqualTo("priority"));
  }

  @Test
  void aBreakerHasTheUsualConfiguration() {
    assertThat(read("BreakerService/DeclareBreaker", "breaker: 'b' config { timeout_millis: 9 }"))
        .isEqualTo(
            new BreakerCommand.DeclareBreaker(
                BreakerName.of("b"), BreakerConfig.DEFAULT.timeoutMillis(9)));
  }

  @Test
  void aPlacementPolicyStealsAsUsual() {
    assertThat(read("WorkspaceService/SetPlacementPolicy", "policy { strategy: 'fastest' }"))
        .isEqualTo(
            new WorkspaceCommand.SetPlacementPolicy(PlacementPolicy.DEFAULT.strategy("fastest")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          TaskService/Submit | | Field task: Expected the task name to have 1 to 128 characters
          TaskService/Submit | task { id: 't' priority: 101 } | Field task: Expected a task priority of 0 to 100, got 101
          TaskService/Submit | task { id: 't' work { input { text: 'a' content: 'b' } } } | Field task.work.input: Expected content or text, got both
          TaskService/Submit | task { id: 't' requirements { locks { resource: 'r' mode: 9 } } } | Field task.requirements.locks[0].mode: Expected one of LOCK_MODE_EXCLUSIVE, LOCK_MODE_SHARED, LOCK_MODE_PERMITS, got 9
          TaskService/Submit | task { id: 't' } if_holds { resource: '' } | Field ifHolds[0].resource: Expected a resource name of 1 to 512
          PlanService/AddTasks | plan: 'p' tasks { id: 't' } tasks { id: '' } | Field tasks[1]: Expected the task name
          TaskService/Fail | task: 't' retry_after_millis: -1 | Field retryAfterMillis: Expected a retryAfter of 0 to
          AgentService/Join | profile { id: 'a' } attachment: ATTACHMENT_IN_PROCESS | Field attachment: Expected ATTACHMENT_STREAM or ATTACHMENT_REQUESTS
          AgentService/SetStatus | agent: 'a' | Field status: Expected one of AGENT_STATUS_ACTIVE, AGENT_STATUS_DRAINING, AGENT_STATUS_PAUSED, got none
          AgentService/Heartbeat | agent: 'b' | Field agent: Expected a, whose handle is in yardmaster-agent, got b
          AgentService/Leave | session: 8 | Field session: Expected session 7 of agent a
          LockService/ReleaseAll | caller { agent: 'b' } | Field caller.agent: Expected a, whose handle
          LockService/ReleaseAll | caller { session: 6 } | Field caller.session: Expected session 7 of agent a
          LockService/Acquire | locks { resource: 'r' } locks { resource: 'r' } | Expected each resource once in a lock set, got r twice
          LockService/SetDeadlockPolicy | | Field policy: Expected one of DEADLOCK_POLICY_REFUSE
          MessageService/Send | id: 'm' | Field audience: Expected one of the fields agents, everybody, topic, got none
          MessageService/Send | id: 'm' audience { everybody {} } envelope { headers { name: 'h' } headers { name: 'h' } } | Field envelope.headers: Expected each header once, got h twice
          ConflictService/Report | id: 'c' | Expected one of the fields resource, task, got none
          ConflictService/Report | id: 'c' task { task: 't' } | Field task.aspect: Expected one of TASK_ASPECT_ASSIGNMENT
          ConflictService/Resolve | conflict: 'c' | Expected one of the fields winner, byStrategy, got none
          WorkspaceService/RegisterStrategy | name: 's' | Field use: Expected one of STRATEGY_USE_PLACEMENT, STRATEGY_USE_CONFLICT, got none
          """)
  void whatStandsForNoCommandIsRefusedWithItsField(
      String method, @Nullable String request, String text) {
    assertThatThrownBy(() -> read(method, request == null ? "" : request))
        .isExactlyInstanceOf(BadRequestException.class)
        .hasMessageContaining(text);
  }

  @Test
  void withoutAHandleTheMessageMustNameAgentAndSession() {
    assertThatThrownBy(() -> read("LockService/ReleaseAll", "caller { agent: 'a' }", null))
        .isExactlyInstanceOf(BadRequestException.class)
        .hasMessageContaining("Expected the agent's handle in yardmaster-agent");
    assertThat(read("AgentService/Heartbeat", "agent: 'a' session: 7", null))
        .isEqualTo(new AgentCommand.Heartbeat(AgentId.of("a"), new FencingToken(7)));
  }

  @Test
  void unknownFieldsAreRefused() {
    Message request =
        CompleteTaskRequest.newBuilder()
            .setTask("t")
            .setUnknownFields(
                com.google.protobuf.UnknownFieldSet.newBuilder()
                    .addField(
                        999,
                        com.google.protobuf.UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                    .build())
            .build();
    assertThatThrownBy(() -> ApiCommands.read("yardmaster.v1.TaskService/Complete", request, null))
        .isExactlyInstanceOf(BadRequestException.class)
        .hasMessageContaining("number [999]");
  }

  private static Command submit(TaskSpec spec) {
    return new TaskCommand.SubmitTask(spec);
  }

  private static Work work(String type, Payload input) {
    return new Work(type, "", input, Collections.emptySortedSet());
  }

  private static Command read(String method, String text) {
    return read(method, text, SPEAKER);
  }

  private static Command read(String method, String text, @Nullable Speaker speaker) {
    CommandCall<?, ?> call =
        Objects.requireNonNull(ApiCommands.ofMethod("yardmaster.v1." + method), method);
    try {
      Message.Builder request = call.prototype().newBuilderForType();
      TextFormat.merge(text, request);
      return ApiCommands.read(call.method(), request.build(), speaker);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError(text, e);
    }
  }
}
