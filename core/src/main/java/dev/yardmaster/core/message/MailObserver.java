package dev.yardmaster.core.message;

/** Told of every change of a mail right after it was applied; keeps derived indexes current. */
@FunctionalInterface
public interface MailObserver {
  MailObserver NONE = (mail, kept) -> {};

  /** {@code kept} is false once the mail has left mailbox and dead letters for good. */
  void changed(Mail mail, boolean kept);
}
