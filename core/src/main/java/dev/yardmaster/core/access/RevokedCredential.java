package dev.yardmaster.core.access;

import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Hashing;
import java.util.Optional;
import java.util.function.Consumer;

/** A credential that was worth something once; kept to tell who had what. */
record RevokedCredential(IssuedCredential issued, String by, long millis) {
  long hash() {
    return Hashing.fold(Hashing.fold(Hashing.fold(92, issued.hash()), by), millis);
  }

  CredentialView view() {
    return CredentialView.of(issued, Optional.of(new CredentialView.Revocation(by, millis)));
  }

  void snapshot(Consumer<Event> sink) {
    CredentialId id = issued.credential().id();
    sink.accept(new AccessEvent.CredentialIssued(issued.credential(), issued.millis()));
    sink.accept(new AccessEvent.CredentialRevoked(id, by, millis));
  }
}
