package dev.yardmaster.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.task.TaskEvent;
import dev.yardmaster.core.task.TaskSpec;
import dev.yardmaster.core.task.Work;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was written is read again, the same. */
final class LogRecordRoundTripTest {
  private static final int RECORDS = 400;
  private static final int PER_KIND = 50;

  static List<Class<? extends Event>> kinds() {
    return RandomRecords.KINDS;
  }

  @Test
  void everyFamilyOfTheCoreIsLookedAt() {
    assertThat(kinds()).hasSizeGreaterThan(40).contains(TaskEvent.TaskSubmitted.class);
  }

  @Test
  void aDecodedRecordEqualsTheEncodedOne() {
    for (int seed = 0; seed < RECORDS; seed++) {
      LogRecord record = new RandomRecords(seed).record();
      byte[] bytes = LogRecordCodec.encode(record);
      LogRecord read = LogRecordCodec.decode(bytes);
      assertThat(read).as("seed %d", seed).isEqualTo(record);
      assertThat(LogRecordCodec.encode(read)).as("bytes of seed %d", seed).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindOfEventComesBackInASnapshotChunk(Class<? extends Event> kind) {
    for (int seed = 0; seed < PER_KIND; seed++) {
      RandomRecords random = new RandomRecords(seed);
      List<LogRecord.Entry> entries =
          List.of(
              random.entry(List.of(random.event(kind))), random.entry(List.of(random.event(kind))));
      assertThat(LogRecordCodec.decodeEntries(chunk(entries)))
          .as("seed %d", seed)
          .isEqualTo(entries);
    }
  }

  @Test
  void halfASurrogatePairIsRefusedRatherThanReplaced() {
    RandomRecords random = new RandomRecords(1);
    Event broken = new TaskEvent.TaskRetried(TaskId.of("t"), "broken \ud83d");
    LogRecord record =
        random.record(List.of(random.entry(List.of()), random.entry(List.of(broken))));
    assertThatExceptionOfType(UnwritableRecordException.class)
        .isThrownBy(() -> LogRecordCodec.encode(record))
        .withMessageContaining("half a surrogate pair")
        .satisfies(e -> assertThat(e.entry()).isEqualTo(1));
  }

  @Test
  void namesAreWrittenOncePerRecord() {
    RandomRecords random = new RandomRecords(1);
    LogRecord.Entry one = random.entry(List.of(new TaskEvent.TaskReady(TaskId.of("t"))));
    int single = chunk(List.of(one)).length;
    int many = chunk(Collections.nCopies(SnapshotChunks.MAX_EVENTS, one)).length;
    assertThat(many).isLessThan(single + SnapshotChunks.MAX_EVENTS * 12);
  }

  @Test
  void aTaskThatAsksForNothingSpecialCostsLittleMoreThanItsDescription() {
    TaskSpec spec =
        TaskSpec.named("task-1")
            .work(new Work("", "d".repeat(200), Payload.EMPTY, new TreeSet<>()));
    RandomRecords random = new RandomRecords(1);
    Event other = new TaskEvent.TaskReady(TaskId.of("t"));
    LogRecord.Entry without = random.entry(List.of(other));
    LogRecord.Entry with =
        new LogRecord.Entry(
            without.workspace(),
            without.principal(),
            List.of(other, new TaskEvent.TaskSubmitted(spec)));
    int empty = chunk(List.of(without)).length;
    int full = chunk(List.of(with)).length;
    assertThat(full - empty).isLessThan(240);
  }

  @Test
  void aRecordTooLongToBeReadIsNotWritten() {
    Event large =
        new TaskEvent.TaskSucceeded(
            TaskId.of("t"), FencingToken.NONE, Payload.of(new byte[Payload.MAX_BYTES], ""));
    RandomRecords random = new RandomRecords(1);
    LogRecord record =
        random.record(
            List.of(
                random.entry(List.of()),
                random.entry(Collections.nCopies(LogRecordCodec.MAX_BYTES >> 20, large))));
    assertThatThrownBy(() -> LogRecordCodec.encode(record))
        .isInstanceOfSatisfying(
            UnwritableRecordException.class, e -> assertThat(e.entry()).isEqualTo(1));
  }

  @Test
  void anEventOfAnUnmappedFamilyIsRefused() {
    record Unmapped() implements Event {}
    LogRecord.Entry entry = new RandomRecords(1).entry(List.of(new Unmapped()));
    assertThatThrownBy(() -> chunk(List.of(entry)))
        .isInstanceOf(UnwritableRecordException.class)
        .hasMessageContaining("Unmapped");
  }

  /** The entries as a snapshot's only chunk. */
  private static byte[] chunk(List<LogRecord.Entry> entries) {
    List<byte[]> chunks = new ArrayList<>();
    SnapshotChunks writer = new SnapshotChunks(chunks::add);
    entries.forEach(writer::add);
    writer.finish();
    assertThat(chunks).hasSize(1);
    return chunks.getFirst();
  }
}
