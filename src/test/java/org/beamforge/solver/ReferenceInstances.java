package org.beamforge.solver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.beamforge.io.InstanceFiles;
import org.beamforge.model.Instance;

/** The instances under {@code src/test/resources/instances} and the values expected of them. */
public final class ReferenceInstances {
    private ReferenceInstances() {}

    public static Instance read(String name) {
        try {
            return InstanceFiles.read(
                    Path.of(
                            ReferenceInstances.class
                                    .getResource("/instances/" + name + ".json")
                                    .toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode expected(String name) {
        try (InputStream in =
                ReferenceInstances.class.getResourceAsStream("/instances/expected.json")) {
            return new ObjectMapper().readTree(in).path(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
