package dev.yardmaster.server.http;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The comments of the .proto files, as the build packs them beside their classes. */
final class Descriptions {
  private static final String RESOURCE = "/yardmaster/api.desc";
  private static final Map<String, Map<List<Integer>, String>> COMMENTS = read();

  private Descriptions() {}

  static String of(MethodDescriptor method) {
    return find(method, List.of(6, method.getService().getIndex(), 2, method.getIndex()));
  }

  static String of(Descriptor message) {
    return find(message, path(message));
  }

  static String of(FieldDescriptor field) {
    List<Integer> path = new ArrayList<>(path(field.getContainingType()));
    path.addAll(List.of(2, field.getIndex()));
    return find(field, path);
  }

  /** Where a message stands in its file, in numbers of fields of the descriptors. */
  private static List<Integer> path(Descriptor message) {
    Descriptor around = message.getContainingType();
    List<Integer> path = new ArrayList<>(around == null ? List.of() : path(around));
    path.addAll(List.of(around == null ? 4 : 3, message.getIndex()));
    return path;
  }

  private static String find(GenericDescriptor of, List<Integer> path) {
    @Nullable Map<List<Integer>, String> file = COMMENTS.get(of.getFile().getName());
    return file == null ? "" : file.getOrDefault(path, "");
  }

  private static Map<String, Map<List<Integer>, String>> read() {
    try (InputStream in = Descriptions.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("Expected the build to pack " + RESOURCE);
      }
      Map<String, Map<List<Integer>, String>> files = new HashMap<>();
      for (FileDescriptorProto file : FileDescriptorSet.parseFrom(in).getFileList()) {
        files.put(file.getName(), comments(file));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<List<Integer>, String> comments(FileDescriptorProto file) {
    Map<List<Integer>, String> comments = new HashMap<>();
    for (Location location : file.getSourceCodeInfo().getLocationList()) {
      if (location.hasLeadingComments()) {
        comments.put(
            location.getPathList(), location.getLeadingComments().strip().replaceAll("\\s+", " "));
      }
    }
    return comments;
  }
}
