package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Hashing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The last looks of operators into mailboxes, by token: whoever has one may read what its event
 * names, and nothing else (R62). The oldest leaves.
 */
final class Looks {
  private final Map<FencingToken, MessageEvent.MailInspected> looks = new LinkedHashMap<>();
  private long hash;

  MessageEvent.@Nullable MailInspected find(FencingToken token) {
    return looks.get(token);
  }

  long hash() {
    return hash;
  }

  void add(MessageEvent.MailInspected look) {
    looks.put(look.token(), look);
    hash += hash(look);
    if (looks.size() > MailLimits.MAX_LOOKS) {
      var oldest = looks.values().iterator();
      hash -= hash(oldest.next());
      oldest.remove();
    }
  }

  void snapshot(Consumer<? super MessageEvent> sink) {
    looks.values().forEach(sink);
  }

  void verify(List<String> problems) {
    long sum = 0;
    for (MessageEvent.MailInspected look : looks.values()) {
      sum += hash(look);
    }
    if (sum != hash || looks.size() > MailLimits.MAX_LOOKS) {
      problems.add("S4: looks into mailboxes changed without their hash");
    }
  }

  private static long hash(MessageEvent.MailInspected look) {
    long h = Hashing.fold(Hashing.fold(67, look.token().value()), look.recipient().value());
    h = Hashing.fold(Hashing.fold(h, look.arrivals()), look.by());
    for (MessageId id : look.messages()) {
      h = Hashing.fold(h, id.value());
    }
    return h;
  }
}
