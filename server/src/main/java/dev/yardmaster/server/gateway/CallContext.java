package dev.yardmaster.server.gateway;

import dev.yardmaster.core.shard.RequestKey;
import dev.yardmaster.protocol.connection.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Who calls: a connection to the engine that stamps its principal, and what the call itself showed.
 *
 * @param handle the secret of the agent that calls; null when it showed none
 * @param key the number by which the call is known when it is sent again; null when it has none
 * @param idempotencyKey the name by which it is; null when it has none
 */
public record CallContext(
    Connection connection,
    @Nullable String handle,
    @Nullable RequestKey key,
    @Nullable String idempotencyKey) {
  public CallContext {
    if (key != null && idempotencyKey != null) {
      throw new IllegalArgumentException(
          "Expected yardmaster-request or idempotency-key, got both; a request is known by one");
    }
  }

  /** A call that is not known when it is sent again. */
  public static CallContext once(Connection connection, @Nullable String handle) {
    return new CallContext(connection, handle, null, null);
  }

  /** The same caller, in a call that is known by another name. */
  CallContext named(@Nullable String name) {
    return new CallContext(connection, handle, null, name);
  }

  @Override
  public String toString() {
    return "CallContext[%s]".formatted(connection.principal()); // no secrets
  }
}
