package dev.yardmaster.cli.wfformat;

import java.util.List;

/**
 * A workflow instance: tasks with measured runtimes and the files between them. Valid by
 * construction of {@link WfFormatReader}: ids are unique, parents exist, there is no cycle, each
 * task comes with every parent that makes one of its inputs.
 *
 * @param files all files, in the order of the instance
 */
public record WfFormat(String name, List<WfTask> tasks, List<WfFile> files) {

  public WfFormat {
    tasks = List.copyOf(tasks);
    files = List.copyOf(files);
  }

  /**
   * One task.
   *
   * @param type what tasks of its kind share: category or program, else the name without number
   * @param parents ids of the tasks it waits for
   * @param runtimeSeconds as measured; a scheduler that is judged must not see it
   * @param inputs ids of the files it reads
   * @param outputs ids of the files it writes
   */
  public record WfTask(
      String id,
      String type,
      List<String> parents,
      double runtimeSeconds,
      List<String> inputs,
      List<String> outputs) {
    public WfTask {
      parents = List.copyOf(parents);
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /** A file and its size. */
  public record WfFile(String id, long bytes) {}

  /** Size of all files together. */
  public long totalBytes() {
    return files.stream().mapToLong(WfFile::bytes).sum();
  }

  /** Runtime of all tasks one after another. */
  public double totalSeconds() {
    return tasks.stream().mapToDouble(WfTask::runtimeSeconds).sum();
  }
}
