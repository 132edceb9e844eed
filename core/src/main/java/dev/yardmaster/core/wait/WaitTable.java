package dev.yardmaster.core.wait;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.resource.Holder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All open waits of a workspace, and how the last ones ended. Changed only by WaitApplier. */
public final class WaitTable {
  /** Most open waits of one holder. */
  public static final int MAX_PER_HOLDER = 64;

  /** Most open waits of a workspace. */
  public static final int MAX_WAITS = 100_000;

  /** So many waits that ended otherwise than by a grant are remembered, the newest ones. */
  public static final int MAX_ENDED = 10_000;

  private final Map<FencingToken, Wait> open = new LinkedHashMap<>();
  private final Map<Holder, List<Wait>> byHolder = new HashMap<>();
  private final Map<MessageId, FencingToken> byRequest = new HashMap<>();
  private final Map<FencingToken, Outcome> ended = new LinkedHashMap<>();
  private int taskEnds;
  private DeadlockPolicy policy = DeadlockPolicy.REFUSE;
  private long hash;

  public @Nullable Wait find(FencingToken id) {
    return open.get(id);
  }

  /** How it ended, unless it was granted or is forgotten. */
  public @Nullable Outcome outcome(FencingToken id) {
    return ended.get(id);
  }

  /** All open waits, oldest first. */
  public Collection<Wait> all() {
    return Collections.unmodifiableCollection(open.values());
  }

  public List<Wait> of(Holder holder) {
    return byHolder.getOrDefault(holder, List.of());
  }

  /** The wait for the reply to this request, or null. */
  public @Nullable Wait forReplyTo(MessageId request) {
    FencingToken id = byRequest.get(request);
    return id == null ? null : open.get(id);
  }

  public int size() {
    return open.size();
  }

  /** Open waits for the end of a task. */
  public int forTaskEnds() {
    return taskEnds;
  }

  /** Open waits for a reply. */
  public int forReplies() {
    return byRequest.size();
  }

  /** LIMIT when the holder, or all of them, wait for too many things already. */
  @Nullable Refusal checkLimits(Holder holder) {
    if (of(holder).size() >= MAX_PER_HOLDER) {
      return Refusal.limit(
          "Expected %s to wait for at most %d things at once; give some up"
              .formatted(holder, MAX_PER_HOLDER),
          0);
    }
    return size() < MAX_WAITS
        ? null
        : Refusal.limit(
            "Expected at most %d open waits in the workspace; try again later".formatted(MAX_WAITS),
            1_000);
  }

  public DeadlockPolicy policy() {
    return policy;
  }

  public long hash() {
    return Hashing.fold(hash, policy);
  }

  public void snapshot(Consumer<Event> sink) {
    sink.accept(new WaitEvent.DeadlockPolicyChanged(policy));
    ended.forEach((id, outcome) -> sink.accept(new WaitEvent.EndedWaitRestored(id, outcome)));
    open.values().forEach(wait -> sink.accept(new WaitEvent.WaitBegan(wait)));
  }

  void policy(DeadlockPolicy value) {
    policy = value;
  }

  void begin(Wait wait) {
    if (open.put(wait.id(), wait) != null) {
      throw new IllegalStateException("Wait %s begins twice".formatted(wait.id()));
    }
    byHolder.computeIfAbsent(wait.holder(), h -> new ArrayList<>(1)).add(wait);
    if (wait.what() instanceof Wait.Reply reply
        && byRequest.put(reply.request(), wait.id()) != null) {
      throw new IllegalStateException(
          "Expected one wait for the reply to %s".formatted(reply.request()));
    }
    hash += wait.hash();
    taskEnds += forTaskEnd(wait);
  }

  private static int forTaskEnd(Wait wait) {
    return wait.what() instanceof Wait.TaskEnd ? 1 : 0;
  }

  Wait end(FencingToken id, Outcome outcome) {
    Wait wait = open.remove(id);
    List<Wait> others = wait == null ? null : byHolder.get(wait.holder());
    if (wait == null || others == null || !others.remove(wait)) {
      throw new IllegalStateException("Expected wait %s to be open".formatted(id));
    }
    if (others.isEmpty()) {
      byHolder.remove(wait.holder());
    }
    forget(wait);
    if (!(outcome instanceof Outcome.Granted)) {
      remember(id, outcome);
    }
    return wait;
  }

  /** Gives a wait for locks its precedence; its place among all waits stays. */
  Wait advance(FencingToken id, long precedence) {
    Wait before = open.get(id);
    if (before == null) {
      throw new IllegalStateException("Expected wait %s to be open".formatted(id));
    }
    Wait after = before.advanced(precedence);
    replace(before, after);
    return after;
  }

  private void forget(Wait wait) {
    if (wait.what() instanceof Wait.Reply reply) {
      byRequest.remove(reply.request());
    }
    hash -= wait.hash();
    taskEnds -= forTaskEnd(wait);
  }

  /** Another open wait in the place of this one, with the same id. */
  void replace(Wait before, Wait after) {
    List<Wait> others = byHolder.get(before.holder());
    int at = others == null ? -1 : others.indexOf(before);
    if (others == null || at < 0 || open.replace(before.id(), after) == null) {
      throw new IllegalStateException("Expected wait %s to be open".formatted(before.id()));
    }
    others.set(at, after);
    hash += after.hash() - before.hash();
  }

  void remember(FencingToken id, Outcome outcome) {
    ended.put(id, outcome);
    hash += endedHash(id, outcome);
    if (ended.size() > MAX_ENDED) {
      var oldest = ended.entrySet().iterator();
      Map.Entry<FencingToken, Outcome> entry = oldest.next();
      hash -= endedHash(entry.getKey(), entry.getValue());
      oldest.remove();
    }
  }

  /** The holder is over, and so are its waits. */
  List<Wait> vanish(Holder holder) {
    List<Wait> all = byHolder.remove(holder);
    if (all == null) {
      return List.of();
    }
    for (Wait wait : all) {
      open.remove(wait.id());
      forget(wait);
    }
    return all;
  }

  public void verify(List<String> problems) {
    long sum = 0;
    int held = 0;
    int ends = 0;
    int replies = 0;
    for (Wait wait : open.values()) {
      sum += wait.hash();
      ends += forTaskEnd(wait);
      if (wait.what() instanceof Wait.Reply reply) {
        replies++;
        if (!wait.equals(forReplyTo(reply.request()))) {
          problems.add("S4: wait %s is not found by its request".formatted(wait.id()));
        }
      }
      if (!of(wait.holder()).contains(wait)) {
        problems.add("S4: %s does not know its wait %s".formatted(wait.holder(), wait.id()));
      }
    }
    for (List<Wait> waits : byHolder.values()) {
      held += waits.size();
    }
    for (Map.Entry<FencingToken, Outcome> entry : ended.entrySet()) {
      sum += endedHash(entry.getKey(), entry.getValue());
    }
    if (ends != taskEnds) {
      problems.add("R82: %d waits for ends of tasks, counted %d".formatted(ends, taskEnds));
    }
    if (replies != byRequest.size()) {
      problems.add("S4: %d replies are awaited, not %d".formatted(replies, byRequest.size()));
    }
    if (sum != hash || held != open.size()) {
      problems.add("S4: waits hash to %x, expected %x".formatted(sum, hash));
    }
  }

  private static long endedHash(FencingToken id, Outcome outcome) {
    long h = Hashing.fold(11, id.value());
    return switch (outcome) {
      case Outcome.Granted o -> Hashing.fold(h, o.token().value());
      case Outcome.TaskEnded o -> Hashing.fold(h, o.state());
      case Outcome.Replied o -> Hashing.fold(h, o.message().value());
      case Outcome.TimedOut o -> Hashing.fold(h, 1);
      case Outcome.Withdrawn o -> Hashing.fold(h, 2);
      case Outcome.Deadlock o -> Hashing.fold(h, o.cycle());
      case Outcome.Hopeless o -> Hashing.fold(h, o.why());
    };
  }
}
