package dev.yardmaster.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.wait.Outcome;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.v1.AgentsProto;
import dev.yardmaster.protocol.v1.AwaitOutcomeRequest;
import dev.yardmaster.protocol.v1.BreakersProto;
import dev.yardmaster.protocol.v1.ConflictsProto;
import dev.yardmaster.protocol.v1.GetMailRequest;
import dev.yardmaster.protocol.v1.GetTaskRequest;
import dev.yardmaster.protocol.v1.ListTasksRequest;
import dev.yardmaster.protocol.v1.LocksProto;
import dev.yardmaster.protocol.v1.MessagesProto;
import dev.yardmaster.protocol.v1.OperationProto;
import dev.yardmaster.protocol.v1.PlansProto;
import dev.yardmaster.protocol.v1.RecordsProto;
import dev.yardmaster.protocol.v1.TasksProto;
import dev.yardmaster.protocol.v1.WaitOutcome;
import dev.yardmaster.protocol.v1.WorkspacesProto;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What requests mean that do not say everything, or say too much. */
final class ApiQueriesTest {
  private static final AgentId ANN = AgentId.of("ann");
  private static final FencingToken SESSION = new FencingToken(7);

  private static QueryCall<?, ?, ?> call(String method) {
    return ApiQueries.ofMethod("yardmaster.v1." + method).orElseThrow();
  }

  @Test
  void everyQuestionOfTheApiIsInTheTable() {
    List<String> questions =
        Stream.of(
                AgentsProto.getDescriptor(),
                TasksProto.getDescriptor(),
                PlansProto.getDescriptor(),
                LocksProto.getDescriptor(),
                MessagesProto.getDescriptor(),
                RecordsProto.getDescriptor(),
                ConflictsProto.getDescriptor(),
                BreakersProto.getDescriptor(),
                WorkspacesProto.getDescriptor())
            .map(FileDescriptor::getServices)
            .flatMap(List::stream)
            .flatMap(service -> service.getMethods().stream())
            .filter(ApiQueriesTest::isQuestion)
            .map(method -> method.getService().getFullName() + "/" + method.getName())
            .toList();
    assertThat(ApiQueries.all())
        .extracting(QueryCall::method)
        .containsExactlyInAnyOrderElementsOf(questions);
  }

  private static boolean isQuestion(MethodDescriptor method) {
    boolean get =
        method.getOptions().getExtension(OperationProto.operation).getHttp().startsWith("GET");
    return get || method.getName().equals("GetMail") || method.getName().equals("AwaitOutcome");
  }

  @Test
  void aCommandIsNotInTheTable() {
    assertThat(ApiQueries.ofMethod("yardmaster.v1.TaskService/Submit")).isEmpty();
    assertThat(ApiQueries.ofMethod("GetTask")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "TaskService/ListTasks, 100",
    "AgentService/ListAgents, 1000",
    "LockService/ListResources, 1000",
    "LockService/ListWaits, 1000",
    "LockService/GetWaitForGraph, 1000",
    "MessageService/ListDeadLetters, 100",
    "RecordService/ListRecords, 100",
    "ConflictService/ListConflicts, 100",
    "BreakerService/ListBreakers, 1000",
  })
  void anAbsentLimitIsTheOneTheDescriptionNames(String method, int limit) {
    QueryCall<?, ?, ?> call = call(method);
    assertThat(read(call, call.prototype())).hasToString(read(call, limit(call, limit)).toString());
  }

  static List<QueryCall<?, ?, ?>> limited() {
    List<QueryCall<?, ?, ?>> limited =
        ApiQueries.all().stream().filter(call -> limitOf(call) != null).toList();
    assertThat(limited).hasSize(9);
    return limited;
  }

  @ParameterizedTest
  @MethodSource("limited")
  void aLimitOutOfBoundsIsRefused(QueryCall<?, ?, ?> call) {
    for (int limit : new int[] {-1, 10_001, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> read(call, limit(call, limit)))
          .withMessage("Expected a limit of 1 to 10000, got %d", limit);
    }
    assertThat(read(call, limit(call, 1))).isNotNull();
    assertThat(read(call, limit(call, 10_000))).isNotNull();
  }

  private static @Nullable FieldDescriptor limitOf(QueryCall<?, ?, ?> call) {
    return call.prototype().getDescriptorForType().findFieldByName("limit");
  }

  private static Message limit(QueryCall<?, ?, ?> call, int limit) {
    FieldDescriptor field = call.prototype().getDescriptorForType().findFieldByName("limit");
    return call.prototype().toBuilder().setField(field, limit).build();
  }

  private static <T, Q extends Message> Query<T> read(QueryCall<T, Q, ?> call, Message request) {
    return call.read(call.requestType().cast(request));
  }

  @Test
  void tasksInAStateThatDoesNotExistAreRefused() {
    QueryCall<?, ?, ?> call = call("TaskService/ListTasks");
    assertThatThrownBy(() -> read(call, ListTasksRequest.newBuilder().setStateValue(77).build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("number 77")
        .hasMessageContaining(TaskState.Name.BACKOFF.name());
  }

  @Test
  void aRequestThatNamesNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(call("TaskService/GetTask"), GetTaskRequest.getDefaultInstance()))
        .withMessageStartingWith("Expected the task name to have 1 to 128 characters, got 0");
  }

  @Test
  void mailIsAskedForByTheAgentOfTheHandle() {
    assertThat(mail(GetMailRequest.newBuilder().addMessages("m").build(), ANN, SESSION))
        .isEqualTo(new Query.OfMail(ANN, SESSION, List.of(MessageId.of("m"))));
  }

  @Test
  void mailIsAskedForByTheAgentThatTheCallNames() {
    GetMailRequest.Builder request = GetMailRequest.newBuilder();
    request.getCallerBuilder().setAgent("bob").setSession(9);
    assertThat(mail(request.build(), ANN, SESSION))
        .isEqualTo(new Query.OfMail(AgentId.of("bob"), new FencingToken(9), List.of()));
    request.getCallerBuilder().clearAgent();
    assertThat(mail(request.build(), ANN, SESSION))
        .isEqualTo(new Query.OfMail(ANN, new FencingToken(9), List.of()));
  }

  @Test
  void mailOfNobodyIsRefused() {
    assertThatThrownBy(() -> mail(GetMailRequest.getDefaultInstance(), null, null))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("the agent whose mail is asked for");
    GetMailRequest.Builder named = GetMailRequest.newBuilder();
    named.getCallerBuilder().setAgent("bob");
    assertThatThrownBy(() -> mail(named.build(), null, null))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("the session of agent bob");
  }

  @Test
  void tooMuchMailAtOnceIsRefused() {
    GetMailRequest.Builder request = GetMailRequest.newBuilder();
    for (int i = 0; i <= 100; i++) {
      request.addMessages("m" + i);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mail(request.build(), ANN, SESSION))
        .withMessage("Expected at most 100 messages, got 101");
  }

  @SuppressWarnings("unchecked") // the table has this call of these types
  private static Query<?> mail(
      GetMailRequest request, @Nullable AgentId agent, @Nullable FencingToken session) {
    QueryCall<?, GetMailRequest, ?> call =
        (QueryCall<?, GetMailRequest, ?>) call("MessageService/GetMail");
    return call.read(request, agent, session);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    Query.OfTask query = new Query.OfTask(TaskId.of("t"));
    assertThat(ApiQueries.of(query).writeAnswer(Optional.empty())).isNull();
    assertThat(ApiQueries.of(query).readAnswer(null)).isEmpty();
  }

  @Test
  void anAnswerThatIsNeverMissingIsNotReadFromNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ApiQueries.of(new Query.OfCounts()).readAnswer(null))
        .withMessageContaining("never NOT_FOUND");
  }

  @Test
  void anOpenWaitIsAnsweredRatherThanNotFound() {
    Query.OfWaitOutcome query = new Query.OfWaitOutcome(SESSION);
    assertThat(ApiQueries.of(query).writeAnswer(Optional.empty()))
        .isEqualTo(WaitOutcome.getDefaultInstance());
    assertThat(ApiQueries.of(query).write(WorkspaceId.of("w"), query))
        .isEqualTo(AwaitOutcomeRequest.newBuilder().setWorkspace("w").setWaitId(7).build());
  }

  @Test
  void anOutcomeIsWrittenUnderTheIdOfItsWait() {
    WaitOutcome outcome = ApiQueries.outcome(SESSION, new Outcome.TimedOut());
    assertThat(outcome.getEnded().getWaitId()).isEqualTo(7);
    assertThat(outcome.getEnded().getTimedOut()).isTrue();
  }
}
