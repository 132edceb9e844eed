package dev.yardmaster.engine;

import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.task.TaskSpec;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** Commands and events by kind and by the ids they are about; for debugging alone. */
final class Subjects {
  private Subjects() {}

  /** The kind, and every id among its components: {@code TaskAssigned t7 coder-1}. */
  static String of(Object value) {
    StringBuilder text = new StringBuilder(value.getClass().getSimpleName());
    if (value instanceof Record record) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        String id = id(read(component, record));
        if (!id.isEmpty()) {
          text.append(' ').append(id);
        }
      }
    }
    return text.toString();
  }

  private static String id(@Nullable Object value) {
    return switch (value) {
      case TaskId id -> id.value();
      case AgentId id -> id.value();
      case CredentialId id -> id.value();
      case Credential credential -> credential.id().value();
      case PlanId id -> id.value();
      case MessageId id -> id.value();
      case RecordKey id -> id.value();
      case ConflictId id -> id.value();
      case BreakerName id -> id.value();
      case ResourceName id -> id.value();
      case TaskSpec spec -> spec.id().value();
      case AgentProfile profile -> profile.id().value();
      case null, default -> "";
    };
  }

  private static @Nullable Object read(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("Could not read %s".formatted(component), e);
    }
  }
}
