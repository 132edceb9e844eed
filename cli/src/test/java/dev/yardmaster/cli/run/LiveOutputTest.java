package dev.yardmaster.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.task.Failure;
import dev.yardmaster.core.task.PlanStage;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskState;
import dev.yardmaster.core.workspace.PlanView;
import dev.yardmaster.protocol.connection.CommittedEvent;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Size;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The live view as a person sees it: on the screen of a terminal that is held in memory. */
final class LiveOutputTest {
  private static final long START = 1_000_000;
  private static final FencingToken EPOCH = new FencingToken(7);

  private final RunRecord record = new RunRecord(START);
  private long now = START;
  private ScreenTerminal.VirtualTerminal virtual;
  private LiveOutput output;

  @BeforeEach
  void open() throws Exception {
    open(80, 24);
  }

  private void open(int columns, int rows) throws Exception {
    virtual = ScreenTerminal.withTerminal("test", "xterm", columns, rows);
    output = new LiveOutput(virtual.terminal(), record, () -> now);
  }

  @AfterEach
  void close() {
    output.close();
  }

  @Test
  void progressRateAndTimeLeftAreOneLineAndEachRunningTaskHasItsAgent() {
    now = START + 65_000;
    start("compile", "worker-1", START + 60_000);
    start("lint", "worker-2", START + 64_500);
    succeed("fetch", START + 30_000);
    succeed("unpack", START + 40_000);

    output.progress(view(2, 6, 4_000));

    assertThat(screen())
        .containsExactly(
            "[##########--------------------] 2/6  1 m 05 s  2/min  ~2 m 10 s left",
            "  worker-1         compile                                  5.0 s",
            "  worker-2         lint                                     0.5 s");
  }

  @Test
  void whatIsLeftTakesNoLessThanItsLongestChain() {
    now = START + 10_000;
    succeed("first", START + 1_000);

    output.progress(view(1, 2, 3_600_000));

    assertThat(screen().getFirst()).contains("1/2", "6/min", "~1 h 00 m left");
  }

  @Test
  void theViewIsDrawnOverAndFailuresStayAboveIt() {
    now = START + 1_000;
    start("build", "worker-1", START);
    output.progress(view(0, 3, 0));
    output.event(
        event(new TaskEvent.TaskFailed(id("broken"), new Failure("exit-code", "exit code 2")), now),
        null);
    now = START + 2_000;
    output.progress(
        new PlanView(
            PlanId.of("plan"),
            1,
            PlanStage.SETTLED,
            Map.of(TaskState.Name.FAILED, 1, TaskState.Name.SKIPPED, 2, TaskState.Name.RUNNING, 1),
            0));

    assertThat(screen())
        .containsExactly(
            "FAILED    broken (exit-code): exit code 2",
            "[######################--------] 3/4  2.0 s  0/min",
            "failed 1, skipped 2",
            "  worker-1         build                                    2.0 s");
  }

  @Test
  void moreAgentsThanFitAreCounted() {
    for (int i = 1; i <= 15; i++) {
      start("t" + i, "worker-" + i, START);
    }

    output.progress(view(0, 15, 0));

    assertThat(screen()).hasSize(14).last().isEqualTo("  and 3 more");
  }

  @Test
  void namesTooLongForTheirColumnLoseTheirMiddle() {
    start("a-task-" + "x".repeat(110) + "-number-17", "an-agent-of-some-kind-12", START);

    output.progress(view(0, 100_000, 7_200_000));

    assertThat(screen()).allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
    assertThat(screen().getLast())
        .isEqualTo("  an-agen..kind-12 a-task-xxxxxxxxxxxx..xxxxxxxxx-number-17 0.0 s");
  }

  @Test
  void aNarrowTerminalGetsTwoLinesOnTheWholeAndNothingWraps() throws Exception {
    open(40, 24);
    now = START + 3_500_000;
    for (int i = 0; i < 10; i++) {
      succeed("t" + i, now);
    }
    start("mosaic/projection-of-imae-00017", "worker-1", START + 3_000_000);

    output.progress(view(500, 100_000, 0));

    assertThat(screen())
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(40))
        .containsExactly(
            "[---------------------] 500/100000",
            "58 m 20 s  0/min  ~9673 h 36 m left",
            "  worker-1  mosaic/p..e-00017 8 m 20 s");
  }

  @Test
  void aResizedTerminalIsDrawnInItsNewSize() {
    now = START + 65_000;
    start("a-task-with-a-name-of-forty-characters-1", "worker-1", START);
    output.note("waiting   gate needs a person");
    output.progress(view(1, 2, 0));

    resize(40, 24);
    output.progress(view(1, 2, 0));
    assertThat(screen())
        .containsExactly(
            "waiting   gate needs a person",
            "[##########-----------] 1/2",
            "1 m 05 s  0/min",
            "  worker-1  a-task-w..cters-1 1 m 05 s");

    resize(100, 24);
    output.progress(view(1, 2, 0));
    assertThat(screen())
        .containsExactly(
            "waiting   gate needs a person",
            "[###############---------------] 1/2  1 m 05 s  0/min",
            "  worker-1         a-task-with-a-name-of-forty-characters-1 1 m 05 s");
  }

  @Test
  void noMoreLinesThanTheTerminalHasAreDrawn() {
    resize(80, 6);
    for (int i = 1; i <= 12; i++) {
      start("t" + i, "worker-" + i, START);
    }

    output.progress(view(0, 12, 0));

    assertThat(screen()).hasSize(4).first().asString().startsWith("[----");
  }

  private void resize(int columns, int rows) {
    virtual.screen().setSize(Size.of(columns, rows));
    virtual.terminal().setSize(Size.of(columns, rows));
  }

  /** What stands on the screen, without the blanks at the end of lines and the empty lines. */
  private List<String> screen() {
    return virtual
        .screen()
        .toString()
        .lines()
        .map(String::stripTrailing)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private void start(String task, String agent, long at) {
    record.add(
        event(
            new TaskEvent.TaskAssigned(
                id(task),
                AgentId.of(agent),
                EPOCH,
                EPOCH,
                new TaskEvent.Choice("capability", 0, "first")),
            at));
    record.add(event(new TaskEvent.TaskStarted(id(task), EPOCH), at));
  }

  private void succeed(String task, long at) {
    record.add(event(new TaskEvent.TaskSucceeded(id(task), EPOCH, Payload.text("")), at));
  }

  private static TaskId id(String task) {
    return TaskId.of(task);
  }

  private static CommittedEvent event(TaskEvent event, long at) {
    return new CommittedEvent(
        new LogPosition(1), new Now(at, at), WorkspaceId.of("plan"), Principal.of("local"), event);
  }

  private static PlanView view(int succeeded, int size, long remainingMillis) {
    return new PlanView(
        PlanId.of("plan"),
        1,
        PlanStage.SETTLED,
        Map.of(TaskState.Name.SUCCEEDED, succeeded, TaskState.Name.READY, size - succeeded),
        remainingMillis);
  }
}
