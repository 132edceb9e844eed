package dev.yardmaster.core.breaker;

/** What a CLOSED breaker has counted, as its {@link Trip} needs it. Immutable. */
public sealed interface Tally permits Tally.Row, ResultWindow {
  static Tally empty(Trip trip) {
    return switch (trip) {
      case Trip.InARow row -> Row.NONE;
      case Trip.Rate rate -> ResultWindow.of(rate.window());
    };
  }

  /** The same object where a success changes nothing. */
  Tally success();

  Tally failure();

  int failures();

  /** Whether it was made for this rule; after a change of configuration it may not be. */
  boolean fits(Trip trip);

  /** Failures in a row. */
  record Row(int failures) implements Tally {
    public static final Row NONE = new Row(0);

    @Override
    public Tally success() {
      return failures == 0 ? this : NONE;
    }

    @Override
    public Tally failure() {
      return new Row(failures + 1);
    }

    @Override
    public boolean fits(Trip trip) {
      return trip instanceof Trip.InARow;
    }
  }

  /** Whether so much has failed that the breaker opens. */
  default boolean trips(Trip trip) {
    return switch (trip) {
      case Trip.InARow row -> failures() >= row.failures();
      case Trip.Rate rate ->
          this instanceof ResultWindow window
              && window.results() >= rate.minimum()
              && 100 * window.failures() >= rate.percent() * window.results();
    };
  }
}
