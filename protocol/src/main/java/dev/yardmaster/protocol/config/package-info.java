/**
 * What a user may change, and how (R83): one table of settings, read from a file, the environment
 * and code.
 *
 * <p>Here is what a setting is and which values it takes; what it does is where it is used. Start
 * with {@link dev.yardmaster.protocol.config.Setting}.
 */
@NullMarked
package dev.yardmaster.protocol.config;

import org.jspecify.annotations.NullMarked;
