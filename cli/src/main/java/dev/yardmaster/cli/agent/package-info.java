/**
 * A worker for programs in any language: takes tasks from a server and runs a command for each.
 * Start reading at {@link dev.yardmaster.cli.agent.AgentCommand}; how a command runs as a process
 * group is in {@code dev.yardmaster.cli.process}.
 */
@NullMarked
package dev.yardmaster.cli.agent;

import org.jspecify.annotations.NullMarked;
