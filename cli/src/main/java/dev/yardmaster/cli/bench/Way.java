package dev.yardmaster.cli.bench;

import dev.yardmaster.client.CoordinationException;
import java.util.List;

/**
 * How a load reaches a workspace of the server. Every call blocks, and throws {@link
 * CoordinationException} for a no or where there is no answer. Thread-safe.
 */
interface Way extends AutoCloseable {
  /** Makes sure that the workspace is there. */
  void prepare();

  /** Joins an agent that lives until it leaves. */
  Member join(String agent, int slots);

  /** Submits a task that any member may do; returns when it is on disk. */
  void submit(String task);

  /** Tasks of the workspace that have not ended, by the server's own count. */
  int openTasks();

  /** Agents of the workspace with a session, by the server's own count. */
  int attached();

  @Override
  void close();

  /** An agent that joined. */
  interface Member {
    String name();

    /** Asks for tasks from now on, and does each at once. */
    void work(Work work);

    /** Takes a lock, waiting for it if need be; its token. */
    long acquire(String resource);

    void release(long token);

    void send(String recipient, String message);

    /** Takes what is in the mailbox; waits a moment for the first. */
    List<Letter> receive();

    void acknowledge(List<Letter> letters);

    /** Whether its session goes on, as far as this process was told. */
    boolean isLive();

    void leave();
  }

  /** A delivered message. */
  record Letter(String id, long token) {}

  /** What is told of tasks on their way. */
  interface Work {
    /** A member was given it. */
    void assigned(String task);

    /** The server has accepted that it is complete. */
    void completed(String task);

    /** A call about tasks failed. */
    void failed(CoordinationException why);
  }
}
