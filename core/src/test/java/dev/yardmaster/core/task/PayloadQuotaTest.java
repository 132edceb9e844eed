package dev.yardmaster.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.workspace.WorkspaceCommand;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R4: inputs and results have a bound in a workspace and one in its shard. */
final class PayloadQuotaTest {
  private static final Payload MEBIBYTE =
      Payload.of(new byte[Payload.MAX_BYTES], "application/octet-stream");

  private final ShardHarness shard = new ShardHarness(false);

  private static TaskSpec heavy(String id) {
    return TaskSpec.named(id).work(new Work("t", "", MEBIBYTE, Collections.emptySortedSet()));
  }

  private Reply send(String workspace, Command command) {
    return shard.send(new Request(WorkspaceId.of(workspace), ShardHarness.LOCAL, null, command));
  }

  private void fill(String workspace) {
    for (int i = 0; i < 256; i++) {
      assertThat(send(workspace, new TaskCommand.SubmitTask(heavy("t" + i))))
          .isInstanceOf(Reply.Done.class);
    }
  }

  @Test
  void inputsBeyondAGibibyteInAShardAreRefusedWhateverTheWorkspace() {
    for (int w = 0; w < 5; w++) {
      send("w" + w, new WorkspaceCommand.CreateWorkspace());
    }
    for (int w = 0; w < 4; w++) {
      fill("w" + w);
    }
    assertThat(shard.live().payloadBytes()).isEqualTo(1L << 30);
    Reply reply = send("w4", new TaskCommand.SubmitTask(heavy("one-too-many")));
    assertThat(reply).isInstanceOf(Reply.Refused.class);
    var refusal = ((Reply.Refused) reply).refusal();
    assertThat(refusal.code()).isEqualTo(RefusalCode.LIMIT);
    assertThat(refusal.text()).contains("all workspaces of this shard", "1073741824");
    assertThat(refusal.retryAfterMillis()).isPositive();
    assertThat(send("w4", new TaskCommand.SubmitTask(TaskSpec.named("light"))))
        .isInstanceOf(Reply.Done.class);

    send("w0", new TaskCommand.CancelTask(TaskId.of("t7"), "stop"));
    send("w0", new TaskCommand.PurgeTask(TaskId.of("t7")));
    assertThat(send("w4", new TaskCommand.SubmitTask(heavy("now-it-fits"))))
        .isInstanceOf(Reply.Done.class);
    assertThat(shard.live().verify()).isEmpty();
    shard.checkSnapshot();
  }

  @Test
  void aResultThatDoesNotFitIsRefusedAndTheTaskGoesOn() {
    shard.joinAndClaim(AgentProfile.named("w"));
    shard.submit("small");
    shard.start("small");
    fill(ShardHarness.WORKSPACE.value());
    var refusal =
        shard.refused(
            new TaskCommand.CompleteTask(TaskId.of("small"), shard.epoch("small"), MEBIBYTE));
    assertThat(refusal.code()).isEqualTo(RefusalCode.LIMIT);
    assertThat(refusal.text()).contains("this workspace", "268435456");
    assertThat(shard.state("small")).isEqualTo(TaskState.Name.RUNNING);
    shard.complete("small");
  }

  @Test
  void chunksOfAnUploadAreWeighedTogether() {
    PlanId plan = PlanId.of("p");
    shard.ok(new TaskCommand.OpenPlan(plan, false));
    for (int i = 0; i < 85; i++) {
      shard.ok(
          new TaskCommand.AddPlanTasks(
              plan, List.of(heavy(i + "a"), heavy(i + "b"), heavy(i + "c"))));
    }
    assertThat(
            shard
                .refused(new TaskCommand.AddPlanTasks(plan, List.of(heavy("x"), heavy("y"))))
                .code())
        .isEqualTo(RefusalCode.LIMIT);
    shard.ok(new TaskCommand.AddPlanTasks(plan, List.of(heavy("x"))));
    shard.ok(new TaskCommand.SealPlan(plan));
    assertThat(shard.workspace().tasks().payloadBytes()).isEqualTo(TaskTable.MAX_PAYLOAD_BYTES);
  }
}
