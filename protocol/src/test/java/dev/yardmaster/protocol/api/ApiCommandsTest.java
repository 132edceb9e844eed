package dev.yardmaster.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.FileDescriptor;
import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.resource.Guard;
import dev.yardmaster.core.shard.ShardCommand;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import dev.yardmaster.protocol.v1.AccessProto;
import dev.yardmaster.protocol.v1.AgentsProto;
import dev.yardmaster.protocol.v1.BreakersProto;
import dev.yardmaster.protocol.v1.ConflictsProto;
import dev.yardmaster.protocol.v1.EventsProto;
import dev.yardmaster.protocol.v1.LocksProto;
import dev.yardmaster.protocol.v1.MessagesProto;
import dev.yardmaster.protocol.v1.MonitoringProto;
import dev.yardmaster.protocol.v1.OpenClientSessionRequest;
import dev.yardmaster.protocol.v1.PlansProto;
import dev.yardmaster.protocol.v1.RecordsProto;
import dev.yardmaster.protocol.v1.SubmitTaskRequest;
import dev.yardmaster.protocol.v1.TasksProto;
import dev.yardmaster.protocol.v1.WorkspacesProto;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The table as a whole, and guards. */
final class ApiCommandsTest {
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("w");
  private static final Guard GUARD = new Guard(ResourceName.of("a/b"), new FencingToken(9));

  /** Queries, and what the gateway makes of several commands and queries; closed. */
  private static final Set<String> NO_COMMAND =
      Set.of(
          "AccessService/IssueCredential",
          "AccessService/ListCredentials",
          "AccessService/RevokeCredential",
          "AgentService/Attach",
          "AgentService/Claim",
          "AgentService/GetAgent",
          "AgentService/ListAgents",
          "BreakerService/GetBreaker",
          "BreakerService/GetStoppedTasks",
          "BreakerService/ListBreakers",
          "ConflictService/GetConflict",
          "ConflictService/GetConflictStats",
          "ConflictService/ListConflicts",
          "EventService/GetPosition",
          "EventService/Watch",
          "LockService/AwaitOutcome",
          "LockService/CheckToken",
          "LockService/GetWaitForGraph",
          "LockService/ListResources",
          "LockService/ListWaits",
          "MessageService/GetInspectedMail",
          "MessageService/GetMail",
          "MessageService/GetMailbox",
          "MessageService/GetMessage",
          "MessageService/ListDeadLetters",
          "MessageService/ReceiveMail",
          "MonitoringService/GetHealth",
          "MonitoringService/GetMetricHistory",
          "MonitoringService/GetMetrics",
          "MonitoringService/GetTop",
          "MonitoringService/Maintain",
          "PlanService/GetPlan",
          "RecordService/GetRecord",
          "RecordService/ListRecords",
          "TaskService/Explain",
          "TaskService/GetTask",
          "TaskService/ListTasks",
          "TaskService/SubmitBatch",
          "WorkspaceService/GetCounts",
          "WorkspaceService/GetWorkspace",
          "WorkspaceService/Strategy");

  @Test
  void everyMethodIsACommandOrOnTheListOfThoseThatAreNot() {
    Set<String> expected = new TreeSet<>();
    NO_COMMAND.forEach(method -> expected.add("yardmaster.v1." + method));
    ApiCommands.all().forEach(call -> assertThat(expected.add(call.method())).isTrue());
    Set<String> described = new TreeSet<>();
    for (FileDescriptor file :
        List.of(
            AccessProto.getDescriptor(),
            AgentsProto.getDescriptor(),
            BreakersProto.getDescriptor(),
            ConflictsProto.getDescriptor(),
            EventsProto.getDescriptor(),
            LocksProto.getDescriptor(),
            MessagesProto.getDescriptor(),
            MonitoringProto.getDescriptor(),
            PlansProto.getDescriptor(),
            RecordsProto.getDescriptor(),
            TasksProto.getDescriptor(),
            WorkspacesProto.getDescriptor())) {
      file.getServices()
          .forEach(service ->
              service
                  .getMethods()
                  .forEach(
                      method -> described.add(service.getFullName() + "/" + method.getName())));
    }
    assertThat(described).isEqualTo(expected);
  }

  @Test
  void everyCallTakesTheMessageThatItsMethodIsDescribedWith() {
    for (CommandCall<?, ?> call : ApiCommands.all()) {
      FileDescriptor file = call.prototype().getDescriptorForType().getFile();
      String[] names = call.method().substring("yardmaster.v1.".length()).split("/", -1);
      assertThat(file.findServiceByName(names[0]).findMethodByName(names[1]).getInputType())
          .as(call.method())
          .isEqualTo(call.prototype().getDescriptorForType());
    }
  }

  @Test
  void guardsGoIntoTheRequestOfTheInnerCommand() {
    Command command =
        new WorkspaceCommand.Guarded(
            List.of(GUARD), new TaskCommand.SubmitTask(TaskSpec.named("t")));
    String method = "yardmaster.v1.TaskService/Submit";
    assertThat(ApiCommands.method(command)).isEqualTo(method);
    SubmitTaskRequest request = (SubmitTaskRequest) ApiCommands.write(WORKSPACE, command);
    assertThat(request.getIfHolds(0).getResource()).isEqualTo("a/b");
    assertThat(request.getIfHolds(0).getToken()).isEqualTo(9);
    assertThat(ApiCommands.read(method, request, null)).isEqualTo(command);
  }

  @Test
  void guardsWithoutAFieldForThemAreRefused() {
    Command command =
        new WorkspaceCommand.Guarded(
            List.of(GUARD),
            new AgentCommand.SetAgentStatus(
                AgentId.of("a"), dev.yardmaster.core.agent.AgentStatus.PAUSED));
    assertThatThrownBy(() -> ApiCommands.write(WORKSPACE, command))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 1 around SetAgentStatus");
  }

  @Test
  void whatNoClientMaySendIsRefused() {
    for (Command command :
        List.of(
            new ShardCommand.Tick(),
            new ShardCommand.Continue(),
            new ShardCommand.EndInProcessSessions(),
            new AgentCommand.Claim(AgentId.of("a"), new FencingToken(1), 1))) {
      assertThatThrownBy(() -> ApiCommands.write(WORKSPACE, command))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining(command.getClass().getSimpleName());
    }
    assertThat(ApiCommands.ofMethod("yardmaster.v1.TaskService/GetTask")).isNull();
  }

  @Test
  void theWorkspaceIsReadFromWhateverMessage() {
    assertThat(ApiCommands.workspace(SubmitTaskRequest.newBuilder().setWorkspace("w").build()))
        .isEqualTo(WORKSPACE);
    assertThat(ApiCommands.workspace(OpenClientSessionRequest.getDefaultInstance()).value())
        .isEqualTo("-");
    assertThatThrownBy(() -> ApiCommands.workspace(SubmitTaskRequest.getDefaultInstance()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageStartingWith("Field workspace: Expected the workspace name");
  }

  @Test
  void anAgentOfTheServersProcessIsAStreamToThoseElsewhere() {
    Command command = new AgentCommand.JoinAgent(AgentProfile.named("a"), Attachment.IN_PROCESS);
    assertThat(
            ApiCommands.read(
                ApiCommands.method(command), ApiCommands.write(WORKSPACE, command), null))
        .isEqualTo(new AgentCommand.JoinAgent(AgentProfile.named("a"), Attachment.STREAM));
  }
}
