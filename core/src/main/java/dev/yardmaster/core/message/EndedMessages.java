package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Hashing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What became of the messages that ended last, so that their senders can ask (R62). */
final class EndedMessages {
  private record Kept(MessageEvent.FateRestored fate, long hash) {}

  private final Map<MessageId, Kept> fates = new LinkedHashMap<>();
  private int refusals;
  private long hash;

  MessageEvent.@Nullable FateRestored find(MessageId id) {
    Kept kept = fates.get(id);
    return kept == null ? null : kept.fate;
  }

  int size() {
    return fates.size();
  }

  long hash() {
    return hash;
  }

  void add(MessageEvent.FateRestored fate) {
    Kept newest = new Kept(fate, hash(fate));
    fates.put(fate.message(), newest);
    refusals += fate.receipt().named().size();
    hash += newest.hash;
    while (fates.size() > MailLimits.MAX_FATES || refusals > MailLimits.MAX_FATE_REFUSALS) {
      var entries = fates.values().iterator();
      Kept oldest = entries.next();
      entries.remove();
      refusals -= oldest.fate.receipt().named().size();
      hash -= oldest.hash;
    }
  }

  void snapshot(Consumer<? super MessageEvent> sink) {
    fates.values().forEach(kept -> sink.accept(kept.fate));
  }

  long computeHash() {
    long sum = 0;
    for (Kept kept : fates.values()) {
      sum += hash(kept.fate);
    }
    return sum;
  }

  private static long hash(MessageEvent.FateRestored fate) {
    long h = Hashing.fold(Hashing.fold(63, fate.message().value()), fate.from().value());
    h = fate.receipt().hash(Hashing.fold(h, fate.contentHash()));
    return fate.tally().hash(h);
  }
}
