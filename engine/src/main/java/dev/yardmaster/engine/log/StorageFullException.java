package dev.yardmaster.engine.log;

import java.io.IOException;

/** A write that failed because the disk, or the quota on it, is full. */
final class StorageFullException extends IOException {
  private static final long serialVersionUID = 1L;

  StorageFullException(String message) {
    super(message);
  }
}
