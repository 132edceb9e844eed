package dev.yardmaster.core.record;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.Payload;

/** A record: its content, who wrote it, and its version, the log position of that writing. */
public record StoredRecord(RecordKey key, AgentId by, long version, Payload value) {
  long hash() {
    long h = Hashing.fold(Hashing.fold(71, key.value()), by.value());
    h = Hashing.fold(h, version);
    long content = value.hash();
    return Hashing.fold(h, content);
  }
}
