/**
 * Messages of version 1 of the log format, generated from {@code yardmaster/log/v1/*.proto}; start
 * with {@code record.proto}. Nothing is written by hand here; the public API carries the same
 * values. Not null-marked: generated code carries no annotations.
 */
package dev.yardmaster.protocol.log.v1;
