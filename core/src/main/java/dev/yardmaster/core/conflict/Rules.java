package dev.yardmaster.core.conflict;

import dev.yardmaster.core.identity.AgentId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The built-in rules of who wins: by facts alone, and nobody where the facts do not tell. */
final class Rules {
  static final String PRIORITY = "priority";
  static final String TIMESTAMP = "timestamp";
  static final String VOTE = "vote";
  static final String MANUAL = "manual";

  private Rules() {}

  /** Who wins, and why in words. */
  record Choice(AgentId winner, String why) {}

  static boolean isBuiltIn(String strategy) {
    return switch (strategy) {
      case PRIORITY, TIMESTAMP, VOTE, MANUAL -> true;
      default -> false;
    };
  }

  /** The highest priority; among equals, who asked first. */
  static @Nullable Choice byPriority(List<Party> parties, ToIntFunction<Party> priority) {
    List<Party> top = new ArrayList<>();
    for (Party party : parties) {
      int more = top.isEmpty() ? 1 : compare(party, top.getFirst(), priority);
      if (more > 0) {
        top.clear();
      }
      if (more >= 0) {
        top.add(party);
      }
    }
    if (top.isEmpty()) {
      return null;
    }
    int highest = priority.applyAsInt(top.getFirst());
    if (top.size() == 1) {
      return new Choice(
          top.getFirst().agent(), "priority %d is the highest of them".formatted(highest));
    }
    Choice first = byTimestamp(top);
    return first == null
        ? null
        : new Choice(
            first.winner(),
            "of %d with priority %d, %s".formatted(top.size(), highest, first.why()));
  }

  private static int compare(Party a, Party b, ToIntFunction<Party> priority) {
    return Integer.compare(priority.applyAsInt(a), priority.applyAsInt(b));
  }

  static boolean prioritiesDiffer(List<Party> parties) {
    return parties.stream().mapToInt(Party::priority).distinct().count() > 1;
  }

  /** The earliest request; nobody when none of them has asked. */
  static @Nullable Choice byTimestamp(List<Party> parties) {
    Party first = null;
    for (Party party : parties) {
      boolean earlier = first == null || party.asked().compareTo(first.asked()) < 0;
      if (party.hasAsked() && earlier) {
        first = party;
      }
    }
    return first == null
        ? null
        : new Choice(
            first.agent(),
            "it asked first, at %d ms under token %s"
                .formatted(first.askedMillis(), first.asked()));
  }

  /** Who has more than half of all who may vote, however many have. */
  static @Nullable Choice byMajority(Collection<AgentId> votes, int electorate) {
    Map<AgentId, Integer> counts = new HashMap<>();
    for (AgentId choice : votes) {
      int count = counts.merge(choice, 1, Integer::sum);
      if (2 * count > electorate) {
        return new Choice(choice, "%d of %d votes are for it".formatted(count, electorate));
      }
    }
    return null;
  }
}
