package org.beamforge.experiments.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamforge.control.SolveStatus;

/** Result rows as JSON; every number comes back to the last bit. */
final class RowJson {
    private RowJson() {}

    static ObjectNode write(ResultRow row) {
        ObjectNode node = CheckedLine.object();
        node.put("point", row.point()).put("draw", row.draw()).put("scheme", row.scheme());
        node.put("status", row.status().name());
        number(node, "sumRate", row.sumRate());
        if (!Double.isNaN(row.upperBound())) {
            number(node, "upperBound", row.upperBound());
            node.put("closed", row.closed()).put("corrected", row.corrected());
        }
        ArrayNode association = node.putArray("association");
        row.association().forEach(association::add);
        row.fallback().ifPresent(used -> node.put("fallback", used));
        node.put("iterations", row.iterations());
        ArrayNode alternations = node.putArray("alternations");
        row.alternations().forEach(alternations::add);
        node.put("seconds", row.seconds());
        return node;
    }

    private static void number(ObjectNode node, String name, double value) {
        if (Double.isNaN(value)) {
            node.putNull(name);
        } else {
            node.put(name, value);
        }
    }

    /**
     * @throws IllegalArgumentException if it is no row
     */
    static ResultRow read(JsonNode node) {
        List<Integer> association = new ArrayList<>();
        node.required("association").forEach(k -> association.add(k.intValue()));
        List<Double> alternations = new ArrayList<>();
        node.required("alternations").forEach(rate -> alternations.add(rate.doubleValue()));
        return new ResultRow(
                node.required("point").intValue(),
                node.required("draw").intValue(),
                node.required("scheme").textValue(),
                SolveStatus.valueOf(node.required("status").textValue()),
                number(node.required("sumRate")),
                number(node.path("upperBound")),
                node.path("closed").booleanValue(),
                node.path("corrected").booleanValue(),
                association,
                node.has("fallback")
                        ? Optional.of(node.get("fallback").booleanValue())
                        : Optional.empty(),
                node.required("iterations").intValue(),
                alternations,
                number(node.required("seconds")));
    }

    private static double number(JsonNode node) {
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }
}
