package dev.yardmaster.cli.hook;

import dev.yardmaster.core.identity.ResourceName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a client may go on with: an edit only with an exclusive lock on each file it
 * changes, the end of a turn only without mail.
 */
final class Gatekeeper {
  /** Most locks of one set, as the server takes them. */
  private static final int MAX_SET = 64;

  private final Self self;
  private final Project project;
  private final Rules rules;

  /**
   * How strict it is.
   *
   * @param editing further tools that change the file they name
   * @param take whether locks that are free are taken
   * @param refuseOutside whether edits outside of the project are refused
   * @param releaseAtTurnEnd whether all is given back when a turn ends
   * @param allowUnreachable whether edits go on where no server answers
   */
  record Rules(
      Set<String> editing,
      boolean take,
      boolean refuseOutside,
      boolean releaseAtTurnEnd,
      boolean allowUnreachable) {}

  Gatekeeper(Self self, Project project, Rules rules) {
    this.self = self;
    this.project = project;
    this.rules = rules;
  }

  HookAnswer decide(HookCall call) {
    boolean edit =
        call.moment() == Moment.BEFORE_TOOL && EditedFiles.isEdit(call.tool(), rules.editing());
    try {
      return switch (call.moment()) {
        case BEFORE_TOOL -> edit ? edit(call) : HookAnswer.SILENCE;
        case TURN_END -> turnEnd(call);
        case SESSION_START -> sessionStart();
        case SESSION_END -> {
          self.leave();
          yield HookAnswer.SILENCE;
        }
        case OTHER -> {
          self.renew();
          yield HookAnswer.SILENCE;
        }
      };
    } catch (UnreachableException e) {
      return edit && !rules.allowUnreachable()
          ? new HookAnswer.Refusal(
              "Yardmaster refuses this edit: nobody can tell who holds the lock on it. %s, or allow edits meanwhile with --if-unreachable allow."
                  .formatted(e.getMessage()))
          : new HookAnswer.Warning("Yardmaster was not asked: " + e.getMessage());
    } catch (RefusedException | BadInputException e) {
      String text = "Yardmaster refuses this: " + e.getMessage();
      return edit ? new HookAnswer.Refusal(text) : new HookAnswer.Warning(text);
    }
  }

  private HookAnswer edit(HookCall call)
      throws UnreachableException, RefusedException, BadInputException {
    List<ResourceName> files = new ArrayList<>();
    Path from = call.directory().isEmpty() ? project.root() : Path.of(call.directory());
    for (String file : EditedFiles.of(call.tool(), call.input())) {
      Optional<ResourceName> name;
      try {
        name = project.resource(from, file);
      } catch (IllegalArgumentException e) {
        return new HookAnswer.Refusal(
            "Yardmaster refuses this edit: no lock can be held on '%s'. %s; choose another name, or lock the folder above and let a person make the change."
                .formatted(file, e.getMessage()));
      }
      if (name.isEmpty() && rules.refuseOutside()) {
        return new HookAnswer.Refusal(
            "Yardmaster refuses this edit: expected a file in the project %s, got %s; edit files of the project only."
                .formatted(project.root(), file));
      }
      name.filter(found -> !files.contains(found)).ifPresent(files::add);
    }
    if (files.isEmpty()) {
      return HookAnswer.SILENCE;
    }
    String handle = self.live();
    List<ResourceName> missing = missing(files);
    if (missing.isEmpty()) {
      return HookAnswer.SILENCE;
    }
    String note = rules.take() ? take(missing) : "";
    List<ResourceName> left = note == null ? List.of() : missing(missing);
    return left.isEmpty() ? HookAnswer.SILENCE : refusal(left, handle, note == null ? "" : note);
  }

  private List<ResourceName> missing(List<ResourceName> files)
      throws UnreachableException, RefusedException {
    List<ResourceName> missing = new ArrayList<>();
    for (ResourceName file : files) {
      if (!isMine(file)) {
        missing.add(file);
      }
    }
    return missing;
  }

  private boolean isMine(ResourceName file) throws UnreachableException, RefusedException {
    for (Hold hold : self.yard().holds(file)) {
      if (hold.exclusive() && self.has(hold)) {
        return true;
      }
    }
    return false;
  }

  /** Takes the locks; null where it has them now, else why not, as a sentence. */
  private @Nullable String take(List<ResourceName> missing)
      throws UnreachableException, RefusedException {
    if (missing.size() > MAX_SET) {
      return " At most %d locks are taken at once; lock a subtree.".formatted(MAX_SET);
    }
    String handle = self.liveOrJoined();
    if (handle == null) {
      return " The hook cannot take it, since agent %s joined elsewhere and has the handle."
          .formatted(self.agent());
    }
    Yard.Answer taken = self.yard().take(missing, handle);
    return taken.isYes() ? null : " Taking it failed: " + taken.detail() + ".";
  }

  private HookAnswer refusal(List<ResourceName> missing, @Nullable String handle, String note)
      throws UnreachableException, RefusedException {
    StringBuilder text = new StringBuilder("Yardmaster refuses this edit: expected agent ");
    text.append(self.agent()).append(" to hold an exclusive lock on each file it changes.");
    boolean free = true;
    for (ResourceName file : missing) {
      text.append("\n- ").append(file).append(": ");
      List<Hold> others = self.yard().holds(file);
      text.append(
          others.isEmpty()
              ? "nobody holds it"
              : String.join("; ", others.stream().map(Hold::text).toList()));
      for (Hold other : others) {
        free &= self.has(other);
      }
    }
    text.append(note.isEmpty() ? "" : "\n" + note.strip());
    text.append("\nNext: call Yardmaster's tool lock with ")
        .append(self.arguments(handle, missing))
        .append(handle == null ? " as agent " + self.agent() + " (join first)" : "");
    text.append(
        free
            ? ", then edit again; unlock when you are done."
            : "; it waits for the holder. Until it is granted do not edit: work on something else, or ask the holder with the tool send.");
    return new HookAnswer.Refusal(text.toString());
  }

  private HookAnswer turnEnd(HookCall call) throws UnreachableException, RefusedException {
    String handle = self.live();
    int mail = call.again() ? 0 : self.mail();
    if (mail > 0) {
      return new HookAnswer.Continuation(
          "%d message%s at Yardmaster wait%s for agent %s. Call its tool wait_for_work with %s, act on what it returns, and acknowledge it with ack before you stop."
              .formatted(
                  mail,
                  mail == 1 ? "" : "s",
                  mail == 1 ? "s" : "",
                  self.agent(),
                  self.arguments(handle, List.of())));
    }
    if (rules.releaseAtTurnEnd()) {
      self.releaseAll();
    }
    return HookAnswer.SILENCE;
  }

  private HookAnswer sessionStart() throws UnreachableException, RefusedException {
    String handle = self.live();
    String how =
        rules.take()
            ? "The lock on a file is taken for you when you edit it and it is free."
            : "Before you edit a file, hold its lock: call the tool lock with its path from %s in resources; docs/** takes a folder whole."
                .formatted(project.root());
    String who =
        handle == null
            ? "Join Yardmaster as agent \"%s\" (tool join)".formatted(self.agent())
            : "You are agent \"%s\" of Yardmaster; add %s to the arguments of each of its tools"
                .formatted(self.agent(), self.arguments(handle, List.of()));
    return new HookAnswer.Briefing(
        "Others work on this project too. %s. %s An edit without the lock is refused with the name of its holder."
            .formatted(who, how));
  }
}
