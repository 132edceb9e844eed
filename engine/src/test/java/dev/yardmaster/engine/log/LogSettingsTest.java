package dev.yardmaster.engine.log;

import static dev.yardmaster.engine.log.Appends.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.Request;
import dev.yardmaster.core.task.TaskCommand.SubmitTask;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.engine.Engine;
import dev.yardmaster.engine.EngineOptions;
import dev.yardmaster.engine.Shows;
import dev.yardmaster.protocol.config.CoordinationConfig;
import dev.yardmaster.protocol.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R83: what settings of the log do, each shown by its effect. */
@Timeout(120)
final class LogSettingsTest {
  private static final Principal LOCAL = Principal.of("local");

  @TempDir private Path folder;

  /** No space kept aside and small steps, so that little is written. */
  private static CoordinationConfig small() {
    return CoordinationConfig.defaults()
        .set(Setting.LOG_RESERVE_BYTES, "0")
        .set(Setting.LOG_GROWTH_BYTES, "512");
  }

  private Engine open(CoordinationConfig config) throws LogException {
    return Engine.open(folder, EngineOptions.of(config.set(Setting.HISTORY_ENABLED, "false")));
  }

  private static void submit(Engine engine, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      Reply reply =
          engine
              .connect(LOCAL)
              .send(
                  new Request(
                      WorkspaceId.of("default"),
                      LOCAL,
                      null,
                      new SubmitTask(TaskSpec.named("t" + i))))
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS);
      assertThat(reply).isInstanceOf(Reply.Done.class);
    }
  }

  private Collection<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(Engine.logFolder(folder))) {
      return files.filter(file -> file.toString().endsWith(".seg")).toList();
    }
  }

  @Test
  @Shows(Setting.LOG_SEGMENT_BYTES)
  void aSegmentIsFollowedByAnotherBeforeItGrowsBeyondThat() throws Exception {
    try (Engine engine = open(small().set(Setting.LOG_SEGMENT_BYTES, "4 KiB"))) {
      submit(engine, 40);
    }
    assertThat(segments())
        .hasSizeGreaterThan(1)
        .allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(4_096));
  }

  @Test
  @Shows(Setting.LOG_GROWTH_BYTES)
  void aSegmentGrowsInThoseSteps() throws Exception {
    try (Engine engine = open(small().set(Setting.LOG_GROWTH_BYTES, "5000"))) {
      submit(engine, 1);
    }
    assertThat(segments())
        .singleElement()
        .satisfies(file -> assertThat(Files.size(file)).isEqualTo(5_000));
  }

  @Test
  @Shows(Setting.LOG_RESERVE_BYTES)
  void soMuchSpaceIsKeptAside() throws Exception {
    Path reserve = Engine.logFolder(folder).resolve(FileNames.RESERVE);
    try (Engine engine = open(small().set(Setting.LOG_RESERVE_BYTES, "3000"))) {
      submit(engine, 1);
      Awaitility.await().until(() -> Files.exists(reserve) && Files.size(reserve) == 3_000);
    }
  }

  /** A log on a simulated disk that the test turns, with five records waiting. */
  private static FileLog withFiveWaiting(
      CoordinationConfig config, List<CompletionStage<Long>> appended) throws LogException {
    FileLog log = FileLog.open(new SimulatedStorage(), EngineOptions.of(config).fileLog());
    log.startStopped(new IdleListener());
    for (int i = 0; i < 5; i++) {
      appended.add(log.append(bytes("r" + i)));
    }
    return log;
  }

  /** How many of five records that wait are forced to disk together. */
  private static long firstGroup(CoordinationConfig config) throws LogException {
    FileLog log = withFiveWaiting(config, new ArrayList<>());
    log.turn(0);
    return log.lastIndex();
  }

  @Test
  @Shows(Setting.LOG_MAX_GROUP_RECORDS)
  void recordsForcedTogetherAreAtMostSoMany() throws LogException {
    assertThat(firstGroup(small())).isEqualTo(5);
    assertThat(firstGroup(small().set(Setting.LOG_MAX_GROUP_RECORDS, "2"))).isEqualTo(2);
  }

  @Test
  @Shows(Setting.LOG_MAX_GROUP_BYTES)
  void recordsForcedTogetherHoldAtMostSoMuch() throws LogException {
    assertThat(firstGroup(small().set(Setting.LOG_MAX_GROUP_BYTES, "1"))).isEqualTo(1);
  }

  @Test
  @Shows(Setting.LOG_MAX_WAITING)
  void moreThanThatMayNotWaitForTheDisk() throws LogException {
    List<CompletionStage<Long>> appended = new ArrayList<>();
    FileLog log = withFiveWaiting(small().set(Setting.LOG_MAX_WAITING, "4"), appended);
    assertThat(Appends.failure(appended.get(4))).isEqualTo(LogException.Kind.BUSY);
    log.turn(0);
    assertThat(appended.subList(0, 4))
        .allSatisfy(stage -> assertThat(stage.toCompletableFuture()).isCompleted());
  }
}
