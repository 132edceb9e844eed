package dev.yardmaster.engine;

/** The two clocks of the machine this runs on; tests advance their own. */
public interface TimeSource {
  TimeSource SYSTEM =
      new TimeSource() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public long wallMillis() {
          return System.currentTimeMillis();
        }
      };

  /** Monotonic; only differences mean anything. */
  long nanos();

  /** Milliseconds since 1970-01-01T00:00Z; may jump. */
  long wallMillis();
}
