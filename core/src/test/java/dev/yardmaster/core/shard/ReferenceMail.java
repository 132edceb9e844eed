package dev.yardmaster.core.shard;

import static dev.yardmaster.core.shard.ReferenceTasks.expect;

import dev.yardmaster.core.agent.AgentEvent;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Fate;
import dev.yardmaster.core.message.Mailbox;
import dev.yardmaster.core.message.MessageEvent;
import dev.yardmaster.core.message.Receipt;
import dev.yardmaster.core.record.RecordEvent;
import dev.yardmaster.core.record.StoredRecord;
import dev.yardmaster.core.workspace.MessageView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.core.workspace.Workspace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The plainest mail there could be, from events alone: one list of everything ever sent to anyone,
 * searched from the start each time. What must not happen throws.
 */
final class ReferenceMail {
  private static final class Item {
    private final MessageEvent.Sending sending;
    private final AgentId to;
    private final long expires;
    private Fate fate = Fate.QUEUED;
    private FencingToken session = FencingToken.NONE;
    private int deliveries;
    private boolean seen;
    private boolean gone;

    private Item(MessageEvent.Sending sending, AgentId to, long expires) {
      this.sending = sending;
      this.to = to;
      this.expires = expires;
    }

    @Override
    public String toString() {
      return sending.id() + " to " + to + " " + fate + " after " + deliveries;
    }
  }

  private final List<Item> items = new ArrayList<>();
  private final Map<MessageId, MessageEvent.Sending> sent = new LinkedHashMap<>();
  private final Map<AgentId, AgentStatus> status = new HashMap<>();
  private final Map<AgentId, FencingToken> sessions = new HashMap<>();
  private final Set<MessageEvent.Subscribed> subscriptions = new HashSet<>();
  private final Map<RecordKey, Payload> records = new HashMap<>();
  private final Map<RecordKey, Long> versions = new HashMap<>();
  private FencingToken newest = FencingToken.NONE;
  private long failedChecks;

  void apply(Event event, long nowMillis) {
    switch (event) {
      case AgentEvent e -> apply(e);
      case MessageEvent e -> apply(e, nowMillis);
      case RecordEvent e -> apply(e);
      default -> {}
    }
  }

  private void apply(AgentEvent event) {
    switch (event) {
      case AgentEvent.AgentJoined e -> {
        status.put(e.agent(), AgentStatus.ACTIVE);
        sessions.put(e.agent(), e.session());
      }
      case AgentEvent.AgentStatusChanged e -> status.put(e.agent(), e.status());
      case AgentEvent.AgentSessionEnded e -> {
        status.put(e.agent(), AgentStatus.LOST);
        expect(
            items.stream()
                .noneMatch(i -> i.fate == Fate.DELIVERED && i.session.equals(e.session())),
            "S17: no mail stays with a session that is over",
            e);
      }
      case AgentEvent.AgentRestored e -> {}
    }
  }

  private void apply(MessageEvent event, long now) {
    switch (event) {
      case MessageEvent.MessageSent e -> {
        MessageEvent.Sending sending = e.sending();
        expect(sent.put(sending.id(), sending) == null, "R1: an id is sent once", e);
        expect(isLive(sending.from()), "S19: the sender is a live agent", e);
        expect(expected(sending).equals(Set.copyOf(e.recipients())), "R60: who gets it", e);
        long ttl = sending.envelope().ttlMillis();
        long expires = ttl == 0 ? Long.MAX_VALUE : now + ttl;
        e.recipients().forEach(to -> items.add(new Item(sending, to, expires)));
      }
      case MessageEvent.MessageAddressed e ->
          throw new AssertionError("six agents fit into one event, but " + e);
      case MessageEvent.MessagesDelivered e -> {
        expect(e.token().compareTo(newest) > 0, "S8: delivery tokens rise", e);
        newest = e.token();
        expect(
            isLive(e.recipient()) && e.session().equals(sessions.get(e.recipient())),
            "S10: to live sessions only",
            e);
        e.messages().forEach(id -> deliver(find(e.recipient(), id), e.session(), now));
      }
      case MessageEvent.MessagesAcked e ->
          e.messages().forEach(id -> end(find(e.recipient(), id), Fate.DELIVERED, Fate.ACKED));
      case MessageEvent.MessagesReturned e -> {
        for (MessageId id : e.messages()) {
          Item item = find(e.recipient(), id);
          expect(item.deliveries < 5, "R61: five deliveries are the end", item);
          item.fate = Fate.QUEUED;
        }
      }
      case MessageEvent.MessageDelayed e -> {
        Item item = find(e.recipient(), e.message());
        expect(item.fate == Fate.DELIVERED, "R61: given back by who has it", item);
        item.fate = Fate.QUEUED;
      }
      case MessageEvent.VisibilityExtended e -> {
        Item item = find(e.recipient(), e.message());
        expect(item.fate == Fate.DELIVERED, "R61: extended by who has it", item);
      }
      case MessageEvent.MessagesDied e -> {
        for (MessageId id : e.messages()) {
          Item item = find(e.recipient(), id);
          expect(item.fate == Fate.DELIVERED && item.deliveries == 5, "R61: dead after five", item);
          item.fate = Fate.DEAD;
        }
      }
      case MessageEvent.MessagesExpired e -> {
        for (MessageId id : e.messages()) {
          Item item = find(e.recipient(), id);
          expect(item.expires <= now, "S17: nothing expires early", item);
          end(item, Fate.QUEUED, Fate.EXPIRED);
        }
      }
      case MessageEvent.DeadLetterRedriven e -> {
        Item item = find(e.recipient(), e.message());
        expect(item.fate == Fate.DEAD, "R61: only the dead are redriven", item);
        items.remove(item);
        items.add(new Item(item.sending, item.to, item.expires));
      }
      case MessageEvent.DeadLetterPurged e ->
          end(find(e.recipient(), e.message()), Fate.DEAD, Fate.DEAD);
      case MessageEvent.MailInspected e -> {
        expect(e.token().compareTo(newest) > 0, "S8: tokens of looks rise", e);
        newest = e.token();
        expect(!e.messages().isEmpty(), "R62: a look at nothing is no event", e);
        e.messages().forEach(id -> find(e.recipient(), id));
      }
      case MessageEvent.Subscribed e -> subscriptions.add(e);
      case MessageEvent.Unsubscribed e ->
          subscriptions.remove(new MessageEvent.Subscribed(e.agent(), e.pattern()));
      case MessageEvent.MessageRestored e -> {}
      case MessageEvent.MailRestored e -> {}
      case MessageEvent.FateRestored e -> {}
      case MessageEvent.ArrivalsRestored e -> {}
    }
  }

  private boolean isLive(AgentId agent) {
    AgentStatus known = status.get(agent);
    return known != null && known.isAttached();
  }

  private Set<AgentId> expected(MessageEvent.Sending sending) {
    Set<AgentId> expected = new HashSet<>();
    switch (sending.audience()) {
      case Audience.Agents to -> {
        to.ids().stream().filter(status::containsKey).forEach(expected::add);
        Set<AgentId> missing = new HashSet<>(to.ids());
        missing.removeAll(expected);
        Set<AgentId> refused = new HashSet<>();
        sending.receipt().named().stream().map(Receipt.Refused::recipient).forEach(refused::add);
        expect(missing.equals(refused), "R60: each has its result", sending);
      }
      case Audience.Everybody to -> {
        for (Map.Entry<AgentId, AgentStatus> each : status.entrySet()) {
          if (each.getValue() == AgentStatus.ACTIVE && !each.getKey().equals(sending.from())) {
            expected.add(each.getKey());
          }
        }
      }
      case Audience.Subscribers to -> {
        for (MessageEvent.Subscribed each : subscriptions) {
          if (matches(each.pattern().value(), to.topic().value())) {
            expected.add(each.agent());
          }
        }
      }
    }
    return expected;
  }

  private static boolean matches(String pattern, String topic) {
    String regex = pattern.replace("**", "#").replace("*", "[^/]+").replace("#", ".+");
    return topic.matches(regex);
  }

  private void deliver(Item item, FencingToken session, long now) {
    expect(item.fate == Fate.QUEUED, "S17: only what waits is delivered", item);
    expect(item.expires > now, "R60: nothing is delivered after its time", item);
    for (Item other : items) {
      if (other == item) {
        break;
      }
      boolean rival =
          other.to.equals(item.to)
              && other.sending.from().equals(item.sending.from())
              && other.sending.envelope().priority() == item.sending.envelope().priority();
      boolean waits = rival && !other.gone && !other.seen && other.expires > now;
      expect(!waits || item.seen, "S18: the earlier one first, " + other, item);
    }
    item.fate = Fate.DELIVERED;
    item.session = session;
    item.deliveries++;
    item.seen = true;
  }

  private static void end(Item item, Fate from, Fate to) {
    expect(item.fate == from, "S17: from " + from + " to " + to, item);
    item.fate = to;
    item.gone = true;
  }

  private Item find(AgentId to, MessageId id) {
    for (Item item : items) {
      if (!item.gone && item.to.equals(to) && item.sending.id().equals(id)) {
        return item;
      }
    }
    throw new AssertionError("S17: nothing of message " + id + " is left for " + to);
  }

  private void apply(RecordEvent event) {
    switch (event) {
      case RecordEvent.RecordPut e -> records.put(e.key(), e.value());
      case RecordEvent.RecordDeleted e ->
          expect(records.remove(e.key()) != null, "R70: what is there is deleted", e);
      case RecordEvent.VersionCheckFailed e -> {
        expect(e.expected() != e.present(), "R70: only another version is refused", e);
        expect(records.containsKey(e.key()) == (e.present() != 0), "R70: present", e);
        failedChecks++;
      }
      case RecordEvent.RecordRestored e -> {}
      case RecordEvent.FailedChecksRestored e -> {}
    }
  }

  /** After a command and all its continuations: the workspace says the same. */
  void check(Workspace workspace) {
    Map<AgentId, Set<MessageId>> kept = new HashMap<>();
    Set<Item> letters = new HashSet<>();
    Map<MessageId, Map<Fate, Integer>> fates = new HashMap<>();
    for (Item item : items) {
      fates
          .computeIfAbsent(item.sending.id(), id -> new HashMap<>())
          .merge(item.fate, 1, Integer::sum);
      if (item.fate == Fate.QUEUED || item.fate == Fate.DELIVERED) {
        kept.computeIfAbsent(item.to, to -> new HashSet<>()).add(item.sending.id());
      } else if (!item.gone) {
        letters.add(item);
      }
    }
    for (Mailbox mailbox : workspace.mail().mailboxes()) {
      Set<MessageId> ids = new HashSet<>();
      mailbox.all().forEach(mail -> ids.add(mail.message().id()));
      Set<MessageId> expected = kept.remove(mailbox.agent());
      expect(
          ids.equals(expected == null ? Set.of() : expected),
          "S17: no message is lost",
          mailbox.agent());
    }
    expect(kept.isEmpty(), "S17: no mailbox is lost", kept);
    expect(letters.size() == workspace.mail().deadLetters().size(), "R61: dead letters", letters);
    for (Item letter : letters) {
      expect(
          workspace.mail().deadLetter(letter.sending.id(), letter.to) != null,
          "R61: the dead stay",
          letter);
    }
    for (MessageId id : sent.keySet()) {
      MessageView view = new Query.OfMessage(id).answer(workspace).orElseThrow();
      Map<Fate, Integer> expected = fates.getOrDefault(id, Map.of());
      for (Fate fate : Fate.values()) {
        expect(
            view.tally().of(fate) == expected.getOrDefault(fate, 0),
            "R62: the fate is known",
            view);
      }
    }
    checkRecords(workspace);
  }

  private void checkRecords(Workspace workspace) {
    expect(records.size() == workspace.records().size(), "R70: as many records", records);
    expect(failedChecks == workspace.records().failedChecks(), "R70: counted", failedChecks);
    for (StoredRecord each : workspace.records().after(null)) {
      expect(Objects.equals(records.get(each.key()), each.value()), "R70: what was put", each);
      Long before = versions.put(each.key(), each.version());
      expect(before == null || before <= each.version(), "R70: versions rise", each);
    }
  }
}
