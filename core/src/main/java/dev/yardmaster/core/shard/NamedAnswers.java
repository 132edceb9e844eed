package dev.yardmaster.core.shard;

import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Hashing;
import dev.yardmaster.core.machine.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The answers to requests that their callers gave names, for an hour each (R2, S2): per workspace
 * and principal, those answered longest ago first.
 */
public final class NamedAnswers {
  /** Most answers remembered per workspace. */
  public static final int MAX_PER_WORKSPACE = 1_000_000;

  /** An answer is forgotten so long after it was given, however often it was asked for again. */
  public static final long TTL_MILLIS = 3_600_000;

  /** Most answers forgotten in one step. */
  static final int MAX_FORGOTTEN = 4_096;

  private record Asked(Principal by, String name) {}

  private record Answer(long content, Reply reply, long answeredMillis) {
    private boolean isOver(long nowMillis) {
      return endMillis() <= nowMillis;
    }

    private long endMillis() {
      return answeredMillis + TTL_MILLIS;
    }

    private long hash(WorkspaceId workspace, Asked asked) {
      long h = Hashing.fold(43, workspace.value());
      h = Hashing.fold(h, asked.by().value());
      h = Hashing.fold(h, asked.name());
      h = Hashing.fold(h, content);
      h = Hashing.fold(h, ReplyHash.of(reply));
      return Hashing.fold(h, answeredMillis);
    }
  }

  /** What is known of a request by its name. */
  sealed interface Lookup {
    /** Never answered, or longer ago than an hour: decide it. */
    record Fresh() implements Lookup {}

    /** Answered before: say the same again. */
    record Answered(Reply reply) implements Lookup {}

    /** The name was given to a request with this content, for so long yet. */
    record OtherContent(long content, long leftMillis) implements Lookup {}

    /** No room until the oldest ends. */
    record Full(int bound, long leftMillis) implements Lookup {}
  }

  private final SortedMap<WorkspaceId, SequencedMap<Asked, Answer>> answers = new TreeMap<>();
  private final int bound;
  private long hash;

  NamedAnswers() {
    this(MAX_PER_WORKSPACE);
  }

  /** With room for fewer. */
  NamedAnswers(int bound) {
    this.bound = bound;
  }

  int size(WorkspaceId workspace) {
    return in(workspace).size();
  }

  long hash() {
    return hash;
  }

  private SequencedMap<Asked, Answer> in(WorkspaceId workspace) {
    return answers.getOrDefault(workspace, new LinkedHashMap<>(0));
  }

  Lookup look(WorkspaceId workspace, Principal by, IdempotencyKey key, long nowMillis) {
    SequencedMap<Asked, Answer> all = in(workspace);
    Answer known = all.get(new Asked(by, key.name()));
    if (known != null && !known.isOver(nowMillis)) {
      return known.content() == key.content()
          ? new Lookup.Answered(known.reply())
          : new Lookup.OtherContent(known.content(), known.endMillis() - nowMillis);
    }
    return all.size() < bound
        ? new Lookup.Fresh()
        : new Lookup.Full(bound, Math.max(1, oldest(all).endMillis() - nowMillis));
  }

  private static Answer oldest(SequencedMap<Asked, Answer> all) {
    return all.firstEntry().getValue();
  }

  /** Tells how many answers are over in each workspace, up to a number in all. */
  void over(long nowMillis, int most, BiConsumer<WorkspaceId, Integer> sink) {
    SortedMap<WorkspaceId, Integer> found = new TreeMap<>();
    int left = most;
    for (Map.Entry<WorkspaceId, SequencedMap<Asked, Answer>> each : answers.entrySet()) {
      int over = 0;
      for (Answer answer : each.getValue().values()) {
        if (over == left || !answer.isOver(nowMillis)) {
          break;
        }
        over++;
      }
      left -= over;
      if (over > 0) {
        found.put(each.getKey(), over);
      }
    }
    found.forEach(sink);
  }

  /** When the first answer is over. */
  long nextExpiryMillis() {
    long next = Long.MAX_VALUE;
    for (SequencedMap<Asked, Answer> all : answers.values()) {
      next = Math.min(next, oldest(all).endMillis());
    }
    return next;
  }

  /** Remembers an answer; one that is over under the same name makes room for it. */
  void answer(
      WorkspaceId workspace, Principal by, IdempotencyKey key, Reply reply, long answeredMillis) {
    Asked asked = new Asked(by, key.name());
    SequencedMap<Asked, Answer> all =
        answers.computeIfAbsent(workspace, id -> new LinkedHashMap<>());
    Answer former = all.remove(asked);
    hash -= former == null ? 0 : former.hash(workspace, asked);
    Answer answer = new Answer(key.content(), reply, answeredMillis);
    all.put(asked, answer);
    hash += answer.hash(workspace, asked);
  }

  /** Forgets the oldest answers of a workspace. */
  void forget(WorkspaceId workspace, int count) {
    SequencedMap<Asked, Answer> all = in(workspace);
    if (count > all.size()) {
      throw new IllegalStateException(
          "S2: expected %d named answers in workspace %s, got %d"
              .formatted(count, workspace, all.size()));
    }
    for (int i = 0; i < count; i++) {
      Map.Entry<Asked, Answer> oldest = all.pollFirstEntry();
      hash -= oldest.getValue().hash(workspace, oldest.getKey());
    }
    if (all.isEmpty()) {
      answers.remove(workspace);
    }
  }

  void snapshot(BiConsumer<WorkspaceId, Event> sink) {
    answers.forEach((workspace, all) ->
        all.forEach((asked, answer) ->
            sink.accept(
                workspace,
                new ShardEvent.NamedAnswerRestored(
                    asked.by(),
                    new IdempotencyKey(asked.name(), answer.content()),
                    answer.reply(),
                    answer.answeredMillis()))));
  }

  void verify(List<String> problems) {
    long[] sum = {0};
    answers.forEach((workspace, all) -> {
      long[] last = {0};
      all.forEach((asked, answer) -> {
        sum[0] += answer.hash(workspace, asked);
        if (answer.answeredMillis() < last[0]) {
          problems.add("S2: answers of workspace %s are out of order".formatted(workspace));
        }
        last[0] = answer.answeredMillis();
      });
      if (all.isEmpty() || all.size() > bound) {
        problems.add(
            "S2: workspace %s remembers %d named answers".formatted(workspace, all.size()));
      }
    });
    if (sum[0] != hash) {
      problems.add("S4: named answers hash to %x, expected %x".formatted(sum[0], hash));
    }
  }
}
