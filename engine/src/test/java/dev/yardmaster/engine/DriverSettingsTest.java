package dev.yardmaster.engine;

import static dev.yardmaster.engine.FakeMachine.WORKSPACE;
import static dev.yardmaster.engine.FakeMachine.pause;
import static dev.yardmaster.engine.SettingYard.options;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.workspace.WorkspaceCommand.PauseWorkspace;
import dev.yardmaster.protocol.config.Setting;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** R83: what settings of the inbox and of taking over do, each shown by its effect. */
@SuppressWarnings("FutureReturnValueIgnored") // not every reply is of interest
final class DriverSettingsTest {
  private final FakeTime time = new FakeTime();
  private final ScriptedLog log = new ScriptedLog();

  private Driver driver(EngineOptions options) {
    return new Driver(
        new ShardParts(
            7,
            log,
            new FakeMachine.Script()::make,
            time,
            () -> 42,
            Runnable::run,
            new ShardParts.TakeOver(1, false, () -> {})),
        options.driver(),
        new IdleSink());
  }

  private static Pending.OfCommand submit(Driver driver, String principal) {
    Pending.OfCommand pending =
        new Pending.OfCommand(
            new Request(WORKSPACE, Principal.of(principal), null, new PauseWorkspace("n")));
    driver.submit(pending);
    return pending;
  }

  private static Refusal refusal(Pending.OfCommand pending) {
    assertThat(pending).isDone();
    return ((Reply.Refused) pending.join()).refusal();
  }

  /** How many of one principal's requests may wait; the next is refused with LIMIT. */
  private static int accepted(Driver driver) {
    int accepted = 0;
    Pending.OfCommand next = submit(driver, "noisy");
    while (!next.isDone()) {
      accepted++;
      next = submit(driver, "noisy");
    }
    assertThat(refusal(next).code()).isEqualTo(RefusalCode.LIMIT);
    return accepted;
  }

  private void turns(Driver driver) {
    while (driver.turn() == 0 || !log.proposed.isEmpty()) {
      log.commitAll();
    }
  }

  /** A driver that has served seven requests within a millisecond of fake time. */
  private Driver ofSevenPerMillisecond(EngineOptions options) {
    Driver driver = driver(options);
    assertThat(driver.open()).isTrue();
    turns(driver);
    for (int i = 0; i < 7; i++) {
      submit(driver, "p" + i);
    }
    assertThat(driver.turn()).isZero();
    time.advance(Duration.ofMillis(1));
    turns(driver);
    return driver;
  }

  @Test
  @Shows(Setting.INBOX_MIN_COMMANDS)
  void soManyMayWaitBeforeARateIsMeasured() {
    // The last eighth of 80 is for lanes with few.
    assertThat(accepted(driver(options(Setting.INBOX_MIN_COMMANDS, "80")))).isEqualTo(70);
  }

  @Test
  @Shows(Setting.INBOX_EXPECTED_WAIT)
  void asManyMayWaitAsAreServedWithinTheExpectedWait() {
    EngineOptions options =
        options(Setting.INBOX_MIN_COMMANDS, "8", Setting.INBOX_EXPECTED_WAIT, "10 ms");
    assertThat(accepted(ofSevenPerMillisecond(options))).isEqualTo(70 - 8);
  }

  @Test
  @Shows(Setting.INBOX_MAX_COMMANDS)
  void noMoreMayWaitThanTheMostHoweverFastItIs() {
    EngineOptions options =
        options(Setting.INBOX_MIN_COMMANDS, "8", Setting.INBOX_MAX_COMMANDS, "50");
    assertThat(accepted(ofSevenPerMillisecond(options))).isEqualTo(50 - 6);
  }

  @Test
  @Shows(Setting.INBOX_MAX_BYTES)
  void noMoreMayWaitThanFitsTheBytes() {
    int weight = new Pending.OfCommand(pause("n")).weight();
    assertThat(accepted(driver(options(Setting.INBOX_MAX_BYTES, "1 KiB"))))
        .isEqualTo(1_024 / weight);
  }

  @Test
  @Shows(Setting.INBOX_QUIET_LANE)
  void aLaneIsQuietWhileFewerThanThatWaitInIt() {
    Driver driver =
        driver(options(Setting.INBOX_MIN_COMMANDS, "80", Setting.INBOX_QUIET_LANE, "2"));
    assertThat(accepted(driver)).isEqualTo(70);
    assertThat(submit(driver, "quiet")).isNotDone();
    assertThat(submit(driver, "quiet")).isNotDone();
    assertThat(refusal(submit(driver, "quiet")).code()).isEqualTo(RefusalCode.LIMIT);
  }

  @Test
  @Shows(Setting.TAKE_OVER_TIME)
  void requestsWaitForALeaderForThatLong() {
    Driver driver = driver(options(Setting.TAKE_OVER_TIME, "300 ms"));
    driver.open();
    driver.turn();
    Pending.OfCommand waiting = submit(driver, "p");
    time.advance(Duration.ofMillis(299));
    driver.turn();
    assertThat(waiting).isNotDone();
    time.advance(Duration.ofMillis(1));
    driver.turn();
    assertThat(refusal(waiting).code()).isEqualTo(RefusalCode.UNAVAILABLE);
  }
}
