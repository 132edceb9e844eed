/**
 * What goes over wires and into files: formats, and their mapping from and to the core's records.
 *
 * <p>Start with {@code log.LogRecordCodec}. What decides, stores or sends belongs elsewhere.
 */
@NullMarked
package dev.yardmaster.protocol;

import org.jspecify.annotations.NullMarked;
