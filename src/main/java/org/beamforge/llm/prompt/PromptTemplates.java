package org.beamforge.llm.prompt;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.beamforge.association.RateMatrix;
import org.beamforge.model.Association;
import org.beamforge.model.InvalidInputException;

/**
 * The template files of the prompts (Mustache). The built-in ones lie beside the resources of this
 * package; a folder of the user replaces those that it holds.
 */
public final class PromptTemplates {
    private static final String RESOURCES = "/org/beamforge/llm/prompt/";
    private static final Set<String> NAMES =
            new TreeSet<>(
                    Set.of(
                            "generation",
                            "self-enhancement",
                            "repair",
                            "background",
                            "expert-knowledge",
                            "objective",
                            "constraints",
                            "task",
                            "chain-of-thought",
                            "expected-output",
                            "reflection",
                            "violations"));

    private static final Pattern EMPTY_LINES = Pattern.compile("\n{3,}");

    private final Map<String, String> own;
    private final Template generation;
    private final Template selfEnhancement;
    private final Template repair;

    private PromptTemplates(Map<String, String> own) {
        this.own = new TreeMap<>(own);
        Mustache.Compiler compiler = Mustache.compiler().escapeHTML(false).withLoader(this::reader);
        generation = compile(compiler, "generation");
        selfEnhancement = compile(compiler, "self-enhancement");
        repair = compile(compiler, "repair");
    }

    public static PromptTemplates builtIn() {
        return new PromptTemplates(Map.of());
    }

    /**
     * The built-in templates with the files {@code NAME.txt} of a folder in place of their
     * namesakes.
     *
     * @throws InvalidInputException if the folder cannot be read, holds a text file that replaces
     *     nothing, or a template is malformed
     */
    public static PromptTemplates overriddenBy(Path folder) {
        Map<String, String> own = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (!name.endsWith(".txt")) {
                    continue;
                }
                String template = name.substring(0, name.length() - 4);
                if (!NAMES.contains(template)) {
                    throw new InvalidInputException(
                            "%s: replaces no template%nMaybe one of these was meant: %s"
                                    .formatted(file, String.join(", ", NAMES)));
                }
                own.put(template, Files.readString(file));
            }
        } catch (IOException e) {
            throw new InvalidInputException(
                    "%s: the folder of prompt templates cannot be read%nMaybe a file in it is no UTF-8."
                            .formatted(folder),
                    e);
        }
        return replacing(own);
    }

    /**
     * The built-in templates with others in place of their namesakes.
     *
     * @param own texts by the names of templates, as {@link #own()} gives them
     * @throws InvalidInputException if a name is unknown or a template malformed
     */
    public static PromptTemplates replacing(Map<String, String> own) {
        own.keySet().forEach(PromptTemplates::requireKnown);
        PromptTemplates templates = new PromptTemplates(own);
        templates.tryOut();
        return templates;
    }

    /** The texts that replace built-in ones, by name; a transcript keeps them. */
    public Map<String, String> own() {
        return Collections.unmodifiableMap(own);
    }

    /** Finds a misspelt placeholder before a server is asked. */
    private void tryOut() {
        RateMatrix rates = RateMatrix.of(new double[][] {{1, 2}, {2, 1}});
        PromptBuilder.Scored scored = new PromptBuilder.Scored(Association.of(2, 1, 0), 4);
        for (boolean json : new boolean[] {false, true}) {
            PromptBuilder prompts = new PromptBuilder(this, rates, json);
            prompts.generation();
            prompts.selfEnhancement(scored, List.of(scored));
            prompts.repair("[0 0;1 0]", List.of("an example"), Optional.of(scored));
            prompts.repair("", List.of("an example"), Optional.empty());
        }
    }

    private Template compile(Mustache.Compiler compiler, String name) {
        try {
            return compiler.compile(new StringReader(source(name)));
        } catch (MustacheException e) {
            throw new InvalidInputException(
                    "prompt template %s: %s".formatted(name, e.getMessage()), e);
        }
    }

    private Reader reader(String name) {
        return new StringReader(source(name));
    }

    private static void requireKnown(String name) {
        if (!NAMES.contains(name)) {
            throw new InvalidInputException(
                    "prompt template %s: there is none of this name%nMaybe one of these was meant: %s"
                            .formatted(name, String.join(", ", NAMES)));
        }
    }

    /** The text of a template, with one line break at its end. */
    private String source(String name) {
        requireKnown(name);
        String replaced = own.get(name);
        return (replaced == null ? builtIn(name) : replaced).stripTrailing() + "\n";
    }

    private static String builtIn(String name) {
        try (InputStream stream =
                PromptTemplates.class.getResourceAsStream(RESOURCES + name + ".txt")) {
            if (stream == null) {
                throw new IllegalStateException("resource missing: " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("resource unreadable: " + name, e);
        }
    }

    String generation(Map<String, Object> values) {
        return render("generation", generation, values);
    }

    String selfEnhancement(Map<String, Object> values) {
        return render("self-enhancement", selfEnhancement, values);
    }

    String repair(Map<String, Object> values) {
        return render("repair", repair, values);
    }

    private static String render(String name, Template template, Map<String, Object> values) {
        try {
            // Mustache swallows the line break behind some partials and not behind others.
            return EMPTY_LINES.matcher(template.execute(values)).replaceAll("\n\n").stripTrailing();
        } catch (MustacheException e) {
            throw new InvalidInputException(
                    "prompt template %s: %s%nMaybe a placeholder is misspelt."
                            .formatted(name, e.getMessage()),
                    e);
        }
    }
}
