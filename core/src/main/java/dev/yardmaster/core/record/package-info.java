/**
 * Records: small shared values under keys, changed only by who knows their version (R70).
 *
 * <p>Start with {@link dev.yardmaster.core.record.RecordTable}. Watching them is the business of
 * the event stream; the events carry key, version and size, the content is read by a query.
 */
@NullMarked
package dev.yardmaster.core.record;

import org.jspecify.annotations.NullMarked;
