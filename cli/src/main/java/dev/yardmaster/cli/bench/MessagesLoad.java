package dev.yardmaster.cli.bench;

import dev.yardmaster.cli.bench.Way.Letter;
import dev.yardmaster.cli.bench.Way.Member;
import dev.yardmaster.client.CoordinationException;
import java.util.List;

/** Messages from agent to agent, received and acknowledged in batches as they come. */
final class MessagesLoad implements Load {
  private static final String SENT = "sent";
  private static final String RECEIVED = "received";
  private static final String ACKNOWLEDGED = "acknowledged";

  static final Kind KIND =
      new Kind("message", List.of(SENT, RECEIVED, ACKNOWLEDGED), false, MessagesLoad::new);

  /** Spreads consecutive messages over the recipients. */
  private static final long STRIDE = 7_919;

  private final Course course;

  private MessagesLoad(Course course) {
    this.course = course;
  }

  @Override
  public void start() {
    for (Member member : course.crew()) {
      Thread.ofVirtual().name("bench-mail-" + member.name()).start(() -> receive(member));
    }
  }

  private void receive(Member member) {
    while (member.isLive()) {
      try {
        List<Letter> letters = member.receive();
        for (Letter letter : letters) {
          Long intended = course.books().intended(course.number(letter.id()));
          if (intended != null) {
            course.figures().reached(RECEIVED, intended);
          }
        }
        if (!letters.isEmpty()) {
          member.acknowledge(letters);
          letters.forEach(letter -> course.end(ACKNOWLEDGED, course.number(letter.id())));
        }
      } catch (CoordinationException | IllegalStateException e) {
        if (member.isLive()) {
          course.books().failed(String.valueOf(e.getMessage()));
          return;
        }
      }
    }
  }

  @Override
  public void begin(long number, long intendedNanos) {
    List<Member> crew = course.crew();
    Member sender = crew.get((int) (number % crew.size()));
    Member recipient = crew.get((int) ((number * STRIDE + 1) % crew.size()));
    course.books().begin(number, intendedNanos);
    try {
      sender.send(recipient.name(), course.id(number));
      course.figures().reached(SENT, intendedNanos);
    } catch (CoordinationException e) {
      course.fail(number, e);
    }
  }

  @Override
  public List<String> discrepancies() {
    return List.of();
  }
}
