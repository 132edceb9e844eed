package dev.yardmaster.cli.bench;

import dev.yardmaster.cli.bench.Way.Member;
import dev.yardmaster.cli.exit.CommandFailure;
import dev.yardmaster.cli.exit.ExitCode;
import dev.yardmaster.client.CoordinationException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run: agents join, the load is done, all is checked, agents leave. */
final class Bench {
  private static final Logger LOG = LoggerFactory.getLogger(Bench.class);

  private final LoadName name;
  private final By by;
  private final Shape shape;
  private final String prefix;
  private final OptionalLong serverPid;
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private volatile @Nullable Pace pace;

  /**
   * A run that has not begun.
   *
   * @param prefix of all its ids
   * @param serverPid of the server's process, if it is on this machine and what it takes is wanted
   */
  Bench(LoadName name, By by, Shape shape, String prefix, OptionalLong serverPid) {
    this.name = name;
    this.by = by;
    this.shape = shape;
    this.prefix = prefix;
    this.serverPid = serverPid;
  }

  /** Begins nothing more; what was measured so far is told. */
  void interrupt() {
    interrupted.countDown();
    Pace present = pace;
    if (present != null) {
      present.stop();
    }
  }

  Result run(Way way) throws InterruptedException {
    process(); // one that is not there is refused before anything is done
    way.prepare();
    long start = System.nanoTime();
    List<Member> crew = Crew.join(way, prefix, shape);
    double joinSeconds = seconds(System.nanoTime() - start);
    try {
      return switch (name) {
        case TASKS -> operate(way, crew, joinSeconds, TasksLoad.KIND);
        case LOCKS -> operate(way, crew, joinSeconds, LocksLoad.KIND);
        case MESSAGES -> operate(way, crew, joinSeconds, MessagesLoad.KIND);
        case IDLE -> idle(way, crew, joinSeconds);
      };
    } finally {
      Crew.dismiss(crew);
    }
  }

  private Result operate(Way way, List<Member> crew, double joinSeconds, Load.Kind kind)
      throws InterruptedException {
    Shape bounded = kind.oneEach() ? shape.oneEach() : shape;
    Pace begun = new Pace(bounded);
    pace = begun;
    if (interrupted.getCount() == 0) {
      begun.stop();
    }
    Figures figures = new Figures(begun.window(), kind.stages());
    Books books = new Books(kind.noun());
    Load load = kind.make().apply(new Course(way, crew, prefix, begun, figures, books));
    load.start();
    ServerProcess before = process();
    Duration ownBefore = ownCpu();
    Pace.Kept kept = begun.run(load::begin);
    int attached = way.attached();
    boolean whole = begun.awaitAll();
    ServerProcess after = process();
    Duration ownCpu = ownCpu().minus(ownBefore);
    LOG.debug("All was over in time: {}", whole); // what was not stands in the books
    List<String> found = new ArrayList<>(books.discrepancies());
    found.addAll(load.discrepancies());
    found.addAll(absent(attached, crew.size()));
    return new Result(
        name,
        by,
        bounded,
        joinSeconds,
        figures,
        kept,
        books.ended(),
        attached,
        ownCpu,
        after == null || before == null ? after : after.since(before),
        new Result.Failures(books.failures(), books.firstFailure()),
        found,
        begun.isStopped());
  }

  /** Agents that ask for work and get none: over HTTP that is an open long poll of each. */
  private Result idle(Way way, List<Member> crew, double joinSeconds) throws InterruptedException {
    Books books = new Books("task");
    Duration ownBefore = ownCpu();
    crew.forEach(member -> member.work(new NoWork(books)));
    boolean stopped = interrupted.await(shape.length().toNanos(), TimeUnit.NANOSECONDS);
    int attached = way.attached();
    long live = crew.stream().filter(Member::isLive).count();
    List<String> found = new ArrayList<>(books.discrepancies());
    found.addAll(absent(attached, crew.size()));
    if (live < crew.size()) {
      found.add(
          "%,d of %,d agents were told that they are over"
              .formatted(crew.size() - live, crew.size()));
    }
    return new Result(
        name,
        by,
        shape,
        joinSeconds,
        new Figures(new Window(0, 0), List.of()),
        null,
        crew.size(),
        attached,
        ownCpu().minus(ownBefore),
        process(),
        new Result.Failures(books.failures(), books.firstFailure()),
        found,
        stopped);
  }

  /** What is told of tasks where there are none. */
  private record NoWork(Books books) implements Way.Work {
    @Override
    public void assigned(String task) {}

    @Override
    public void completed(String task) {
      Long intended = books.end(-1);
      LOG.debug("{} was never begun: {}", task, intended);
    }

    @Override
    public void failed(CoordinationException why) {
      books.failed(String.valueOf(why.getMessage()));
    }
  }

  private static List<String> absent(int attached, int crew) {
    return attached >= crew
        ? List.of()
        : List.of("the server counts %,d of %,d agents".formatted(attached, crew));
  }

  private @Nullable ServerProcess process() {
    if (serverPid.isEmpty()) {
      return null;
    }
    try {
      return ServerProcess.of(serverPid.getAsLong());
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "Expected --server-pid to be a process of this machine, got %d (%s)"
              .formatted(serverPid.getAsLong(), e),
          e);
    }
  }

  /** None where the operating system does not tell. */
  private static Duration ownCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static double seconds(long nanos) {
    return nanos / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
