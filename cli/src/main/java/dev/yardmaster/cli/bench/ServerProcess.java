package dev.yardmaster.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process of this machine takes of it, as Linux tells: memory is heap and all else.
 *
 * @param residentMebibytes now
 * @param mostMebibytes since it began
 * @param cpu time on processors since it began
 */
record ServerProcess(long residentMebibytes, long mostMebibytes, Duration cpu) {
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern MOST = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  /**
   * Looks at a process.
   *
   * @throws IOException where there is none, or no Linux
   */
  static ServerProcess of(long pid) throws IOException {
    String status = Files.readString(Path.of("/proc/" + pid + "/status"));
    Duration cpu =
        ProcessHandle.of(pid)
            .flatMap(process -> process.info().totalCpuDuration())
            .orElseThrow(() -> new IOException("its processor time is not told"));
    return new ServerProcess(mebibytes(RESIDENT, status), mebibytes(MOST, status), cpu);
  }

  private static long mebibytes(Pattern pattern, String status) throws IOException {
    Matcher matcher = pattern.matcher(status);
    if (!matcher.find()) {
      throw new IOException("its status has no " + pattern);
    }
    return Long.parseLong(matcher.group(1)) >> 10;
  }

  /** What it took since an earlier look; memory as it is now. */
  ServerProcess since(ServerProcess earlier) {
    return new ServerProcess(residentMebibytes, mostMebibytes, cpu.minus(earlier.cpu()));
  }
}
