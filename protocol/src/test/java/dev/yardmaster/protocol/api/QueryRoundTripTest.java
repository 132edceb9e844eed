package dev.yardmaster.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.yardmaster.core.identity.AgentId;
import dev.yardmaster.core.identity.FencingToken;
import dev.yardmaster.core.identity.WorkspaceId;
import dev.yardmaster.core.workspace.Query;
import dev.yardmaster.protocol.log.RandomRecords;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is asked and answered over the wire is what the core asks and answers. */
final class QueryRoundTripTest {
  private static final int SAMPLES = 300;
  private static final WorkspaceId WORKSPACE = WorkspaceId.of("w");

  static List<QueryCall<?, ?, ?>> calls() {
    return ApiQueries.all();
  }

  /** Questions of the server to its own engine, and of the shard: nobody else may ask them so. */
  private static final Set<Class<?>> OF_THE_SERVER =
      Set.of(
          Query.OfHandle.class, Query.OfAccess.class, Query.OfEngaged.class, Query.OfShard.class);

  @Test
  void everyQueryOfTheCoreHasItsCall() {
    List<Class<?>> queries = new ArrayList<>(Arrays.asList(Query.class.getPermittedSubclasses()));
    assertThat(queries.removeAll(OF_THE_SERVER)).isTrue();
    List<Class<?>> called = new ArrayList<>();
    calls().forEach(call -> called.add(call.query()));
    assertThat(called).containsExactlyInAnyOrderElementsOf(queries).hasSizeGreaterThan(24);
  }

  @ParameterizedTest
  @MethodSource("calls")
  <T, Q extends Message, A extends Message> void aQueryComesBackAsItWasAsked(
      QueryCall<T, Q, A> call) {
    List<Query<T>> samples = queries(call);
    for (Query<T> query : samples) {
      Q request = sent(call.write(WORKSPACE, query));
      assertThat(workspace(request)).isEqualTo(WORKSPACE.value());
      assertThat(call.read(request, AgentId.of("other"), FencingToken.NONE)).isEqualTo(query);
      assertThat(ApiQueries.of(query)).isSameAs(call);
    }
    assertThat(Shapes.shownBy(samples)).isEqualTo(Shapes.allowedBy(call.query()));
  }

  @ParameterizedTest
  @MethodSource("calls")
  <T, Q extends Message, A extends Message> void anAnswerComesBackAsItWasGiven(
      QueryCall<T, Q, A> call) {
    List<T> samples = answers(call);
    for (T answer : samples) {
      A written = call.writeAnswer(answer);
      assertThat(call.readAnswer(written == null ? null : sent(written))).isEqualTo(answer);
    }
    assertThat(Shapes.shownBy(samples)).isEqualTo(Shapes.allowedBy(answerType(call)));
  }

  /** What no sample fills is either forgotten by the mapping, or should not be in the message. */
  @ParameterizedTest
  @MethodSource("calls")
  <T, Q extends Message, A extends Message> void everyFieldOfAnAnswerIsFilledBySomeSample(
      QueryCall<T, Q, A> call) {
    Set<String> filled = new TreeSet<>();
    Set<String> declared = new TreeSet<>();
    for (T answer : answers(call)) {
      A written = call.writeAnswer(answer);
      if (written != null) {
        fill(written, filled);
        declare(written.getDescriptorForType(), declared);
      }
    }
    assertThat(filled).isEqualTo(declared);
  }

  private static void declare(Descriptor type, Set<String> to) {
    for (FieldDescriptor field : type.getFields()) {
      if (isOfApi(type)
          && to.add(field.getFullName())
          && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        declare(field.getMessageType(), to);
      }
    }
  }

  private static void fill(Message message, Set<String> to) {
    if (!isOfApi(message.getDescriptorForType())) {
      return;
    }
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      to.add(entry.getKey().getFullName());
      List<?> values = entry.getValue() instanceof List<?> all ? all : List.of(entry.getValue());
      for (Object value : values) {
        if (value instanceof Message nested) {
          fill(nested, to);
        }
      }
    }
  }

  private static boolean isOfApi(Descriptor type) {
    return type.getFile().getPackage().equals("yardmaster.v1");
  }

  private static String workspace(Message request) {
    return (String) request.getField(request.getDescriptorForType().findFieldByName("workspace"));
  }

  /** The message as it arrives. */
  @SuppressWarnings("unchecked") // a message's parser makes messages of its type
  private static <M extends Message> M sent(M message) {
    try {
      return (M) message.getParserForType().parseFrom(message.toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> List<Query<T>> queries(QueryCall<T, ?, ?> call) {
    List<Query<T>> samples = new ArrayList<>();
    for (int seed = 0; seed < SAMPLES; seed++) {
      samples.add(call.query().cast(new RandomRecords(seed).value(call.query())));
    }
    return samples;
  }

  private static Type answerType(QueryCall<?, ?, ?> call) {
    ParameterizedType query = (ParameterizedType) call.query().getGenericInterfaces()[0];
    return query.getActualTypeArguments()[0];
  }

  /** Samples of what a query answers; of one that may find nothing, nothing is the first. */
  @SuppressWarnings("unchecked") // the type is that which the query's class declares
  private static <T> List<T> answers(QueryCall<T, ?, ?> call) {
    List<T> samples = new ArrayList<>();
    Type type = answerType(call);
    boolean optional =
        type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
    if (optional) {
      samples.add((T) Optional.empty());
    }
    for (int seed = 0; seed < SAMPLES; seed++) {
      RandomRecords random = new RandomRecords(seed);
      Object value =
          optional
              ? Optional.of(random.value(((ParameterizedType) type).getActualTypeArguments()[0]))
              : random.value(type);
      samples.add((T) value);
    }
    return samples;
  }
}
