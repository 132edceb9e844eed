package dev.yardmaster.core.wait;

import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.task.TaskState;

/** How a wait ended. */
public sealed interface Outcome {
  /** The set is the holder's, under this token; the grant tells until when. */
  record Granted(FencingToken token) implements Outcome {}

  /** The task ended in this state. */
  record TaskEnded(TaskState.Name state) implements Outcome {}

  /** This message is the reply; it is in the mailbox like any other. */
  record Replied(MessageId message) implements Outcome {}

  /** Its time was over first. */
  record TimedOut() implements Outcome {}

  /** The holder gave the wait up. */
  record Withdrawn() implements Outcome {}

  /** It could never have ended; the text shows the whole cycle. */
  record Deadlock(String cycle) implements Outcome {}

  /** What it waited for cannot come any more; the text says why. */
  record Hopeless(String why) implements Outcome {}
}
