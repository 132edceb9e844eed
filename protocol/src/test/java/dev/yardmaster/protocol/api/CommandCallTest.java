package dev.yardmaster.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.yardmaster.core.access.AccessCommand;
import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.conflict.ConflictCommand;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.shard.ShardCommand;
import dev.yardmaster.core.wait.WaitCommand;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import dev.yardmaster.protocol.log.RandomRecords;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command comes back from its request message as it went in. */
final class CommandCallTest {
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("w");
  private static final int SAMPLES = 300;
  private static final Pattern UNTYPED_BYTES = Pattern.compile("[1-9]\\d* bytes of no type");

  /** What no client may send, or sends otherwise; closed. */
  private static final Set<Class<?>> WITHOUT_CALL =
      Set.of(
          AccessCommand.IssueCredential.class,
          AccessCommand.RevokeCredential.class,
          ShardCommand.Tick.class,
          ShardCommand.Continue.class,
          ShardCommand.EndInProcessSessions.class,
          AgentCommand.Claim.class,
          WorkspaceCommand.Guarded.class);

  static List<CommandCall<?, ?>> calls() {
    return ApiCommands.all();
  }

  @Test
  void everyCommandHasACallOrAPlaceOnTheListOfThoseWithout() {
    Stream<Class<?>> commands =
        new ClassFileImporter()
            .importPackages("dev.yardmaster.core").stream()
                .filter(type -> type.isAssignableTo(Command.class) && !type.isInterface())
                .filter(type -> !type.getPackageName().contains("test"))
                .map(JavaClass::reflect)
                .filter(Class::isRecord)
                .filter(type -> type.getEnclosingClass() != null)
                .filter(type -> type.getEnclosingClass().isInterface());
    Set<Class<?>> expected = new HashSet<>(WITHOUT_CALL);
    ApiCommands.all().forEach(call -> assertThat(expected.add(call.command())).isTrue());
    assertThat(commands).containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void whatIsWrittenIsReadAsAnEqualCommand(CommandCall<?, ?> call) {
    Set<FieldDescriptor> written = new HashSet<>();
    for (int seed = 0; seed < SAMPLES; seed++) {
      Command command = new RandomRecords(seed).of(call.command());
      if (isSayable(command)) {
        Message request = ApiCommands.write(WORKSPACE, command);
        written.addAll(request.getAllFields().keySet());
        assertThat(ApiCommands.read(call.method(), request, null)).isEqualTo(command);
        assertThat(request.getClass()).isEqualTo(call.prototype().getClass());
      }
    }
    assertThat(written)
        .as("fields that some sample sets")
        .containsAll(
            call.prototype().getDescriptorForType().getFields().stream()
                .filter(field -> !field.getName().equals("if_holds"))
                .toList());
  }

  /** What a message has no words for, since their absence stands for a default. */
  private static boolean isSayable(Command command) {
    boolean defaulted =
        switch (command) {
          case AgentCommand.JoinAgent join -> join.attachment() == Attachment.IN_PROCESS;
          case AgentCommand.LeaveAgent leave -> leave.session().value() == 0;
          case AgentCommand.Heartbeat heartbeat -> heartbeat.session().value() == 0;
          case AgentCommand.ReportLoad load -> load.session().value() == 0;
          case ConflictCommand.ReportConflict report -> report.strategy().isEmpty();
          case WaitCommand.RequestReply request -> isNoRequest(request.envelope());
          default -> false;
        };
    return !defaulted
        && !command.toString().contains("session=0,")
        && !command.toString().contains("waitMillis=-1")
        && !UNTYPED_BYTES.matcher(command.toString()).find();
  }

  private static boolean isNoRequest(Envelope envelope) {
    return envelope.conversation().correlationId().isEmpty()
        || envelope.conversation().replyTo() == null;
  }
}
