package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Hashing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What became of the messages that ended last, so that their senders can ask (R62). */
final class EndedMessages {
  private final Map<MessageId, MessageEvent.FateRestored> fates = new LinkedHashMap<>();
  private int refusals;
  private long hash;

  MessageEvent.@Nullable FateRestored find(MessageId id) {
    return fates.get(id);
  }

  int size() {
    return fates.size();
  }

  long hash() {
    return hash;
  }

  void add(MessageEvent.FateRestored fate) {
    fates.put(fate.message(), fate);
    refusals += fate.receipt().named().size();
    hash += hash(fate);
    while (fates.size() > MailLimits.MAX_FATES || refusals > MailLimits.MAX_FATE_REFUSALS) {
      MessageEvent.FateRestored oldest = fates.values().iterator().next();
      fates.remove(oldest.message());
      refusals -= oldest.receipt().named().size();
      hash -= hash(oldest);
    }
  }

  void snapshot(Consumer<? super MessageEvent> sink) {
    fates.values().forEach(sink);
  }

  long computeHash() {
    long sum = 0;
    for (MessageEvent.FateRestored fate : fates.values()) {
      sum += hash(fate);
    }
    return sum;
  }

  private static long hash(MessageEvent.FateRestored fate) {
    long h = Hashing.fold(Hashing.fold(63, fate.message().value()), fate.from().value());
    h = fate.receipt().hash(Hashing.fold(h, fate.contentHash()));
    return fate.tally().hash(h);
  }
}
