package dev.yardmaster.engine;

import static dev.yardmaster.engine.SettingYard.LOCAL;
import static dev.yardmaster.engine.SettingYard.engine;
import static dev.yardmaster.engine.SettingYard.options;
import static dev.yardmaster.engine.SettingYard.send;
import static dev.yardmaster.engine.SettingYard.submit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.engine.log.LogReader;
import dev.yardmaster.protocol.config.Setting;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.log.LogRecordCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** R83: what settings of batches and of the close do, each shown by its effect. */
@Timeout(120)
final class BatchSettingsTest {
  /** A clock on which every look at it takes a millisecond. */
  private static TimeSource ticking() {
    AtomicLong millis = new AtomicLong();
    return new TimeSource() {
      @Override
      public long nanos() {
        return millis.incrementAndGet() * 1_000_000;
      }

      @Override
      public long wallMillis() {
        return 1_800_000_000_000L;
      }
    };
  }

  /**
   * The sizes of the records of ten commands that wait together, behind as many records in flight
   * as may be.
   */
  private static List<Integer> recordsOfTen(int inFlight, TimeSource time, EngineOptions options)
      throws Exception {
    GatedLog log = new GatedLog();
    try (Engine engine = engine(log, time, options);
        AutoCloseable gate = log::open) { // opened first, or the close would wait for it
      assertThat(gate).isNotNull();
      Connection connection = engine.connect(LOCAL);
      submit(connection, "before", 1); // with the workspace, so that nothing else is sent
      log.shut();
      List<CompletableFuture<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < inFlight; i++) {
        int wanted = i + 1;
        replies.add(send(connection, "first" + i));
        Awaitility.await().until(() -> log.held() == wanted);
      }
      for (int i = 0; i < 10; i++) {
        replies.add(send(connection, "t" + i));
      }
      long from = log.lastIndex() + inFlight + 1;
      assertThat(log.held()).isEqualTo(inFlight);
      log.open();
      for (CompletableFuture<Reply> reply : replies) {
        assertThat(reply.get(30, TimeUnit.SECONDS)).isInstanceOf(Reply.Done.class);
      }
      List<Integer> sizes = new ArrayList<>();
      try (LogReader reader = log.read(from)) {
        while (reader.advance()) {
          sizes.add(LogRecordCodec.decode(reader.record()).entries().size());
        }
      }
      return sizes;
    }
  }

  @Test
  @Shows(Setting.BATCH_COMMANDS)
  void aRecordHoldsAtMostSoManyCommands() throws Exception {
    assertThat(
            recordsOfTen(
                1,
                new FakeTime(),
                options(Setting.BATCHES_IN_FLIGHT, "1", Setting.BATCH_COMMANDS, "3")))
        .containsExactly(3, 3, 3, 1);
  }

  @Test
  @Shows(Setting.BATCH_BYTES)
  void aBatchIsFullAtThatWeight() throws Exception {
    assertThat(
            recordsOfTen(
                1,
                new FakeTime(),
                options(Setting.BATCHES_IN_FLIGHT, "1", Setting.BATCH_BYTES, "1")))
        .hasSize(10)
        .containsOnly(1);
  }

  @Test
  @Shows(Setting.BATCH_TIME)
  void noCommandOfABatchIsBegunAfterThatTime() throws Exception {
    assertThat(
            recordsOfTen(
                1, ticking(), options(Setting.BATCHES_IN_FLIGHT, "1", Setting.BATCH_TIME, "1 ms")))
        .hasSize(10)
        .containsOnly(1);
    assertThat(
            recordsOfTen(
                1, ticking(), options(Setting.BATCHES_IN_FLIGHT, "1", Setting.BATCH_TIME, "1 s")))
        .containsExactly(10);
  }

  @Test
  @Shows(Setting.BATCHES_IN_FLIGHT)
  void soManyBatchesAreOnTheirWayAndWhatComesLaterWaits() throws Exception {
    assertThat(recordsOfTen(1, new FakeTime(), options(Setting.BATCHES_IN_FLIGHT, "1")))
        .containsExactly(10);
    assertThat(recordsOfTen(6, new FakeTime(), options(Setting.BATCHES_IN_FLIGHT, "6")))
        .containsExactly(10);
  }

  @Test
  @Shows(Setting.CLOSE_DRAIN)
  void aCloseLetsRequestsEndForThatLongAndNoLonger() throws Exception {
    assertThat(replyAtClose("0 ms", false))
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.UNKNOWN));
    assertThat(replyAtClose("10 min", true)).isInstanceOf(Reply.Done.class);
  }

  /**
   * What a request is told that is not on disk yet when the engine is closed; time stands still.
   */
  private static Reply replyAtClose(String drain, boolean opensDuringClose) throws Exception {
    GatedLog log = new GatedLog();
    Engine engine = engine(log, new FakeTime(), options(Setting.CLOSE_DRAIN, drain));
    Connection connection = engine.connect(LOCAL);
    submit(connection, "before", 1);
    log.shut();
    CompletableFuture<Reply> reply = send(connection, "late");
    Awaitility.await().until(() -> log.held() == 1);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(engine::close);
    if (opensDuringClose) {
      log.open();
    }
    closed.get(60, TimeUnit.SECONDS);
    return reply.get(60, TimeUnit.SECONDS);
  }
}
