package dev.yardmaster.protocol.metrics;

import java.util.Locale;
import java.util.Optional;

/**
 * Every metric there is (R82), in the order of docs/metrics.md: what it counts, where the number
 * comes from, and the one label it is divided by, if any.
 *
 * <p>Counters and durations come from committed events alone, so that the log proves them; gauges
 * come from the state itself. A name is {@code yardmaster.} and the constant's, with dots.
 */
public enum Metric {
  // Tasks.
  TASKS_IN_STATE(Kind.GAUGE, "state", "tasks in memory, by state"),
  TASKS_OPEN_BY_TYPE(Kind.GAUGE, "type", "tasks that have not ended, by type"),
  TASKS_OPEN_BY_PRIORITY(Kind.GAUGE, "priority", "tasks that have not ended, by present priority"),
  TASKS_CREATED(Kind.COUNTER, "", "tasks submitted, alone or by a plan"),
  TASKS_ASSIGNED(Kind.COUNTER, "", "times a task was given to an agent"),
  TASKS_STARTED(Kind.COUNTER, "", "attempts begun"),
  TASKS_COMPLETED(Kind.COUNTER, "", "tasks that succeeded"),
  TASKS_COMPLETED_BY_TYPE(Kind.COUNTER, "type", "tasks that succeeded, by type"),
  TASKS_COMPLETED_BY_PRIORITY(
      Kind.COUNTER, "priority", "tasks that succeeded, by priority at the end"),
  TASKS_FAILED(
      Kind.COUNTER, "", "tasks that ended FAILED; an attempt that is repeated is no failure"),
  TASKS_FAILED_BY_TYPE(Kind.COUNTER, "type", "tasks that ended FAILED, by type"),
  TASKS_RETRIES(Kind.COUNTER, "", "attempts that failed and are repeated"),
  TASKS_RETRIES_BY_TYPE(Kind.COUNTER, "type", "attempts that failed and are repeated, by type"),
  TASKS_LOST(Kind.COUNTER, "cause", "attempts whose agent was lost, by why"),
  TASKS_UNASSIGNED(Kind.COUNTER, "cause", "tasks given back before they were started, by why"),
  TASKS_STOLEN(Kind.COUNTER, "", "tasks moved from one agent to another before they were started"),
  TASKS_CANCELLED(Kind.COUNTER, "", "tasks that ended CANCELLED"),
  TASKS_SKIPPED(Kind.COUNTER, "", "tasks that ended SKIPPED"),
  TASKS_REVIVED(Kind.COUNTER, "", "ended tasks that began anew"),
  TASKS_STALE_CALLS(
      Kind.COUNTER, "", "calls refused for an old epoch, as far as the log records them (R22)"),
  TASKS_QUEUE_TIME(Kind.TIMER, "", "from READY until started"),
  TASKS_QUEUE_TIME_BY_TYPE(Kind.TIMER, "type", "from READY until started, by type"),
  TASKS_RUN_TIME(Kind.TIMER, "", "from started until SUCCEEDED"),
  TASKS_RUN_TIME_BY_TYPE(Kind.TIMER, "type", "from started until SUCCEEDED, by type"),

  // Agents.
  AGENTS_IN_STATUS(Kind.GAUGE, "status", "agents, by status"),
  AGENTS_BUSY(Kind.GAUGE, "", "attached agents with a slot in use"),
  AGENTS_IDLE(Kind.GAUGE, "", "attached agents without"),
  AGENTS_SLOTS(Kind.GAUGE, "", "slots of all attached agents"),
  AGENTS_SLOTS_BUSY(
      Kind.GAUGE,
      "",
      "slots in use: tasks RUNNING or CANCELLING, but for those that wait for another"),
  AGENTS_UTILIZATION(Kind.RATIO, "", "slots in use of all slots, 0 to 1; 0 without any slot"),
  AGENTS_JOINED(Kind.COUNTER, "", "sessions begun"),
  AGENTS_SESSIONS_ENDED(Kind.COUNTER, "cause", "sessions ended, by why"),

  // Resources and waits.
  LOCKS_HELD(Kind.GAUGE, "", "entries of all lock sets held"),
  LOCKS_GRANTS(Kind.GAUGE, "", "lock sets held"),
  WAITS_OPEN(Kind.GAUGE, "for", "open waits, for locks, the end of a task or a reply"),
  LOCKS_ACQUIRED(Kind.COUNTER, "", "lock sets taken"),
  LOCKS_CONTENDED(Kind.COUNTER, "", "lock sets taken after a wait"),
  LOCKS_RELEASED(
      Kind.COUNTER, "cause", "lock sets given up, by why; HOLDER_ENDED with their holder"),
  LOCKS_WAIT_TIME(Kind.TIMER, "", "from the beginning of a wait until its locks were granted"),
  LOCKS_HOLD_TIME(Kind.TIMER, "", "from taken until given up, per lock set"),
  WAITS_ENDED(Kind.COUNTER, "outcome", "waits ended, by how"),
  DEADLOCKS(Kind.COUNTER, "", "deadlocks detected"),

  // Messages.
  MESSAGES_IN_MAILBOXES(
      Kind.GAUGE, "", "mail in all mailboxes, delivered and not acknowledged included"),
  MESSAGES_DEAD_LETTERS(Kind.GAUGE, "", "dead letters kept"),
  MESSAGES_SENT(Kind.COUNTER, "", "messages accepted, each once"),
  MESSAGES_ADDRESSED(Kind.COUNTER, "", "mail put into mailboxes, one per recipient"),
  MESSAGES_DELIVERED(Kind.COUNTER, "", "deliveries, repeated ones included"),
  MESSAGES_ACKED(Kind.COUNTER, "", "mail acknowledged"),
  MESSAGES_RETURNED(Kind.COUNTER, "cause", "mail that came back into its mailbox, by why"),
  MESSAGES_DEAD(Kind.COUNTER, "", "mail that became a dead letter"),
  MESSAGES_EXPIRED(Kind.COUNTER, "", "mail that outlived its time"),
  MESSAGES_REDRIVEN(Kind.COUNTER, "", "dead letters sent again"),

  // Conflicts.
  CONFLICTS_OPEN(Kind.GAUGE, "", "conflicts that wait to be resolved"),
  CONFLICTS_REPORTED(Kind.COUNTER, "", "conflicts reported, by agents or by the core"),
  CONFLICTS_RESOLVED(Kind.COUNTER, "how", "conflicts resolved, by strategy or by a person"),
  CONFLICTS_ESCALATED(Kind.COUNTER, "", "conflicts that had to wait for a person"),

  // Circuit breakers.
  BREAKERS_TRIPPED(Kind.COUNTER, "breaker", "times a circuit breaker opened, by its name"),
  BREAKERS_CLOSED(Kind.COUNTER, "breaker", "times a circuit breaker closed, by its name"),

  // Records, placement, commands.
  RECORDS_STORED(Kind.GAUGE, "", "records"),
  RECORDS_WRITTEN(Kind.COUNTER, "", "records written"),
  RECORDS_DELETED(Kind.COUNTER, "", "records deleted"),
  RECORDS_VERSION_CHECKS_FAILED(
      Kind.COUNTER, "", "writes and deletes that expected another version"),
  PLACEMENT_ASKED(Kind.COUNTER, "", "times a strategy of the user's own was asked"),
  PLACEMENT_FELL_BACK(Kind.COUNTER, "", "times it gave no usable answer"),
  EVENTS(Kind.COUNTER, "", "committed events, without the log's own of answers and sessions"),
  COMMANDS_LATENCY(
      Kind.TIMER, "command", "from inbox to reply, by kind of command; of the whole shard"),
  COMMANDS_REFUSED(Kind.COUNTER, "code", "commands refused, by code; of the whole shard");

  /** Most values of a label that are told apart; what comes later is counted as {@link #OTHER}. */
  public static final int MAX_LABELS = 200;

  /** The label's value under which everything beyond {@link #MAX_LABELS} is counted. */
  public static final String OTHER = "other";

  /** The label's value for an empty one, such as that of a task without a type. */
  public static final String NONE = "none";

  private static final String PREFIX = "yardmaster.";

  private final Kind kind;
  private final String label;
  private final String meaning;

  /** What sort of number a metric is. */
  public enum Kind {
    /** Only grows; counted from the engine's start. */
    COUNTER,
    /** As the state is when asked. */
    GAUGE,
    /** As the state is when asked, between 0 and 1. */
    RATIO,
    /** Durations: how many, and their percentiles. */
    TIMER
  }

  Metric(Kind kind, String label, String meaning) {
    this.kind = kind;
    this.label = label;
    this.meaning = meaning;
  }

  public Kind kind() {
    return kind;
  }

  /** What it is divided by; empty for nothing. */
  public String label() {
    return label;
  }

  /** Whether it is measured of the whole shard, and the same in every workspace. */
  public boolean isOfShard() {
    return this == COMMANDS_LATENCY || this == COMMANDS_REFUSED;
  }

  public String meaning() {
    return meaning;
  }

  /** Its name on every surface. */
  public String fullName() {
    return PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /** The metric of that name, with or without the prefix. */
  public static Optional<Metric> find(String name) {
    for (Metric metric : values()) {
      String full = metric.fullName();
      if (full.equals(name) || full.equals(PREFIX + name)) {
        return Optional.of(metric);
      }
    }
    return Optional.empty();
  }
}
