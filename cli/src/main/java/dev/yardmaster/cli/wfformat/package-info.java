/**
 * Workflow instances in WfFormat 1.5 (wfcommons.org): reading them ({@link
 * dev.yardmaster.cli.wfformat.WfFormat}) and turning them into plans of real shell processes
 * ({@link dev.yardmaster.cli.wfformat.WfFormatImport}). Simulating them belongs elsewhere; it needs
 * only the model.
 */
@NullMarked
package dev.yardmaster.cli.wfformat;

import org.jspecify.annotations.NullMarked;
