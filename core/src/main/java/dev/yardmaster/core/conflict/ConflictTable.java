package dev.yardmaster.core.conflict;

import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Hashing;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All conflicts of a workspace: open ones, and the newest resolved ones. Read by anyone. */
public final class ConflictTable {
  private final Map<ConflictId, Conflict> open = new LinkedHashMap<>();
  private final LinkedHashMap<ConflictId, Conflict> resolved = new LinkedHashMap<>();
  private final ConflictCounts counts = new ConflictCounts();
  private final LostAttempts lostAttempts = new LostAttempts();
  private long bytes;
  private long hash;

  /** Open or resolved; null when there is none, or it is forgotten. */
  public @Nullable Conflict find(ConflictId id) {
    Conflict found = open.get(id);
    return found == null ? resolved.get(id) : found;
  }

  /** Open conflicts, oldest first. */
  public Collection<Conflict> open() {
    return Collections.unmodifiableCollection(open.values());
  }

  /** Resolved conflicts, in the order of their resolutions. */
  public SequencedCollection<Conflict> resolved() {
    return Collections.unmodifiableSequencedCollection(resolved.sequencedValues());
  }

  public ConflictCounts counts() {
    return counts;
  }

  public LostAttempts lostAttempts() {
    return lostAttempts;
  }

  /** Bytes of all evidence (R4). */
  public long bytes() {
    return bytes;
  }

  public long hash() {
    long lost = lostAttempts.hash();
    long numbers = counts.hash();
    return Hashing.fold(Hashing.fold(Hashing.fold(87, hash), lost), numbers);
  }

  public void snapshot(Consumer<Event> sink) {
    if (!counts.isEmpty()) {
      sink.accept(counts.restored());
    }
    lostAttempts.snapshot(sink);
    resolved.values().forEach(conflict -> sink.accept(conflict.restored()));
    open.values().forEach(conflict -> sink.accept(conflict.restored()));
  }

  public void verify(List<String> problems) {
    long sum = 0;
    long evidence = 0;
    for (Conflict conflict : open.values()) {
      if (conflict.hash() != conflict.computeHash()) {
        problems.add("S4: %s changed without its hash".formatted(conflict));
      }
      if (!(conflict.state() instanceof ConflictState.Open)) {
        problems.add("R71: %s is resolved and open".formatted(conflict));
      }
      sum += conflict.hash();
      evidence += conflict.evidenceBytes();
    }
    for (Conflict conflict : resolved.values()) {
      Ruling ruling = conflict.ruling();
      if (ruling == null || conflict.report().party(ruling.winner()) == null) {
        problems.add("R71: %s was won by nobody who is party to it".formatted(conflict));
      }
      sum += conflict.hash();
      evidence += conflict.evidenceBytes();
    }
    if (sum != hash || lostAttempts.hash() != lostAttempts.computeHash()) {
      problems.add("S4: conflicts hash to %x, expected %x".formatted(sum, hash));
    }
    if (evidence != bytes) {
      problems.add("R4: evidence is %d bytes, counted %d".formatted(evidence, bytes));
    }
    if (open.size() > ConflictLimits.MAX_OPEN || resolved.size() > ConflictLimits.MAX_HISTORY) {
      problems.add(
          "R71: %d conflicts are open, %d remembered".formatted(open.size(), resolved.size()));
    }
  }

  void add(Conflict conflict) {
    Map<ConflictId, Conflict> place =
        conflict.state() instanceof ConflictState.Resolved ? resolved : open;
    if (place.put(conflict.id(), conflict) != null) {
      throw new IllegalStateException("Conflict %s is reported twice".formatted(conflict.id()));
    }
    weigh(conflict, 1);
  }

  /** Changes an open conflict, and keeps sums in step. */
  void change(ConflictId id, Consumer<Conflict> change) {
    Conflict conflict = requireOpen(id);
    weigh(conflict, -1);
    change.accept(conflict);
    weigh(conflict, 1);
  }

  void resolve(ConflictId id, Ruling ruling, long nowMillis) {
    Conflict conflict = requireOpen(id);
    if (conflict.report().party(ruling.winner()) == null) {
      throw new IllegalStateException(
          "R71: expected a party to win %s, got %s".formatted(conflict, ruling.winner()));
    }
    change(
        id,
        changed -> {
          changed.become(new ConflictState.Resolved(ruling, nowMillis));
          changed.dropEvidence();
        });
    open.remove(id);
    resolved.put(id, conflict);
    counts.countResolution(ruling.how(), nowMillis - conflict.sinceMillis());
    if (resolved.size() > ConflictLimits.MAX_HISTORY) {
      forget(resolved.firstEntry().getKey());
    }
  }

  void forget(ConflictId id) {
    Conflict conflict = resolved.remove(id);
    if (conflict == null) {
      throw new IllegalStateException("Expected conflict %s to be resolved".formatted(id));
    }
    weigh(conflict, -1);
  }

  private void weigh(Conflict conflict, int sign) {
    hash += sign * conflict.hash();
    bytes += (long) sign * conflict.evidenceBytes();
  }

  private Conflict requireOpen(ConflictId id) {
    Conflict conflict = open.get(id);
    if (conflict == null) {
      throw new IllegalStateException("R71: expected conflict %s to be open".formatted(id));
    }
    return conflict;
  }
}
