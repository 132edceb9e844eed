package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand.Claim;
import dev.yardmaster.core.agent.AgentCommand.Heartbeat;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.conflict.ConflictCommand;
import dev.yardmaster.core.conflict.Subject;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.task.CancelCause;
import dev.yardmaster.core.task.TaskCommand.CancelTask;
import dev.yardmaster.core.task.TaskCommand.StartTask;
import dev.yardmaster.core.task.TaskCommand.SubmitTask;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.protocol.connection.AgentPush;
import dev.yardmaster.protocol.connection.AgentStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What attached agents are told of what the real core decided. */
@Timeout(30)
final class AgentStreamsTest {
  private static final AgentId AGENT = AgentId.of("a");
  private static final TaskId TASK = TaskId.of("t");

  private final SteppedShard shard = SteppedShard.empty();
  private final AgentStreams streams = new AgentStreams();
  private final BlockingQueue<AgentPush> pushes = new LinkedBlockingQueue<>();
  private int told;

  /** Tells the streams of what was committed since. */
  private void tell() {
    for (; told < shard.published.size(); told++) {
      streams.committed(shard.published.get(told), shard.machine());
    }
  }

  private AgentStream attach(FencingToken session, AgentStream.Listener listener) {
    tell();
    return streams.attach(SteppedShard.WORKSPACE, SteppedShard.PRINCIPAL, AGENT, session, listener);
  }

  private AgentStream attach(FencingToken session) {
    return attach(session, pushes::add);
  }

  private AgentPush next() throws InterruptedException {
    AgentPush push = pushes.poll(10, TimeUnit.SECONDS);
    assertThat(push).isNotNull();
    return push;
  }

  /** Everything pushed so far was delivered, and nothing more: pushes are told in order. */
  private void assertNothingMore() throws InterruptedException {
    streams.leading();
    assertThat(next()).isEqualTo(new AgentPush.DemandForgotten());
    assertThat(pushes).isEmpty();
  }

  /** Assigns the task to the agent's session; its epoch. */
  private FencingToken assign(FencingToken session) {
    shard.accept(new SubmitTask(TaskSpec.named("t")));
    shard.accept(new Claim(AGENT, session, 1));
    tell();
    return shard.epoch("t");
  }

  @Test
  void anAttachedAgentIsToldOfItsTaskAndThatItMustStop() throws Exception {
    FencingToken session = shard.join("a", Attachment.IN_PROCESS);
    try (AgentStream stream = attach(session)) {
      assertThat(stream).isNotNull();
      FencingToken epoch = assign(session);
      assertThat(next()).isEqualTo(new AgentPush.Assigned(TaskSpec.named("t"), epoch, 1));
      shard.accept(new StartTask(TASK, epoch));
      shard.accept(new CancelTask(TASK, "on purpose"));
      tell();
      assertThat(next())
          .isEqualTo(new AgentPush.Cancelled(TASK, epoch, CancelCause.REQUESTED, "on purpose"));
      assertNothingMore();
    }
  }

  @Test
  void s10WhoeverIsAttachedUnderAFormerSessionIsNotToldOfTheNextOnesTasks() throws Exception {
    FencingToken former = shard.join("a", Attachment.IN_PROCESS);
    FencingToken session = shard.join("a", Attachment.IN_PROCESS);
    try (AgentStream stale = attach(former)) {
      assertThat(stale).isNotNull();
      assign(session);
      assertNothingMore();
    }
  }

  @Test
  void anAgentThatIsLostIsToldThatItsTaskAndItsSessionAreOver() throws Exception {
    FencingToken session = shard.join("a", Attachment.IN_PROCESS);
    try (AgentStream stream = attach(session)) {
      assertThat(stream).isNotNull();
      FencingToken epoch = assign(session);
      shard.accept(new StartTask(TASK, epoch));
      shard.pass(Duration.ofMillis(Attachment.IN_PROCESS.ttlMillis()));
      tell();
      assertThat(next()).isInstanceOf(AgentPush.Assigned.class);
      assertThat(next()).isEqualTo(new AgentPush.Revoked(TASK, epoch, AgentPush.Why.SESSION_ENDED));
      assertThat(next()).isEqualTo(new AgentPush.SessionEnded(SessionEnd.EXPIRED));
      assertThat(streams.signsOfLife()).isEmpty();
    }
  }

  @Test
  void aTaskGivenBackAfterTheStartTimeoutIsRevoked() throws Exception {
    FencingToken session = shard.join("a", Attachment.REQUESTS);
    try (AgentStream stream = attach(session)) {
      assertThat(stream).isNotNull();
      FencingToken epoch = assign(session);
      shard.pass(Duration.ofSeconds(10));
      tell();
      assertThat(next()).isInstanceOf(AgentPush.Assigned.class);
      assertThat(next()).isEqualTo(new AgentPush.Revoked(TASK, epoch, AgentPush.Why.START_TIMEOUT));
      assertNothingMore();
    }
  }

  @Test
  void attachingAgainEndsTheFormerStreamAndTheProcessesLifeIsTheAgentsSignOfLife()
      throws Exception {
    FencingToken session = shard.join("a", Attachment.IN_PROCESS);
    BlockingQueue<AgentPush> unheard = new LinkedBlockingQueue<>();
    try (AgentStream former = attach(session, unheard::add);
        AgentStream stream = attach(session)) {
      assertThat(former).isNotNull();
      assertThat(stream).isNotNull();
      assertThat(streams.signsOfLife())
          .containsExactly(
              new Request(
                  SteppedShard.WORKSPACE,
                  SteppedShard.PRINCIPAL,
                  null,
                  new Heartbeat(AGENT, session)));
      assign(session);
      assertThat(next()).isInstanceOf(AgentPush.Assigned.class);
      assertThat(unheard).isEmpty();
    }
    assertThat(streams.signsOfLife()).isEmpty();
  }

  @Test
  void aListenerThatThrowsIsToldWhatComesNext() throws Exception {
    FencingToken session = shard.join("a", Attachment.IN_PROCESS);
    try (AgentStream stream =
        attach(
            session,
            push -> {
              pushes.add(push);
              throw new IllegalStateException("on purpose");
            })) {
      assertThat(stream).isNotNull();
      assign(session);
      assertThat(next()).isInstanceOf(AgentPush.Assigned.class);
      assertNothingMore();
    }
  }

  private void report(String id, FencingToken reporter, String one, String other) {
    List<ConflictCommand.Claim> claims =
        Stream.of(one, other)
            .map(party -> new ConflictCommand.Claim(AgentId.of(party), Payload.EMPTY))
            .toList();
    shard.accept(
        new ConflictCommand.ReportConflict(
            Caller.session(AgentId.of("b"), reporter),
            ConflictId.of(id),
            new Subject.OfResource(ResourceName.of("r")),
            claims,
            "manual",
            0));
  }

  @Test
  void anAgentIsToldOfAConflictItIsAPartyToAndOfNoOther() throws Exception {
    FencingToken session = shard.join("a", Attachment.IN_PROCESS);
    FencingToken reporter = shard.join("b", Attachment.IN_PROCESS);
    shard.join("c", Attachment.IN_PROCESS);
    try (AgentStream stream = attach(session)) {
      assertThat(stream).isNotNull();
      report("others", reporter, "b", "c");
      report("mine", reporter, "a", "c");
      tell();
      assertThat(next()).isEqualTo(new AgentPush.ConflictOpened(ConflictId.of("mine")));
      assertNothingMore();
    }
  }
}
