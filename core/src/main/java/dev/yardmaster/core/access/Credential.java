package dev.yardmaster.core.access;

import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Hashing;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a token stands for. The token itself is known to its bearer alone, its hash to nobody else
 * than this: no text shows it (X11).
 *
 * @param secretHash SHA-256 of the token, in 64 lower-case hexadecimal digits; worked out outside
 *     of the core
 * @param roles by workspace, at most {@link #MAX_WORKSPACES}
 * @param clusterAdmin creates workspaces and credentials, and is ADMIN of every workspace
 * @param expiresMillis wall time from which it is worth nothing; 0 is never
 */
public record Credential(
    CredentialId id,
    Principal principal,
    String secretHash,
    SortedMap<WorkspaceId, Role> roles,
    boolean clusterAdmin,
    long expiresMillis) {
  public static final int MAX_WORKSPACES = 1_000;

  private static final int HASH_DIGITS = 64;

  public Credential {
    if (!isHash(secretHash)) {
      throw new IllegalArgumentException(
          "Expected a SHA-256 in %d lower-case hexadecimal digits for credential %s, got %d characters"
              .formatted(HASH_DIGITS, id, secretHash.length()));
    }
    if (expiresMillis < 0) {
      throw new IllegalArgumentException(
          "Expected a wall time or 0 for the end of credential %s, got %d"
              .formatted(id, expiresMillis));
    }
    roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
    if (roles.size() > MAX_WORKSPACES) {
      throw new IllegalArgumentException(
          "Expected roles in at most %d workspaces for credential %s, got %d; issue another"
              .formatted(MAX_WORKSPACES, id, roles.size()));
    }
  }

  /** Whether its time is over. */
  public boolean isExpired(long wallMillis) {
    return expiresMillis != 0 && expiresMillis <= wallMillis;
  }

  /** What it may do there, or null for nothing. */
  public @Nullable Role roleIn(WorkspaceId workspace) {
    return clusterAdmin ? Role.ADMIN : roles.get(workspace);
  }

  long hash() {
    long h = Hashing.fold(91, id.value());
    h = Hashing.fold(h, principal.value());
    h = Hashing.fold(h, secretHash);
    for (Map.Entry<WorkspaceId, Role> role : roles.entrySet()) {
      h = Hashing.fold(Hashing.fold(h, role.getKey().value()), role.getValue());
    }
    h = Hashing.fold(h, clusterAdmin);
    return Hashing.fold(h, expiresMillis);
  }

  private static boolean isHash(String text) {
    if (text.length() != HASH_DIGITS) {
      return false;
    }
    for (int i = 0; i < HASH_DIGITS; i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      boolean letter = c >= 'a' && c <= 'f';
      if (!digit && !letter) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "credential %s of %s, roles %s%s, expires %d"
        .formatted(id, principal, roles, clusterAdmin ? ", cluster admin" : "", expiresMillis);
  }
}
