package dev.yardmaster.engine.log;

import static dev.yardmaster.engine.log.Appends.append;
import static dev.yardmaster.engine.log.Appends.bytes;
import static dev.yardmaster.engine.log.Appends.failure;
import static dev.yardmaster.engine.log.Appends.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.engine.log.LogException.Kind;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a replicated log may do to its users, shown by the fixture that the engine's tests use. */
final class FlappingLogTest extends CommandLogConformance {
  private final RecordingListener listener = new RecordingListener();

  @Override
  CommandLog open() {
    return new FlappingLog();
  }

  private FlappingLog flapping() throws LogException {
    FlappingLog log = new FlappingLog();
    track(log);
    log.start(listener);
    return log;
  }

  @Test
  void uncommittedRecordsOfALostLeadershipMayLandLater() throws LogException {
    FlappingLog log = flapping();
    append(log, "committed");
    log.holdCommits();
    CompletionStage<Long> first = log.append(bytes("lands"));
    CompletionStage<Long> second = log.append(bytes("is forgotten"));
    log.loseLeadership();
    assertThat(failure(first)).isEqualTo(Kind.LEADERSHIP_LOST);
    assertThat(failure(second)).isEqualTo(Kind.LEADERSHIP_LOST);
    assertThat(failure(log.append(bytes("refused")))).isEqualTo(Kind.NOT_LEADER);
    assertThat(failure(log.readBarrier())).isEqualTo(Kind.NOT_LEADER);
    log.foreign("of the new leader");
    log.landOldest();
    log.forgetOldest();
    assertThat(listener.texts()).containsExactly("committed", "of the new leader", "lands");
    assertThat(listener.events()).containsExactly("leader", "lost LEADERSHIP_LOST");
  }

  @Test
  void aStaleRecordLandingAfterLeadershipWasRegainedIsDeliveredInOrder() throws LogException {
    FlappingLog log = flapping();
    log.holdCommits();
    CompletionStage<Long> stale = log.append(bytes("stale"));
    log.loseLeadership();
    log.regainLeadership();
    assertThat(append(log, "fresh")).isEqualTo(1);
    log.landOldest();
    assertThat(append(log, "next")).isEqualTo(3);
    assertThat(failure(stale)).isEqualTo(Kind.LEADERSHIP_LOST);
    assertThat(listener.texts()).containsExactly("fresh", "stale", "next");
    assertThat(readAll(log, 1)).containsExactly("fresh", "stale", "next");
    assertThat(listener.events()).containsExactly("leader", "lost LEADERSHIP_LOST", "leader");
  }

  @Test
  void afterAFailingAppendTheNextOneSucceeds() throws LogException {
    FlappingLog log = flapping();
    append(log, "a");
    log.failNextAppend();
    assertThat(failure(log.append(bytes("lost")))).isEqualTo(Kind.STORAGE_FULL);
    assertThat(append(log, "b")).isEqualTo(2);
    assertThat(listener.texts()).containsExactly("a", "b");
  }
}
