/**
 * The public API, version 1, as generated from {@code yardmaster/v1/*.proto}; nothing here is
 * written by hand. What it means to the core is in {@code dev.yardmaster.protocol.api}.
 */
package dev.yardmaster.protocol.v1;
