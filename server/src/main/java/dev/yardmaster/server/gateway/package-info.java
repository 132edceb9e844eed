/**
 * Operations of the public API as calls on a connection to the engine, whatever way they came.
 * Begin with {@link dev.yardmaster.server.gateway.Gateway}.
 */
@NullMarked
package dev.yardmaster.server.gateway;

import org.jspecify.annotations.NullMarked;
