package dev.yardmaster.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.task.TaskEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A snapshot is cut into chunks that any log takes, whatever it holds. */
final class SnapshotChunksTest {
  private final List<byte[]> chunks = new ArrayList<>();
  private final SnapshotChunks writer = new SnapshotChunks(chunks::add);

  private static LogRecord.Entry entry(String workspace, List<Event> events) {
    return new LogRecord.Entry(WorkspaceId.of(workspace), Principal.of("p"), events);
  }

  private static Event event(int number, int bytes) {
    return new TaskEvent.TaskSucceeded(
        TaskId.of("t" + number), FencingToken.NONE, Payload.of(new byte[bytes], ""));
  }

  private static List<Event> events(int count, int bytes) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(event(i, bytes));
    }
    return events;
  }

  /** Numbers of events by chunk; what comes back must be what went in, in order. */
  private List<Integer> written(LogRecord.Entry... entries) {
    List<String> expected = new ArrayList<>();
    for (LogRecord.Entry entry : entries) {
      writer.add(entry);
      entry.events().forEach(event -> expected.add(entry.workspace() + " " + event));
    }
    writer.finish();
    List<String> read = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (byte[] chunk : chunks) {
      int before = read.size();
      for (LogRecord.Entry entry : LogRecordCodec.decodeEntries(chunk)) {
        entry.events().forEach(event -> read.add(entry.workspace() + " " + event));
      }
      counts.add(read.size() - before);
    }
    assertThat(read).isEqualTo(expected);
    return counts;
  }

  @Test
  void aChunkEndsWithItsFiveHundredthEventAndAnEntryGoesOnInTheNext() {
    assertThat(written(entry("a", events(700, 0)), entry("b", events(600, 0))))
        .containsExactly(500, 500, 300);
  }

  @Test
  void aChunkEndsBeforeItGrowsBeyondAMebibyte() {
    assertThat(written(entry("a", events(10, 300 << 10)), entry("b", events(1, 10))))
        .containsExactly(3, 3, 3, 2);
    assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.length).isLessThan(1 << 20));
  }

  @Test
  void anEventLargerThanAChunkGoesAlone() {
    List<Event> events =
        List.of(event(1, 10), event(2, Payload.MAX_BYTES), event(3, 10), event(4, 10));
    assertThat(written(entry("a", events))).containsExactly(1, 1, 2);
  }

  @Test
  void nothingMakesNoChunk() {
    assertThat(written(entry("a", List.of()))).isEmpty();
  }

  @Test
  void anEventThatCannotBeWrittenNamesItsEntry() {
    writer.add(entry("a", events(2, 0)));
    LogRecord.Entry broken =
        entry("a", List.of(new TaskEvent.TaskRetried(TaskId.of("t"), "broken \ud83d")));
    assertThatThrownBy(() -> writer.add(broken))
        .isInstanceOfSatisfying(
            UnwritableRecordException.class, e -> assertThat(e.entry()).isEqualTo(1));
  }
}
