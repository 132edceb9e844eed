package dev.yardmaster.core.wait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentCommand;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.shard.Yard;
import dev.yardmaster.core.task.TaskCommand;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Waits for the end of tasks. */
class TaskEndWaitsTest {
  @Test
  void aNewLeaderTellsOfEndsThatTheFormerHadNoRoomToTell() {
    String[] names = IntStream.range(0, 20).mapToObj(i -> "agent" + i).toArray(String[]::new);
    Yard slow = new Yard(new ShardHarness(true, 12), names);
    slow.shard.submit(TaskSpec.named("child"));
    List<FencingToken> waits = new ArrayList<>();
    for (String name : names) {
      waits.add(Yard.waits(slow.await(name, "child")));
    }
    slow.shard.begin(new TaskCommand.CancelTask(TaskId.of("child"), "enough"));
    assertThat(slow.openWaits()).as("what is left to tell").isNotEmpty();
    slow.shard.failOver();
    Caller first = slow.caller(names[0]);
    slow.shard.ok(new AgentCommand.Heartbeat(first.agent(), first.session()));
    assertThat(waits)
        .allSatisfy(wait ->
            assertThat(slow.outcome(wait))
                .isEqualTo(new Outcome.TaskEnded(TaskState.Name.CANCELLED)));
  }
}
