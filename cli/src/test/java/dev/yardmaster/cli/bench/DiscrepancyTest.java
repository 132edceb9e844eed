package dev.yardmaster.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.cli.bench.MadeUpWay.Wrong;
import dev.yardmaster.cli.exit.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a wrong server does is told, and ends in an exit code of its own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DiscrepancyTest {
  private static Result run(LoadName load, Wrong wrong) throws InterruptedException {
    Shape shape =
        new Shape(3, 1, 50, 20, Duration.ZERO, Duration.ofSeconds(1), Duration.ofMillis(100));
    return new Bench(load, By.GRPC, shape, "run-", OptionalLong.empty()).run(new MadeUpWay(wrong));
  }

  private static void told(LoadName load, Wrong wrong, String text) throws InterruptedException {
    Result result = run(load, wrong);
    StringWriter shown = new StringWriter();
    new Report(new PrintWriter(shown, true)).show(result);

    assertThat(shown.toString())
        .contains("DISCREPANCY: ")
        .contains(text)
        .doesNotContain("checked:");
    assertThat(ReportJson.of(result)).contains(text);
    assertThat(result.exitCode()).isEqualTo(ExitCode.INTERNAL);
  }

  @Test
  void aServerThatDoesNothingWrongIsNotBlamed() throws Exception {
    for (LoadName load : LoadName.values()) {
      Result result = run(load, Wrong.NOTHING);

      assertThat(result.discrepancies()).as("%s", load).isEmpty();
      assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void aLostTaskIsTold() throws Exception {
    told(LoadName.TASKS, Wrong.LOSES, "1 of 50 tasks were not over in time");
  }

  @Test
  void aTaskCompletedTwiceIsTold() throws Exception {
    told(LoadName.TASKS, Wrong.DOUBLES, "1 times a task was over that was over already");
  }

  @Test
  void aTaskThatWasNeverSubmittedIsTold() throws Exception {
    told(LoadName.TASKS, Wrong.MAKES_UP, "1 times a task was over that was never begun");
  }

  @Test
  void aTaskThatIsOpenByTheServersCountAloneIsTold() throws Exception {
    told(LoadName.TASKS, Wrong.LEAVES_OPEN, "the server counts 1 tasks that have not ended");
  }

  @Test
  void aLostMessageAndOneThatComesTwiceAreTold() throws Exception {
    told(LoadName.MESSAGES, Wrong.LOSES, "1 of 50 messages were not over in time");
    told(LoadName.MESSAGES, Wrong.DOUBLES, "1 times a message was over that was over already");
  }

  @Test
  void aTokenThatDoesNotRiseIsTold() throws Exception {
    told(LoadName.LOCKS, Wrong.GRANTS_AN_OLD_TOKEN, "under token 1 after");
  }

  @Test
  void anAgentThatTheServerDoesNotKnowIsTold() throws Exception {
    told(LoadName.IDLE, Wrong.LOSES_AN_AGENT, "the server counts 2 of 3 agents");
  }
}
