/**
 * Who holds what: resources, modes, holders and their tokens.
 *
 * <p>In this shape a holder takes a whole set at once or nothing; waiting is the business of
 * whoever asks (tasks are parked by placement). Interactive waits, subtrees and deadlock detection
 * are to be added to {@link dev.yardmaster.core.resource.ResourceTable} without changing how holds
 * are kept. Rules R50-R52.
 */
@NullMarked
package dev.yardmaster.core.resource;

import org.jspecify.annotations.NullMarked;
