package dev.yardmaster.server.gateway;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.message.MessageCommand.Receive;
import dev.yardmaster.core.workspace.ConflictView;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.api.ApiCommands;
import dev.yardmaster.protocol.api.ApiQueries;
import dev.yardmaster.protocol.api.PushMapping;
import dev.yardmaster.protocol.api.Speaker;
import dev.yardmaster.protocol.connection.AgentPush;
import dev.yardmaster.protocol.v1.Assignment;
import dev.yardmaster.protocol.v1.Caller;
import dev.yardmaster.protocol.v1.ClaimRequest;
import dev.yardmaster.protocol.v1.ConflictList;
import dev.yardmaster.protocol.v1.MailList;
import dev.yardmaster.protocol.v1.Push;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One wait of an agent for whatever comes first: a lock, a conflict, a message or a task. It waits
 * on the calling thread, at the agent's desk, and asks the core only when the agent was told
 * something.
 */
public final class Arrivals {
  private static final int MAIL_AT_ONCE = 10;
  private static final int MAX_CONFLICTS = 1_000;
  private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Handles handles;
  private final Desks desks;

  public Arrivals(Handles handles, Desks desks) {
    this.handles = handles;
    this.desks = desks;
  }

  /** Told when the wait begins, and every few seconds that it goes on. */
  @FunctionalInterface
  public interface Beat {
    void goesOn();
  }

  /** From now on what the agent must hear is kept for it. */
  public void attend(WorkspaceId workspace, CallContext context) {
    desk(workspace, context);
  }

  /**
   * Whose the handle of the call is.
   *
   * @throws NoException where the handle is none of the caller's, or there is none
   */
  public AgentId agentOf(WorkspaceId workspace, CallContext context) {
    return handles.known(workspace, context, "", 0).agent();
  }

  private Desk desk(WorkspaceId workspace, CallContext context) {
    return desks.of(workspace, handles.known(workspace, context, "", 0));
  }

  /**
   * What comes first, or {@link Arrival.Nothing} at the deadline; one wait per agent at a time, the
   * others get their turn within their own.
   *
   * @throws NoException where the session is over, or the handle is none of the caller's
   */
  public Arrival next(WorkspaceId workspace, CallContext context, long deadlineNanos, Beat beat)
      throws InterruptedException {
    Desk desk = desk(workspace, context);
    if (!desk.enter(deadlineNanos)) {
      return new Arrival.Nothing();
    }
    try {
      return new Wait(workspace, new Blocking(context.connection()), desk).run(deadlineNanos, beat);
    } finally {
      desk.claiming().unlock();
    }
  }

  /**
   * How a wait of the agent ended, if it did by the deadline; whoever sees it takes it.
   *
   * @throws NoException STALE_TOKEN where the session is over, and the wait with it
   */
  public @Nullable Push endOf(
      FencingToken wait, WorkspaceId workspace, CallContext context, long deadlineNanos, Beat beat)
      throws InterruptedException {
    Desk desk = desk(workspace, context);
    while (true) {
      long seen = desk.pushes();
      AgentPush.WaitEnded ended = desk.takeEndOf(wait);
      if (ended != null) {
        return PushMapping.write(
            Confirmation.of(ended, workspace, desk.speaker(), new Blocking(context.connection())));
      }
      if (desk.isOver()) {
        throw NoException.of(Claims.over(desk.speaker()));
      }
      if (!rest(desk, seen, deadlineNanos, beat)) {
        return null;
      }
    }
  }

  /** Waits for the next push; false when there came none by the deadline. */
  private static boolean rest(Desk desk, long seen, long deadlineNanos, Beat beat)
      throws InterruptedException {
    while (desk.pushes() == seen) {
      long now = System.nanoTime();
      if (now - deadlineNanos >= 0 || desk.isOver()) {
        return desk.isOver();
      }
      beat.goesOn();
      desk.await(seen, Math.min(deadlineNanos, now + BEAT_NANOS));
    }
    return true;
  }

  /** One wait at one desk. */
  private record Wait(WorkspaceId workspace, Blocking blocking, Desk desk) {
    Arrival run(long deadlineNanos, Beat beat) throws InterruptedException {
      Claims claims = new Claims(blocking, workspace, desk, ClaimRequest.getDefaultInstance());
      boolean asked = false;
      try {
        while (true) {
          long seen = desk.pushes();
          Arrival arrived = told();
          Assignment task = null;
          if (arrived == null) {
            asked = true;
            task = claims.ask();
          }
          if (task != null) {
            asked = false;
            return work(task);
          }
          if (arrived != null) {
            return arrived;
          }
          if (!rest(desk, seen, deadlineNanos, beat)) {
            claims.stopAsking();
            asked = false;
            task = claims.held(); // given at the last moment
            return task == null ? new Arrival.Nothing() : work(task);
          }
        }
      } finally {
        if (asked) {
          claims.stopAsking();
        }
      }
    }

    private Arrival work(Assignment task) {
      desk.give(new FencingToken(task.getEpoch()));
      return new Arrival.Work(task);
    }

    private @Nullable Arrival told() {
      AgentPush news = desk.takeNews();
      if (news instanceof AgentPush.WaitEnded ended) {
        news = Confirmation.of(ended, workspace, desk.speaker(), blocking);
      }
      if (news != null) {
        return new Arrival.News(PushMapping.write(news));
      }
      Arrival dispute = dispute();
      return dispute == null ? post() : dispute;
    }

    private @Nullable Arrival dispute() {
      if (!desk.takeDisputed()) {
        return null;
      }
      List<ConflictView> open =
          blocking.query(workspace, new Query.OfConflicts(false, MAX_CONFLICTS));
      Set<ConflictId> ids = new HashSet<>();
      open.forEach(conflict -> ids.add(conflict.id()));
      desk.keepShown(ids);
      for (ConflictView conflict : open) {
        if (concerns(conflict) && desk.show(conflict.id())) {
          desk.lookForDisputesAgain();
          ConflictList list =
              (ConflictList)
                  Objects.requireNonNull(
                      ApiQueries.of(new Query.OfConflicts(false, MAX_CONFLICTS))
                          .writeAnswer(List.of(conflict)));
          return new Arrival.Dispute(list.getConflicts(0));
        }
      }
      return null;
    }

    private boolean concerns(ConflictView conflict) {
      return conflict.report().parties().stream()
          .anyMatch(party -> party.agent().equals(desk.speaker().agent()));
    }

    private @Nullable Arrival post() {
      Speaker speaker = desk.speaker();
      Receive receive =
          new Receive(ApiCommands.caller(Caller.getDefaultInstance(), speaker), MAIL_AT_ONCE);
      if (blocking.send(workspace, receive) instanceof Reply.Received received
          && !received.messages().isEmpty()) {
        Query.OfMail query =
            new Query.OfMail(speaker.agent(), speaker.session(), received.messages());
        MailList mail = ApiQueries.mail(blocking.query(workspace, query));
        return mail.getMailCount() == 0 ? null : new Arrival.Post(mail);
      }
      return null;
    }
  }
}
