package dev.yardmaster.core.access;

import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.machine.Event;

/** What happened to credentials. A snapshot restores them as they were issued and revoked. */
public sealed interface AccessEvent extends Event {
  /** The token is worth what this says, since that wall time. */
  record CredentialIssued(Credential credential, long issuedMillis) implements AccessEvent {}

  /** The token is worth nothing any more, since that wall time. */
  record CredentialRevoked(CredentialId id, String by, long revokedMillis) implements AccessEvent {}
}
