package dev.yardmaster.protocol.log;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.breaker.ResultWindow;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.LogPosition;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.machine.Event;
import dev.yardmaster.core.machine.Now;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.message.Topic;
import dev.yardmaster.core.message.TopicPattern;
import dev.yardmaster.core.shard.IdempotencyKey;
import dev.yardmaster.core.shard.LogRecord;
import dev.yardmaster.core.task.RetryPolicy;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Log records and other values of the core's real types, invented from a seed by reflection: a new
 * event, component or enum value is covered the day it is written.
 */
public final class RandomRecords {
  /** Every kind of event there is, by name. */
  public static final List<Class<? extends Event>> KINDS =
      new ClassFileImporter()
          .importPackages("dev.yardmaster.core").stream()
              .filter(type -> type.isAssignableTo(Event.class) && !type.isInterface())
              .sorted(Comparator.comparing(JavaClass::getName))
              .<Class<? extends Event>>map(type -> type.reflect().asSubclass(Event.class))
              .toList();

  private static final String NAME_ALPHABET = "azAZ09._:/@+-";
  private static final String[] TEXTS = {
    "", "a", "ü", "漢字", "😀😀", "\0\n\"", "\uFFFF", "x".repeat(60)
  };

  private final Random random;

  public RandomRecords(long seed) {
    this.random = new Random(seed);
  }

  /** A record of up to 4 entries with up to 4 events each, of any kind. */
  LogRecord record() {
    return record(list(4, this::entry));
  }

  LogRecord record(List<LogRecord.Entry> entries) {
    return new LogRecord(
        longValue(),
        new LogPosition(random.nextLong() >>> 1),
        new Now(longValue(), longValue()),
        entries,
        longValue());
  }

  LogRecord.Entry entry() {
    return entry(list(4, () -> event(KINDS.get(random.nextInt(KINDS.size())))));
  }

  LogRecord.Entry entry(List<Event> events) {
    return new LogRecord.Entry(
        WorkspaceId.of("workspace-" + random.nextInt(3)),
        Principal.of("principal-" + random.nextInt(3)),
        events);
  }

  Event event(Class<? extends Event> kind) {
    return kind.cast(recordOf(kind));
  }

  /** Legal values of a record's type. */
  public <R> R of(Class<R> type) {
    return type.cast(value(type));
  }

  /** Any value of a type that events, queries and answers are made of. */
  public Object value(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      return collection((Class<?>) generic.getRawType(), of);
    }
    Class<?> raw = (Class<?>) type;
    if (raw == String.class) {
      return text();
    } else if (raw == long.class || raw == Long.class) {
      return longValue();
    } else if (raw == int.class || raw == Integer.class) {
      return intValue();
    } else if (raw == boolean.class) {
      return random.nextBoolean();
    } else if (raw == double.class) {
      return doubleValue();
    } else if (raw == Payload.class) {
      return payload();
    } else if (raw == ResultWindow.class) {
      return window();
    } else if (raw == OptionalLong.class) {
      return random.nextBoolean() ? OptionalLong.of(longValue()) : OptionalLong.empty();
    } else if (raw == Instant.class) {
      return Instant.ofEpochMilli(longValue());
    } else if (raw == Duration.class) {
      return Duration.ofNanos(longValue());
    } else if (raw.isEnum()) {
      return pick(raw.getEnumConstants());
    } else if (raw.isRecord()) {
      return recordOf(raw);
    } else if (raw.isSealed()) {
      return value(pick(raw.getPermittedSubclasses()));
    }
    throw new AssertionError("Expected a type that events are made of, got " + type);
  }

  private Object collection(Class<?> raw, Type[] of) {
    if (raw == List.class) {
      return list(4, () -> value(of[0]));
    } else if (raw == SortedSet.class) {
      return new TreeSet<>(list(4, () -> value(of[0])));
    } else if (raw == SortedMap.class || raw == Map.class) {
      TreeMap<Object, Object> map = new TreeMap<>();
      list(4, () -> value(of[0])).forEach(key -> map.put(key, value(of[1])));
      return map;
    }
    throw new AssertionError("Expected an ordered collection, got " + raw);
  }

  /**
   * Draws until the record's own checks are content: they know the bounds best. The exceptions are
   * too hard to hit by chance.
   */
  private Object recordOf(Class<?> type) {
    if (type == ResourceName.class) {
      return ResourceName.of("r" + random.nextInt(1000) + (random.nextBoolean() ? "/**" : "/ü"));
    }
    if (type == Topic.class) {
      return Topic.of("t" + random.nextInt(1000) + (random.nextBoolean() ? "/x" : ""));
    }
    if (type == TopicPattern.class) {
      return TopicPattern.of("t" + random.nextInt(1000) + (random.nextBoolean() ? "/*" : "/**"));
    }
    if (type == RetryPolicy.Backoff.class) {
      long delay = random.nextLong(1L << 30);
      return new RetryPolicy.Backoff(
          delay, 100 + random.nextInt(901), random.nextInt(101), delay + random.nextLong(1L << 30));
    }
    if (type == IdempotencyKey.class) {
      return new IdempotencyKey(name() + " " + name(), longValue());
    }
    if (type == Credential.class) {
      return credential();
    }
    RecordComponent[] components = type.getRecordComponents();
    boolean name = type.getPackage().equals(WorkspaceId.class.getPackage());
    for (int attempt = 0; attempt < 100_000; attempt++) {
      @Nullable Object[] values = new @Nullable Object[components.length];
      Class<?>[] types = new Class<?>[components.length];
      for (int i = 0; i < components.length; i++) {
        RecordComponent component = components[i];
        types[i] = component.getType();
        boolean absent =
            component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                && random.nextBoolean();
        if (!absent) {
          values[i] = name && types[i] == String.class ? name() : value(component.getGenericType());
        }
      }
      try {
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        return constructor.newInstance(values);
      } catch (InvocationTargetException e) {
        if (!(e.getCause() instanceof IllegalArgumentException)) {
          throw new AssertionError(type + " refuses " + Arrays.toString(values), e);
        }
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("Expected a record with a public constructor: " + type, e);
      }
    }
    throw new AssertionError("Expected to find legal values of " + type + "; help the generator");
  }

  private Credential credential() {
    SortedMap<WorkspaceId, Role> roles = new TreeMap<>();
    list(4, this::name).forEach(name -> roles.put(WorkspaceId.of(name), pick(Role.values())));
    byte[] hash = new byte[32];
    random.nextBytes(hash);
    return new Credential(
        CredentialId.of(name()),
        Principal.of(name()),
        HexFormat.of().formatHex(hash),
        roles,
        random.nextBoolean(),
        longValue() >>> 1);
  }

  private <T> List<T> list(int most, Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private String name() {
    StringBuilder name = new StringBuilder();
    for (int i = 1 + random.nextInt(12); i > 0; i--) {
      name.append(NAME_ALPHABET.charAt(random.nextInt(NAME_ALPHABET.length())));
    }
    return name.toString();
  }

  private String text() {
    return pick(TEXTS) + pick(TEXTS);
  }

  private Payload payload() {
    byte[] bytes = new byte[random.nextInt(3) * random.nextInt(20)];
    random.nextBytes(bytes);
    return Payload.of(bytes, pick(new String[] {"", "text/plain", text()}));
  }

  private ResultWindow window() {
    int size = 1 + random.nextInt(130);
    int results = random.nextInt(size + 1);
    long[] bits = new long[(size + 63) >> 6];
    for (int i = 0; i < results; i++) {
      bits[i >> 6] |= random.nextBoolean() ? 1L << (i & 63) : 0;
    }
    return ResultWindow.restored(size, results, results == size ? 0 : results, bits);
  }

  private int intValue() {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> 1;
      case 2, 3, 4 -> random.nextInt(101);
      case 5 -> random.nextInt(1001);
      case 6 -> random.nextInt();
      default -> random.nextBoolean() ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    };
  }

  private long longValue() {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> 1;
      case 2, 3 -> random.nextInt(1001);
      case 4, 5 -> random.nextLong(1L << 38);
      case 6 -> random.nextLong();
      default -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE;
    };
  }

  private double doubleValue() {
    return switch (random.nextInt(8)) {
      case 0 -> 0.0;
      case 1 -> -0.0;
      case 2 -> Double.NaN;
      case 3 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.MIN_VALUE;
      default -> Double.longBitsToDouble(random.nextLong());
    };
  }
}
