package dev.yardmaster.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.protocol.v1.ResumeWorkspaceRequest;
import dev.yardmaster.protocol.v1.SubmitTaskRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** X2: whose name stands in a request. */
final class WhoAsksTest {
  private static final Principal OLGA = Principal.of("olga");

  /** Whoever adds one here has seen to it that its name is that of who asks, and of nobody else. */
  private static final List<String> NAMING =
      List.of(
          "AccessService/RevokeCredential",
          "BreakerService/Force",
          "BreakerService/Reset",
          "ConflictService/AutoResolve",
          "ConflictService/Resolve",
          "LockService/ForceRelease",
          "MessageService/Inspect",
          "MessageService/PurgeDeadLetter",
          "MessageService/Redrive",
          "PlanService/Close",
          "TaskService/Approve",
          "TaskService/Reject",
          "TaskService/Retry",
          "WorkspaceService/Pause",
          "WorkspaceService/Resume");

  @Test
  void everyRequestThatNamesWhoAsksIsMadeInTheNameOfItsPrincipal() {
    List<MethodDescriptor> naming =
        Operations.all().stream()
            .filter(method -> method.getInputType().findFieldByName(WhoAsks.FIELD) != null)
            .toList();
    assertThat(naming.stream().map(Operations::nameOf).sorted())
        .containsExactlyElementsOf(
            NAMING.stream().map(name -> "yardmaster.v1." + name).sorted().toList());
    for (MethodDescriptor method : naming) {
      FieldDescriptor by = method.getInputType().findFieldByName(WhoAsks.FIELD);
      for (String claimed : List.of("mallory", "")) {
        Message request =
            DynamicMessage.newBuilder(method.getInputType()).setField(by, claimed).build();
        assertThat(WhoAsks.stamped(request, OLGA).getField(by)).isEqualTo("olga");
      }
    }
  }

  @Test
  void nothingElseOfARequestChanges() {
    ResumeWorkspaceRequest request =
        ResumeWorkspaceRequest.newBuilder().setWorkspace("w").setBy("mallory").build();
    assertThat(WhoAsks.stamped(request, OLGA)).isEqualTo(request.toBuilder().setBy("olga").build());
    Message other = SubmitTaskRequest.newBuilder().setWorkspace("w").build();
    assertThat(WhoAsks.stamped(other, OLGA)).isSameAs(other);
  }
}
