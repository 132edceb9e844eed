package dev.yardmaster.core.access;

import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.machine.Event;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of a shard, by id, and those revoked last. Read by anyone on the driver.
 *
 * <p>A token is found by its hash in a hash map. Whoever measures how long that takes learns
 * something of hashes, and of a hash no token can be made; so no comparison needs constant time.
 */
public final class CredentialTable {
  /** Most credentials of a shard, expired ones included and revoked ones not. */
  public static final int MAX_CREDENTIALS = 10_000;

  /** Most revoked credentials that are remembered; the oldest is forgotten first. */
  public static final int MAX_REVOKED = 1_000;

  private final NavigableMap<CredentialId, IssuedCredential> credentials = new TreeMap<>();
  private final Map<String, Credential> bySecret = new HashMap<>();

  /** Oldest revocation first. */
  private final ArrayDeque<RevokedCredential> revoked = new ArrayDeque<>();

  private long hash;

  public @Nullable Credential find(CredentialId id) {
    IssuedCredential found = credentials.get(id);
    return found == null ? null : found.credential();
  }

  /** The credential of the token with this hash, whether expired or not. */
  public @Nullable Credential bySecretHash(String secretHash) {
    return bySecret.get(secretHash);
  }

  public int size() {
    return credentials.size();
  }

  /** Those not revoked, by id, after that one if named; at most so many. */
  public List<CredentialView> views(@Nullable CredentialId after, int limit) {
    return (after == null ? credentials : credentials.tailMap(after, false))
        .values().stream()
            .limit(limit)
            .map(issued -> CredentialView.of(issued, Optional.empty()))
            .toList();
  }

  /** Those revoked, newest revocation first, at most so many. */
  public List<CredentialView> revokedViews(int limit) {
    return revoked.reversed().stream().limit(limit).map(RevokedCredential::view).toList();
  }

  /** Applies one event. */
  public void apply(AccessEvent event) {
    switch (event) {
      case AccessEvent.CredentialIssued e -> {
        IssuedCredential issued = new IssuedCredential(e.credential(), e.issuedMillis());
        credentials.put(e.credential().id(), issued);
        bySecret.put(e.credential().secretHash(), e.credential());
        hash += issued.hash();
      }
      case AccessEvent.CredentialRevoked e -> revoke(e);
    }
  }

  private void revoke(AccessEvent.CredentialRevoked event) {
    IssuedCredential issued = credentials.remove(event.id());
    if (issued == null) {
      throw new IllegalStateException("Expected credential %s to exist".formatted(event.id()));
    }
    bySecret.remove(issued.credential().secretHash());
    hash -= issued.hash();
    if (revoked.size() == MAX_REVOKED) {
      hash -= revoked.removeFirst().hash();
    }
    RevokedCredential ended = new RevokedCredential(issued, event.by(), event.revokedMillis());
    revoked.addLast(ended);
    hash += ended.hash();
  }

  public long hash() {
    return hash;
  }

  /** Revoked ones come first, as an id or a token may have been given again since. */
  public void snapshot(Consumer<Event> sink) {
    revoked.forEach(ended -> ended.snapshot(sink));
    credentials
        .values()
        .forEach(known ->
            sink.accept(new AccessEvent.CredentialIssued(known.credential(), known.millis())));
  }

  /** What contradicts itself; empty when all is well. */
  public void verify(List<String> problems) {
    long sum = 0;
    for (IssuedCredential issued : credentials.values()) {
      sum += issued.hash();
      Credential credential = issued.credential();
      if (!credential.equals(bySecret.get(credential.secretHash()))) {
        problems.add("X2: credential %s is not found by its token".formatted(credential.id()));
      }
    }
    for (RevokedCredential ended : revoked) {
      sum += ended.hash();
    }
    if (sum != hash) {
      problems.add("S4: credentials hash to %x, expected %x".formatted(sum, hash));
    }
    if (bySecret.size() != credentials.size()) {
      problems.add(
          "X5: %d tokens are worth something, expected %d"
              .formatted(bySecret.size(), credentials.size()));
    }
  }
}
