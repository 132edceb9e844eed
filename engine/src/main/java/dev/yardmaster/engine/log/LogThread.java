package dev.yardmaster.engine.log;

/** The making and awaiting of a log's one thread. */
final class LogThread {
  private LogThread() {}

  /** A thread of the platform: a forced write would pin a virtual one. */
  static Thread of(Runnable work) {
    return Thread.ofPlatform().name("yardmaster-log").daemon(true).unstarted(work);
  }

  /** Waits for the end of the thread; an interrupt of the waiting one is kept for later. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
