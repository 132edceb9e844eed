package dev.yardmaster.core.message;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the counters and links of a {@link MailTable} claim, counted again (S17, R4, R60). */
final class MailChecks {
  private MailChecks() {}

  static void of(MailTable table, List<String> problems) {
    Map<Message, Tally> kept = new HashMap<>();
    int mails = 0;
    for (Mailbox mailbox : table.mailboxes()) {
      mailbox.verify(problems);
      for (Mail mail : mailbox.all()) {
        mails++;
        count(table, mail, kept, problems);
      }
    }
    for (Mail letter : table.deadLetters()) {
      mails++;
      count(table, letter, kept, problems);
      if (!(letter.state() instanceof MailState.Dead)) {
        problems.add("S17: dead letter %s is %s".formatted(letter, letter.state()));
      }
    }
    long bytes = 0;
    for (Message message : table.messages()) {
      bytes += message.bytes();
      Tally counted = kept.getOrDefault(message, Tally.NONE);
      if (!counted.equals(message.kept()) || counted.total() == 0) {
        problems.add(
            "S17: message %s is kept %s, counted %s"
                .formatted(message.id(), counted, message.kept()));
      }
      if (message.tally().total() != message.receipt().accepted()) {
        problems.add(
            "S17: message %s was accepted by %d, but %s"
                .formatted(message.id(), message.receipt().accepted(), message.tally()));
      }
    }
    if (bytes != table.bytes()) {
      problems.add("R4: messages are %d bytes, counted %d".formatted(bytes, table.bytes()));
    }
    if (mails != table.mails() || mails > MailLimits.MAX_MAILS) {
      problems.add("R60: mail is %d, counted %d".formatted(mails, table.mails()));
    }
    if (table.deadLetters().size() > MailLimits.MAX_DEAD_LETTERS) {
      problems.add("R61: %d dead letters are too many".formatted(table.deadLetters().size()));
    }
  }

  private static void count(
      MailTable table, Mail mail, Map<Message, Tally> kept, List<String> problems) {
    kept.merge(
        mail.message(), Tally.NONE.add(mail.state().fate(), 1), (one, other) -> one.plus(other));
    if (table.find(mail.message().id()) != mail.message()) {
      problems.add("S17: %s points to a message that is gone".formatted(mail));
    }
  }
}
