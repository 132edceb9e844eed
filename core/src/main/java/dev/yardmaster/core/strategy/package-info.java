/**
 * Users' strategies, which never run here: which names somebody answers for.
 *
 * <p>The questions are events, the answers commands, of the features that ask: {@code placement}
 * keeps its open questions with the volatile queues of the leader, {@code conflict} in its logged
 * state, since a conflict outlives a leader and a task in a queue is only queued anew.
 */
@NullMarked
package dev.yardmaster.core.strategy;

import org.jspecify.annotations.NullMarked;
