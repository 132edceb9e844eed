/**
 * Who does the work: profiles, sessions, and what is known about agents only for now.
 *
 * <p>{@link dev.yardmaster.core.agent.AgentTable} is logged state; {@link
 * dev.yardmaster.core.agent.Presence} is the leader's volatile knowledge (last seen, load, open
 * demand), never logged, hashed or read by an applier. What happens to an agent's tasks and locks
 * when it is lost is not decided here. Rules R10-R13.
 */
@NullMarked
package dev.yardmaster.core.agent;

import org.jspecify.annotations.NullMarked;
