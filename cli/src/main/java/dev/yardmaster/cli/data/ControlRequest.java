package dev.yardmaster.cli.data;

import java.util.List;

/** A command line given elsewhere: its words, and the folder in which relative paths begin. */
record ControlRequest(List<String> argv, String cwd) {
  ControlRequest {
    argv = List.copyOf(argv);
  }
}
