package dev.yardmaster.core.identity;

/**
 * The name of a credential: it says which, and is no secret. See {@link Names} for its alphabet.
 */
public record CredentialId(String value) implements Comparable<CredentialId> {
  public CredentialId {
    Names.check("credential", value);
  }

  public static CredentialId of(String value) {
    return new CredentialId(value);
  }

  @Override
  public int compareTo(CredentialId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
