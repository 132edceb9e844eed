package dev.yardmaster.protocol.api;

import dev.yardmaster.core.breaker.BreakerCommand;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.protocol.log.BreakerMapping;
import dev.yardmaster.protocol.v1.DeclareBreakerRequest;
import dev.yardmaster.protocol.v1.ForceBreakerRequest;
import dev.yardmaster.protocol.v1.RemoveBreakerRequest;
import dev.yardmaster.protocol.v1.ResetBreakerRequest;
import java.util.List;

/** Commands on circuit breakers. */
final class BreakerCalls {
  private BreakerCalls() {}

  static List<CommandCall<?, ?>> all() {
    return List.of(DECLARE, FORCE, RESET, REMOVE);
  }

  private static final CommandCall<BreakerCommand.DeclareBreaker, DeclareBreakerRequest> DECLARE =
      CommandCall.of(
          "BreakerService/DeclareBreaker",
          BreakerCommand.DeclareBreaker.class,
          DeclareBreakerRequest.getDefaultInstance(),
          c ->
              DeclareBreakerRequest.newBuilder()
                  .setBreaker(c.breaker().value())
                  .setConfig(BreakerMapping.config(c.config())),
          (q, speaker) ->
              new BreakerCommand.DeclareBreaker(
                  breaker(q.getBreaker()),
                  Requests.read("config", q.getConfig(), Defaults::breaker)));

  private static final CommandCall<BreakerCommand.ForceBreaker, ForceBreakerRequest> FORCE =
      CommandCall.of(
          "BreakerService/Force",
          BreakerCommand.ForceBreaker.class,
          ForceBreakerRequest.getDefaultInstance(),
          c ->
              ForceBreakerRequest.newBuilder()
                  .setBreaker(c.breaker().value())
                  .setOpen(c.open())
                  .setBy(c.by()),
          (q, speaker) ->
              new BreakerCommand.ForceBreaker(breaker(q.getBreaker()), q.getOpen(), q.getBy()));

  private static final CommandCall<BreakerCommand.ResetBreaker, ResetBreakerRequest> RESET =
      CommandCall.of(
          "BreakerService/Reset",
          BreakerCommand.ResetBreaker.class,
          ResetBreakerRequest.getDefaultInstance(),
          c -> ResetBreakerRequest.newBuilder().setBreaker(c.breaker().value()).setBy(c.by()),
          (q, speaker) -> new BreakerCommand.ResetBreaker(breaker(q.getBreaker()), q.getBy()));

  private static final CommandCall<BreakerCommand.RemoveBreaker, RemoveBreakerRequest> REMOVE =
      CommandCall.of(
          "BreakerService/Remove",
          BreakerCommand.RemoveBreaker.class,
          RemoveBreakerRequest.getDefaultInstance(),
          c -> RemoveBreakerRequest.newBuilder().setBreaker(c.breaker().value()),
          (q, speaker) -> new BreakerCommand.RemoveBreaker(breaker(q.getBreaker())));

  private static BreakerName breaker(String name) {
    return Requests.read("breaker", name, BreakerName::of);
  }
}
