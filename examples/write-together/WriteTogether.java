import dev.yardmaster.client.AgentSession;
import dev.yardmaster.client.CoordinationManager;
import dev.yardmaster.client.Lock;
import dev.yardmaster.client.Outcome;
import dev.yardmaster.client.Received;
import dev.yardmaster.client.Task;
import dev.yardmaster.client.TaskContext;
import dev.yardmaster.client.Worker;
import dev.yardmaster.client.Yardmaster;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.resource.LockRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Three agents write one document: each section is a task, each file of it is locked while it is
 * written, the whole document is locked when it is put together, and the editor hears of each
 * section by a message. A record tells how many sections there are.
 *
 * <p>Run it with {@code ./build example examples/write-together/WriteTogether.java}.
 */
public final class WriteTogether {
  private static final List<String> SECTIONS = List.of("why", "how", "limits", "thanks");
  private static final RecordKey DONE = RecordKey.of("document/sections-done");

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("write-together");
    try (Yardmaster yard = Yardmaster.open(folder.resolve("yard"))) {
      CoordinationManager manager = yard.workspace("document");
      AgentSession editor = manager.agents().register(AgentProfile.named("editor"));
      List<Worker> writers = new ArrayList<>();
      for (String name : List.of("ann", "bob", "eve")) {
        writers.add(
            manager.work(
                AgentProfile.named(name).capabilities("writing"),
                task -> write(manager, task, editor, folder)));
      }
      for (String section : SECTIONS) {
        manager.tasks().submit(Task.of(section).type("section").requires("writing"));
      }
      int heard = 0;
      while (heard < SECTIONS.size()) {
        for (Received note : manager.messages().receive(editor, 10, Duration.ofSeconds(30))) {
          System.out.printf("%s: %s%n", note.from(), note.payload().asText());
          note.ack();
          heard++;
        }
      }
      putTogether(manager, editor, folder);
      writers.forEach(Worker::close);
    }
    System.out.printf("%n%s", Files.readString(folder.resolve("document.md")));
  }

  /** One section: nobody else touches its file, nor puts the document together, meanwhile. */
  private static Outcome write(
      CoordinationManager manager, TaskContext task, AgentSession editor, Path folder)
      throws IOException {
    String section = task.spec().id().value();
    try (Lock lock =
        manager.resources().acquire(task, LockRequest.exclusive("document/" + section))) {
      String text = "## %s%n%nWritten by %s.%n%n".formatted(section, task.agent());
      Files.writeString(folder.resolve(section + ".md"), text);
      manager.records().update(task, DONE, before -> Payload.text(plusOne(before.asText())));
      manager
          .messages()
          .send(task, editor.id(), "written", Payload.text(section + " under " + lock.token()));
    }
    return Outcome.success();
  }

  private static String plusOne(String number) {
    return String.valueOf(number.isEmpty() ? 1 : Integer.parseInt(number) + 1);
  }

  /** The whole document: waits for whoever still writes below it. */
  private static void putTogether(CoordinationManager manager, AgentSession editor, Path folder)
      throws IOException {
    try (Lock all = manager.resources().acquire(editor, LockRequest.exclusive("document/**"))) {
      StringBuilder document = new StringBuilder();
      document.append("# A document of %s sections%n%n".formatted(sections(manager)));
      for (String section : SECTIONS) {
        document.append(Files.readString(folder.resolve(section + ".md")));
      }
      if (!all.isLost()) {
        Files.writeString(folder.resolve("document.md"), document);
      }
    }
  }

  private static String sections(CoordinationManager manager) {
    return manager.records().get(DONE).map(record -> record.value().asText()).orElse("no");
  }
}
