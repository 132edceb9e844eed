/**
 * What things are called: names chosen by callers and the tokens that order their holders in time.
 *
 * <p>Start with {@link dev.yardmaster.core.identity.Names} (rule R1) and {@link
 * dev.yardmaster.core.identity.FencingToken}. Nothing here knows what the named things do.
 */
@NullMarked
package dev.yardmaster.core.identity;

import org.jspecify.annotations.NullMarked;
