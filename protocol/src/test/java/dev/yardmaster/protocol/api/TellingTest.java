package dev.yardmaster.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.agent.AgentEvent;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.ShardEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.protocol.connection.AgentPush;
import dev.yardmaster.protocol.connection.CommittedEvent;
import dev.yardmaster.protocol.log.RandomRecords;
import dev.yardmaster.protocol.v1.Push;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replies, pushes and events come to remote callers as they are, but for secrets. */
final class TellingTest {
  private static final int SAMPLES = 200;

  static List<Class<?>> pushes() {
    return Arrays.asList(AgentPush.class.getPermittedSubclasses());
  }

  static List<Class<?>> replies() {
    return Arrays.asList(Reply.class.getPermittedSubclasses());
  }

  static List<Class<? extends Event>> shown() {
    return RandomRecords.KINDS.stream()
        .filter(kind -> !ShardEvent.class.isAssignableFrom(kind))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("pushes")
  void aPushIsReadAsItWasWritten(Class<? extends AgentPush> kind) {
    for (int seed = 0; seed < SAMPLES; seed++) {
      AgentPush push = new RandomRecords(seed).of(kind);
      assertThat(PushMapping.read(PushMapping.write(push))).isEqualTo(push);
    }
  }

  @ParameterizedTest
  @MethodSource("replies")
  void aReplyIsReadAsItWasWritten(Class<? extends Reply> kind) {
    for (int seed = 0; seed < SAMPLES; seed++) {
      Reply reply = new RandomRecords(seed).of(kind);
      assertThat(ReplyMapping.read(ReplyMapping.write(reply))).isEqualTo(reply);
    }
  }

  @Test
  void anAssignmentThatIsPushedIsNotStarted() {
    Push push =
        PushMapping.write(new AgentPush.Assigned(TaskSpec.named("t"), new FencingToken(5), 2));
    assertThat(push.getAssigned().getStarted()).isFalse();
    assertThat(
            PushMapping.assignment(TaskSpec.named("t"), new FencingToken(5), 2, true).getStarted())
        .isTrue();
  }

  @Test
  void thatAStreamIsAttachedIsNothingTheAgentIsTold() {
    Push attached = PushMapping.attached(new LogPosition(7));
    assertThat(attached.getAttached().getPosition()).isEqualTo(7);
    assertThatThrownBy(() -> PushMapping.read(attached)).hasMessageContaining("ATTACHED");
  }

  @ParameterizedTest
  @MethodSource("shown")
  void anEventIsReadAsItWasWrittenButForHandles(Class<? extends Event> kind) {
    for (int seed = 0; seed < 20; seed++) {
      CommittedEvent event = committed(new RandomRecords(seed).of(kind));
      CommittedEvent read = EventMapping.read(EventMapping.write(event));
      assertThat(read)
          .isEqualTo(
              switch (event.event()) {
                case AgentEvent.AgentJoined joined -> committed(bare(joined));
                case AgentEvent.AgentRestored restored ->
                    committed(
                        new AgentEvent.AgentRestored(
                            bare(restored.joined()), restored.status(), restored.sinceMillis()));
                default -> event;
              });
    }
  }

  @Test
  void eventsOfTheShardAreNotShown() {
    CommittedEvent event =
        committed(new ShardEvent.ClientSessionOpened(1, Principal.of("somebody")));
    assertThat(EventMapping.isShown(event.event())).isFalse();
    assertThatThrownBy(() -> EventMapping.write(event))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ClientSessionOpened at position 3");
  }

  private static AgentEvent.AgentJoined bare(AgentEvent.AgentJoined from) {
    return new AgentEvent.AgentJoined(
        from.profile(), from.principal(), "", from.session(), from.attachment());
  }

  private static CommittedEvent committed(Event event) {
    return new CommittedEvent(
        new LogPosition(3), new Now(1, 2), WorkspaceId.of("w"), Principal.of("p"), event);
  }
}
