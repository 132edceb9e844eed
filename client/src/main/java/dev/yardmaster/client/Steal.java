package dev.yardmaster.client;

import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.TaskId;
import java.time.Duration;

/**
 * A task that should move to another agent, proposed by {@link WorkStealingCoordinator#steals}.
 *
 * {@snippet file="AloneExamplesTest.java" region="steals"}
 *
 * @param sooner how much sooner it is expected to end there
 */
public record Steal(TaskId task, AgentId from, AgentId to, Duration sooner) {}
