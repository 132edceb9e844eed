/**
 * The examples that the javadoc of {@code dev.yardmaster.client} shows, run. Each is a region of a
 * test; only the public API is in reach here. Add yours to the class of its subject, and name it in
 * the javadoc of its type: {@code ExampleOfEveryTypeTest} says what is missing.
 */
@NullMarked
package dev.yardmaster.client.examples;

import org.jspecify.annotations.NullMarked;
