package dev.yardmaster.core.message;

/** Every bound of the mail of a workspace, and its fixed times (R4, R60, R61). */
public final class MailLimits {
  /** Most bytes of one payload. */
  public static final int MAX_PAYLOAD_BYTES = 256 << 10;

  /** Most messages of one mailbox, delivered ones included. */
  public static final int MAX_MAILBOX_MESSAGES = 10_000;

  /** Most bytes of one mailbox, a shared payload counted in full. */
  public static final long MAX_MAILBOX_BYTES = 64L << 20;

  /** Most entries of all mailboxes and the dead letters together. */
  public static final int MAX_MAILS = 1_000_000;

  /** Most dead letters of a workspace; the oldest leaves. */
  public static final int MAX_DEAD_LETTERS = 10_000;

  /** How long a dead letter is kept, in state time: 30 days. */
  public static final long DEAD_LETTER_MILLIS = 30L * 24 * 3_600_000;

  /** Of how many ended messages the fate is remembered; the oldest leaves. */
  public static final int MAX_FATES = 10_000;

  /** How many refused recipients the remembered fates name together; the oldest fate leaves. */
  public static final int MAX_FATE_REFUSALS = 100_000;

  /** Most recipients named by one message, and most refused ones named in an answer. */
  public static final int MAX_RECIPIENTS = 1_000;

  /** Most agents or messages listed by one event. */
  public static final int MAX_LISTED = 1_000;

  /** Most messages received at once. */
  public static final int MAX_RECEIVED = 100;

  /** Most messages that an operator looks at at once. */
  public static final int MAX_INSPECTED = 100;

  /** How many looks of operators can be read again; the oldest leaves. */
  public static final int MAX_LOOKS = 100;

  /** Most messages acknowledged at once. */
  public static final int MAX_ACKED = 1_000;

  /** After so many deliveries a message that returns is a dead letter. */
  public static final int MAX_DELIVERIES = 5;

  /** How long a delivered message is out of sight. */
  public static final long VISIBILITY_MILLIS = 30_000;

  /** Longest extension of it at once. */
  public static final long MAX_VISIBILITY_MILLIS = 3_600_000;

  /** Longest delay of a nack. */
  public static final long MAX_DELAY_MILLIS = 3_600_000;

  /** Longest time to live: 30 days. */
  public static final long MAX_TTL_MILLIS = 30L * 24 * 3_600_000;

  public static final int MAX_PRIORITY = 9;
  public static final int MAX_HEADERS = 32;

  /** Longest value of a header, in characters; a trace state fits. */
  public static final int MAX_HEADER_VALUE = 1_024;

  public static final int MAX_SUBSCRIPTIONS_PER_AGENT = 1_000;
  public static final int MAX_SUBSCRIPTIONS = 100_000;

  private MailLimits() {}
}
