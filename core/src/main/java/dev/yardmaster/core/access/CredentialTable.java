package dev.yardmaster.core.access;

import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.machine.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of a shard that were not revoked, by id. Read by anyone on the driver.
 *
 * <p>A token is found by its hash in a hash map. Whoever measures how long that takes learns
 * something of hashes, and of a hash no token can be made; so no comparison needs constant time.
 */
public final class CredentialTable {
  /** Most credentials of a shard, expired ones included. */
  public static final int MAX_CREDENTIALS = 10_000;

  private final SortedMap<CredentialId, Credential> credentials = new TreeMap<>();
  private final Map<String, Credential> bySecret = new HashMap<>();
  private long hash;

  public @Nullable Credential find(CredentialId id) {
    return credentials.get(id);
  }

  /** The credential of the token with this hash, whether expired or not. */
  public @Nullable Credential bySecretHash(String secretHash) {
    return bySecret.get(secretHash);
  }

  public int size() {
    return credentials.size();
  }

  /** Applies one event. */
  public void apply(AccessEvent event) {
    switch (event) {
      case AccessEvent.CredentialIssued e -> {
        Credential issued = e.credential();
        credentials.put(issued.id(), issued);
        bySecret.put(issued.secretHash(), issued);
        hash += issued.hash();
      }
      case AccessEvent.CredentialRevoked e -> {
        Credential revoked = credentials.remove(e.id());
        if (revoked == null) {
          throw new IllegalStateException("Expected credential %s to exist".formatted(e.id()));
        }
        bySecret.remove(revoked.secretHash());
        hash -= revoked.hash();
      }
    }
  }

  public long hash() {
    return hash;
  }

  public void snapshot(Consumer<Event> sink) {
    credentials.values().forEach(known -> sink.accept(new AccessEvent.CredentialIssued(known)));
  }

  /** What contradicts itself; empty when all is well. */
  public void verify(List<String> problems) {
    long sum = 0;
    for (Credential credential : credentials.values()) {
      sum += credential.hash();
      if (!credential.equals(bySecret.get(credential.secretHash()))) {
        problems.add("X2: credential %s is not found by its token".formatted(credential.id()));
      }
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
