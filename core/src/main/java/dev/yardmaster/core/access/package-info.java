/**
 * Who may do what: roles, credentials, and the authority that a request brings along.
 *
 * <p>Credentials belong to the shard, not to one of its workspaces. What each command and query
 * needs is decided where all of them are known, in {@code dev.yardmaster.core.shard.Authorization};
 * tokens are made, hashed and compared outside of the core. Start with {@link
 * dev.yardmaster.core.access.Authority}. Promises X2-X5, rule R6.
 */
@NullMarked
package dev.yardmaster.core.access;

import org.jspecify.annotations.NullMarked;
