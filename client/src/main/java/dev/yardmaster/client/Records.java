package dev.yardmaster.client;

import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.record.RecordCommand;
import dev.yardmaster.core.record.StoredRecord;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.connection.Connection;
import dev.yardmaster.protocol.connection.EventSubscription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Records of a workspace: shared values of up to 64 KiB that are written by version.
 *
 * {@snippet file="RecordExamplesTest.java" region="records"}
 */
public final class Records {
  /** How often an update is tried. */
  static final int MAX_TRIES = 100;

  private static final long LONGEST_PAUSE_MILLIS = 32;

  private final WorkspaceId workspace;
  private final Requests requests;
  private final Connection connection;

  Records(WorkspaceId workspace, Requests requests, Connection connection) {
    this.workspace = workspace;
    this.requests = requests;
    this.connection = connection;
  }

  /**
   * Writes a record that has this version (0: does not exist), and tells its new one.
   *
   * @throws VersionConflictException when it has another version
   */
  public long put(Actor actor, RecordKey key, long expectedVersion, Payload value) {
    Command put = new RecordCommand.PutRecord(actor.caller(), key, expectedVersion, value);
    if (send(actor, key, put) instanceof Reply.Done done) {
      return done.position().value();
    }
    throw new IllegalStateException("Expected record %s to be written".formatted(key));
  }

  /** Writes a record whatever its version, absent included. */
  public long putAny(Actor actor, RecordKey key, Payload value) {
    return put(actor, key, RecordCommand.ANY_VERSION, value);
  }

  /**
   * Writes a record that does not exist yet.
   *
   * @throws VersionConflictException when it does
   */
  public long putNew(Actor actor, RecordKey key, Payload value) {
    return put(actor, key, RecordCommand.ABSENT, value);
  }

  public Optional<StoredRecord> get(RecordKey key) {
    return requests.query(workspace, new Query.OfRecord(key));
  }

  /**
   * Removes a record that has this version.
   *
   * @throws VersionConflictException when it has another version, or does not exist
   */
  public void delete(Actor actor, RecordKey key, long expectedVersion) {
    send(actor, key, new RecordCommand.DeleteRecord(actor.caller(), key, expectedVersion));
  }

  /** Removes a record whatever its version; does nothing when there is none. */
  public void deleteAny(Actor actor, RecordKey key) {
    delete(actor, key, RecordCommand.ANY_VERSION);
  }

  private Reply send(Actor actor, RecordKey key, Command command) {
    try {
      return AgentLink.send(actor, command);
    } catch (CoordinationException e) {
      if (e.code() == RefusalCode.FAILED_PRECONDITION) {
        throw new VersionConflictException(e.refusal(), get(key).orElse(null));
      }
      throw e;
    }
  }

  /** Records by key, at most this many (1-10,000). */
  public List<StoredRecord> list(int limit) {
    return requests.query(workspace, new Query.OfRecords(null, limit));
  }

  /** Records by key, those after this one, at most this many (1-10,000). */
  public List<StoredRecord> list(RecordKey after, int limit) {
    return requests.query(workspace, new Query.OfRecords(after, limit));
  }

  /**
   * Computes a record's next value from its present one, {@link Payload#EMPTY} for none, and writes
   * it; again, with a growing pause, when somebody was faster. The operator may run more than once.
   *
   * @return the record as written
   * @throws VersionConflictException when somebody was faster a hundred times
   */
  public StoredRecord update(Actor actor, RecordKey key, UnaryOperator<Payload> operator) {
    @Nullable StoredRecord before = get(key).orElse(null);
    for (int tries = 1; ; tries++) {
      Payload next = operator.apply(before == null ? Payload.EMPTY : before.value());
      long expected = before == null ? RecordCommand.ABSENT : before.version();
      try {
        long version = put(actor, key, expected, next);
        return new StoredRecord(key, AgentLink.of(actor).agent(), version, next);
      } catch (VersionConflictException e) {
        if (tries == MAX_TRIES) {
          throw e;
        }
        before = tries == 1 ? e.present().orElse(null) : readAfterPause(key, tries);
      }
    }
  }

  /** Others are faster: leaves them a moment, each a different one. */
  private @Nullable StoredRecord readAfterPause(RecordKey key, int tries) {
    long longest = Math.min(LONGEST_PAUSE_MILLIS, 1L << Math.min(tries, 10));
    try {
      Thread.sleep(Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest * 1_000_000)));
    } catch (InterruptedException e) {
      throw Requests.interrupted();
    }
    return get(key).orElse(null);
  }

  /**
   * Tells every change of one record after a position, in order, without gap or duplicate, on a
   * thread of its own; the version of a record is the position to go on from.
   */
  public EventSubscription watch(
      RecordKey key, LogPosition after, Consumer<RecordChange> listener) {
    return watch(after, key::equals, listener);
  }

  /** Tells every change of records whose key begins so, "" for all; see {@link #watch}. */
  public EventSubscription watchPrefix(
      String prefix, LogPosition after, Consumer<RecordChange> listener) {
    return watch(after, key -> key.value().startsWith(prefix), listener);
  }

  private EventSubscription watch(
      LogPosition after, Predicate<RecordKey> meant, Consumer<RecordChange> listener) {
    return new Events(workspace, connection)
        .subscribe(
            after,
            committed ->
                RecordChange.of(committed)
                    .filter(change -> meant.test(change.key()))
                    .ifPresent(listener));
  }
}
