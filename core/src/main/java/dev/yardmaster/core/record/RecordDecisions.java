package dev.yardmaster.core.record;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.resource.Callers;
import java.util.function.LongPredicate;

/**
 * Decides record commands. A version that is not the expected one is an answer like a yes:
 * recorded, counted and remembered, since it may have told its caller what it needs to know.
 */
public final class RecordDecisions {
  private final RecordTable records;
  private final Callers callers;
  private final LongPredicate hasRoomFor;

  public RecordDecisions(RecordTable records, Callers callers, LongPredicate hasRoomFor) {
    this.records = records;
    this.callers = callers;
    this.hasRoomFor = hasRoomFor;
  }

  public Reply decide(RecordCommand command, Turn turn) {
    return switch (command) {
      case RecordCommand.PutRecord put -> put(put, turn);
      case RecordCommand.DeleteRecord delete -> delete(delete, turn);
    };
  }

  private Reply put(RecordCommand.PutRecord command, Turn turn) {
    int size = command.value().size();
    if (size > RecordTable.MAX_VALUE_BYTES) {
      return Reply.refused(
          Refusal.invalid(
              "Expected record %s of at most %d bytes, got %d; put it elsewhere and keep a reference"
                  .formatted(command.key(), RecordTable.MAX_VALUE_BYTES, size)));
    }
    return as(
        command.caller(),
        command.expectedVersion(),
        turn,
        agent -> {
          StoredRecord before = records.find(command.key());
          if (!matches(command.expectedVersion(), before)) {
            return mismatch(command.key(), agent, command.expectedVersion(), before, turn);
          }
          if (before == null && records.size() >= RecordTable.MAX_RECORDS) {
            return Reply.refused(
                Refusal.limit(
                    "Expected at most %d records in a workspace; delete some"
                        .formatted(RecordTable.MAX_RECORDS),
                    0));
          }
          if (!hasRoomFor.test(size - (before == null ? 0 : before.value().size()))) {
            return Reply.refused(
                Refusal.limit(
                    "Expected %d bytes to fit into the payload quota of the workspace; delete records, or keep a reference"
                        .formatted(size),
                    1_000));
          }
          turn.emit(new RecordEvent.RecordPut(command.key(), agent, command.value()));
          return turn.done();
        });
  }

  private Reply delete(RecordCommand.DeleteRecord command, Turn turn) {
    return as(
        command.caller(),
        command.expectedVersion(),
        turn,
        agent -> {
          StoredRecord before = records.find(command.key());
          if (!matches(command.expectedVersion(), before)) {
            return mismatch(command.key(), agent, command.expectedVersion(), before, turn);
          }
          if (before != null) {
            turn.emit(new RecordEvent.RecordDeleted(command.key(), agent));
          }
          return turn.done();
        });
  }

  /** One call of an agent known to be alive. */
  @FunctionalInterface
  private interface Call {
    Reply of(AgentId agent);
  }

  private Reply as(Caller caller, long expectedVersion, Turn turn, Call call) {
    if (expectedVersion < RecordCommand.ANY_VERSION) {
      return Reply.refused(
          Refusal.invalid(
              "Expected a version, 0 for none or -1 for any, got %d".formatted(expectedVersion)));
    }
    return switch (callers.resolve(caller, turn)) {
      case Callers.Speaks speaks -> call.of(speaks.agent().id());
      case Callers.Stale stale -> Reply.refused(stale.refusal());
    };
  }

  private static boolean matches(
      long expected, @org.jspecify.annotations.Nullable StoredRecord before) {
    return expected == RecordCommand.ANY_VERSION
        || expected == (before == null ? RecordCommand.ABSENT : before.version());
  }

  private static Reply mismatch(
      RecordKey key,
      AgentId agent,
      long expected,
      @org.jspecify.annotations.Nullable StoredRecord before,
      Turn turn) {
    long present = before == null ? RecordCommand.ABSENT : before.version();
    turn.emit(new RecordEvent.VersionCheckFailed(key, agent, expected, present));
    String is =
        before == null
            ? "it does not exist (version 0)"
            : "it has version %d by %s".formatted(present, before.by());
    return new Reply.AnsweredNo(
        turn.position(),
        Refusal.failedPrecondition(
            "Expected record %s at version %d, but %s; read it and decide again"
                .formatted(key, expected, is)));
  }
}
