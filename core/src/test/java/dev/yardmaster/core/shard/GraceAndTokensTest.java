package dev.yardmaster.core.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** S5, S8, S10: what a change of leader, of the clock and of hands may and may not do. */
final class GraceAndTokensTest {
  private static final AgentId W = AgentId.of("w");
  private final ShardHarness shard = new ShardHarness();

  private AgentStatus status() {
    return Objects.requireNonNull(shard.workspace().agents().find(W)).status();
  }

  @Test
  void aNewLeaderGivesEverySessionOneFullPeriodOfGrace() {
    shard.joinAndClaim(AgentProfile.named("w"));
    shard.submit("t");
    shard.start("t");
    shard.pass(29_000);
    shard.failOver();
    shard.pass(29_999);
    assertThat(status()).isEqualTo(AgentStatus.ACTIVE);
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.RUNNING);
    shard.pass(1);
    assertThat(status()).isEqualTo(AgentStatus.LOST);
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.READY);
  }

  @Test
  void onlyALiveSessionIsGrantedAnything() {
    FencingToken silent = shard.joinAndClaim(AgentProfile.named("w"));
    shard.pass(30_000);
    shard.submit("t");
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.READY);
    assertThat(shard.refused(new AgentCommand.Claim(W, silent, 1)).code())
        .isEqualTo(RefusalCode.STALE_TOKEN);
    FencingToken left = shard.joinAndClaim(AgentProfile.named("w").maxConcurrentTasks(2));
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.ASSIGNED);
    shard.ok(new AgentCommand.LeaveAgent(W, left, SessionEnd.LEFT));
    shard.submit("u");
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.READY);
    assertThat(shard.state("u")).isEqualTo(TaskState.Name.READY);
  }

  @Test
  void tokensOnlyRiseThroughDeletionNewLeadersAndRestore() {
    List<FencingToken> tokens = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      tokens.add(shard.joinAndClaim(AgentProfile.named("w")));
      String id = "t" + i;
      shard.submit(id);
      tokens.add(shard.epoch(id));
      shard.run(id);
      shard.ok(new TaskCommand.PurgeTask(TaskId.of(id)));
      shard.failOver(); // from the second on, its state was restored from a snapshot
      shard.submit("other" + i);
      shard.claim(W, tokens.get(tokens.size() - 2), 1);
      tokens.add(shard.epoch("other" + i));
      shard.run("other" + i);
    }
    assertThat(tokens).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aJumpOfTheWallClockMovesNoLeaseAndNoTimeout() {
    shard.joinAndClaim(AgentProfile.named("w"));
    shard.submit("t");
    for (long jump : List.of(86_400_000L, -2 * 86_400_000L)) {
      shard.jumpWall(jump);
      shard.send(new ShardCommand.Tick());
      assertThat(status()).isEqualTo(AgentStatus.ACTIVE);
      assertThat(shard.state("t")).isEqualTo(TaskState.Name.ASSIGNED);
    }
    shard.pass(9_999);
    assertThat(shard.state("t")).isEqualTo(TaskState.Name.ASSIGNED);
    shard.pass(1);
    assertThat(shard.events(TaskEvent.TaskUnassigned.class)).hasSize(1);
  }
}
