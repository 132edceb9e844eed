package dev.yardmaster.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server that is made up, and does wrong what it is told to, once. */
final class MadeUpWay implements Way {
  /** What it does wrong. */
  enum Wrong {
    NOTHING,
    LOSES,
    DOUBLES,
    MAKES_UP,
    LEAVES_OPEN,
    LOSES_AN_AGENT,
    GRANTS_AN_OLD_TOKEN
  }

  /** Which call goes wrong: one that has earlier ones of its kind before it. */
  private static final int LATER = 20;

  private final Wrong wrong;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger tokens = new AtomicInteger();
  private final List<Member> members = new ArrayList<>();
  private volatile @Nullable Work work;

  MadeUpWay(Wrong wrong) {
    this.wrong = wrong;
  }

  private boolean is(Wrong asked) {
    return wrong == asked && calls.incrementAndGet() == LATER;
  }

  @Override
  public void prepare() {}

  @Override
  public Member join(String agent, int slots) {
    Member member = new MadeUpMember(agent);
    synchronized (members) {
      members.add(member);
    }
    return member;
  }

  @Override
  public void submit(String task) {
    Work told = work;
    if (told == null || is(Wrong.LOSES)) {
      return;
    }
    told.assigned(task);
    told.completed(task);
    if (is(Wrong.DOUBLES)) {
      told.completed(task);
    }
    if (is(Wrong.MAKES_UP)) {
      told.completed("a task of somebody else");
    }
  }

  @Override
  public int openTasks() {
    return wrong == Wrong.LEAVES_OPEN ? 1 : 0;
  }

  @Override
  public int attached() {
    return wrong == Wrong.LOSES_AN_AGENT ? members.size() - 1 : members.size();
  }

  @Override
  public void close() {}

  private final class MadeUpMember implements Member {
    private final String name;
    private final BlockingQueue<Letter> mail = new LinkedBlockingQueue<>();
    private volatile boolean left;

    MadeUpMember(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void work(Work value) {
      work = value;
    }

    @Override
    public long acquire(String resource) {
      return is(Wrong.GRANTS_AN_OLD_TOKEN) ? 1 : tokens.addAndGet(2);
    }

    @Override
    public void release(long token) {}

    @Override
    public void send(String recipient, String message) {
      if (is(Wrong.LOSES)) {
        return;
      }
      mail.add(new Letter(message, 1));
      if (is(Wrong.DOUBLES)) {
        mail.add(new Letter(message, 2));
      }
    }

    @Override
    public List<Letter> receive() {
      try {
        Letter letter = mail.poll(20, TimeUnit.MILLISECONDS);
        return letter == null ? List.of() : List.of(letter);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return List.of();
      }
    }

    @Override
    public void acknowledge(List<Letter> letters) {}

    @Override
    public boolean isLive() {
      return !left;
    }

    @Override
    public void leave() {
      left = true;
    }
  }
}
