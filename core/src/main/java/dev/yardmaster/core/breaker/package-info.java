/**
 * Circuit breakers: what keeps failing is left alone for a while, then tried carefully (R72).
 *
 * <p>Start with {@link dev.yardmaster.core.breaker.BreakerState} and {@link
 * dev.yardmaster.core.breaker.BreakerRules}, the state machine that the client uses around any call
 * too. The rest is the workspace's use of it: breakers that tasks name, and one of each agent. What
 * a breaker means for placement is not here.
 */
@NullMarked
package dev.yardmaster.core.breaker;

import org.jspecify.annotations.NullMarked;
