/** Tests of what lies in the folder {@code examples}. */
@NullMarked
package dev.yardmaster.cli.example;

import org.jspecify.annotations.NullMarked;
