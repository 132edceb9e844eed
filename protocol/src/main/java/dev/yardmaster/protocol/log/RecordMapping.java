package dev.yardmaster.protocol.log;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.record.RecordEvent;
import dev.yardmaster.protocol.log.v1.RecordStoreProto;

/** Events of records. */
final class RecordMapping {
  private RecordMapping() {}

  static RecordStoreProto.RecordEvent write(RecordEvent event) {
    RecordStoreProto.RecordEvent.Builder to = RecordStoreProto.RecordEvent.newBuilder();
    switch (event) {
      case RecordEvent.RecordPut e ->
          to.getPutBuilder()
              .setKey(e.key().value())
              .setBy(e.by().value())
              .setValue(TaskSpecMapping.payload(e.value()));
      case RecordEvent.RecordDeleted e ->
          to.getDeletedBuilder().setKey(e.key().value()).setBy(e.by().value());
      case RecordEvent.VersionCheckFailed e ->
          to.getVersionCheckFailedBuilder()
              .setKey(e.key().value())
              .setBy(e.by().value())
              .setExpected(e.expected())
              .setPresent(e.present());
      case RecordEvent.RecordRestored e ->
          to.getRestoredBuilder()
              .setKey(e.key().value())
              .setBy(e.by().value())
              .setVersion(e.version())
              .setValue(TaskSpecMapping.payload(e.value()));
      case RecordEvent.FailedChecksRestored e ->
          to.getFailedChecksRestoredBuilder().setCount(e.count());
    }
    return to.build();
  }

  static RecordEvent read(RecordStoreProto.RecordEvent from) {
    return switch (from.getKindCase()) {
      case PUT -> {
        RecordStoreProto.RecordPut e = Strict.known(from.getPut());
        yield new RecordEvent.RecordPut(
            RecordKey.of(e.getKey()), AgentId.of(e.getBy()), TaskSpecMapping.payload(e.getValue()));
      }
      case DELETED -> {
        RecordStoreProto.RecordDeleted e = Strict.known(from.getDeleted());
        yield new RecordEvent.RecordDeleted(RecordKey.of(e.getKey()), AgentId.of(e.getBy()));
      }
      case VERSION_CHECK_FAILED -> {
        RecordStoreProto.VersionCheckFailed e = Strict.known(from.getVersionCheckFailed());
        yield new RecordEvent.VersionCheckFailed(
            RecordKey.of(e.getKey()), AgentId.of(e.getBy()), e.getExpected(), e.getPresent());
      }
      case RESTORED -> {
        RecordStoreProto.RecordRestored e = Strict.known(from.getRestored());
        yield new RecordEvent.RecordRestored(
            RecordKey.of(e.getKey()),
            AgentId.of(e.getBy()),
            e.getVersion(),
            TaskSpecMapping.payload(e.getValue()));
      }
      case FAILED_CHECKS_RESTORED ->
          new RecordEvent.FailedChecksRestored(
              Strict.known(from.getFailedChecksRestored()).getCount());
      case KIND_NOT_SET -> throw Strict.empty(from);
    };
  }
}
