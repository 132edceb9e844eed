/**
 * The dependency graph: which task may start, which must not, and which chain decides the end.
 *
 * <p>Here belongs everything that follows from dependencies alone. What a task is, who runs it and
 * how often it is tried does not. Start reading at {@link
 * dev.yardmaster.core.graph.DependencyGraph}; it is usable alone and needs nothing but the JDK.
 */
@NullMarked
package dev.yardmaster.core.graph;

import org.jspecify.annotations.NullMarked;
