package dev.yardmaster.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.shard.ShardHarness;
import dev.yardmaster.core.workspace.Query;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Versioned shared values (R70). */
final class RecordTest {
  private static final RecordKey KEY = RecordKey.of("plan/owner");

  private final ShardHarness shard = new ShardHarness();
  private final Caller ann =
      Caller.session(AgentId.of("ann"), shard.join(AgentProfile.named("ann")));

  private Reply put(long expected, String value) {
    return shard.send(new RecordCommand.PutRecord(ann, KEY, expected, Payload.text(value)));
  }

  private long version() {
    StoredRecord found = shard.workspace().records().find(KEY);
    return found == null ? RecordCommand.ABSENT : found.version();
  }

  private Refusal refusal(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.AnsweredNo.class);
    return ((Reply.AnsweredNo) reply).refusal();
  }

  @Test
  void theVersionOfARecordIsThePositionOfItsWriting_R70() {
    Reply reply = put(RecordCommand.ABSENT, "one");
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Done.class, done -> assertThat(done.position().value()).isEqualTo(version()));
    long first = version();
    put(first, "two");
    assertThat(version()).isGreaterThan(first);
    shard.failOver();
    shard.checkSnapshot();
    assertThat(new Query.OfRecord(KEY).answer(shard.workspace()).orElseThrow())
        .satisfies(record -> {
          assertThat(record.value()).isEqualTo(Payload.text("two"));
          assertThat(record.by()).isEqualTo(ann.agent());
        });
  }

  @Test
  void anotherVersionThanTheExpectedOneIsAnsweredNoWithThePresentOneAndCounted_R70() {
    put(RecordCommand.ABSENT, "one");
    long present = version();
    Refusal exists = refusal(put(RecordCommand.ABSENT, "two"));
    assertThat(exists.code()).isEqualTo(RefusalCode.FAILED_PRECONDITION);
    assertThat(exists.text()).contains("version " + present);
    refusal(put(present + 1, "two"));
    refusal(shard.send(new RecordCommand.DeleteRecord(ann, KEY, present - 1)));
    assertThat(version()).isEqualTo(present);
    assertThat(shard.workspace().records().failedChecks()).isEqualTo(3);
    shard.checkSnapshot();
  }

  @Test
  void anyVersionOverwritesAndDeletingWhatIsNotThereChangesNothing_R70() {
    put(RecordCommand.ANY_VERSION, "one");
    put(RecordCommand.ANY_VERSION, "two");
    shard.ok(new RecordCommand.DeleteRecord(ann, KEY, version()));
    assertThat(version()).isEqualTo(RecordCommand.ABSENT);
    shard.ok(new RecordCommand.DeleteRecord(ann, KEY, RecordCommand.ANY_VERSION));
    assertThat(shard.events()).isEmpty();
    assertThat(shard.workspace().records().bytes()).isZero();
    assertThat(put(RecordCommand.ABSENT, "again")).isInstanceOf(Reply.Done.class);
  }

  @Test
  @Tag("large")
  void sizeAndNumberAreBoundAndWhoWritesMustBeAlive_R70() {
    Payload large = Payload.of(new byte[RecordTable.MAX_VALUE_BYTES + 1], "");
    assertThat(code(new RecordCommand.PutRecord(ann, KEY, -1, large)))
        .isEqualTo(RefusalCode.INVALID);
    assertThat(code(new RecordCommand.PutRecord(ann, KEY, -2, Payload.EMPTY)))
        .isEqualTo(RefusalCode.INVALID);
    ShardHarness full = new ShardHarness(false);
    Caller bob = Caller.session(AgentId.of("bob"), full.join(AgentProfile.named("bob")));
    for (int i = 0; i < RecordTable.MAX_RECORDS; i++) {
      full.ok(new RecordCommand.PutRecord(bob, RecordKey.of("r" + i), 0, Payload.EMPTY));
    }
    assertThat(full.refused(new RecordCommand.PutRecord(bob, KEY, 0, Payload.EMPTY)).code())
        .isEqualTo(RefusalCode.LIMIT);
    full.ok(new RecordCommand.PutRecord(bob, RecordKey.of("r7"), -1, Payload.EMPTY));
    shard.join(AgentProfile.named("ann"));
    assertThat(code(new RecordCommand.PutRecord(ann, KEY, -1, Payload.EMPTY)))
        .isEqualTo(RefusalCode.STALE_TOKEN);
  }

  private RefusalCode code(RecordCommand command) {
    return shard.refused(command).code();
  }

  @Test
  void recordsAreListedByKeyFromWhereALastListEnded_R70() {
    for (String key : new String[] {"c", "a", "b"}) {
      shard.ok(new RecordCommand.PutRecord(ann, RecordKey.of(key), 0, Payload.EMPTY));
    }
    assertThat(new Query.OfRecords(null, 2).answer(shard.workspace()))
        .extracting(record -> record.key().value())
        .containsExactly("a", "b");
    assertThat(new Query.OfRecords(RecordKey.of("b"), 2).answer(shard.workspace()))
        .extracting(record -> record.key().value())
        .containsExactly("c");
  }
}
