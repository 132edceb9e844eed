package dev.yardmaster.cli.bench;

import dev.yardmaster.client.CoordinationException;
import java.util.List;

/** Tasks from being submitted to being completed by an agent that does nothing in between. */
final class TasksLoad implements Load, Way.Work {
  private static final String SUBMITTED = "submitted";
  private static final String ASSIGNED = "assigned";
  private static final String COMPLETED = "completed";

  static final Kind KIND =
      new Kind("task", List.of(SUBMITTED, ASSIGNED, COMPLETED), false, TasksLoad::new);

  private final Course course;

  private TasksLoad(Course course) {
    this.course = course;
  }

  @Override
  public void start() {
    course.crew().forEach(member -> member.work(this));
  }

  @Override
  public void begin(long number, long intendedNanos) {
    course.books().begin(number, intendedNanos);
    try {
      course.way().submit(course.id(number));
      course.figures().reached(SUBMITTED, intendedNanos);
    } catch (CoordinationException e) {
      course.fail(number, e);
    }
  }

  @Override
  public void assigned(String task) {
    Long intended = course.books().intended(course.number(task));
    if (intended != null) {
      course.figures().reached(ASSIGNED, intended);
    }
  }

  @Override
  public void completed(String task) {
    course.end(COMPLETED, course.number(task));
  }

  @Override
  public void failed(CoordinationException why) {
    course.books().failed(String.valueOf(why.getMessage()));
  }

  @Override
  public List<String> discrepancies() {
    int open = course.way().openTasks();
    return open == course.books().open()
        ? List.of()
        : List.of(
            "the server counts %,d tasks that have not ended, of which this run knows %,d"
                .formatted(open, course.books().open()));
  }
}
