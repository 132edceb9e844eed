package dev.yardmaster.engine.log;

import static dev.yardmaster.engine.log.Appends.append;
import static dev.yardmaster.engine.log.Appends.appendNumbered;
import static dev.yardmaster.engine.log.Appends.numbered;
import static dev.yardmaster.engine.log.Appends.readAll;
import static dev.yardmaster.engine.log.Appends.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a log that outlives its process must do as well. */
abstract class DurableLogConformance extends CommandLogConformance {
  /** A log on the medium of the one opened before, which is closed. */
  abstract CommandLog reopen() throws LogException;

  final CommandLog restarted(CommandLog before, LogListener listener) throws LogException {
    before.close();
    CommandLog log = track(reopen());
    log.start(listener);
    return log;
  }

  @Test
  void recordsSurviveReopening() throws LogException {
    CommandLog log = started(new RecordingListener());
    appendNumbered(log, 1, 700);
    RecordingListener listener = new RecordingListener();
    CommandLog again = restarted(log, listener);
    assertThat(listener.texts()).isEqualTo(numbered(1, 700));
    assertThat(listener.events()).containsExactly("leader");
    assertThat(append(again, "r701")).isEqualTo(701);
    RecordingListener third = new RecordingListener();
    restarted(again, third);
    assertThat(third.texts()).isEqualTo(numbered(1, 701));
  }

  @Test
  void reopeningDeliversTheNewestSnapshotAndWhatFollows() throws LogException {
    CommandLog log = started(new RecordingListener());
    appendNumbered(log, 1, 500);
    snapshot(log, 200);
    snapshot(log, 321);
    RecordingListener listener = new RecordingListener();
    CommandLog again = restarted(log, listener);
    assertThat(listener.restoredAt()).isEqualTo(321);
    assertThat(listener.chunks()).containsExactly("state up to 321", "");
    assertThat(listener.texts()).isEqualTo(numbered(322, 500));
    assertThat(readAll(again, 1)).isEqualTo(numbered(1, 500));
  }

  @Test
  void aSnapshotOfTheLastRecordIsEnough() throws LogException {
    CommandLog log = started(new RecordingListener());
    appendNumbered(log, 1, 50);
    snapshot(log, 50);
    RecordingListener listener = new RecordingListener();
    CommandLog again = restarted(log, listener);
    assertThat(listener.texts()).isEmpty();
    assertThat(append(again, "r51")).isEqualTo(51);
  }

  @Test
  void aCompactedLogReopens() throws LogException {
    CommandLog log = started(new RecordingListener());
    appendNumbered(log, 1, 9_000);
    snapshot(log, 5_000);
    snapshot(log, 8_000);
    log.compact(9_000);
    long first = log.firstIndex();
    assertThat(first).isGreaterThan(1);
    RecordingListener listener = new RecordingListener();
    CommandLog again = restarted(log, listener);
    assertThat(listener.texts()).isEqualTo(numbered(8_001, 9_000));
    assertThat(again.firstIndex()).isEqualTo(first);
    assertThat(readAll(again, first)).isEqualTo(numbered(first, 9_000));
  }
}
