package dev.yardmaster.engine.log;

import static dev.yardmaster.engine.log.Appends.append;
import static dev.yardmaster.engine.log.Appends.appendNumbered;
import static dev.yardmaster.engine.log.Appends.numbered;
import static dev.yardmaster.engine.log.Appends.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.engine.log.LogException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * S21 as a table: every file, many offsets, every kind of damage; refused by name, or nothing
 * acknowledged is lost.
 *
 * <p>The folder: several segments, two snapshots with records before, between and behind them, and
 * older copies of every file taken at four earlier moments.
 */
@ExtendWith(QuietLogging.class)
final class DamageTest {
  private static final FileLogOptions SMALL =
      new FileLogOptions(2_048, 1_024, 1_024, 512, 7, 1_000);
  private static final int LAST = 300;

  private final SimulatedStorage original = new SimulatedStorage();
  private final List<Map<String, byte[]>> olderCopies = new ArrayList<>();

  /** How often each outcome was seen: a table whose rows all end alike checks nothing. */
  private final Map<String, Integer> outcomes = new TreeMap<>();

  @BeforeEach
  void makeFolder() throws LogException, IOException {
    FileLog log = FileLog.open(original, SMALL);
    log.start(new RecordingListener());
    for (int i = 1; i <= LAST; i++) {
      append(log, "r" + i);
      if (i == 120 || i == 200) {
        snapshot(log, i);
      }
      if (i % 60 == 30 || i == LAST - 1) {
        olderCopies.add(copy(original));
      }
    }
    log.close();
    assertThat(FileNames.segments(original.list())).hasSizeGreaterThan(4);
  }

  private static Map<String, byte[]> copy(SimulatedStorage storage) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : storage.list()) {
      files.put(name, storage.content(name));
    }
    return files;
  }

  @Test
  void theUndamagedFolderOpens() throws IOException {
    assertThat(outcome(copy(original), "nothing")).isEqualTo("opened");
  }

  @Test
  void aFlippedBitIsNeverServed() throws IOException {
    for (Map.Entry<String, byte[]> file : copy(original).entrySet()) {
      for (int offset = 0; offset < file.getValue().length; offset++) {
        if (!FileNames.RESERVE.equals(file.getKey()) || offset % 64 == 0) {
          Map<String, byte[]> damaged = copy(original);
          byte[] bytes = file.getValue().clone();
          bytes[offset] ^= (byte) (1 << (offset % 8));
          damaged.put(file.getKey(), bytes);
          outcome(damaged, file.getKey() + " bit flipped at " + offset);
        }
      }
    }
    assertThat(outcomes).containsKeys("opened", "refused");
  }

  @Test
  void aTruncatedFileIsNeverServed() throws IOException {
    for (Map.Entry<String, byte[]> file : copy(original).entrySet()) {
      for (int length = 0; length < file.getValue().length; length++) {
        if (!FileNames.RESERVE.equals(file.getKey()) || length % 64 == 0) {
          Map<String, byte[]> damaged = copy(original);
          damaged.put(file.getKey(), Arrays.copyOf(file.getValue(), length));
          outcome(damaged, file.getKey() + " truncated to " + length);
        }
      }
    }
    assertThat(outcomes).containsKeys("opened", "refused");
  }

  @Test
  void aMissingFileIsNoticedWhereItIsNeeded() throws IOException {
    for (String name : original.list()) {
      Map<String, byte[]> damaged = copy(original);
      damaged.remove(name);
      String outcome = outcome(damaged, name + " deleted");
      if (!name.startsWith("snapshot") && !name.equals(FileNames.RESERVE)) {
        boolean covered = name.startsWith("log-") && endsBeforeNewestSnapshot(name);
        assertThat(outcome).as(name).isEqualTo(covered ? "opened" : "refused");
      }
    }
  }

  private boolean endsBeforeNewestSnapshot(String segment) {
    var segments = FileNames.segments(original.list());
    long first =
        segments.entrySet().stream()
            .filter(entry -> entry.getValue().equals(segment))
            .mapToLong(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    Long next = segments.higherKey(first);
    return next != null && next <= 201;
  }

  @Test
  void anOlderCopyOfAFileIsNoticed() throws IOException {
    for (Map<String, byte[]> older : olderCopies) {
      for (Map.Entry<String, byte[]> file : older.entrySet()) {
        Map<String, byte[]> damaged = copy(original);
        damaged.put(file.getKey(), file.getValue());
        outcome(damaged, file.getKey() + " replaced by an older copy");
      }
    }
    assertThat(outcomes).containsKeys("opened", "refused");
  }

  @Test
  void aFileOfAnotherLogIsRefused() throws LogException, IOException {
    SimulatedStorage foreign = new SimulatedStorage();
    FileLog log = FileLog.open(foreign, SMALL);
    log.start(new RecordingListener());
    for (String text : numbered(1, LAST)) {
      append(log, text);
    }
    log.close();
    for (Map.Entry<String, byte[]> file : copy(foreign).entrySet()) {
      if (!file.getKey().equals(FileNames.RESERVE)) {
        Map<String, byte[]> damaged = copy(original);
        damaged.put(file.getKey(), file.getValue());
        assertThat(outcome(damaged, file.getKey() + " of another log")).isEqualTo("refused");
      }
    }
  }

  @Test
  void bothSnapshotsDamagedIsHealedByTheWholeLogAndRefusedWithoutIt() throws Exception {
    Map<String, byte[]> damaged = copy(original);
    for (String name : FileNames.snapshots(damaged.keySet()).values()) {
      Objects.requireNonNull(damaged.get(name))[60] ^= 1;
    }
    assertThat(outcome(damaged, "both snapshots")).isEqualTo("opened");
    damaged.remove(FileNames.segment(1));
    assertThat(outcome(damaged, "both snapshots and the first segment")).isEqualTo("refused");
  }

  @Test
  void aTornFrameBeyondTheMarkIsCutAndTheLogGoesOn() throws Exception {
    Map<String, byte[]> beforeLast = copy(original);
    SimulatedStorage storage = holding(beforeLast);
    FileLog log = FileLog.open(storage, SMALL);
    log.start(new RecordingListener());
    Map<String, byte[]> marked = copy(storage);
    append(log, "r" + (LAST + 1));
    log.close();
    Map<String, byte[]> torn = copy(storage);
    torn.put(FileNames.MARK, Objects.requireNonNull(marked.get(FileNames.MARK)));
    String newest = FileNames.segments(storage.list()).lastEntry().getValue();
    byte[] bytes = Objects.requireNonNull(torn.get(newest));
    int end = bytes.length - 1;
    while (bytes[end] == 0) {
      end--;
    }
    bytes[end] ^= 1;
    SimulatedStorage cut = holding(torn);
    FileLog again = FileLog.open(cut, SMALL);
    RecordingListener listener = new RecordingListener();
    again.start(listener);
    assertThat(again.lastIndex()).isEqualTo(LAST);
    appendNumbered(again, LAST + 1, LAST + 20);
    again.close();
    assertThat(LogReport.of(cut).damage()).isEmpty();
  }

  @Test
  void damageBeyondAMarkLeftBehindIsNotTakenForATornEnd() throws Exception {
    SimulatedStorage storage = holding(copy(original));
    FileLog log = FileLog.open(storage, SMALL);
    log.start(new RecordingListener());
    for (int i = LAST + 1; i <= LAST + 6; i++) {
      append(log, "r" + i);
    }
    log.close();
    Map<String, byte[]> files = copy(storage);
    files.put(FileNames.MARK, original.content(FileNames.MARK));
    String newest = FileNames.segments(storage.list()).lastEntry().getValue();
    byte[] intact = Objects.requireNonNull(files.get(newest));
    int end = intact.length - 1;
    while (intact[end] == 0) {
      end--;
    }
    int frameBytes = Frame.HEADER_BYTES + Frame.RECORD_HEADER_BYTES + 4;
    for (int back = frameBytes; back < 3 * frameBytes; back++) {
      byte[] bytes = intact.clone();
      bytes[end - back] ^= 1;
      files.put(newest, bytes);
      assertThat(outcome(files, "flipped " + back + " bytes before the end")).isEqualTo("refused");
    }
  }

  private static SimulatedStorage holding(Map<String, byte[]> files) throws IOException {
    SimulatedStorage storage = new SimulatedStorage();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      try (LogFile target = storage.create(file.getKey())) {
        target.write(ByteBuffer.wrap(file.getValue()), 0);
        target.force();
      }
    }
    storage.syncFolder();
    return storage;
  }

  /** Opens, starts, reads everything; fails the test when an acknowledged record is lost. */
  private String outcome(Map<String, byte[]> files, String damage) throws IOException {
    SimulatedStorage storage = holding(files);
    String outcome;
    try {
      RecordingListener listener = new RecordingListener();
      FileLog log = FileLog.open(storage, SMALL);
      log.startStopped(listener);
      long restored = listener.restoredAt();
      assertThat(restored).as(damage).isIn(0L, 120L, 200L);
      if (restored > 0) {
        assertThat(listener.chunks()).as(damage).containsExactly("state up to " + restored, "");
      }
      assertThat(listener.texts()).as(damage).isEqualTo(numbered(restored + 1, LAST));
      readOlder(log, damage);
      log.close();
      outcome = "opened";
    } catch (LogException e) {
      assertThat(e.kind()).as(damage).isIn(Kind.DAMAGED, Kind.READ_FAILED, Kind.UNKNOWN_FORMAT);
      assertThat(e).as(damage).hasMessageContaining("simulated/");
      outcome = "refused";
    }
    outcomes.merge(outcome, 1, Integer::sum);
    return outcome;
  }

  /** Records older than the snapshot were not needed to open; reading them refuses or is right. */
  private static void readOlder(FileLog log, String damage) {
    long expected = log.firstIndex();
    try (LogReader reader = log.read(expected)) {
      while (reader.advance()) {
        assertThat(new String(reader.record(), StandardCharsets.UTF_8))
            .as(damage)
            .isEqualTo("r" + expected);
        expected++;
      }
      assertThat(expected).as(damage).isEqualTo(LAST + 1);
    } catch (LogException e) {
      assertThat(e.kind()).as(damage).isIn(Kind.DAMAGED, Kind.READ_FAILED);
    }
  }
}
