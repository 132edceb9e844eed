package dev.yardmaster.cli.wfformat;

/** A file is no WfFormat 1.5 instance; the message names the file, the JSON path and the cure. */
public final class WfFormatException extends Exception {

  private static final long serialVersionUID = 1L;

  WfFormatException(String message) {
    super(message);
  }
}
