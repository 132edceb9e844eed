package dev.yardmaster.client;

/**
 * What an agent does with a task. Runs on a virtual thread per attempt.
 *
 * {@snippet file="AgentExamplesTest.java" region="handler"}
 */
@FunctionalInterface
public interface TaskHandler {
  /**
   * Does one attempt. An exception fails the attempt, retryable, with the exception's class as
   * type. The thread is interrupted when the attempt must stop; returning late changes nothing.
   */
  Outcome run(TaskContext context) throws Exception;
}
