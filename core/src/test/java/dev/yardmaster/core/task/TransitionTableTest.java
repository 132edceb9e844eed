package dev.yardmaster.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.ShardHarness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** R21, S12: each command on a task in each state; what is not in the table changes nothing. */
final class TransitionTableTest {
  private static final TaskId T = TaskId.of("t");
  private static final FencingToken OLD = new FencingToken(1);

  /**
   * A state is where the task goes; {@code =} is accepted and leaves the state; {@code -} is
   * refused; {@code gone} leaves memory. The task asks for an approval, which it lacks only when
   * WAITING; a retry asks for it again.
   */
  private static final String TABLE =
      """
      command           WAITING    READY      ASSIGNED   RUNNING    CANCELLING BACKOFF    SUCCEEDED  FAILED     CANCELLED  SKIPPED
      StartTask         -          -          RUNNING    =          -          -          -          -          -          -
      CompleteTask      -          -          -          SUCCEEDED  -          -          -          -          -          -
      FailTask          -          -          -          BACKOFF    -          -          -          -          -          -
      FailTask:forGood  -          -          -          FAILED     -          -          -          -          -          -
      ReturnTask        -          -          READY      -          -          -          -          -          -          -
      ConfirmCancelled  -          -          -          -          CANCELLED  -          -          -          -          -
      TaskHeartbeat     -          -          -          =          -          -          -          -          -          -
      CancelTask        CANCELLED  CANCELLED  CANCELLED  CANCELLING =          CANCELLED  -          -          =          -
      RetryTask         -          -          -          -          -          -          -          WAITING    WAITING    -
      ApproveTask       READY      =          =          =          =          =          =          =          =          =
      RejectTask        CANCELLED  -          -          -          -          -          -          -          -          -
      SetTaskPriority   =          =          =          =          =          =          -          -          -          -
      PurgeTask         -          -          -          -          -          -          gone       gone       gone       gone
      """;

  private static final Map<String, BiFunction<TaskId, FencingToken, TaskCommand>> COMMANDS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("StartTask", TaskCommand.StartTask::new),
              Map.entry(
                  "CompleteTask", (t, e) -> new TaskCommand.CompleteTask(t, e, Payload.EMPTY)),
              Map.entry("FailTask", (t, e) -> failing(t, e, true)),
              Map.entry("FailTask:forGood", (t, e) -> failing(t, e, false)),
              Map.entry("ReturnTask", TaskCommand.ReturnTask::new),
              Map.entry("ConfirmCancelled", TaskCommand.ConfirmCancelled::new),
              Map.entry("TaskHeartbeat", TaskCommand.TaskHeartbeat::new),
              Map.entry("CancelTask", (t, e) -> new TaskCommand.CancelTask(t, "enough")),
              Map.entry("RetryTask", (t, e) -> new TaskCommand.RetryTask(t, "ada")),
              Map.entry("ApproveTask", (t, e) -> new TaskCommand.ApproveTask(t, "ada")),
              Map.entry("RejectTask", (t, e) -> new TaskCommand.RejectTask(t, "ada", "too dear")),
              Map.entry("SetTaskPriority", (t, e) -> new TaskCommand.SetTaskPriority(t, 7)),
              Map.entry("PurgeTask", (t, e) -> new TaskCommand.PurgeTask(t))));

  private static TaskCommand failing(TaskId task, FencingToken epoch, boolean retryable) {
    return new TaskCommand.FailTask(task, epoch, new Failure("boom", "it broke"), retryable);
  }

  private static List<List<String>> rows() {
    return TABLE.lines().map(line -> Arrays.asList(line.split(" +", -1))).toList();
  }

  static List<List<String>> cells() {
    List<List<String>> rows = rows();
    List<List<String>> cells = new ArrayList<>();
    for (List<String> row : rows.subList(1, rows.size())) {
      for (int i = 1; i < row.size(); i++) {
        cells.add(List.of(row.getFirst(), rows.getFirst().get(i), row.get(i)));
      }
    }
    return cells;
  }

  /** A shard whose task {@code t} is in the state, with nobody asking for more work. */
  private static ShardHarness in(TaskState.Name state) {
    ShardHarness shard = new ShardHarness();
    Limits approval = new Limits(Timeouts.NONE, Schedule.NONE, RetryPolicy.DEFAULT, true);
    shard.submit("first");
    shard.submit(TaskSpec.named("t").limits(approval).dependsOn(Dependency.onSuccess("first")));
    if (state != TaskState.Name.WAITING) {
      shard.ok(new TaskCommand.ApproveTask(T, "ada"));
    }
    if (state == TaskState.Name.SKIPPED) {
      shard.ok(new TaskCommand.CancelTask(TaskId.of("first"), "enough"));
      return shard;
    }
    FencingToken w = shard.joinAndClaim(AgentProfile.named("w"));
    shard.run("first");
    if (state == TaskState.Name.WAITING || state == TaskState.Name.READY) {
      return shard;
    }
    shard.claim(AgentId.of("w"), w, 1);
    switch (state) {
      case RUNNING -> shard.start("t");
      case CANCELLING -> {
        shard.start("t");
        shard.ok(new TaskCommand.CancelTask(T, "enough"));
      }
      case BACKOFF -> {
        shard.start("t");
        shard.fail("t");
      }
      case SUCCEEDED -> shard.run("t");
      case FAILED -> {
        shard.start("t");
        shard.ok(failing(T, shard.epoch("t"), false));
      }
      case CANCELLED -> shard.ok(new TaskCommand.CancelTask(T, "enough"));
      default -> {}
    }
    assertThat(shard.state("t")).isEqualTo(state);
    return shard;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cells")
  void eachCommandMovesATaskJustAsPublished(List<String> cell) {
    TaskState.Name from = TaskState.Name.valueOf(cell.get(1));
    ShardHarness shard = in(from);
    long before = shard.workspace().hash();
    BiFunction<TaskId, FencingToken, TaskCommand> command =
        Objects.requireNonNull(COMMANDS.get(cell.getFirst()));
    Reply reply = shard.send(command.apply(T, shard.epoch("t")));
    boolean accepted = reply instanceof Reply.Done;
    assertThat(accepted).as("%s", reply).isEqualTo(!cell.get(2).equals("-"));
    switch (cell.get(2)) {
      case "-" -> assertThat(shard.workspace().hash()).isEqualTo(before);
      case "gone" -> assertThat(shard.workspace().tasks().find(T)).isNull();
      case "=" -> assertThat(shard.state("t")).isEqualTo(from);
      default -> {
        assertThat(shard.state("t")).hasToString(cell.get(2));
        assertThat(TaskTransitions.allowed(from, shard.state("t"))).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anOldEpochMovesNoTaskInAnyState(TaskState.Name state) {
    for (BiFunction<TaskId, FencingToken, TaskCommand> each : COMMANDS.values()) {
      if (each.apply(T, OLD) instanceof TaskCommand.AttemptCommand command) {
        ShardHarness shard = in(state);
        long before = shard.workspace().hash();
        shard.refused(command);
        assertThat(shard.workspace().hash()).as("%s", command).isEqualTo(before);
      }
    }
  }

  @Test
  void theTableNamesEveryCommandOnATaskAndEveryState() {
    TreeSet<String> commands = new TreeSet<>();
    collect(TaskCommand.class, commands);
    TreeSet<String> named = new TreeSet<>();
    rows().stream().skip(1).forEach(row -> named.add(row.getFirst().replaceFirst(":.*", "")));
    assertThat(named).isEqualTo(commands);
    assertThat(rows().getFirst().subList(1, 11))
        .isEqualTo(Arrays.stream(TaskState.Name.values()).map(Enum::toString).toList());
    assertThat(Collections.max(rows().stream().map(List::size).toList())).isEqualTo(11);
  }

  private static void collect(Class<?> family, Set<String> names) {
    for (Class<?> kind : family.getPermittedSubclasses()) {
      if (kind.isSealed()) {
        collect(kind, names);
      } else if (kind != TaskCommand.Place.class
          && kind.getRecordComponents()[0].getType() == TaskId.class) {
        names.add(kind.getSimpleName());
      }
    }
  }
}
