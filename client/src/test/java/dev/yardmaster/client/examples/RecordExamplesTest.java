package dev.yardmaster.client.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.RecordChange;
import dev.yardmaster.client.Records;
import dev.yardmaster.client.VersionConflictException;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.record.StoredRecord;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class RecordExamplesTest extends ExampleYard {
  private final AgentSession agent = agent("coder-1");
  private final RecordKey key = RecordKey.of("plan/status");

  @Test
  void aRecordIsWrittenByVersion() {
    // @start region="records"
    Records records = manager.records();
    long version = records.putNew(agent, key, Payload.text("draft"));
    records.put(agent, key, version, Payload.text("final")); // refused when somebody was faster
    records.update(agent, key, value -> Payload.text(value.asText() + "!"));
    // @end
    assertThat(records.get(key).orElseThrow().value().asText()).isEqualTo("final!");
  }

  @Test
  void aWatchKeepsACacheUpToDate() {
    Map<RecordKey, Payload> cache = new ConcurrentHashMap<>();
    long version = manager.records().putNew(agent, key, Payload.text("draft"));
    // @start region="change"
    Consumer<RecordChange> keep =
        change -> {
          switch (change) {
            case RecordChange.Written written -> cache.put(written.key(), written.record().value());
            case RecordChange.Deleted deleted -> cache.remove(deleted.key());
          }
        };
    manager.records().watch(key, new LogPosition(version), keep);
    // @end
    manager.records().put(agent, key, version, Payload.text("final"));
    await().atMost(Duration.ofSeconds(30)).until(() -> cache.containsValue(Payload.text("final")));
    manager.records().deleteAny(agent, key);
    await().atMost(Duration.ofSeconds(30)).until(cache::isEmpty);
  }

  @Test
  void whoeverWasSlowerDecidesAgain() {
    Records records = manager.records();
    records.putNew(agent, key, Payload.text("draft"));
    StoredRecord seen = records.get(key).orElseThrow();
    records.putAny(agent, key, Payload.text("somebody was faster"));
    Payload next = Payload.text("final");
    Payload decidedOn = Payload.EMPTY;
    // @start region="conflict"
    try {
      records.put(agent, key, seen.version(), next);
    } catch (VersionConflictException e) {
      decidedOn = e.present().orElseThrow().value(); // decide again on this
    }
    // @end
    assertThat(decidedOn.asText()).isEqualTo("somebody was faster");
  }
}
