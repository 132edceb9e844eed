package dev.yardmaster.protocol.api;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.protocol.v1.Attempt;
import org.jspecify.annotations.Nullable;

/** For whom a call is made: what the message says, and what the handle says that came with it. */
final class Identity {
  private Identity() {}

  static dev.yardmaster.protocol.v1.Caller write(Caller from) {
    dev.yardmaster.protocol.v1.Caller.Builder to =
        dev.yardmaster.protocol.v1.Caller.newBuilder()
            .setAgent(from.agent().value())
            .setSession(from.session().value());
    Caller.Attempt attempt = from.attempt();
    if (attempt != null) {
      to.getAttemptBuilder().setTask(attempt.task().value()).setEpoch(attempt.epoch().value());
    }
    return to.build();
  }

  static Caller caller(dev.yardmaster.protocol.v1.Caller from, @Nullable Speaker speaker) {
    return Requests.read(
        "caller",
        from,
        caller -> {
          Requests.known(caller);
          Speaker agent = agent(caller.getAgent(), caller.getSession(), speaker);
          return new Caller(
              agent.agent(),
              agent.session(),
              caller.hasAttempt() ? attempt(caller.getAttempt()) : null);
        });
  }

  private static Caller.Attempt attempt(Attempt from) {
    return Requests.read(
        "attempt",
        from,
        attempt -> {
          Requests.known(attempt);
          return new Caller.Attempt(
              Requests.read("task", attempt.getTask(), TaskId::of),
              new FencingToken(attempt.getEpoch()));
        });
  }

  /**
   * The agent and session a message names, each taken from the handle where it is absent.
   *
   * @throws BadRequestException where one is in neither, or the two do not agree
   */
  static Speaker agent(String agent, long session, @Nullable Speaker speaker) {
    if (speaker == null) {
      if (agent.isEmpty() || session == 0) {
        throw new BadRequestException(
            "Expected the agent's handle in yardmaster-agent, or its agent and session in the message, got neither; send the handle that joining returned");
      }
      return new Speaker(Requests.read("agent", agent, AgentId::of), new FencingToken(session));
    }
    if (!agent.isEmpty() && !agent.equals(speaker.agent().value())) {
      throw new BadRequestException(
          "Field agent: Expected %s, whose handle is in yardmaster-agent, got %s; send that agent's handle, or leave the agent out"
              .formatted(speaker.agent(), agent));
    }
    if (session != 0 && session != speaker.session().value()) {
      throw new BadRequestException(
          "Field session: Expected session %s of agent %s, whose handle is in yardmaster-agent, got %s; send the handle that joining returned last, or leave the session out"
              .formatted(speaker.session(), speaker.agent(), Long.toUnsignedString(session)));
    }
    return speaker;
  }
}
