/**
 * A mixed load in a process that is killed again and again, and a judge of what it promised.
 *
 * <p>{@link dev.yardmaster.client.kill.MixedLoad} writes what it was told into a {@link
 * dev.yardmaster.client.kill.Journal}, beside the data folder and without its help; {@link
 * dev.yardmaster.client.kill.Judge} holds the journals of all its lives against the log. A new
 * promise is a {@link dev.yardmaster.client.kill.Fact} and a rule of the judge.
 */
@NullMarked
package dev.yardmaster.client.kill;

import org.jspecify.annotations.NullMarked;
