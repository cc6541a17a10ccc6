package org.beamforge.model.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;

/** The tree of an instance file under {@code src/test/resources/instances}. */
final class ReferenceInstance {
    private ReferenceInstance() {}

    static JsonNode read(String name) throws IOException {
        try (InputStream in = ReferenceInstance.class.getResourceAsStream("/instances/" + name)) {
            return new ObjectMapper().readTree(in);
        }
    }
}
