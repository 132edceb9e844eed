package dev.yardmaster.cli.plan;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The process of an attempt.
 *
 * @param run what is executed; null means its agent's own {@code run}
 * @param env added to the environment, after the plan's defaults
 * @param cwd working folder, relative to the folder in which the run was started
 * @param outputs files, relative to {@code cwd}, that must exist afterwards
 */
public record TaskProcess(
    @Nullable RunSpec run, Map<String, String> env, String cwd, List<String> outputs) {

  /** Working folder of a task that names none. */
  public static final String DEFAULT_CWD = ".";

  public TaskProcess {
    env = Ordered.map(env);
    outputs = List.copyOf(outputs);
  }
}
