/**
 * The main job: a plan carried out by a crew of agents whose attempts are processes. Start reading
 * at {@link dev.yardmaster.cli.run.PlanRun}; {@link dev.yardmaster.cli.run.PlanTasks} says what the
 * core is told of a plan, {@link dev.yardmaster.cli.run.AttemptHandler} what an agent does.
 */
@NullMarked
package dev.yardmaster.cli.run;

import org.jspecify.annotations.NullMarked;
