/** Tests of the WfFormat importer. */
@NullMarked
package dev.yardmaster.cli.wfformat;

import org.jspecify.annotations.NullMarked;
