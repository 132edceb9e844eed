package dev.yardmaster.core.access;

import dev.yardmaster.core.machine.Hashing;

/** A credential and the wall time since which it is good. */
record IssuedCredential(Credential credential, long millis) {
  long hash() {
    return Hashing.fold(credential.hash(), millis);
  }
}
