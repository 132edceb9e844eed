package dev.yardmaster.core.message;

import dev.yardmaster.core.machine.Hashing;

/** How many recipients of a message met which fate. */
public record Tally(int queued, int delivered, int dead, int expired, int acked) {
  public static final Tally NONE = new Tally(0, 0, 0, 0, 0);

  public int of(Fate fate) {
    return switch (fate) {
      case QUEUED -> queued;
      case DELIVERED -> delivered;
      case DEAD -> dead;
      case EXPIRED -> expired;
      case ACKED -> acked;
    };
  }

  public int total() {
    return queued + delivered + dead + expired + acked;
  }

  /** The fate of the recipient furthest from having acknowledged it; ACKED for no recipient. */
  public Fate furthest() {
    for (Fate fate : Fate.values()) {
      if (of(fate) > 0) {
        return fate;
      }
    }
    return Fate.ACKED;
  }

  Tally plus(Tally other) {
    return new Tally(
        queued + other.queued,
        delivered + other.delivered,
        dead + other.dead,
        expired + other.expired,
        acked + other.acked);
  }

  Tally add(Fate fate, int by) {
    return switch (fate) {
      case QUEUED -> new Tally(queued + by, delivered, dead, expired, acked);
      case DELIVERED -> new Tally(queued, delivered + by, dead, expired, acked);
      case DEAD -> new Tally(queued, delivered, dead + by, expired, acked);
      case EXPIRED -> new Tally(queued, delivered, dead, expired + by, acked);
      case ACKED -> new Tally(queued, delivered, dead, expired, acked + by);
    };
  }

  long hash(long h) {
    h = Hashing.fold(Hashing.fold(Hashing.fold(h, queued), delivered), dead);
    return Hashing.fold(Hashing.fold(h, expired), acked);
  }
}
