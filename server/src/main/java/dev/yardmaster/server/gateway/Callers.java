package dev.yardmaster.server.gateway;

import dev.yardmaster.core.access.Authority;
import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.RefusalCode;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.engine.Engine;
import dev.yardmaster.protocol.connection.Connection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who stands behind a call, by what it shows: a connection to the engine for each credential.
 * Thread-safe.
 *
 * <p>That a token is known here decides nothing: whether its credential still stands, and what it
 * may do, is decided in the core at each call.
 */
public final class Callers {
  private static final WorkspaceId NOWHERE = WorkspaceId.of("-");
  private static final String BEARER = "Bearer ";

  /** What proxies tell of whom they speak for; a call with one of these is not from loopback. */
  private static final List<String> FORWARDED =
      List.of("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip");

  private static final int MAX_KNOWN = 10_000;

  /** What a token stands for is asked again after so long (X5). */
  private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Engine engine;
  private final Connection itself;
  private final @Nullable Connection local;
  private final ReentrantLock lock = new ReentrantLock();

  /** By hash of the token, those used longest ago first. */
  private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true);

  private record Known(Connection connection, long askedNanos) {}

  /**
   * Callers of an engine.
   *
   * @param acceptLocal whether loopback needs no credential
   */
  public Callers(Engine engine, boolean acceptLocal) {
    this.engine = engine;
    this.itself = engine.connect(Principal.of("yardmaster"));
    this.local = acceptLocal ? engine.connect(Authority.Local.PRINCIPAL, Authority.LOCAL) : null;
  }

  /**
   * The connection of a caller.
   *
   * @param from null where that is not known, as behind a proxy
   * @throws NoException DENIED where it shows nothing that is accepted
   */
  private Connection connection(@Nullable String authorization, @Nullable SocketAddress from) {
    if (authorization == null) {
      return local(from);
    }
    if (!authorization.startsWith(BEARER)) {
      throw denied("Expected 'Bearer' and a token in authorization, got another scheme");
    }
    String hash = Tokens.hash(authorization.substring(BEARER.length()).strip());
    Connection connection = find(hash);
    return connection == null ? open(hash) : connection;
  }

  /**
   * The connection of a caller; one whose call was passed on by a proxy counts as from elsewhere.
   *
   * @param has whether the call carries metadata of a name
   */
  public Connection connection(
      @Nullable String authorization, @Nullable SocketAddress from, Predicate<String> has) {
    return connection(authorization, FORWARDED.stream().anyMatch(has) ? null : from);
  }

  private Connection local(@Nullable SocketAddress from) {
    if (local != null
        && from instanceof InetSocketAddress address
        && address.getAddress().isLoopbackAddress()) {
      return local;
    }
    throw denied(
        "Expected a token in authorization; ask an administrator for a credential (yardmaster token issue)");
  }

  /** An id may be given again after its credential was revoked, so nothing is known for long. */
  private @Nullable Connection find(String hash) {
    lock.lock();
    try {
      Known found = known.get(hash);
      return found == null || System.nanoTime() - found.askedNanos() > TRUSTED_NANOS
          ? null
          : found.connection();
    } finally {
      lock.unlock();
    }
  }

  private Connection open(String hash) {
    Optional<Credential> credential =
        Blocking.await(itself.query(NOWHERE, new Query.OfCredential(hash)));
    if (credential.isEmpty()) {
      throw denied(
          "Expected the token of a credential in force, got one that is unknown, revoked or expired; ask an administrator for another");
    }
    Connection connection =
        engine.connect(
            credential.get().principal(), new Authority.OfCredential(credential.get().id()));
    lock.lock();
    try {
      known.put(hash, new Known(connection, System.nanoTime()));
      if (known.size() > MAX_KNOWN) {
        known.remove(known.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
    return connection;
  }

  /** The engine's own connection, which may do everything. */
  Connection itself() {
    return itself;
  }

  private static NoException denied(String text) {
    return NoException.of(new Refusal(RefusalCode.DENIED, text));
  }
}
