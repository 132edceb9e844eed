package dev.yardmaster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.task.Limits;
import dev.yardmaster.core.task.RetryPolicy;
import dev.yardmaster.core.task.Schedule;
import dev.yardmaster.core.task.TaskCommand.SubmitTask;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.task.Timeouts;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** 100,000 timers due at once: done in steps, one a batch, with commands answered between. */
@SuppressWarnings("FutureReturnValueIgnored") // not every reply is of interest
@Timeout(120)
final class ManyTimersTest {
  private static final int TIMERS = 100_000;
  private static final int MOST_STEPS = TIMERS / (Turn.MAX_EVENTS - 8) + 2;

  private final SteppedShard shard = SteppedShard.empty();

  private static TaskSpec due(int number) {
    return TaskSpec.named("t" + number)
        .limits(new Limits(new Timeouts(60_000, 0, 0), Schedule.NONE, RetryPolicy.DEFAULT, false));
  }

  private static int timersIn(LogRecord record) {
    int fired = 0;
    for (LogRecord.Entry entry : record.entries()) {
      for (Event event : entry.events()) {
        fired += event instanceof TaskEvent.TaskFailed ? 1 : 0;
      }
    }
    return fired;
  }

  @Test
  void commandsAreAnsweredBetweenTheStepsOf100000TimersDueAtOnce() {
    for (int i = 0; i < TIMERS; i++) {
      shard.send(new SubmitTask(due(i)));
      if (i % 200 == 199) {
        shard.settle();
      }
    }
    shard.settle();
    assertThat(shard.events())
        .filteredOn(TaskEvent.TaskSubmitted.class::isInstance)
        .hasSize(TIMERS);
    int before = shard.published.size();
    shard.time.advance(Duration.ofMinutes(1));
    Map<Integer, Pending.OfCommand> asked = new HashMap<>();
    int steps = 0;
    int fired = 0;
    while (fired < TIMERS) {
      assertThat(steps).as("steps for %d timers", fired).isLessThan(MOST_STEPS);
      asked.put(steps, shard.send(new SubmitTask(TaskSpec.named("between" + steps))));
      shard.step(); // decides one batch and commits it
      shard.step(); // hears of the commit, and decides the next
      steps += 2;
      fired =
          shard.published.subList(before, shard.published.size()).stream()
              .mapToInt(commit -> timersIn(commit.record()))
              .sum();
      asked.forEach((at, reply) -> {
        assertThat(reply).as("asked at step %d", at).isDone();
        assertThat(reply.join()).isInstanceOf(Reply.Done.class);
      });
    }
    List<Commit> records = shard.published.subList(before, shard.published.size());
    assertThat(records)
        .allSatisfy(
            commit -> assertThat(timersIn(commit.record())).isLessThanOrEqualTo(Turn.MAX_EVENTS));
    Set<Event> once = new HashSet<>();
    for (Event event : shard.events()) {
      if (event instanceof TaskEvent.TaskFailed failed) {
        assertThat(once.add(failed)).as("fired once: %s", failed.task()).isTrue();
      }
    }
    assertThat(once).hasSize(TIMERS);
    assertThat(shard.task("between0").state()).isInstanceOf(TaskState.Ready.class);
    assertThat(shard.machine().verify()).isEmpty();
  }
}
