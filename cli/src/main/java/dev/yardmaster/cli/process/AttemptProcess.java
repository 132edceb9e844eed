package dev.yardmaster.cli.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One running attempt: its process group and how to end it. The group is signalled by its own
 * guardian, so a reused process id is never hit. Thread-safe.
 */
public final class AttemptProcess {
  /** An attempt is ended when one stream reaches this many times its limit. */
  static final int RUNAWAY = 16;

  /** How long a guardian may take to see its control pipe closed. */
  private static final Duration STOPPED = Duration.ofSeconds(2);

  private static final Executor VIRTUAL = Thread::startVirtualThread;

  private final AttemptSpec spec;
  private final Process guardian;
  private final GuardianStatus status;
  private final AttemptGroups.Group group;
  private final AttemptGroups groups;
  private final OutputWatch watch;
  private final AtomicReference<ExitResult.@Nullable OutputExceeded> exceeded =
      new AtomicReference<>();
  private final CompletableFuture<ExitResult> result = new CompletableFuture<>();

  AttemptProcess(
      AttemptSpec spec,
      Process guardian,
      GuardianStatus status,
      AttemptGroups.Group group,
      AttemptGroups groups,
      OutputWatch watch) {
    this.spec = spec;
    this.guardian = guardian;
    this.status = status;
    this.group = group;
    this.groups = groups;
    this.watch = watch;
  }

  /** Lets the command start; its group is recorded by now. */
  void begin() {
    watch.add(this);
    // Nothing polls: the JDK waits for the guardian, and this runs as soon as it ended.
    var _ = guardian.onExit().thenAcceptAsync(ended -> finish(), VIRTUAL);
    say("start\n");
  }

  /** The process group; its id is the guardian's process id. */
  public AttemptGroups.Group group() {
    return group;
  }

  /** Completes after the whole group was killed and the output is in its bounded files. */
  public CompletionStage<ExitResult> result() {
    return result.minimalCompletionStage();
  }

  /** Waits for {@link #result()}. */
  public ExitResult await() throws InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "Could not finish the attempt of group " + group.id(), e.getCause());
    }
  }

  /** Sends TERM to the group, and KILL to what is left of it after the grace. */
  public void terminate(Duration grace) {
    say("term\n");
    CompletableFuture.delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS, VIRTUAL)
        .execute(this::kill);
  }

  /**
   * Kills the group, the same way the death of this process would; after two seconds from here,
   * should the group itself have been stopped.
   */
  public void kill() {
    closeControl();
    CompletableFuture.delayedExecutor(STOPPED.toMillis(), TimeUnit.MILLISECONDS, VIRTUAL)
        .execute(this::endStopped);
  }

  private void endStopped() {
    try {
      if (!result.isDone()) {
        groups.end(group);
      }
    } catch (IOException | InterruptedException e) {
      // The guardian stays, and so does the attempt: it ends when its group does.
    }
  }

  private void closeControl() {
    try {
      guardian.getOutputStream().close();
    } catch (IOException e) {
      // The guardian is gone already, and finish() sees to its group.
    }
  }

  void endIfOutputExceeds() {
    long bytes = Math.max(OutputFile.size(spec.stdout()), OutputFile.size(spec.stderr()));
    long bound = (long) RUNAWAY * spec.outputLimit();
    if (bytes > bound
        && exceeded.compareAndSet(null, new ExitResult.OutputExceeded(bytes, bound))) {
      kill();
    }
  }

  private void say(String line) {
    try {
      OutputStream control = guardian.getOutputStream();
      control.write(line.getBytes(StandardCharsets.US_ASCII));
      control.flush();
    } catch (IOException e) {
      // The guardian is gone already, and finish() sees to its group.
    }
  }

  private void finish() {
    try {
      closeControl();
      OptionalInt code = status.exitCode();
      if (code.isEmpty()) {
        // Killed, perhaps the guardian alone and from outside: no member may outlive the attempt.
        groups.end(group);
      }
      groups.forget(group);
      OutputFile.cut(spec.stdout(), spec.outputLimit());
      OutputFile.cut(spec.stderr(), spec.outputLimit());
      watch.remove(this);
      result.complete(ended(code));
    } catch (Throwable e) {
      watch.remove(this);
      // Whoever waits gets it, whatever it is.
      result.completeExceptionally(e);
    }
  }

  private ExitResult ended(OptionalInt code) {
    if (code.isPresent()) {
      return ExitResult.ofShell(code.getAsInt());
    }
    ExitResult.OutputExceeded runaway = exceeded.get();
    return runaway != null ? runaway : new ExitResult.Killed();
  }
}
