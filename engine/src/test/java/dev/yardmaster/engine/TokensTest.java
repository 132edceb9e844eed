package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand.Claim;
import dev.yardmaster.core.agent.Attachment;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.ResourceCommand.DeclareResource;
import dev.yardmaster.core.task.Requirements;
import dev.yardmaster.core.task.TaskCommand.CompleteTask;
import dev.yardmaster.core.task.TaskCommand.StartTask;
import dev.yardmaster.core.task.TaskCommand.SubmitTask;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.ResourceView;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** S8 through the driver: whoever holds a resource later has the greater token, for life. */
@SuppressWarnings("FutureReturnValueIgnored") // not every reply is of interest
final class TokensTest {
  private static final ResourceName LICENSES = ResourceName.of("licenses");

  private SteppedShard shard = SteppedShard.empty();
  private int round;

  /** Holds and frees the resource once; the token under which it was held. */
  private FencingToken hold() {
    FencingToken token = take();
    shard.accept(new CompleteTask(TaskId.of("t" + round), token, Payload.text("done")));
    assertThat(holders()).isEmpty();
    return token;
  }

  private FencingToken take() {
    round++;
    String task = "t" + round;
    shard.accept(
        new SubmitTask(
            TaskSpec.named(task)
                .requirements(
                    new Requirements(
                        Collections.emptySortedSet(),
                        Collections.emptySortedMap(),
                        List.of(LockRequest.permits("licenses", 1)),
                        null))));
    FencingToken session = shard.join("a", Attachment.STREAM);
    shard.accept(new Claim(AgentId.of("a"), session, 1));
    shard.accept(new StartTask(TaskId.of(task), shard.epoch(task)));
    FencingToken token = holders().getFirst();
    assertThat(token).isEqualTo(shard.epoch(task));
    return token;
  }

  private List<FencingToken> holders() {
    return shard.query(new Query.OfResources(10)).stream()
        .filter(resource -> resource.name().equals(LICENSES))
        .map(ResourceView::holders)
        .flatMap(List::stream)
        .map(holder -> holder.token())
        .toList();
  }

  private void declare(int capacity) {
    shard.accept(new DeclareResource(LICENSES, capacity));
  }

  @Test
  void s8TokensRiseWhenAResourceIsWithdrawnAndDeclaredAgain() {
    declare(1);
    FencingToken first = hold();
    declare(0);
    assertThat(shard.query(new Query.OfResources(10))).isEmpty();
    declare(1);
    assertThat(hold()).isGreaterThan(first);
  }

  @Test
  void s8TokensRiseThroughRestartAndChangeOfLeaderAlsoWithASnapshotBetween() throws Exception {
    declare(1);
    FencingToken first = hold();
    shard = shard.restarted();
    FencingToken second = hold();
    assertThat(second).isGreaterThan(first);
    shard.snapshot();
    shard = shard.restarted();
    FencingToken third = hold();
    assertThat(third).isGreaterThan(second);
    shard.log.lose();
    shard.turns();
    shard.log.gain();
    shard.settle();
    assertThat(hold()).isGreaterThan(third);
  }

  @Test
  void s8TokensOfARestoredBackupAreAboveAllTheLostLogIssuedAfterIt() {
    declare(1);
    hold();
    int backup = shard.log.committed.size();
    for (int i = 0; i < 20; i++) {
      shard = shard.restarted(); // each leader issues tokens of its own
    }
    FencingToken lost = hold();
    shard = shard.restored(backup);
    FencingToken next = hold();
    assertThat(next).isGreaterThan(lost);
    shard = shard.restarted();
    assertThat(hold()).isGreaterThan(next);
  }

  @Test
  void s8ATokenIsNeverIssuedTwiceThoughItsRecordWasLostAndItsPositionUsedAgain() {
    declare(1);
    shard.accept(new SubmitTask(TaskSpec.named("t")));
    FencingToken session = shard.join("a", Attachment.STREAM);
    shard.send(new Claim(AgentId.of("a"), session, 1));
    shard.turns(); // assigned, but not committed: the token may have been seen on this node
    long lostPosition = shard.machine().position().value();
    FencingToken lost = FencingToken.of(1, new LogPosition(lostPosition));
    shard.log.lose();
    shard.turns();
    shard.log.gain();
    shard.settle();
    shard.accept(new Claim(AgentId.of("a"), session, 1));
    assertThat(shard.epoch("t")).isGreaterThan(lost);
  }

  @Test
  void s9ATokenFromBeforeTheRestartIsStaleOnceTheTaskMovedOn() {
    declare(1);
    FencingToken old = take();
    shard = shard.restarted();
    shard.pass(Duration.ofMillis(Attachment.STREAM.ttlMillis())); // nobody comes back
    FencingToken session = shard.join("b", Attachment.STREAM);
    shard.accept(new Claim(AgentId.of("b"), session, 1));
    assertThat(shard.epoch("t1")).isGreaterThan(old);
    Reply late = shard.ask(new CompleteTask(TaskId.of("t1"), old, Payload.text("too late")));
    assertThat(late)
        .isInstanceOfSatisfying(
            Reply.AnsweredNo.class,
            no -> assertThat(no.refusal().code()).isEqualTo(RefusalCode.STALE_TOKEN));
  }
}
