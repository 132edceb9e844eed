package dev.yardmaster.core.wait;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.machine.Turn;
import dev.yardmaster.core.message.Mail;
import dev.yardmaster.core.message.MailState;
import dev.yardmaster.core.message.MailTable;
import dev.yardmaster.core.message.Mailbox;
import dev.yardmaster.core.message.MessageEvent;
import dev.yardmaster.core.resource.Holder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Waits for replies, by request, by addressee and by the attempt that received the request. Leader
 * only, derived.
 */
public final class ReplyWaits {
  private record Over(FencingToken id, Outcome outcome) {}

  private final WaitTable waits;
  private final Map<String, Wait> byRequest = new HashMap<>();
  private final Map<AgentId, Set<FencingToken>> byAddressee = new HashMap<>();
  private final Map<Holder, Set<FencingToken>> byReceiver = new HashMap<>();
  private final Deque<Over> over = new ArrayDeque<>();
  private final Set<Holder> entangled = new LinkedHashSet<>();

  public ReplyWaits(WaitTable waits) {
    this.waits = waits;
  }

  void began(Wait wait) {
    if (wait.what() instanceof Wait.Reply reply) {
      byRequest.put(reply.request().value(), wait);
      add(byAddressee, reply.to(), wait);
      if (reply.receivedBy() != null) {
        add(byReceiver, reply.receivedBy(), wait);
      }
    }
  }

  void ended(Wait wait) {
    if (wait.what() instanceof Wait.Reply reply) {
      byRequest.remove(reply.request().value());
      remove(byAddressee, reply.to(), wait);
      if (reply.receivedBy() != null) {
        remove(byReceiver, reply.receivedBy(), wait);
      }
    }
  }

  /** Somebody else has the request now. */
  public void changed(Wait before, Wait after) {
    ended(before);
    began(after);
    entangled.add(after.holder());
  }

  private static <K> void add(Map<K, Set<FencingToken>> index, K key, Wait wait) {
    index.computeIfAbsent(key, k -> new LinkedHashSet<>(2)).add(wait.id());
  }

  private static <K> void remove(Map<K, Set<FencingToken>> index, K key, Wait wait) {
    Set<FencingToken> of = index.get(key);
    if (of != null && of.remove(wait.id()) && of.isEmpty()) {
      index.remove(key);
    }
  }

  /** The agent has another capacity, maybe: who awaits its replies may wait for it now. */
  public void changed(AgentId addressee) {
    for (FencingToken id : byAddressee.getOrDefault(addressee, Set.of())) {
      Wait wait = waits.find(id);
      if (wait != null) {
        entangled.add(wait.holder());
      }
    }
  }

  /** Mail has come, changed or gone: a reply, or a request that nobody will answer. */
  public void changed(Mail mail, boolean kept) {
    if (byRequest.isEmpty()) {
      return;
    }
    Wait asked = byRequest.get(mail.message().id().value());
    if (asked != null) {
      String why = hopeless(mail, kept);
      if (why != null) {
        over.addLast(new Over(asked.id(), new Outcome.Hopeless(why)));
      }
    } else if (kept) {
      arrived(mail);
    }
  }

  private static @Nullable String hopeless(Mail mail, boolean kept) {
    return switch (mail.state()) {
      case MailState.Dead dead ->
          "the request became a dead letter of %s after %d deliveries"
              .formatted(mail.recipient(), mail.deliveries());
      case MailState.Queued queued -> kept ? null : expired(mail);
      case MailState.Delayed delayed -> kept ? null : expired(mail);
      case MailState.Delivered delivered -> null;
    };
  }

  private static String expired(Mail mail) {
    return "the request outlived its %d ms in the mailbox of %s"
        .formatted(mail.message().envelope().ttlMillis(), mail.recipient());
  }

  private void arrived(Mail mail) {
    Wait wait = byRequest.get(mail.message().envelope().conversation().correlationId());
    boolean fresh = mail.state() instanceof MailState.Queued && mail.deliveries() == 0;
    if (wait != null && fresh && mail.recipient().equals(wait.agent())) {
      over.addLast(new Over(wait.id(), new Outcome.Replied(mail.message().id())));
    }
  }

  /** What a former leader had not come to tell yet is found in the mail. */
  public void rebuild(MailTable mail) {
    Set<AgentId> waiting = new LinkedHashSet<>();
    for (Wait wait : waits.all()) {
      if (wait.what() instanceof Wait.Reply reply) {
        waiting.add(wait.agent());
        MessageEvent.FateRestored fate = mail.fateOf(reply.request());
        if (fate != null && fate.tally().acked() == 0) {
          String why = "nobody received the request while it could be received";
          over.addLast(new Over(wait.id(), new Outcome.Hopeless(why)));
        }
      }
    }
    mail.deadLetters().forEach(letter -> changed(letter, true));
    for (AgentId agent : waiting) {
      Mailbox mailbox = mail.mailbox(agent);
      if (mailbox != null) {
        mailbox.all().forEach(each -> changed(each, true));
      }
    }
  }

  /** Tells those who wait, as far as the turn has room. */
  void run(Turn turn) {
    while (turn.room() > 4 && !over.isEmpty()) {
      Over next = over.pollFirst();
      if (waits.find(next.id) != null) {
        turn.emit(new WaitEvent.WaitEnded(next.id, next.outcome));
      }
    }
  }

  boolean isPending() {
    return !over.isEmpty() || !entangled.isEmpty();
  }

  /** One who awaits a reply and may wait for others than before; null if none does. */
  @Nullable Holder takeEntangled() {
    Iterator<Holder> all = entangled.iterator();
    if (!all.hasNext()) {
      return null;
    }
    Holder first = all.next();
    all.remove();
    return first;
  }

  /** Whether somebody awaits a reply of the holder or of its agent. */
  public boolean isAwaited(Holder holder, AgentId agent) {
    return byReceiver.containsKey(holder) || byAddressee.containsKey(agent);
  }
}
