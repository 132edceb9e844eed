package dev.yardmaster.cli.plan;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes plans as YAML for people: one task after another, straight to the output, the same bytes
 * for the same plan. {@link PlanParser} reads back an equal plan (but for places in the file).
 */
public final class PlanWriter {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./@+-]*");
  private static final Pattern NOT_TEXT = Pattern.compile("(?i)null|true|false|yes|no|on|off|y|n");
  private static final Pattern BLOCK_LINES =
      Pattern.compile(
          "[^ \n\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}\\x{FEFF}\\x{D800}-\\x{DFFF}\\x{FFFE}\\x{FFFF}]"
              + "[^\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}\\x{FEFF}\\x{D800}-\\x{DFFF}\\x{FFFE}\\x{FFFF}]*");

  private final Appendable out;

  private PlanWriter(Appendable out) {
    this.out = out;
  }

  /** Writes the whole plan; the caller flushes and closes. */
  public static void write(PlanFile plan, Appendable out) throws IOException {
    new PlanWriter(out).plan(plan);
  }

  private void plan(PlanFile plan) throws IOException {
    field("", "name", quote(plan.name()));
    if (!plan.description().isEmpty()) {
      text("", "description", plan.description());
    }
    if (!plan.parameters().isEmpty()) {
      out.append("params:\n");
      for (PlanParameter parameter : plan.parameters()) {
        parameter(parameter);
      }
    }
    if (!plan.agents().isEmpty()) {
      out.append("agents:\n");
      for (PlanAgent agent : plan.agents()) {
        agent(agent);
      }
    }
    if (!plan.resources().isEmpty()) {
      out.append("resources:\n");
      for (PlanResource resource : plan.resources()) {
        out.append("  - {id: " + quote(resource.id()) + ", capacity: " + resource.capacity())
            .append("}\n");
      }
    }
    out.append("tasks:\n");
    for (PlanTask task : plan.tasks()) {
      task(task);
    }
  }

  private void parameter(PlanParameter parameter) throws IOException {
    String fallback = parameter.defaultValue();
    String fields =
        (fallback == null ? "" : "default: " + quote(fallback))
            + (fallback == null || parameter.description().isEmpty() ? "" : ", ")
            + (parameter.description().isEmpty()
                ? ""
                : "description: " + quote(parameter.description()));
    out.append("  " + quote(parameter.name()) + ": {" + fields + "}\n");
  }

  private void agent(PlanAgent agent) throws IOException {
    out.append("  - id: " + quote(agent.id()) + "\n");
    number("count", agent.count(), 1);
    list("capabilities", agent.capabilities());
    map("labels", agent.labels());
    var usual = PlanAgent.AgentLimits.DEFAULT;
    number("priority", agent.limits().priority(), usual.priority());
    number("maxConcurrentTasks", agent.limits().maxConcurrentTasks(), usual.maxConcurrentTasks());
    number("prefetch", agent.limits().prefetch(), usual.prefetch());
    run(agent.run());
  }

  private void task(PlanTask task) throws IOException {
    out.append("  - id: " + quote(task.id()) + "\n");
    if (!task.type().equals(PlanNames.withoutNumber(task.id()))) {
      field("    ", "type", quote(task.type()));
    }
    if (!task.about().description().isEmpty()) {
      text("    ", "description", task.about().description());
    }
    list("tags", task.about().tags());
    items("dependsOn", task.dependsOn(), PlanWriter::dependency);
    TaskNeeds needs = task.needs();
    list("capabilities", needs.capabilities());
    map("selector", needs.selector());
    if (needs.agent() != null) {
      field("    ", "agent", quote(needs.agent()));
    }
    number("priority", needs.priority(), TaskNeeds.DEFAULT_PRIORITY);
    items("locks", needs.locks(), PlanWriter::lock);
    list("breakers", needs.breakers());
    run(task.process().run());
    map("env", task.process().env());
    if (!task.process().cwd().equals(TaskProcess.DEFAULT_CWD)) {
      field("    ", "cwd", quote(task.process().cwd()));
    }
    policy(task.policy());
    list("outputs", task.process().outputs());
  }

  private void policy(TaskPolicy policy) throws IOException {
    TaskTiming timing = policy.timing();
    duration("timeout", timing.timeout());
    duration("scheduleToStart", timing.scheduleToStart());
    duration("heartbeat", timing.heartbeat());
    moment("deadline", timing.deadline());
    moment("notBefore", timing.notBefore());
    PlanRetry retry = policy.retry();
    if (!retry.equals(PlanRetry.DEFAULT)) {
      field(
          "    ",
          "retry",
          "{maxRetries: "
              + retry.maxRetries()
              + ", delay: "
              + PlanDuration.format(retry.delay())
              + ", factor: "
              + number(retry.factor())
              + ", jitter: "
              + number(retry.jitter())
              + ", cap: "
              + PlanDuration.format(retry.cap())
              + (retry.nonRetryable().isEmpty()
                  ? ""
                  : ", nonRetryable: " + flow(retry.nonRetryable(), PlanWriter::nonRetryable))
              + "}");
    }
    if (policy.approval()) {
      field("    ", "approval", "true");
    }
  }

  private static String nonRetryable(PlanRetry.NonRetryable failure) {
    return switch (failure) {
      case PlanRetry.NonRetryable.ExitCode(int code) -> Integer.toString(code);
      case PlanRetry.NonRetryable.ErrorType(String type) -> quote(type);
    };
  }

  private static String dependency(PlanDependency dependency) {
    return switch (dependency.on()) {
      case SUCCESS -> quote(dependency.id());
      case COMPLETION -> "{id: " + quote(dependency.id()) + ", on: completion}";
    };
  }

  private static String lock(PlanLock lock) {
    return "{resource: "
        + quote(lock.resource())
        + switch (lock) {
          case PlanLock.Exclusive _ -> ", mode: exclusive";
          case PlanLock.Shared _ -> ", mode: shared";
          case PlanLock.Permits permits -> ", permits: " + permits.permits();
        }
        + "}";
  }

  private void run(@Nullable RunSpec run) throws IOException {
    switch (run) {
      case null -> {}
      case RunSpec.Shell(String script) -> text("    ", "run", script);
      case RunSpec.Argv(List<String> words) -> field("    ", "run", flow(words, PlanWriter::quote));
    }
  }

  private void moment(String name, @Nullable PlanMoment moment) throws IOException {
    switch (moment) {
      case null -> {}
      case PlanMoment.At(var instant) -> field("    ", name, quote(instant.toString()));
      case PlanMoment.AfterStart(Duration after) -> duration(name, after);
    }
  }

  private void duration(String name, @Nullable Duration duration) throws IOException {
    if (duration != null) {
      field("    ", name, PlanDuration.format(duration));
    }
  }

  private void number(String name, int value, int usual) throws IOException {
    if (value != usual) {
      field("    ", name, Integer.toString(value));
    }
  }

  private void list(String name, Collection<String> values) throws IOException {
    items(name, values, PlanWriter::quote);
  }

  private <T> void items(String name, Collection<T> values, Function<T, String> text)
      throws IOException {
    if (!values.isEmpty()) {
      field("    ", name, flow(values, text));
    }
  }

  private void map(String name, Map<String, String> values) throws IOException {
    if (!values.isEmpty()) {
      String entries =
          values.entrySet().stream()
              .map(entry -> quote(entry.getKey()) + ": " + quote(entry.getValue()))
              .collect(Collectors.joining(", "));
      field("    ", name, "{" + entries + "}");
    }
  }

  private static <T> String flow(Collection<T> values, Function<T, String> text) {
    return values.stream().map(text).collect(Collectors.joining(", ", "[", "]"));
  }

  private void field(String indent, String name, String value) throws IOException {
    out.append(indent).append(name).append(": ").append(value).append('\n');
  }

  /** As a block of lines where that is exact, else quoted. */
  private void text(String indent, String name, String text) throws IOException {
    String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    List<String> lines = List.of(body.split("\n", -1));
    boolean block =
        lines.size() > 1
            && lines.stream().allMatch(line -> BLOCK_LINES.matcher(line.stripLeading()).matches())
            && !lines.getFirst().startsWith(" ");
    if (!block) {
      field(indent, name, quote(text));
      return;
    }
    out.append(indent).append(name).append(text.endsWith("\n") ? ": |\n" : ": |-\n");
    for (String line : lines) {
      out.append(indent).append("  ").append(line).append('\n');
    }
  }

  /** A scalar that YAML 1.2 and older readers alike take for this text. */
  static String quote(String text) {
    if (PLAIN.matcher(text).matches() && !NOT_TEXT.matcher(text).matches()) {
      return text;
    }
    var quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\t' -> quoted.append("\\t");
            default -> {
              if ((c >= 0x20 && c < 0x7f) || (c >= 0xa0 && c < 0x2028)) {
                quoted.appendCodePoint(c);
              } else {
                quoted.append(String.format(c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
              }
            }
          }
        });
    return quoted.append('"').toString();
  }

  /** A decimal without needless digits. */
  static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
