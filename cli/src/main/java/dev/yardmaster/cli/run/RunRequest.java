package dev.yardmaster.cli.run;

import dev.yardmaster.cli.data.DataFolder;
import dev.yardmaster.cli.plan.PlanAgent;
import dev.yardmaster.cli.plan.PlanFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be run, and how.
 *
 * @param crew the agents that do it
 * @param strategy which places tasks, where one is named
 * @param redoChanged whether tasks that succeeded are done again when they were edited
 */
record RunRequest(
    PlanFile plan,
    Map<String, String> parameters,
    List<PlanAgent> crew,
    DataFolder data,
    AttemptHandler.Folders folders,
    Optional<String> strategy,
    boolean redoChanged) {}
