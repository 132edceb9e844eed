package dev.yardmaster.cli.wfformat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * The POSIX shell script of one imported task: it reads its inputs (and fails where one is
 * missing), takes its time, writes its outputs beside their place and moves them there complete, so
 * that a killed attempt leaves no half output. Names are legal file names, which need no quoting.
 */
final class TaskScript {

  /** A file to write. */
  record Output(String name, long bytes) {}

  /** Up to so many bytes the shell's own printf is cheaper than a process. */
  private static final long BUILTIN_BYTES = 65_536;

  static String of(String id, List<String> inputs, double seconds, List<Output> outputs) {
    var script = new StringBuilder("set -e\n[ -d data ] || mkdir -p data\ncd data\n");
    if (!inputs.isEmpty()) {
      script.append("cat ").append(String.join(" ", inputs)).append(" >/dev/null\n");
    }
    sleep(script, seconds);
    if (outputs.size() == 1) {
      Output only = outputs.getFirst();
      String part = ".part-" + only.name();
      script.append(write(only, part)).append("mv ").append(part).append(' ').append(only.name());
      script.append('\n');
    } else if (!outputs.isEmpty()) {
      String folder = ".part-" + id;
      script.append("mkdir -p ").append(folder).append("\ncd ").append(folder).append('\n');
      for (Output output : outputs) {
        script.append(write(output, output.name()));
      }
      script.append("mv * ..\ncd ..\nrmdir ").append(folder).append('\n');
    }
    return script.toString();
  }

  // POSIX sleep knows whole seconds only; where it refuses decimals, the next whole one must do.
  private static void sleep(StringBuilder script, double seconds) {
    BigDecimal exact = BigDecimal.valueOf(seconds).setScale(3, RoundingMode.HALF_UP);
    if (exact.signum() == 0) {
      return;
    }
    BigDecimal whole = exact.setScale(0, RoundingMode.CEILING);
    String decimals = exact.stripTrailingZeros().toPlainString();
    script.append("sleep ").append(decimals);
    if (whole.compareTo(exact) != 0) {
      script.append(" 2>/dev/null || sleep ").append(whole.toPlainString());
    }
    script.append('\n');
  }

  private static String write(Output output, String target) {
    long bytes = output.bytes();
    String make =
        bytes == 0
            ? ":"
            : bytes <= BUILTIN_BYTES
                ? "printf %" + bytes + "s ''"
                : "head -c " + bytes + " /dev/zero";
    return make + " >" + target + "\n";
  }

  private TaskScript() {}
}
