package dev.yardmaster.core.shard;

import dev.yardmaster.core.access.Credential;
import dev.yardmaster.core.access.Role;
import dev.yardmaster.core.agent.AgentProfile;
import dev.yardmaster.core.breaker.BreakerConfig;
import dev.yardmaster.core.conflict.ConflictCommand;
import dev.yardmaster.core.conflict.Subject;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.BreakerName;
import dev.yardmaster.core.identity.Caller;
import dev.yardmaster.core.identity.ConflictId;
import dev.yardmaster.core.identity.CredentialId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.MessageId;
import dev.yardmaster.core.identity.PlanId;
import dev.yardmaster.core.identity.Principal;
import dev.yardmaster.core.identity.RecordKey;
import dev.yardmaster.core.identity.ResourceName;
import dev.yardmaster.core.identity.TaskId;
import dev.yardmaster.core.machine.Command;
import dev.yardmaster.core.machine.Payload;
import dev.yardmaster.core.message.Audience;
import dev.yardmaster.core.message.Delivery;
import dev.yardmaster.core.message.Envelope;
import dev.yardmaster.core.message.TopicPattern;
import dev.yardmaster.core.placement.PlacementPolicy;
import dev.yardmaster.core.resource.LockRequest;
import dev.yardmaster.core.resource.Refill;
import dev.yardmaster.core.resource.ResourceCommand;
import dev.yardmaster.core.task.Attribution;
import dev.yardmaster.core.task.Failure;
import dev.yardmaster.core.task.TaskSpec;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One command or query of any kind, made from its components: about agent a and task running. */
final class Samples {
  private final Map<Class<?>, Object> values;

  Samples(FencingToken epoch) {
    AgentId agent = AgentId.of("a");
    Caller caller = Caller.session(agent, epoch);
    this.values =
        Map.ofEntries(
            Map.entry(AgentId.class, agent),
            Map.entry(AgentProfile.class, AgentProfile.named("a")),
            Map.entry(Caller.class, caller),
            Map.entry(FencingToken.class, epoch),
            Map.entry(TaskId.class, TaskId.of("running")),
            Map.entry(TaskSpec.class, TaskSpec.named("another")),
            Map.entry(PlanId.class, PlanId.of("p")),
            Map.entry(MessageId.class, MessageId.of("m")),
            Map.entry(RecordKey.class, RecordKey.of("k")),
            Map.entry(ConflictId.class, ConflictId.of("c")),
            Map.entry(ResourceName.class, ResourceName.of("r")),
            Map.entry(BreakerName.class, BreakerName.of("b")),
            Map.entry(BreakerConfig.class, BreakerConfig.DEFAULT),
            Map.entry(Payload.class, Payload.EMPTY),
            Map.entry(Envelope.class, Envelope.of("note", Payload.EMPTY)),
            Map.entry(Audience.class, Audience.of(agent)),
            Map.entry(TopicPattern.class, TopicPattern.of("news/*")),
            Map.entry(Delivery.class, new Delivery(MessageId.of("m"), epoch)),
            Map.entry(LockRequest.class, LockRequest.permits("r", 1)),
            Map.entry(Refill.class, Refill.NONE),
            Map.entry(Failure.class, new Failure("boom", "it broke")),
            Map.entry(Attribution.class, Attribution.NONE),
            Map.entry(Subject.class, new Subject.OfResource(ResourceName.of("r"))),
            Map.entry(ConflictCommand.Decision.class, new ConflictCommand.Winner(agent, false, "")),
            Map.entry(PlacementPolicy.class, PlacementPolicy.DEFAULT),
            Map.entry(CredentialId.class, CredentialId.of(AccessWorld.Who.READER.name())),
            Map.entry(Role.class, Role.READER),
            Map.entry(
                Credential.class,
                AccessWorld.credential(
                    "new", Principal.of("somebody"), AccessWorld.SHARED, Role.READER, 0)),
            Map.entry(Command.class, new ResourceCommand.ReleaseAll(caller)),
            Map.entry(String.class, "ada"));
  }

  <T> T of(Class<T> kind) {
    RecordComponent[] components = kind.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      arguments[i] = value(components[i].getGenericType());
    }
    try {
      var constructor = kind.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Expected to make a " + kind + "; help the samples", e);
    }
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType list) {
      Type of = list.getActualTypeArguments()[0];
      boolean known = of instanceof Class<?> element && values.containsKey(element);
      return known ? List.of(value(of)) : List.of();
    }
    Class<?> raw = (Class<?>) type;
    if (raw == boolean.class) {
      return false;
    } else if (raw == int.class) {
      return 1;
    } else if (raw == long.class) {
      return 1L;
    } else if (raw.isEnum() && raw != Role.class) {
      return raw.getEnumConstants()[0];
    }
    return Objects.requireNonNull(values.get(raw), () -> "no sample of " + raw);
  }

  /** Every kind in a sealed family. */
  static List<Class<?>> kinds(Class<?> family) {
    List<Class<?>> kinds = new ArrayList<>();
    Class<?>[] permitted = family.getPermittedSubclasses();
    if (permitted == null) {
      return List.of(family);
    }
    for (Class<?> kind : permitted) {
      kinds.addAll(kinds(kind));
    }
    return kinds;
  }
}
