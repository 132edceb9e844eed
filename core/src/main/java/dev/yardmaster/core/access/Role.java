package dev.yardmaster.core.access;

/** What a principal may do in one workspace; each role includes those before it. */
public enum Role {
  /** Asks questions and watches events; sees no message and no secret. */
  READER,

  /**
   * Joins agents and acts as those it joined itself: work, locks, messages, records, conflicts; and
   * submits tasks and plans.
   */
  AGENT,

  /**
   * Interferes with the work of others: cancels, retries, approves, purges, takes locks away,
   * pauses agents and the workspace, sets policies, declares resources and breakers, answers as a
   * strategy, inspects mail on record, resolves conflicts.
   */
  OPERATOR,

  /** Acts as any agent of the workspace, whoever joined it. */
  ADMIN;

  /** Whether whoever has this role may do what needs the other. */
  public boolean includes(Role needed) {
    return compareTo(needed) >= 0;
  }
}
