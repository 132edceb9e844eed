package dev.yardmaster.core.conflict;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Text;

/**
 * How a conflict was decided.
 *
 * @param how name of the strategy that decided; {@code manual} for a person
 * @param by who asked for it: a person's name, or empty when the core decided by itself
 * @param why in words
 */
public record Ruling(AgentId winner, String how, String by, String why) {
  public Ruling {
    Text.checkShort("the strategy's name", how);
    Text.checkShort("the name of who asks", by);
    Text.check("the reason", why);
  }

  @Override
  public String toString() {
    return "%s won by %s%s: %s".formatted(winner, how, by.isEmpty() ? "" : ", asked by " + by, why);
  }
}
