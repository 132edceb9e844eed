package dev.yardmaster.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.shard.ShardHarness;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** R23, R24: plans are taken in whole and reconciled when they come again. */
final class PlanTest {
  private final ShardHarness shard = new ShardHarness();

  @AfterEach
  void snapshotEqualsState() {
    shard.checkSnapshot();
  }

  private static TaskSpec task(String id, String... after) {
    Dependency[] dependencies = new Dependency[after.length];
    for (int i = 0; i < after.length; i++) {
      dependencies[i] = Dependency.onSuccess(after[i]);
    }
    return TaskSpec.named(id).dependsOn(dependencies);
  }

  @Test
  void nothingRunsBeforeTheSeal() {
    PlanId plan = PlanId.of("p");
    shard.joinAndClaim(AgentProfile.named("w"));
    shard.ok(new TaskCommand.OpenPlan(plan, false));
    shard.ok(new TaskCommand.AddPlanTasks(plan, List.of(task("a"))));
    shard.checkSnapshot();
    assertThat(shard.workspace().tasks().size()).isZero();
    shard.ok(new TaskCommand.SealPlan(plan));
    assertThat(shard.state("a")).isEqualTo(TaskState.Name.ASSIGNED);
  }

  private static TaskSpec heavy(String id) {
    Payload input = Payload.of(new byte[Payload.MAX_BYTES], "");
    return TaskSpec.named(id).work(new Work("", "", input, new TreeSet<>()));
  }

  @Test
  void inASnapshotAnUploadIsCutIntoEventsNoHeavierThanItsChunks_R4() {
    PlanId plan = PlanId.of("p");
    shard.ok(new TaskCommand.OpenPlan(plan, false));
    for (int i = 0; i < 20; i++) {
      shard.ok(new TaskCommand.AddPlanTasks(plan, List.of(heavy("t" + i))));
    }
    List<Integer> sizes = new ArrayList<>();
    shard
        .live()
        .snapshot(entry -> {
          for (Event event : entry.events()) {
            if (event instanceof PlanEvent.PlanTasksAdded added) {
              assertThat(PlanChunks.weight(added.tasks()))
                  .isLessThanOrEqualTo(PlanChunks.MAX_BYTES);
              sizes.add(added.tasks().size());
            }
          }
        });
    assertThat(sizes).containsExactly(3, 3, 3, 3, 3, 3, 2);
  }

  @Test
  void aChunkIsWeighedWithAllThatItsTasksRequire_R4() {
    PlanId plan = PlanId.of("p");
    shard.ok(new TaskCommand.OpenPlan(plan, false));
    TreeSet<String> texts = new TreeSet<>();
    TreeMap<String, String> labels = new TreeMap<>();
    for (int i = 0; i < 64; i++) {
      texts.add("x".repeat(250) + i);
      labels.put("l" + i, "x".repeat(256));
    }
    Limits limits =
        new Limits(
            Timeouts.NONE,
            Schedule.NONE,
            new RetryPolicy(2, RetryPolicy.Backoff.DEFAULT, texts),
            false);
    List<TaskSpec> chunk = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      chunk.add(
          TaskSpec.named("t" + i)
              .work(new Work("", "", Payload.EMPTY, texts))
              .requirements(new Requirements(texts, labels, List.of(), null))
              .limits(limits));
    }
    assertThat(shard.refused(new TaskCommand.AddPlanTasks(plan, chunk)).text())
        .contains("Expected a chunk of at most 4194304 bytes");
    shard.ok(new TaskCommand.AddPlanTasks(plan, chunk.subList(0, 16)));
  }

  @Test
  void aForwardReferenceIsRefused() {
    PlanId plan = PlanId.of("p");
    shard.ok(new TaskCommand.OpenPlan(plan, false));
    assertThat(
            shard
                .refused(new TaskCommand.AddPlanTasks(plan, List.of(task("a", "b"), task("b"))))
                .code())
        .isEqualTo(RefusalCode.INVALID);
  }

  @Test
  void theLongestPathGoesFirst() {
    shard.upload("p", false, task("short"), task("long"), task("end", "long"));
    FencingToken session = shard.joinAndClaim(AgentProfile.named("w"));
    assertThat(shard.holder("long")).isEqualTo("w");
    shard.run("long");
    shard.claim(AgentId.of("w"), session, 1);
    assertThat(shard.task("long").rankMillis()).isGreaterThan(shard.task("short").rankMillis());
  }

  @Test
  void runningAPlanAgainKeepsWhatSucceededAndRevivesWhatFailed() {
    FencingToken session = shard.joinAndClaim(AgentProfile.named("w"));
    shard.upload("p", false, task("a"), task("b", "a"), task("c", "b"));
    shard.run("a");
    shard.claim(AgentId.of("w"), session, 1);
    shard.ok(new TaskCommand.CancelTask(dev.yardmaster.core.identity.TaskId.of("b"), "stop"));
    assertThat(shard.state("c")).isEqualTo(TaskState.Name.SKIPPED);
    shard.claim(AgentId.of("w"), session, 1);
    shard.upload("p", false, task("a"), task("b", "a"), task("c", "b"));
    assertThat(shard.state("a")).isEqualTo(TaskState.Name.SUCCEEDED);
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.ASSIGNED);
    assertThat(shard.state("c")).isEqualTo(TaskState.Name.WAITING);
  }

  @Test
  void anEditedPlanReplacesUnfinishedTasksAndCancelsWhatItDropped() {
    shard.upload("p", false, task("a"), task("b", "a"), task("gone", "a"));
    shard.upload("p", false, task("a"), task("b", "a").priority(90), task("new", "b"));
    assertThat(shard.task("b").priority()).isEqualTo(90);
    assertThat(shard.state("gone")).isEqualTo(TaskState.Name.CANCELLED);
    assertThat(shard.state("new")).isEqualTo(TaskState.Name.WAITING);
    shard.joinAndClaim(AgentProfile.named("w"));
    shard.run("a");
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.READY);
  }

  @Test
  void anUploadThatWasNeverSealedLeavesThePlanAsItWas() {
    PlanId plan = PlanId.of("p");
    shard.upload("p", false, task("a"), task("b", "a"));
    shard.ok(new TaskCommand.OpenPlan(plan, false));
    shard.ok(new TaskCommand.AddPlanTasks(plan, List.of(task("a"), task("c", "a"))));
    shard.checkSnapshot();
    shard.failOver();
    assertThat(shard.refused(new TaskCommand.SubmitTask(task("c"))).code())
        .isEqualTo(RefusalCode.ALREADY_EXISTS);
    shard.upload("p", false, task("a"));
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.CANCELLED);
    shard.submit("c");
  }

  @Test
  void cancellingAPlanDropsItsOpenUpload() {
    PlanId plan = PlanId.of("p");
    shard.upload("p", false, task("a"));
    shard.ok(new TaskCommand.OpenPlan(plan, false));
    shard.ok(new TaskCommand.AddPlanTasks(plan, List.of(task("x"))));
    shard.ok(new TaskCommand.CancelPlan(plan, "enough"));
    assertThat(shard.state("a")).isEqualTo(TaskState.Name.CANCELLED);
    shard.submit("x");
  }

  @Test
  void changedSucceededTasksAreRefusedUnlessAskedFor() {
    shard.joinAndClaim(AgentProfile.named("w"));
    shard.upload("p", false, task("a"), task("b", "a"));
    shard.run("a");
    PlanId plan = PlanId.of("p");
    shard.ok(new TaskCommand.OpenPlan(plan, false));
    assertThat(
            shard
                .refused(new TaskCommand.AddPlanTasks(plan, List.of(task("a").priority(1))))
                .code())
        .isEqualTo(RefusalCode.FAILED_PRECONDITION);
    shard.upload("p", true, task("a").priority(1), task("b", "a"));
    assertThat(shard.state("a")).isEqualTo(TaskState.Name.READY);
    assertThat(shard.state("b")).isEqualTo(TaskState.Name.WAITING);
  }

  @Test
  @Tag("large")
  void aLargePlanIsTakenInStepByStepAndCancelledStepByStep() {
    ShardHarness large = new ShardHarness(false);
    PlanId plan = PlanId.of("p");
    large.ok(new TaskCommand.OpenPlan(plan, false));
    for (int chunk = 0; chunk < 20; chunk++) {
      List<TaskSpec> tasks = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        int n = chunk * 1_000 + i;
        tasks.add(n == 0 ? task("root") : task("t" + n, "root"));
      }
      large.ok(new TaskCommand.AddPlanTasks(plan, tasks));
    }
    large.ok(new TaskCommand.SealPlan(plan));
    large.joinAndClaim(AgentProfile.named("w"));
    large.run("root");
    assertThat(large.workspace().tasks().count(TaskState.Name.READY)).isEqualTo(19_999);
    large.ok(new TaskCommand.CancelPlan(plan, "enough"));
    assertThat(large.workspace().tasks().count(TaskState.Name.CANCELLED)).isEqualTo(19_999);
    assertThat(large.live().verify()).isEmpty();
    large.checkSnapshot();
  }
}
