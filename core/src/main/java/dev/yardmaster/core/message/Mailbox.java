package dev.yardmaster.core.message;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.MessageId;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The mail of one agent, which outlives its sessions. Changed only by {@link MailTable}.
 *
 * <p>Queued mail is ordered by priority, then arrival, and keeps its place when it comes back; so
 * first deliveries keep the order of sending (S18).
 */
public final class Mailbox {
  private static final Comparator<Mail> BY_ARRIVAL = Comparator.comparingLong(Mail::arrival);
  private static final Comparator<Mail> BY_PRIORITY =
      Comparator.<Mail>comparingInt(mail -> -mail.message().envelope().priority())
          .thenComparing(BY_ARRIVAL);

  private final AgentId agent;
  private final Map<MessageId, Mail> mails = new LinkedHashMap<>();
  private final TreeSet<Mail> queued = new TreeSet<>(BY_PRIORITY);
  private final TreeSet<Mail> delivered = new TreeSet<>(BY_ARRIVAL);
  private long bytes;

  Mailbox(AgentId agent) {
    this.agent = agent;
  }

  public AgentId agent() {
    return agent;
  }

  public @Nullable Mail find(MessageId id) {
    return mails.get(id);
  }

  /** All mail, in order of arrival. */
  public Collection<Mail> all() {
    return Collections.unmodifiableCollection(mails.values());
  }

  /** What a receive would get, in its order. */
  public Collection<Mail> queued() {
    return Collections.unmodifiableCollection(queued);
  }

  /** What its session has, in order of arrival. */
  public Collection<Mail> delivered() {
    return Collections.unmodifiableCollection(delivered);
  }

  public int size() {
    return mails.size();
  }

  public long bytes() {
    return bytes;
  }

  boolean hasRoomFor(int size) {
    return mails.size() < MailLimits.MAX_MAILBOX_MESSAGES
        && bytes + size <= MailLimits.MAX_MAILBOX_BYTES;
  }

  void add(Mail mail) {
    if (mails.putIfAbsent(mail.message().id(), mail) != null) {
      throw new IllegalStateException("S17: expected %s to come once".formatted(mail));
    }
    bytes += mail.size();
    index(mail);
  }

  void remove(Mail mail) {
    if (!mails.remove(mail.message().id(), mail)) {
      throw new IllegalStateException("S17: expected the mailbox to hold %s".formatted(mail));
    }
    bytes -= mail.size();
    unindex(mail);
  }

  /** Enters a mail into the order of its state. */
  void index(Mail mail) {
    switch (mail.state()) {
      case MailState.Queued q -> queued.add(mail);
      case MailState.Delivered d -> delivered.add(mail);
      case MailState.Delayed d -> {}
      case MailState.Dead d ->
          throw new IllegalStateException("S17: expected %s to have left".formatted(mail));
    }
  }

  /** Takes a mail out of the order of its state, before that changes. */
  void unindex(Mail mail) {
    switch (mail.state()) {
      case MailState.Queued q -> queued.remove(mail);
      case MailState.Delivered d -> delivered.remove(mail);
      case MailState.Delayed d -> {}
      case MailState.Dead d ->
          throw new IllegalStateException("S17: expected %s to have left".formatted(mail));
    }
  }

  void verify(List<String> problems) {
    long size = 0;
    int waiting = 0;
    int held = 0;
    long[] newestSeen = new long[MailLimits.MAX_PRIORITY + 1];
    long[] oldestUnseen = new long[MailLimits.MAX_PRIORITY + 1];
    java.util.Arrays.fill(newestSeen, -1);
    java.util.Arrays.fill(oldestUnseen, Long.MAX_VALUE);
    for (Mail mail : mails.values()) {
      size += mail.size();
      waiting += mail.state() instanceof MailState.Queued && queued.contains(mail) ? 1 : 0;
      held += mail.state() instanceof MailState.Delivered && delivered.contains(mail) ? 1 : 0;
      boolean delayed = mail.state() instanceof MailState.Delayed;
      if (!delayed && !queued.contains(mail) && !delivered.contains(mail)) {
        problems.add("S17: %s is kept and will never be delivered".formatted(mail));
      }
      int priority = mail.message().envelope().priority();
      if (mail.deliveries() > 0) {
        newestSeen[priority] = Math.max(newestSeen[priority], mail.arrival());
      } else {
        oldestUnseen[priority] = Math.min(oldestUnseen[priority], mail.arrival());
      }
      if (mail.deliveries() > MailLimits.MAX_DELIVERIES) {
        problems.add("R61: %s was delivered %d times".formatted(mail, mail.deliveries()));
      }
    }
    for (int i = 0; i <= MailLimits.MAX_PRIORITY; i++) {
      if (newestSeen[i] > oldestUnseen[i]) {
        problems.add(
            "S18: agent %s got arrival %d of priority %d before %d"
                .formatted(agent, newestSeen[i], i, oldestUnseen[i]));
      }
    }
    if (waiting != queued.size() || held != delivered.size()) {
      problems.add("S17: the mailbox of %s miscounts its mail".formatted(agent));
    }
    if (size != bytes
        || bytes > MailLimits.MAX_MAILBOX_BYTES
        || mails.size() > MailLimits.MAX_MAILBOX_MESSAGES) {
      problems.add("R60: the mailbox of %s holds %d bytes of %d".formatted(agent, size, bytes));
    }
  }
}
