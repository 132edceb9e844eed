package dev.yardmaster.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.SessionEnd;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.shard.Deadline;
import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.task.Dependency;
import dev.yardmaster.core.task.PlanEvent;
import dev.yardmaster.core.task.Ranks;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.Work;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R30: ranks follow what is learned of durations. */
final class RankRefreshTest {
  private static final AgentId TEACHER = AgentId.of("teacher");

  private final ShardHarness shard = new ShardHarness();
  private int lessons;

  private static TaskSpec task(String id, String type, String... after) {
    Dependency[] dependencies = new Dependency[after.length];
    for (int i = 0; i < after.length; i++) {
      dependencies[i] = Dependency.onSuccess(after[i]);
    }
    return TaskSpec.named(id)
        .work(new Work(type, "", Payload.EMPTY, Collections.emptySortedSet()))
        .dependsOn(dependencies);
  }

  /** A task outside plans shows how long its type takes; nobody stays to take others. */
  private void teach(ShardHarness pupil, String type, long millis) {
    String id = "lesson" + lessons++;
    pupil.submit(task(id, type).priority(100));
    FencingToken session = pupil.join(AgentProfile.named(TEACHER.value()));
    pupil.claim(TEACHER, session, 1);
    pupil.start(id);
    for (long gone = 0; gone < millis; gone += 10_000) {
      pupil.pass(Math.min(10_000, millis - gone));
      pupil.ok(new AgentCommand.Heartbeat(TEACHER, session));
    }
    pupil.complete(id);
    pupil.ok(new AgentCommand.LeaveAgent(TEACHER, session, SessionEnd.LEFT));
  }

  private void teach(String type, long millis) {
    teach(shard, type, millis);
  }

  private long rank(String id) {
    return shard.task(id).rankMillis();
  }

  @Test
  void whatIsLearnedToTakeLongGoesFirstThoughItWasReadyBefore() {
    teach("short", 1_000);
    teach("other", 1_000);
    shard.upload("p", false, task("first", "short"), task("second", "other"));
    assertThat(rank("second")).isEqualTo(rank("first"));
    teach("other", 60_000);
    assertThat(rank("second")).isEqualTo(rank("first"));
    shard.pass(1_000);
    assertThat(rank("second")).isGreaterThan(2 * rank("first"));
    shard.checkSnapshot();
    shard.joinAndClaim(AgentProfile.named("w"));
    assertThat(shard.holder("second")).isEqualTo("w");
    assertThat(shard.holder("first")).isEqualTo("-");
  }

  @Test
  void theWholePathBeforeALongTaskRisesWithIt() {
    teach("short", 1_000);
    teach("other", 1_000);
    shard.upload("p", false, task("a", "short"), task("b", "short", "a"), task("c", "other", "b"));
    teach("other", 60_000);
    shard.pass(1_000);
    long ofShort = rank("b") - rank("c");
    assertThat(rank("a") - rank("b")).isEqualTo(ofShort);
    assertThat(rank("c")).isGreaterThan(2 * ofShort);
  }

  @Test
  void aSmallChangeMovesNoRankAndAsksForNoTick() {
    teach("short", 1_000);
    shard.upload("p", false, task("a", "short"));
    teach("short", 1_100);
    int before = shard.allEvents().size();
    shard.pass(60_000);
    assertThat(shard.allEvents()).hasSize(before);
    assertThat(shard.leader().nextDeadline(shard.now())).isEqualTo(Deadline.NEVER);
  }

  @Test
  void onceRefreshedNothingTicksAnyMore() {
    teach("short", 1_000);
    shard.upload("p", false, task("a", "short"));
    teach("short", 60_000);
    shard.pass(1_000);
    assertThat(rank("a")).isGreaterThan(1_000);
    int before = shard.allEvents().size();
    shard.pass(60_000);
    assertThat(shard.allEvents()).hasSize(before);
    assertThat(shard.leader().nextDeadline(shard.now())).isEqualTo(Deadline.NEVER);
  }

  @Test
  void aNewLeaderRefreshesWhatTheFormerLearnedAndDidNot() {
    teach("short", 1_000);
    shard.upload("p", false, task("a", "short"));
    teach("short", 60_000);
    shard.failOver();
    shard.pass(1_000);
    assertThat(rank("a")).isGreaterThan(1_000);
  }

  @Test
  void aTickRanksAtMostAThousandTasksAnew() {
    ShardHarness large = new ShardHarness(false);
    teach(large, "t", 1_000);
    PlanId plan = PlanId.of("p");
    large.ok(new TaskCommand.OpenPlan(plan, false));
    for (int chunk = 0; chunk < 3; chunk++) {
      List<TaskSpec> tasks = new ArrayList<>();
      for (int i = 0; i < 900; i++) {
        int n = chunk * 900 + i;
        tasks.add(n == 0 ? task("t0", "t") : task("t" + n, "t", "t" + (n - 1)));
      }
      large.ok(new TaskCommand.AddPlanTasks(plan, tasks));
    }
    large.ok(new TaskCommand.SealPlan(plan));
    teach(large, "t", 60_000);
    List<Integer> sizes = new ArrayList<>();
    large.watch(events -> {
      for (var event : events) {
        if (event instanceof PlanEvent.PlanRanked ranked) {
          sizes.add(ranked.ranksMillis().size());
        }
      }
    });
    large.pass(2_000);
    assertThat(sizes).containsExactly(Ranks.MOST_PER_TICK, Ranks.MOST_PER_TICK, 700);
    long one = large.task("t2699").rankMillis();
    assertThat(large.task("t0").rankMillis()).isEqualTo(2_700 * one);
    large.checkSnapshot();
    assertThat(large.live().verify()).isEmpty();
  }
}
