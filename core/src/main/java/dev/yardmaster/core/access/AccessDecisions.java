package dev.yardmaster.core.access;

import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.machine.Refusal;
import dev.yardmaster.core.machine.Reply;
import dev.yardmaster.core.machine.Turn;

/** Decides about credentials; who may ask was decided before. */
public final class AccessDecisions {
  private static final Principal ENGINE = Principal.of("engine");

  private final CredentialTable credentials;

  public AccessDecisions(CredentialTable credentials) {
    this.credentials = credentials;
  }

  public Reply decide(AccessCommand command, Turn turn) {
    return switch (command) {
      case AccessCommand.IssueCredential c -> issue(c.credential(), turn);
      case AccessCommand.RevokeCredential c -> revoke(c, turn);
    };
  }

  private Reply issue(Credential credential, Turn turn) {
    Principal principal = credential.principal();
    if (principal.equals(Authority.Local.PRINCIPAL) || principal.equals(ENGINE)) {
      return Reply.refused(
          Refusal.invalid(
              "Expected credential %s to be of a principal of its own, but %s stands for this machine; choose another name"
                  .formatted(credential.id(), principal)));
    }
    Credential known = credentials.find(credential.id());
    if (known != null) {
      return known.equals(credential)
          ? turn.done()
          : Reply.refused(
              Refusal.alreadyExists(
                  "Credential %s exists with other contents; choose another id, or revoke it first"
                      .formatted(credential.id())));
    }
    if (credentials.bySecretHash(credential.secretHash()) != null) {
      return Reply.refused(
          Refusal.alreadyExists(
              "The token of credential %s is another credential's; make a new token"
                  .formatted(credential.id())));
    }
    if (credentials.size() >= CredentialTable.MAX_CREDENTIALS) {
      return Reply.refused(
          Refusal.limit(
              "Expected at most %d credentials; revoke those that are expired or unused"
                  .formatted(CredentialTable.MAX_CREDENTIALS),
              0));
    }
    turn.emit(new AccessEvent.CredentialIssued(credential, turn.now().wallMillis()));
    return turn.done();
  }

  private Reply revoke(AccessCommand.RevokeCredential command, Turn turn) {
    if (credentials.find(command.id()) == null) {
      return Reply.refused(
          Refusal.notFound(
              "Expected credential %s to exist; it was never issued, or is revoked already"
                  .formatted(command.id())));
    }
    turn.emit(
        new AccessEvent.CredentialRevoked(command.id(), command.by(), turn.now().wallMillis()));
    return turn.done();
  }
}
