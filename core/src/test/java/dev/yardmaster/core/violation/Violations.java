package dev.yardmaster.core.violation;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.assertj.core.api.Assertions;

/** One nested class per thing that the core must not touch. */
public final class Violations {
  private Violations() {}

  static final class ALibrary {
    void use() {
      Assertions.setMaxStackTraceElementsDisplayed(1);
    }
  }

  record Io(InputStream stream) {}

  record File(Path path) {}

  record Net(URI uri) {}

  static final class Logging {
    void use() {
      System.getLogger("core").log(System.Logger.Level.INFO, "decided");
    }
  }

  record AClock(Clock clock) {}

  static final class WallTime {
    Instant use() {
      return Instant.now();
    }
  }

  static final class Millis {
    long use() {
      return System.currentTimeMillis();
    }
  }

  static final class Nanos {
    long use() {
      return System.nanoTime();
    }
  }

  static final class Environment {
    String use() {
      return String.valueOf(System.getenv("HOME"));
    }
  }

  static final class Output {
    void use() {
      System.out.println("decided");
    }
  }

  static final class IdentityHash {
    int use() {
      return System.identityHashCode(this);
    }
  }

  record ARandom(Random random) {}

  record Splittable(SplittableRandom random) {}

  static final class LocalRandom {
    int use() {
      return ThreadLocalRandom.current().nextInt();
    }
  }

  static final class MathRandom {
    double use() {
      return Math.random();
    }
  }

  static final class RandomId {
    UUID use() {
      return UUID.randomUUID();
    }
  }

  record AThread(Thread thread) {}

  record Local(ThreadLocal<String> local) {}

  record Atomic(AtomicLong counter) {}

  record Locked(ReentrantLock lock) {}

  static final class Monitor {
    synchronized void use() {}
  }

  static final class Waking {
    @SuppressWarnings("NakedNotify") // only its presence matters
    void use() {
      notifyAll();
    }
  }
}
