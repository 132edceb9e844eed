package dev.yardmaster.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardmaster.engine.log.LogException.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who reads from the middle of a segment does not pass all that stands before it. */
@Timeout(60)
final class FramePlacesTest {
  private static final int RECORD_BYTES = 4_000;
  private static final int RECORDS = 1_500; // 6 MB
  private static final int SEGMENT_BYTES = 4 << 20;

  /** A frame that begins just before the next place, and the window that holds what follows. */
  private static final long MOST_BYTES = 3L * FramePlaces.APART_BYTES;

  private static final FileLogOptions OPTIONS =
      new FileLogOptions(SEGMENT_BYTES, 64 << 10, 0, 1 << 20, 16, 4_096);

  private final SimulatedStorage storage = new SimulatedStorage();

  private static byte[] record(long index) {
    return ByteBuffer.allocate(RECORD_BYTES).putLong(index).array();
  }

  /** Frames of one record to sixteen. */
  private static void fill(CommandLog log) {
    List<CompletionStage<Long>> stages = new ArrayList<>();
    for (long index = 1; index <= RECORDS; index++) {
      stages.add(log.append(record(index)));
      if (index % 23 == 0) {
        stages.forEach(Appends::await);
        stages.clear();
      }
    }
    stages.forEach(Appends::await);
  }

  private static long first(CommandLog log, long from) throws LogException {
    try (LogReader reader = log.read(from)) {
      assertThat(reader.advance()).isTrue();
      assertThat(reader.index()).isEqualTo(from);
      return ByteBuffer.wrap(reader.record()).getLong();
    }
  }

  private FileLog open() throws LogException {
    FileLog log = FileLog.open(storage, OPTIONS);
    log.start(new IdleListener());
    return log;
  }

  @Test
  void everyRecordIsFoundAfterALookAtNoMoreThanWhatStandsNear() throws Exception {
    try (FileLog log = open()) {
      fill(log);
      storage.bytesRead();
      for (long index = RECORDS; index > 0; index--) { // so that reading teaches no place
        assertThat(first(log, index)).isEqualTo(index);
        assertThat(storage.bytesRead()).as("read for record %d", index).isLessThan(MOST_BYTES);
      }
    }
  }

  @Test
  void whatFollowsIsReadOnThroughSegments() throws Exception {
    try (FileLog log = open()) {
      fill(log);
      try (LogReader reader = log.read(700)) {
        for (long index = 700; index <= RECORDS; index++) {
          assertThat(reader.advance()).isTrue();
          assertThat(ByteBuffer.wrap(reader.record()).getLong()).isEqualTo(index);
        }
        assertThat(reader.advance()).isFalse();
      }
    }
  }

  @Test
  void aLogThatWasOpenedLearnsThePlacesFromWhatItReads() throws Exception {
    try (FileLog log = open()) {
      fill(log);
    }
    try (FileLog log = open()) {
      storage.bytesRead();
      assertThat(first(log, 1_000)).isEqualTo(1_000);
      assertThat(storage.bytesRead()).isLessThan(MOST_BYTES);
    }
  }

  @Test
  void placesLeaveWithTheSegmentsThatAreCompacted_R4() throws Exception {
    try (FileLog log = open()) {
      fill(log);
      assertThat(log.places().before(1, 900)).isNotNull();
      Appends.snapshot(log, RECORDS - 10);
      Appends.snapshot(log, RECORDS);
      log.compact(RECORDS);

      assertThat(log.firstIndex()).isGreaterThan(900);
      assertThat(log.places().before(1, 900)).isNull();
      assertThat(first(log, RECORDS - 5)).isEqualTo(RECORDS - 5);
    }
  }

  @Test
  void aFlippedBitBehindAPlaceIsFound_S21() throws Exception {
    try (FileLog log = open()) {
      fill(log);
      storage.flipBit(FileNames.segment(1), 3 << 20);
      long before = (1 << 20) / RECORD_BYTES;
      assertThat(first(log, before)).isEqualTo(before);
      try (LogReader reader = log.read((3 << 20) / RECORD_BYTES - 20)) {
        assertThatThrownBy(
                () -> {
                  while (reader.advance()) {
                    assertThat(reader.record()).isEqualTo(record(reader.index()));
                  }
                })
            .isInstanceOfSatisfying(
                LogException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED));
      }
    }
  }

  @Test
  void placesAreOneInAQuarterOfAMebibyteAndThoseBeforeARecordCanBeForgotten() {
    FramePlaces places = new FramePlaces();
    for (int frame = 0; frame < 10_000; frame++) {
      places.passed(1, frame + 1, SegmentHeader.BYTES + frame * 1_000L, frame);
      places.passed(1, frame + 1, SegmentHeader.BYTES + frame * 1_000L, frame); // read again
    }
    assertThat(places.size()).isEqualTo(10_000 / 263);
    assertThat(places.before(1, 263)).isNull();
    assertThat(places.before(1, 264)).isEqualTo(place(264));
    assertThat(places.before(1, 526)).isEqualTo(place(264));
    assertThat(places.before(2, 526)).isNull();

    places.dropBefore(5_000);
    assertThat(places.before(1, 4_999)).isNull();
    assertThat(places.before(1, 10_000)).isNotNull();
  }

  private static FramePlaces.Place place(long index) {
    return new FramePlaces.Place(
        1, index, SegmentHeader.BYTES + (index - 1) * 1_000, (int) index - 1);
  }
}
