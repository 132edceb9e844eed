package dev.yardmaster.client.kill;

import dev.yardmaster.core.message.MailLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of every message over all lives (S2, S17, S18); in the end every mailbox was emptied.
 *
 * <p>Each agent sends on one thread and receives on one, so its own facts are in the order of its
 * calls. What was delivered but not told, since the process was killed, comes again.
 */
final class Mailboxes {
  /** A message and its place among all that were sent; sent again, it keeps it. */
  private record Message(Fact.Sending sending, int place) {}

  private final Map<String, Message> messages = new HashMap<>();
  private final Set<String> sent = new LinkedHashSet<>();
  private final Map<String, Integer> deliveries = new HashMap<>();
  private final Set<String> acking = new HashSet<>();
  private final Set<String> acked = new HashSet<>();
  private final Map<List<String>, Message> newest = new HashMap<>();
  private final List<Violation> violations = new ArrayList<>();

  private Mailboxes() {}

  static List<Violation> judge(List<List<Fact>> lives) {
    Mailboxes mailboxes = new Mailboxes();
    for (List<Fact> life : lives) {
      for (Fact fact : life) {
        switch (fact) {
          case Fact.Sending sending -> mailboxes.sending(sending);
          case Fact.Sent(String message, String to) -> mailboxes.sent.add(message);
          case Fact.Delivered delivered -> mailboxes.delivered(delivered);
          case Fact.Acking(String message) -> mailboxes.acking.add(message);
          case Fact.Acked(String message) -> mailboxes.acked.add(message);
          default -> {}
        }
      }
    }
    mailboxes.everyMessageWasKeptUntilItsAck();
    return mailboxes.violations;
  }

  private void sending(Fact.Sending sending) {
    messages.putIfAbsent(sending.message(), new Message(sending, messages.size()));
  }

  private void delivered(Fact.Delivered delivered) {
    Message message = messages.get(delivered.message());
    if (message == null || !message.sending().to().equals(delivered.agent())) {
      broken("S17", "%s, but it was never sent there".formatted(delivered.line()));
      return;
    }
    if (acked.contains(delivered.message())) {
      // One more delivery of what was acknowledged, or the first of a second copy.
      broken(
          delivered.deliveries() == 1 ? "S2" : "S17",
          "%s after its ack was answered OK".formatted(delivered.line()));
      return;
    }
    Integer former = deliveries.put(delivered.message(), delivered.deliveries());
    if (former == null) {
      if (delivered.deliveries() == 1) { // else the answer with its first delivery was lost
        first(message);
      }
    } else if (delivered.deliveries() <= former) {
      broken("S2", "%s after delivery %d of it".formatted(delivered.line(), former));
    }
  }

  private void first(Message message) {
    Message former = newest.put(List.of(message.sending().from(), message.sending().to()), message);
    if (former != null && former.place() > message.place()) {
      broken(
          "S18",
          "%s was first delivered after %s, which was sent later"
              .formatted(message.sending().message(), former.sending().message()));
    }
  }

  private void everyMessageWasKeptUntilItsAck() {
    for (String message : sent) {
      int times = deliveries.getOrDefault(message, 0);
      boolean dead = times >= MailLimits.MAX_DELIVERIES;
      if (!acking.contains(message) && !dead) {
        broken(
            "S17",
            "sending %s was answered OK, but it was lost after %d deliveries, before any ack"
                .formatted(message, times));
      }
    }
  }

  private void broken(String promise, String text) {
    violations.add(new Violation(promise, text));
  }
}
