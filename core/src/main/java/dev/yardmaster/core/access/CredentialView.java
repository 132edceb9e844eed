package dev.yardmaster.core.access;

import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.WorkspaceId;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What an administrator is told of a credential: all but its token and the hash of that.
 *
 * @param issuedMillis wall time from which it was good
 * @param expiresMillis wall time from which it is worth nothing; 0 is never
 * @param revoked who ended it and when; empty while nobody did
 */
public record CredentialView(
    CredentialId id,
    Principal principal,
    SortedMap<WorkspaceId, Role> roles,
    boolean clusterAdmin,
    long issuedMillis,
    long expiresMillis,
    Optional<Revocation> revoked) {

  /** The end of a credential: who asked for it, at which wall time. */
  public record Revocation(String by, long millis) {}

  static CredentialView of(IssuedCredential issued, Optional<Revocation> revoked) {
    Credential credential = issued.credential();
    return new CredentialView(
        credential.id(),
        credential.principal(),
        credential.roles(),
        credential.clusterAdmin(),
        issued.millis(),
        credential.expiresMillis(),
        revoked);
  }
}
