package dev.yardmaster.cli.agent;

import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.cli.process.AttemptProcesses;
import dev.yardmaster.cli.run.Interrupts;
import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.TaskContext;
import dev.yardmaster.client.TaskHandler;
import dev.yardmaster.client.Worker;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.agent.AgentStatus;
import dev.yardmaster.core.agent.SessionEnd;
import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An agent from joining to leaving. It joins again when it was taken for dead; it ends when it is
 * told to, after one task if that was asked for, and when another process took its place.
 */
final class AgentLife {
  private final CoordinationManager manager;
  private final AgentProfile profile;
  private final AttemptProcesses processes;
  private final PrintWriter out;
  private final CompletableFuture<Void> told = new CompletableFuture<>();
  private final CompletableFuture<ExitCode> first = new CompletableFuture<>();

  AgentLife(
      CoordinationManager manager,
      AgentProfile profile,
      AttemptProcesses processes,
      PrintWriter out) {
    this.manager = manager;
    this.profile = profile;
    this.processes = processes;
    this.out = out;
  }

  /** Works until there is a reason to end. */
  ExitCode live(TaskHandler handler, Interrupts interrupts, boolean once) {
    onVirtualThread(() -> {
      interrupts.awaitDrain();
      told.complete(null);
    });
    while (true) {
      AgentSession session = manager.agents().register(profile);
      Worker worker = manager.work(session, context -> attempt(handler, context, once));
      say("Agent %s joined workspace %s".formatted(profile.id(), manager.workspace().value()));
      CompletionStage<SessionEnd> ended = session.ended();
      CompletableFuture.anyOf(
              told, once ? first : new CompletableFuture<>(), ended.toCompletableFuture())
          .join();
      if (session.isLive()) {
        drain(worker, interrupts);
        session.close();
        return once ? first.getNow(ExitCode.INTERRUPTED) : ExitCode.OK;
      }
      worker.close();
      SessionEnd cause = ended.toCompletableFuture().join();
      if (cause != SessionEnd.EXPIRED) {
        throw new CommandFailure(
            ExitCode.REFUSED,
            "Expected agent %s to be this process, but its session ended (%s): another one has joined under its name; choose another with --name"
                .formatted(profile.id(), cause));
      }
      say("Agent %s was taken for dead; joining again".formatted(profile.id()));
    }
  }

  /** Lets what runs end; a second wish to stop ends it. */
  private void drain(Worker worker, Interrupts interrupts) {
    say("Agent %s takes nothing new; %d running".formatted(profile.id(), worker.running()));
    onVirtualThread(() -> {
      interrupts.awaitAbandon();
      worker.abandon();
      processes.close();
    });
    worker.close();
  }

  private Outcome attempt(TaskHandler handler, TaskContext context, boolean once) throws Exception {
    if (once) {
      manager.agents().status(profile.id(), AgentStatus.DRAINING);
    }
    String task = context.spec().id().value();
    say("%s: started".formatted(task));
    ExitCode code = ExitCode.TASKS_FAILED;
    try {
      Outcome outcome = handler.run(context);
      say(task + ": " + (context.isCancelled() ? "cancelled" : text(outcome)));
      if (outcome instanceof Outcome.Succeeded && !context.isCancelled()) {
        code = ExitCode.OK;
      }
      return outcome;
    } finally {
      first.complete(code);
    }
  }

  private static String text(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded _ -> "succeeded";
      case Outcome.Failed failed -> "failed, " + failed.failure().message();
      case Outcome.Guarded guarded -> text(guarded.outcome());
    };
  }

  private void say(String text) {
    out.println(text.replaceAll("\\p{Cntrl}+", " "));
    out.flush();
  }

  /** What may wait for a signal. */
  private interface Waiting {
    void run() throws InterruptedException;
  }

  private static void onVirtualThread(Waiting waiting) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            waiting.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
