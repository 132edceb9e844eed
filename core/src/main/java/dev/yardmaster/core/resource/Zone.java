package dev.yardmaster.core.resource;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds that lie alike to one resource, by mode; the two that conflict alike are kept together. */
final class Zone {
  private final Holds shared = new Holds();
  private final Holds exclusive = new Holds();
  private final Holds permits = new Holds();

  void add(Hold hold) {
    of(hold.request.mode()).add(hold);
  }

  void remove(Hold hold) {
    of(hold.request.mode()).remove(hold);
  }

  boolean isEmpty() {
    return shared.isEmpty() && exclusive.isEmpty() && permits.isEmpty();
  }

  Holds of(LockMode mode) {
    return switch (mode) {
      case EXCLUSIVE -> exclusive;
      case SHARED -> shared;
      case PERMITS -> permits;
    };
  }

  /** The first hold of another holder that the mode cannot stand beside, or null. */
  @Nullable Hold conflict(LockMode mode, @Nullable Holder holder) {
    Hold found = exclusive.ofAnother(holder);
    if (found == null && mode != LockMode.SHARED) {
      found = shared.ofAnother(holder);
    }
    if (found == null && mode != LockMode.PERMITS) {
      found = permits.ofAnother(holder);
    }
    return found;
  }

  void conflicts(LockMode mode, @Nullable Holder holder, Collection<Hold> into) {
    exclusive.ofOthers(holder, into);
    if (mode != LockMode.SHARED) {
      shared.ofOthers(holder, into);
    }
    if (mode != LockMode.PERMITS) {
      permits.ofOthers(holder, into);
    }
  }

  /** A set that costs nothing while it has but one element. */
  static final class Holds {
    private @Nullable Hold only;
    private @Nullable Set<Hold> many;

    void add(Hold hold) {
      if (many != null) {
        many.add(hold);
      } else if (only == null) {
        only = hold;
      } else {
        many = new LinkedHashSet<>(List.of(only, hold));
        only = null;
      }
    }

    void remove(Hold hold) {
      if (many == null) {
        if (only != hold) {
          throw new IllegalStateException("Expected the hold " + hold);
        }
        only = null;
      } else if (!many.remove(hold)) {
        throw new IllegalStateException("Expected the hold " + hold);
      } else if (many.isEmpty()) {
        many = null;
      }
    }

    boolean isEmpty() {
      return only == null && many == null;
    }

    Collection<Hold> all() {
      return many != null ? many : only != null ? List.of(only) : List.of();
    }

    @Nullable Hold ofAnother(@Nullable Holder holder) {
      if (only != null) {
        return only.grant.holder().equals(holder) ? null : only;
      }
      for (Hold hold : all()) {
        if (!hold.grant.holder().equals(holder)) {
          return hold;
        }
      }
      return null;
    }

    void ofOthers(@Nullable Holder holder, Collection<Hold> into) {
      for (Hold hold : all()) {
        if (!hold.grant.holder().equals(holder)) {
          into.add(hold);
        }
      }
    }
  }
}
