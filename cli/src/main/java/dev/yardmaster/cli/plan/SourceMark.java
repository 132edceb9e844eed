package dev.yardmaster.cli.plan;

/**
 * A place in a plan file: line and column, both counted from 1. {@link #NONE} marks values that
 * come from no file.
 */
public record SourceMark(int line, int column) implements Comparable<SourceMark> {

  /** The place of something that was not read from a file. */
  public static final SourceMark NONE = new SourceMark(0, 0);

  @Override
  public int compareTo(SourceMark other) {
    return line != other.line
        ? Integer.compare(line, other.line)
        : Integer.compare(column, other.column);
  }
}
