package dev.yardmaster.core.wait;

/** Told of every wait right after the change was applied; the leader's alone. */
public interface WaitObserver {
  WaitObserver NONE =
      new WaitObserver() {
        @Override
        public void began(Wait wait) {}

        @Override
        public void advanced(Wait wait) {}

        @Override
        public void ended(Wait wait, Outcome outcome) {}

        @Override
        public void changed(Wait before, Wait after) {}

        @Override
        public void vanished(Wait wait) {}
      };

  void began(Wait wait);

  /** It goes before others now. */
  void advanced(Wait wait);

  void ended(Wait wait, Outcome outcome);

  /** It waits for somebody else now. */
  void changed(Wait before, Wait after);

  void vanished(Wait wait);
}
