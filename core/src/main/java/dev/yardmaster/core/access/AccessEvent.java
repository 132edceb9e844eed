package dev.yardmaster.core.access;

import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.machine.Event;

/** What happened to credentials. A snapshot restores them as issued. */
public sealed interface AccessEvent extends Event {
  /** The token is worth what this says. */
  record CredentialIssued(Credential credential) implements AccessEvent {}

  /** The token is worth nothing any more. */
  record CredentialRevoked(CredentialId id, String by) implements AccessEvent {}
}
