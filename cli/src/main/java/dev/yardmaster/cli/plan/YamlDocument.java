package dev.yardmaster.cli.plan;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * The tree of nodes of a YAML 1.2 (hence also JSON) text, each with its place.
 *
 * <p>Hostile texts are bounded before they cost anything: {@value #MAX_BYTES} bytes, {@value
 * #MAX_DEPTH} levels, {@value #MAX_ALIASES} aliases (readers follow the fixed shape of a plan, so
 * aliases cannot multiply beyond that shape). No tag ever makes an object.
 */
final class YamlDocument {

  static final int MAX_BYTES = 16 * 1024 * 1024;
  static final int MAX_DEPTH = 32;
  static final int MAX_ALIASES = 1_000;

  /** The root, or null where the text is no YAML; then the reason is among the problems. */
  static @Nullable Node read(byte[] bytes, Problems problems) {
    if (bytes.length > MAX_BYTES) {
      problems.add(
          SourceMark.NONE,
          "the plan has "
              + bytes.length
              + " bytes, at most "
              + MAX_BYTES
              + " are read; split it into several plans");
      return null;
    }
    String text = decode(bytes, problems);
    return text == null ? null : compose(text, problems);
  }

  private static @Nullable String decode(byte[] bytes, Problems problems) {
    var in = ByteBuffer.wrap(bytes);
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(in)
              .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException notUtf8) {
      String before = new String(bytes, 0, in.position(), StandardCharsets.UTF_8);
      problems.add(
          markAt(before, before.length()), "the bytes here are not UTF-8; save the plan as UTF-8");
      return null;
    }
  }

  private static @Nullable Node compose(String text, Problems problems) {
    // Both bounds are kept here, where a breach has a place and a number people can act on.
    LoadSettings settings =
        LoadSettings.builder()
            .setCodePointLimit(Integer.MAX_VALUE)
            .setMaxAliasesForCollections(Integer.MAX_VALUE)
            .build();
    try {
      var parser = new BoundedParser(new ParserImpl(settings, new StreamReader(settings, text)));
      Optional<Node> root = new Composer(settings, parser).getSingleNode();
      if (root.isEmpty()) {
        problems.add(
            new SourceMark(1, 1), "the plan is empty; expected a map with 'name' and 'tasks'");
      }
      return root.orElse(null);
    } catch (TooMuch tooMuch) {
      problems.add(tooMuch.at, tooMuch.problem);
    } catch (MarkedYamlEngineException invalid) {
      SourceMark at =
          invalid
              .getProblemMark()
              .or(invalid::getContextMark)
              .map(YamlDocument::mark)
              .orElse(SourceMark.NONE);
      String context = invalid.getContext();
      problems.add(
          at,
          "not valid YAML: "
              + (context == null || context.isBlank() ? "" : context + ", ")
              + invalid.getProblem().strip());
    } catch (ReaderException unreadable) {
      problems.add(
          markAt(text, text.offsetByCodePoints(0, unreadable.getPosition())),
          String.format("the character U+%04X is not allowed in YAML", unreadable.getCodePoint()));
    } catch (YamlEngineException invalid) {
      problems.add(SourceMark.NONE, "not valid YAML: " + invalid.getMessage());
    }
    return null;
  }

  static SourceMark mark(Mark mark) {
    return new SourceMark(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static SourceMark markAt(String text, int end) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new SourceMark(line, text.codePointCount(lineStart, end) + 1);
  }

  @SuppressWarnings("serial") // never leaves this file
  private static final class TooMuch extends RuntimeException {
    private final SourceMark at;
    private final String problem;

    TooMuch(Event event, String problem) {
      super(problem, null, false, false);
      this.at = event.getStartMark().map(YamlDocument::mark).orElse(SourceMark.NONE);
      this.problem = problem;
    }
  }

  /** Counts levels and aliases as events pass; the composer recurses once per level. */
  private static final class BoundedParser implements Parser {
    private final Parser events;
    private int depth;
    private int aliases;

    BoundedParser(Parser events) {
      this.events = events;
    }

    @Override
    public boolean checkEvent(Event.ID kind) {
      return events.checkEvent(kind);
    }

    @Override
    public Event peekEvent() {
      return events.peekEvent();
    }

    @Override
    public boolean hasNext() {
      return events.hasNext();
    }

    @Override
    public Event next() {
      Event event = events.next();
      if (event instanceof CollectionStartEvent) {
        if (++depth > MAX_DEPTH) {
          throw new TooMuch(event, "nested more than " + MAX_DEPTH + " levels deep");
        }
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      } else if (event instanceof AliasEvent && ++aliases > MAX_ALIASES) {
        throw new TooMuch(event, "more than " + MAX_ALIASES + " aliases in one plan");
      }
      return event;
    }
  }

  private YamlDocument() {}
}
