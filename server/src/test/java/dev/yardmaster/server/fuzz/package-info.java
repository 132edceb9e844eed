/**
 * Bytes that nobody meant, sent to a real server: each target is a method that Jazzer calls for
 * hours, and that the tests call with its seeds and some thousand changes of them. A finding is an
 * answer that blames the server, an answer that is not what it says it is, or none at all.
 */
@NullMarked
package dev.yardmaster.server.fuzz;

import org.jspecify.annotations.NullMarked;
