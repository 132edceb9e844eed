package dev.yardmaster.cli.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One running attempt: its process group and how to end it. The group is signalled only by its own
 * guardian, so a reused process id is never hit. Thread-safe.
 */
public final class AttemptProcess {
  private static final Executor VIRTUAL = Thread::startVirtualThread;

  private final Process process;
  private final AttemptGroups.Group group;
  private final AttemptGroups groups;
  private final GuardianStatus status;
  private final OutputPump pump;
  private final List<PumpedStream> streams;
  private final CompletableFuture<ExitResult> result = new CompletableFuture<>();

  AttemptProcess(
      Process process,
      AttemptGroups.Group group,
      AttemptGroups groups,
      GuardianStatus status,
      OutputPump pump,
      List<PumpedStream> streams) {
    this.process = process;
    this.group = group;
    this.groups = groups;
    this.status = status;
    this.pump = pump;
    this.streams = streams;
  }

  /** Lets the command start; its group is recorded by now. */
  void begin() {
    streams.forEach(pump::add);
    process.onExit().thenAcceptAsync(this::finish, VIRTUAL).exceptionally(this::failed);
    say("start\n");
  }

  /** The id of the process group, which is its guardian's process id. */
  public long group() {
    return group.id();
  }

  /** Completes after the whole group is gone and the output is in its files. */
  public CompletionStage<ExitResult> result() {
    return result.minimalCompletionStage();
  }

  /** Waits for {@link #result()}. */
  public ExitResult await() throws InterruptedException {
    try {
      return result.get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(
          "Could not finish attempt of group " + group.id(), e.getCause());
    }
  }

  /** Sends TERM to the group, and KILL to what is left of it after the grace. */
  public void terminate(Duration grace) {
    say("TERM\n");
    CompletableFuture.delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS, VIRTUAL)
        .execute(this::kill);
  }

  /** Kills the group, the same way the death of this process would. */
  public void kill() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The guardian is gone already, and finish() sees to its group.
    }
  }

  private void say(String line) {
    try {
      OutputStream control = process.getOutputStream();
      control.write(line.getBytes(StandardCharsets.US_ASCII));
      control.flush();
    } catch (IOException e) {
      // The guardian is gone already, and finish() sees to its group.
    }
  }

  private void finish(Process ended) {
    try {
      OptionalInt code = status.exitCode();
      // Also when the guardian itself was killed: no member may outlive the attempt.
      boolean gone = groups.killAndAwait(group, Duration.ofSeconds(10));
      for (PumpedStream stream : streams) {
        pump.remove(stream);
        stream.close();
      }
      kill();
      if (gone) {
        groups.forget(group);
      }
      result.complete(
          code.isPresent() ? ExitResult.ofShell(code.getAsInt()) : new ExitResult.Killed());
    } catch (IOException e) {
      result.completeExceptionally(e);
    }
  }

  private @org.jspecify.annotations.Nullable Void failed(Throwable error) {
    result.completeExceptionally(error);
    return null;
  }
}
