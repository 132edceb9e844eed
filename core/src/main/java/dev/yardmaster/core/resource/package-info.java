/**
 * Who holds what: resources, modes, grants and their tokens, leases, rates and budgets.
 *
 * <p>Start with {@link dev.yardmaster.core.resource.Grant} and {@link
 * dev.yardmaster.core.resource.ResourceTable}: the tree of names along which locks meet. Waiting is
 * not here: agents wait in {@code wait}, tasks are parked by {@code placement}. Rules R50, R51,
 * R53.
 */
@NullMarked
package dev.yardmaster.core.resource;

import org.jspecify.annotations.NullMarked;
