package dev.yardmaster.core.identity;

/**
 * The name of a plan: a set of tasks uploaded and sealed together. See {@link Names} for its
 * alphabet.
 */
public record PlanId(String value) implements Comparable<PlanId> {
  public PlanId {
    Names.check("plan", value);
  }

  public static PlanId of(String value) {
    return new PlanId(value);
  }

  @Override
  public int compareTo(PlanId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
