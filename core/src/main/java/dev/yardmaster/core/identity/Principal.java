package dev.yardmaster.core.identity;

/**
 * Who a credential stands for: the owner of agents and the bearer of roles. See {@link Names} for
 * its alphabet.
 */
public record Principal(String value) implements Comparable<Principal> {
  public Principal {
    Names.check("principal", value);
  }

  public static Principal of(String value) {
    return new Principal(value);
  }

  @Override
  public int compareTo(Principal other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
