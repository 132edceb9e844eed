package dev.yardmaster.cli.process;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * A program that starts writers (plain, deaf to signals, and in the background) and waits to be
 * killed. Prints each group's id.
 */
final class KillableRun {
  private KillableRun() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    AttemptProcesses processes = AttemptProcesses.open(folder.resolve("groups"), args[1]);
    String write = "while :; do echo x >> written; sleep 0.01; done";
    for (String script :
        new String[] {
          write, "trap '' TERM HUP INT PIPE; " + write, "( (" + write + ") & ) ; exec sleep 1000",
        }) {
      System.out.println(processes.start(Attempts.shell(folder, script)).group().id());
    }
    new CountDownLatch(1).await();
  }
}
