package dev.yardmaster.core.access;

import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.Text;
import dev.yardmaster.core.machine.Command;

/** What can be asked about credentials, of a shard as a whole. */
public sealed interface AccessCommand extends Command {
  CredentialId id();

  /** Makes a token worth something; the same again changes nothing. */
  record IssueCredential(Credential credential) implements AccessCommand {
    @Override
    public CredentialId id() {
      return credential.id();
    }
  }

  /** From now on the token is worth nothing; what is open under it ends. */
  record RevokeCredential(CredentialId id, String by) implements AccessCommand {
    public RevokeCredential {
      Text.checkShort("the name of who asks", by);
    }
  }
}
