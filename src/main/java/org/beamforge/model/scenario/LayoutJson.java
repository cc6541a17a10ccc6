package org.beamforge.model.scenario;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.beamforge.model.Check;
import org.beamforge.model.InvalidInputException;
import org.beamforge.model.Positions.Point;

/** Strict reader of format isac-layout/1: every complaint names its place. */
final class LayoutJson {
    static final String FORMAT = "isac-layout/1";

    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private LayoutJson() {}

    /**
     * @param source names the input in messages
     * @throws InvalidInputException if the input is not a layout
     */
    static Layout parse(String source, InputStream in) throws IOException {
        JsonNode root;
        try {
            root = MAPPER.readTree(in);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    "%s: not valid JSON: %s (line %d, column %d)"
                            .formatted(
                                    source,
                                    e.getOriginalMessage(),
                                    e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                                    e.getLocation() == null ? 0 : e.getLocation().getColumnNr()),
                    e);
        }
        try {
            return layout(root);
        } catch (InvalidInputException e) {
            throw e.in(source);
        }
    }

    private static Layout layout(JsonNode root) {
        if (root.isMissingNode()) {
            throw new InvalidInputException("expected a layout, found an empty file");
        }
        fields("layout", root, Set.of("format", "baseStations", "users"), Set.of("comment"));
        JsonNode format = root.get("format");
        if (!format.isTextual() || !format.textValue().equals(FORMAT)) {
            throw new InvalidInputException(
                    "format: expected \"" + FORMAT + "\", found " + shown(format));
        }
        List<Layout.Station> stations = new ArrayList<>();
        for (JsonNode node : array("baseStations", root.get("baseStations"))) {
            stations.add(station("baseStations[" + stations.size() + "]", node));
        }
        List<Point> users = new ArrayList<>();
        for (JsonNode node : array("users", root.get("users"))) {
            users.add(point("users[" + users.size() + "]", node));
        }
        return new Layout(stations, users);
    }

    private static Layout.Station station(String place, JsonNode node) {
        fields(
                place,
                node,
                Set.of("position", "detectionTarget", "estimationTarget"),
                Set.of("comment"));
        Point position = point(place + ".position", node.get("position"));
        String detectionPlace = place + ".detectionTarget";
        String estimationPlace = place + ".estimationTarget";
        JsonNode detection = target(detectionPlace, node.get("detectionTarget"));
        JsonNode estimation = target(estimationPlace, node.get("estimationTarget"));
        Point detectionPoint = point(detectionPlace + ".position", detection.get("position"));
        Point estimationPoint = point(estimationPlace + ".position", estimation.get("position"));
        double detectionRcs = number(detectionPlace + ".rcsPower", detection.get("rcsPower"));
        double estimationRcs = number(estimationPlace + ".rcsPower", estimation.get("rcsPower"));
        try {
            return new Layout.Station(
                    position, detectionPoint, detectionRcs, estimationPoint, estimationRcs);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(place + "." + e.getMessage(), e);
        }
    }

    private static JsonNode target(String place, JsonNode node) {
        fields(place, node, Set.of("position", "rcsPower"), Set.of("comment"));
        return node;
    }

    private static Point point(String place, JsonNode node) {
        if (!node.isArray() || node.size() != 2) {
            throw new InvalidInputException(
                    place + ": expected [x, y] in metres, found " + shown(node));
        }
        return new Point(number(place + "[0]", node.get(0)), number(place + "[1]", node.get(1)));
    }

    private static double number(String place, JsonNode node) {
        if (!node.isNumber()) {
            throw new InvalidInputException(place + ": expected a number, found " + shown(node));
        }
        Check.finite(place, node.doubleValue()); // 1e999 is a JSON number
        return node.doubleValue();
    }

    private static JsonNode array(String place, JsonNode node) {
        if (!node.isArray()) {
            throw new InvalidInputException(place + ": expected an array, found " + shown(node));
        }
        return node;
    }

    private static void fields(
            String place, JsonNode node, Set<String> required, Set<String> optional) {
        if (!node.isObject()) {
            throw new InvalidInputException(place + ": expected an object, found " + shown(node));
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!required.contains(name) && !optional.contains(name)) {
                throw new InvalidInputException(place + ": unknown field \"" + name + "\"");
            }
        }
        required.stream()
                .sorted()
                .filter(name -> !node.has(name))
                .findFirst()
                .ifPresent(
                        name -> {
                            throw new InvalidInputException(
                                    place + ": missing field \"" + name + "\"");
                        });
    }

    private static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
