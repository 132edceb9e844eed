package dev.yardmaster.engine.log;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A folder in memory with the faults of real disks: power loss, a full disk, failing fsyncs.
 *
 * <p>A write is visible at once and durable after a force. At a power loss each unforced write
 * survives, or not, sector by sector; of unsynced creations, renames and deletions a prefix
 * survives. A failed force loses the file's unforced writes at the next power loss for good, while
 * they stay visible until then, as in a page cache that calls them clean.
 */
final class SimulatedStorage implements Storage {
  private static final int SECTOR_BYTES = 512;

  private final Map<String, Inode> entries = new TreeMap<>();
  private final List<FolderChange> unsynced = new ArrayList<>();
  private Map<String, Inode> durableEntries = new HashMap<>();
  private long capacity = Long.MAX_VALUE;
  private long operationsLeft = Long.MAX_VALUE;
  private boolean forcesFail;
  private boolean locked;
  private long bytesRead;

  /** A change of the folder that a sync makes durable: one name gone, one name given, or both. */
  private record FolderChange(String gone, String given, @Nullable Inode inode) {
    void applyTo(Map<String, Inode> names) {
      names.remove(gone);
      if (inode != null) {
        names.put(given, inode);
      }
    }
  }

  /** After this many more operations the power fails in the middle of the next. */
  synchronized void powerFailsAfter(long operations) {
    operationsLeft = operations;
  }

  synchronized void capacity(long bytes) {
    capacity = bytes;
  }

  synchronized void forcesFail(boolean fail) {
    forcesFail = fail;
  }

  /** Flips one bit behind the back of whoever has the file open. */
  synchronized void flipBit(String name, int offset) throws IOException {
    inode(name).cache[offset] ^= 1;
  }

  /** How much was read since this was asked last. */
  synchronized long bytesRead() {
    long read = bytesRead;
    bytesRead = 0;
    return read;
  }

  synchronized long usedBytes() {
    long used = 0;
    for (Inode inode : entries.values()) {
      used += inode.size;
    }
    return used;
  }

  synchronized byte[] content(String name) throws IOException {
    return inode(name).visible();
  }

  /** The process died; the page cache did not. */
  synchronized void processCrash() {
    locked = false;
    operationsLeft = Long.MAX_VALUE;
  }

  /** What a disk holds after the power came back, or never failed. */
  synchronized void powerLoss(Random random) {
    int survivors = random.nextInt(unsynced.size() + 1);
    Map<String, Inode> after = new HashMap<>(durableEntries);
    unsynced.subList(0, survivors).forEach(change -> change.applyTo(after));
    unsynced.clear();
    entries.clear();
    entries.putAll(after);
    durableEntries = after;
    int mood = random.nextInt(4);
    for (Inode inode : entries.values()) {
      inode.powerLoss(random, mood);
    }
    processCrash();
  }

  private void operate() throws IOException {
    if (operationsLeft == 0) {
      throw new IOException("power lost");
    }
    operationsLeft--;
  }

  private Inode inode(String name) throws IOException {
    Inode found = entries.get(name);
    if (found == null) {
      throw new FileNotFoundException(name);
    }
    return found;
  }

  private void change(FolderChange change) {
    change.applyTo(entries);
    unsynced.add(change);
  }

  @Override
  public synchronized Closeable lock() throws LogException {
    if (locked) {
      throw new LogException(LogException.Kind.LOCKED, "The simulated folder is in use");
    }
    locked = true;
    return () -> locked = false;
  }

  @Override
  public synchronized List<String> list() {
    return List.copyOf(entries.keySet());
  }

  @Override
  public synchronized boolean exists(String name) {
    return entries.containsKey(name);
  }

  @Override
  public synchronized LogFile create(String name) throws IOException {
    operate();
    Inode created = new Inode();
    change(new FolderChange(name, name, created));
    return new OpenFile(created);
  }

  @Override
  public synchronized LogFile open(String name, Access access) throws IOException {
    return new OpenFile(inode(name));
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    operate();
    change(new FolderChange(from, to, inode(from)));
  }

  @Override
  public synchronized void deleteIfExists(String name) throws IOException {
    operate();
    if (entries.containsKey(name)) {
      change(new FolderChange(name, name, null));
    }
  }

  @Override
  public synchronized void syncFolder() throws IOException {
    operate();
    unsynced.clear();
    durableEntries = new HashMap<>(entries);
  }

  @Override
  public synchronized long usableBytes() {
    return capacity - usedBytes();
  }

  @Override
  public String path(String name) {
    return "simulated/" + name;
  }

  /** One file: what is durable, and the writes since. */
  private static final class Inode {
    private final List<Write> unforced = new ArrayList<>();
    private byte[] cache = new byte[0];
    private byte[] durable = new byte[0];
    private int size;

    /** A write, or a truncation when there are no bytes. */
    private static final class Write {
      private final int offset;
      private final byte[] bytes;

      Write(int offset, byte[] bytes) {
        this.offset = offset;
        this.bytes = bytes;
      }
    }

    byte[] visible() {
      return Arrays.copyOf(cache, size);
    }

    void write(int offset, byte[] bytes) {
      if (cache.length < offset + bytes.length) {
        cache = Arrays.copyOf(cache, Math.max(offset + bytes.length, 2 * cache.length));
      }
      System.arraycopy(bytes, 0, cache, offset, bytes.length);
      size = Math.max(size, offset + bytes.length);
      unforced.add(new Write(offset, bytes));
    }

    void truncate(int newSize) {
      if (newSize < size) {
        Arrays.fill(cache, newSize, size, (byte) 0);
        size = newSize;
        unforced.add(new Write(newSize, new byte[0]));
      }
    }

    /** Applies the unforced writes to the durable content only, so cost follows what changed. */
    void force() {
      for (Write write : unforced) {
        durable = applied(durable, write);
      }
      unforced.clear();
    }

    void powerLoss(Random random, int mood) {
      byte[] survived = durable;
      for (Write write : unforced) {
        if (write.bytes.length == 0) {
          survived = survives(random, mood) ? applied(survived, write) : survived;
          continue;
        }
        int at = write.offset;
        int end = write.offset + write.bytes.length;
        while (at < end) {
          int stop = Math.min(end, (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
          if (survives(random, mood)) {
            byte[] part = Arrays.copyOfRange(write.bytes, at - write.offset, stop - write.offset);
            survived = applied(survived, new Write(at, part));
          }
          at = stop;
        }
      }
      unforced.clear();
      durable = survived;
      cache = survived.clone();
      size = survived.length;
    }

    private static boolean survives(Random random, int mood) {
      return switch (mood) {
        case 0 -> false;
        case 1 -> true;
        default -> random.nextBoolean();
      };
    }

    private static byte[] applied(byte[] content, Write write) {
      if (write.bytes.length == 0) {
        return content.length > write.offset ? Arrays.copyOf(content, write.offset) : content;
      }
      int end = write.offset + write.bytes.length;
      byte[] result = content.length < end ? Arrays.copyOf(content, end) : content;
      System.arraycopy(write.bytes, 0, result, write.offset, write.bytes.length);
      return result;
    }
  }

  /** A handle on a file. */
  private final class OpenFile implements LogFile {
    private final Inode inode;

    OpenFile(Inode inode) {
      this.inode = inode;
    }

    @Override
    public int read(ByteBuffer target, long offset) {
      synchronized (SimulatedStorage.this) {
        int from = (int) Math.min(offset, inode.size);
        int length = Math.min(target.remaining(), inode.size - from);
        target.put(inode.cache, from, length);
        bytesRead += length;
        return length;
      }
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
      synchronized (SimulatedStorage.this) {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        boolean powerFails = operationsLeft == 0;
        long growth = Math.max(0, offset + bytes.length - inode.size);
        long room = capacity - usedBytes();
        int written = growth <= room ? bytes.length : (int) (bytes.length - (growth - room));
        if (written > 0) {
          inode.write((int) offset, Arrays.copyOf(bytes, written));
        }
        if (powerFails) {
          throw new IOException("power lost");
        }
        operate();
        if (written < bytes.length) {
          throw new StorageFullException("simulated disk is full");
        }
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (SimulatedStorage.this) {
        operate();
        if (forcesFail) {
          inode.unforced.clear();
          throw new IOException("simulated EIO");
        }
        inode.force();
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (SimulatedStorage.this) {
        operate();
        inode.truncate((int) size);
      }
    }

    @Override
    public long size() {
      synchronized (SimulatedStorage.this) {
        return inode.size;
      }
    }

    @Override
    public void close() {}
  }
}
