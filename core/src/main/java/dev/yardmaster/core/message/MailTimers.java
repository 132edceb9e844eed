package dev.yardmaster.core.message;

import dev.yardmaster.core.machine.DueQueue;
import dev.yardmaster.core.machine.Turn;
import java.util.List;

/**
 * When mail outlives its time, a dead letter the 30 days it is kept, and when mail comes back from
 * a delay, or was out of sight for too long. Leader only, derived. A change of leader gives every
 * delivery one full visibility of grace.
 */
public final class MailTimers {
  /** Room left in a turn for what else a tick does. */
  private static final int RESERVE = 8;

  /** As whom dead letters are purged that were kept for long enough. */
  static final String RETENTION = "retention";

  private final MailTable mail;
  private final DueQueue<Mail> due = new DueQueue<>();
  private long leaderChangedMillis;

  public MailTimers(MailTable mail) {
    this.mail = mail;
  }

  public void rebuild(long leaderChanged) {
    leaderChangedMillis = leaderChanged;
    mail.mailboxes().forEach(mailbox -> mailbox.all().forEach(each -> changed(each, true)));
    mail.deadLetters().forEach(each -> changed(each, true));
  }

  public void changed(Mail each, boolean kept) {
    if (kept) {
      due.arm(each, dueMillis(each));
    } else {
      due.disarm(each);
    }
  }

  public long nextMillis() {
    return due.nextMillis();
  }

  public void tick(Turn turn) {
    long now = turn.now().stateMillis();
    while (turn.room() > RESERVE) {
      Mail each = due.take(now);
      if (each == null) {
        return;
      }
      long at = dueMillis(each);
      if (at > now) {
        due.arm(each, at);
      } else {
        fire(each, turn);
      }
    }
  }

  private long dueMillis(Mail each) {
    long expires = each.message().expiresMillis();
    return switch (each.state()) {
      case MailState.Queued queued -> expires;
      case MailState.Delayed delayed -> Math.min(delayed.untilMillis(), expires);
      case MailState.Delivered delivered ->
          Math.max(delivered.visibleAtMillis(), leaderChangedMillis + MailLimits.VISIBILITY_MILLIS);
      case MailState.Dead dead -> dead.sinceMillis() + MailLimits.DEAD_LETTER_MILLIS;
    };
  }

  private static void fire(Mail each, Turn turn) {
    if (each.state() instanceof MailState.Dead) {
      turn.emit(
          new MessageEvent.DeadLetterPurged(each.recipient(), each.message().id(), RETENTION));
      return;
    }
    MessageEvent.ReturnCause cause =
        each.state() instanceof MailState.Delivered
            ? MessageEvent.ReturnCause.VISIBILITY_OVER
            : MessageEvent.ReturnCause.DELAY_OVER;
    boolean expired = each.message().expiresMillis() <= turn.now().stateMillis();
    if (expired && !(each.state() instanceof MailState.Delivered)) {
      turn.emit(new MessageEvent.MessagesExpired(each.recipient(), List.of(each.message().id())));
    } else {
      Returns.giveBack(each.recipient(), List.of(each), cause, turn);
    }
  }
}
