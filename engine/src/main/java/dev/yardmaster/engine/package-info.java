/**
 * The engine of one shard: it takes requests in, decides them in order, logs, and tells the world.
 *
 * <p>Start with {@link dev.yardmaster.engine.Engine} (what is opened and closed), then {@link
 * dev.yardmaster.engine.Driver} (the one thread that owns the state) and {@link
 * dev.yardmaster.engine.EventStream} (what committed events pass through). Durability is in {@code
 * log}, the searchable past in {@code history}; what commands mean is the core's business.
 */
@NullMarked
package dev.yardmaster.engine;

import org.jspecify.annotations.NullMarked;
