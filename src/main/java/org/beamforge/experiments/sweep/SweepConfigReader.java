package org.beamforge.experiments.sweep;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import org.beamforge.BackendKind;
import org.beamforge.SolveSettings;
import org.beamforge.SolverKind;
import org.beamforge.io.OutputFiles;
import org.beamforge.model.InvalidInputException;
import org.beamforge.model.scenario.PathLoss;
import org.beamforge.model.scenario.RandomLayout;
import org.beamforge.model.scenario.ScenarioSettings;

/** Reads a sweep configuration (YAML, so with comments) and checks it against its JSON schema. */
public final class SweepConfigReader {
    private static final String SCHEMA = "beamforge-sweep-1.schema.json";

    /** Side of the square of a random layout, m, as on the command line. */
    private static final double RANDOM_EXTENT_M = 200;

    private static final long MOST_BYTES = 1 << 20;

    private SweepConfigReader() {}

    /**
     * Reads a configuration.
     *
     * @throws InvalidInputException if it cannot be read or does not describe a sweep; names file
     *     and place
     */
    public static SweepConfig read(Path file) {
        String text;
        try {
            if (Files.isDirectory(file)) {
                throw new InvalidInputException("is a directory, expected a configuration");
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidInputException("larger than 1 MiB, expected a configuration");
            }
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InvalidInputException(
                    file + ": expected to read this file, found " + OutputFiles.words(e), e);
        } catch (InvalidInputException e) {
            throw e.in(file.toString());
        }
        try {
            return parse(text);
        } catch (InvalidInputException e) {
            throw e.in(file.toString());
        }
    }

    /** Reads a configuration from a text. */
    static SweepConfig parse(String yaml) {
        return of(tree(yaml));
    }

    /** Reads a configuration from a document, for example {@link SweepConfig#canonical()}. */
    static SweepConfig of(JsonNode root) {
        validate(root);
        SweepConfig config = config(root);
        config.points(); // every point is a network, or this says which is not
        return config;
    }

    private static JsonNode tree(String yaml) {
        YAMLMapper mapper =
                new YAMLMapper(
                        YAMLFactory.builder()
                                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                .build());
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        try {
            return mapper.readTree(yaml);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String place = at == null ? "" : "line " + at.getLineNr() + ": ";
            throw new InvalidInputException(
                    place + "no YAML: " + e.getOriginalMessage().lines().findFirst().orElse(""), e);
        }
    }

    private static void validate(JsonNode root) {
        if (!root.isObject()) {
            throw new InvalidInputException(
                    "expected keys (format, base, vary, schemes, draws, seed), found "
                            + (root.isMissingNode() || root.isNull()
                                    ? "nothing"
                                    : root.getNodeType().name().toLowerCase(Locale.ROOT)));
        }
        Iterator<ValidationMessage> faults = schema().validate(root).iterator();
        if (faults.hasNext()) {
            throw fault(faults.next(), root);
        }
    }

    private static JsonSchema schema() {
        try (InputStream in = SweepConfigReader.class.getResourceAsStream(SCHEMA)) {
            if (in == null) {
                throw new IllegalStateException("resource " + SCHEMA + " is missing");
            }
            JsonNode schema = new ObjectMapper().readTree(in);
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The validator's words, with the place in front and the value behind. */
    private static InvalidInputException fault(ValidationMessage fault, JsonNode root) {
        String place = fault.getInstanceLocation().toString().replaceFirst("^\\$\\.?", "");
        String property = fault.getProperty();
        String where = place.isEmpty() ? "" : place + ".";
        if (fault.getType().equals("additionalProperties")) {
            return new InvalidInputException(
                    where
                            + property
                            + ": unknown key"
                            + "\nMaybe one of "
                            + String.join(", ", known(place))
                            + "?");
        }
        if (fault.getType().equals("required")) {
            return new InvalidInputException(where + property + ": missing");
        }
        JsonNode value = fault.getInstanceNode() == null ? root : fault.getInstanceNode();
        String said = fault.getMessage();
        int colon = said.indexOf(": ");
        return new InvalidInputException(
                place + ": " + (colon < 0 ? said : said.substring(colon + 2)) + ", found " + value);
    }

    private static List<String> known(String place) {
        JsonNode node;
        try (InputStream in = SweepConfigReader.class.getResourceAsStream(SCHEMA)) {
            node = new ObjectMapper().readTree(in).path("properties");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!place.isEmpty()) {
            node = node.path(place).path("properties");
        }
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static SweepConfig config(JsonNode root) {
        Map<GridParameter, List<Double>> vary = new EnumMap<>(GridParameter.class);
        ScenarioSettings.Builder builder = ScenarioSettings.builder();
        JsonNode base = root.path("base");
        fill(builder, base);
        for (GridParameter parameter : GridParameter.values()) {
            JsonNode axis = root.path("vary").path(parameter.key());
            JsonNode fixed = base.path(parameter.key());
            if (fixed.isNumber()) {
                parameter.set(builder, fixed.doubleValue());
            }
            if (axis.isArray()) {
                List<Double> values = new ArrayList<>();
                axis.forEach(value -> values.add(value.doubleValue()));
                vary.put(parameter, values);
                parameter.set(builder, values.get(0));
            }
        }
        ScenarioSettings settings;
        try {
            settings = builder.build();
        } catch (InvalidInputException e) {
            throw e.in("base");
        }
        List<SweepScheme> schemes = new ArrayList<>();
        root.path("schemes").forEach(name -> schemes.add(SweepScheme.of(name.textValue())));
        return new SweepConfig(
                settings,
                vary,
                schemes,
                root.path("draws").intValue(),
                root.path("seed").longValue() == 0 && !root.has("seed")
                        ? 1
                        : root.path("seed").longValue(),
                choice(root.path("solver"), SolverKind.values(), SolverKind::label),
                choice(root.path("backend"), BackendKind.values(), BackendKind::label),
                root.path("starts").asInt(SolveSettings.defaults().starts()));
    }

    private static void fill(ScenarioSettings.Builder builder, JsonNode base) {
        set(base.path("userNoiseDbm"), builder::userNoiseDbm);
        set(base.path("radarNoiseDbm"), builder::radarNoiseDbm);
        set(base.path("snapshots"), value -> builder.snapshots((int) value));
        set(base.path("ricianFactorDb"), builder::ricianFactorDb);
        set(base.path("referenceGainDb"), builder::referenceGainDb);
        set(base.path("pathLossExponent"), builder::pathLossExponent);
        set(base.path("radarPathLossExponent"), builder::radarPathLossExponent);
        builder.pathLoss(choice(base.path("pathLoss"), PathLoss.values(), PathLoss::label));
        if (base.path("layout").asText().equals("random")) {
            builder.layout(RandomLayout.of(RANDOM_EXTENT_M, RANDOM_EXTENT_M));
        }
    }

    private static void set(JsonNode value, DoubleConsumer setter) {
        if (value.isNumber()) {
            setter.accept(value.doubleValue());
        }
    }

    /** The value of that label; the first, which is the default, where there is none. */
    private static <E> E choice(JsonNode node, E[] values, Function<E, String> label) {
        for (E value : values) {
            if (label.apply(value).equals(node.asText())) {
                return value;
            }
        }
        return values[0];
    }
}
