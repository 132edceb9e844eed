package dev.yardmaster.core.access;

import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.Principal;

/** On what grounds a request is made; stamped by whoever took it in, never by who sent it (X2). */
public sealed interface Authority {
  /** The process itself. */
  Authority EMBEDDED = new Embedded();

  /** Whoever reaches the loopback interface of this machine. */
  Authority LOCAL = new Local();

  /** May do everything, for any principal. */
  record Embedded() implements Authority {}

  /**
   * Loopback without a credential (R6): as {@link #PRINCIPAL} ADMIN of workspace {@code default}
   * and of every workspace that principal created, and may create workspaces.
   */
  record Local() implements Authority {
    public static final Principal PRINCIPAL = Principal.of("local");
  }

  /** Bearer of a token: what the credential says, as long as it is neither expired nor revoked. */
  record OfCredential(CredentialId id) implements Authority {}
}
