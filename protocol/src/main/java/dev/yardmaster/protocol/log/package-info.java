/**
 * The log format: records and snapshot chunks as bytes (protobuf, described in {@code
 * yardmaster/log/v1/record.proto}), and back.
 *
 * <p>{@link dev.yardmaster.protocol.log.LogRecordCodec} is the only way in for records; the public
 * API writes its values with the mappings that are public. Each feature of the core has one {@code
 * ...Mapping} whose switches list every event of its family: a new event does not compile until it
 * is mapped. Both directions are strict: what would not come back as the same record is not
 * written, and what is not wholly understood is not read.
 */
@NullMarked
package dev.yardmaster.protocol.log;

import org.jspecify.annotations.NullMarked;
