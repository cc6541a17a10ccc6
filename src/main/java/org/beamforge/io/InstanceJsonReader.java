package org.beamforge.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.beamforge.model.BaseStation;
import org.beamforge.model.Complex;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.DetectionTarget;
import org.beamforge.model.EstimationTarget;
import org.beamforge.model.Instance;
import org.beamforge.model.Positions;
import org.jspecify.annotations.Nullable;

/**
 * Reads isac-instance/1. The file is walked twice, because its fields may stand in any order: first
 * for the tag and the dimensions, then for everything, each row checked as it comes.
 */
final class InstanceJsonReader {
    static final String FORMAT = "isac-instance/1";

    private final JsonCursor in;
    private int antennas;
    private int users;
    private double maxPower;
    private double userNoise;
    private double radarNoise;
    private int snapshots;
    private double minRadarSnrDb;
    private double maxCrb;
    private final List<BaseStation> stations = new ArrayList<>();
    private @Nullable Positions positions;

    private InstanceJsonReader(JsonCursor in) {
        this.in = in;
    }

    static Instance read(Path file, long bytes) throws IOException {
        int antennas;
        int users;
        try (JsonCursor cursor = JsonCursor.open(file, bytes)) {
            InstanceJsonReader first = new InstanceJsonReader(cursor);
            cursor.root(first.dimensionFields());
            antennas = first.antennas;
            users = first.users;
        }
        Limits.checkCoefficients("antennas", 1, users, antennas);
        try (JsonCursor cursor = JsonCursor.open(file, bytes)) {
            InstanceJsonReader second = new InstanceJsonReader(cursor);
            second.antennas = antennas;
            second.users = users;
            cursor.root(second.allFields());
            return second.instance();
        }
    }

    private JsonFields dimensionFields() {
        JsonFields fields = new JsonFields();
        fields.required("format", () -> in.formatTag(FORMAT));
        fields.required("antennas", () -> antennas = in.whole(1));
        fields.required("users", () -> users = in.whole(1));
        for (String name : allFields().names()) {
            if (fields.reader(name) == null) {
                fields.optional(name, in::skip);
            }
        }
        return fields;
    }

    private JsonFields allFields() {
        return new JsonFields()
                .required("format", in::skip)
                .required("antennas", in::skip)
                .required("users", in::skip)
                .required("maxPowerW", () -> maxPower = in.positive())
                .required("userNoisePowerW", () -> userNoise = in.positive())
                .required("radarNoisePowerW", () -> radarNoise = in.positive())
                .required("snapshots", () -> snapshots = in.whole(1))
                .required("minRadarSnrDb", () -> minRadarSnrDb = in.number())
                .required("maxCrbRad2", () -> maxCrb = in.positive())
                .required("baseStations", this::readStations)
                .optional("positions", this::readPositions);
    }

    private Instance instance() {
        if (positions != null) {
            InstancePositions.check(positions, stations.size(), users, InstancePositions.JSON);
        }
        return new Instance(
                antennas,
                users,
                maxPower,
                userNoise,
                radarNoise,
                snapshots,
                minRadarSnrDb,
                maxCrb,
                stations,
                Optional.ofNullable(positions));
    }

    private void readStations() {
        int found =
                in.array(
                        "an array of base stations",
                        k -> {
                            Limits.checkCoefficients(in.place(), k + 1, users, antennas);
                            if (k < users) {
                                stations.add(readStation());
                            } else {
                                in.skip();
                            }
                        });
        if (found > users) {
            throw Faults.fault(
                    "users",
                    "at least %d, one for each base station (27d)".formatted(found),
                    String.valueOf(users));
        }
    }

    private BaseStation readStation() {
        var parts =
                new Object() {
                    @Nullable ComplexMatrix channels;
                    @Nullable DetectionTarget detection;
                    @Nullable EstimationTarget estimation;
                };
        in.object(
                new JsonFields()
                        .required("channels", () -> parts.channels = readChannels())
                        .required("detectionTarget", () -> parts.detection = readDetection())
                        .required("estimationTarget", () -> parts.estimation = readEstimation()));
        return new BaseStation(
                present(parts.channels), present(parts.detection), present(parts.estimation));
    }

    private ComplexMatrix readChannels() {
        double[][] planes = new double[2][];
        in.object(
                new JsonFields()
                        .required("re", () -> planes[0] = in.matrix(users, antennas))
                        .required("im", () -> planes[1] = in.matrix(users, antennas)));
        return ComplexMatrix.of(users, antennas, planes[0], planes[1]);
    }

    private DetectionTarget readDetection() {
        double[] v = new double[3];
        in.object(
                new JsonFields()
                        .required("angleRad", () -> v[0] = in.number())
                        .required("pathGain", () -> v[1] = in.positive())
                        .required("rcsPower", () -> v[2] = in.positive()));
        return new DetectionTarget(v[0], v[1], v[2]);
    }

    private EstimationTarget readEstimation() {
        double[] v = new double[4];
        in.object(
                new JsonFields()
                        .required("angleRad", () -> v[0] = in.number())
                        .required("pathGain", () -> v[1] = in.positive())
                        .required("rcsAmplitude", () -> readRcsAmplitude(v)));
        return new EstimationTarget(v[0], v[1], new Complex(v[2], v[3]));
    }

    private void readRcsAmplitude(double[] v) {
        in.object(
                new JsonFields()
                        .required("re", () -> v[2] = in.number())
                        .required("im", () -> v[3] = in.number()));
        InstanceArrays.checkAmplitude(in.place(), v[2], v[3]);
    }

    private void readPositions() {
        List<List<Positions.Point>> points = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            points.add(new ArrayList<>());
        }
        JsonFields fields = new JsonFields();
        for (int i = 0; i < 4; i++) {
            List<Positions.Point> target = points.get(i);
            fields.required(
                    InstancePositions.FIELDS.get(i),
                    () -> in.array("an array of points", j -> target.add(readPoint())));
        }
        in.object(fields);
        positions = new Positions(points.get(0), points.get(1), points.get(2), points.get(3));
    }

    private Positions.Point readPoint() {
        double[] xy = in.numbers(2);
        return new Positions.Point(xy[0], xy[1]);
    }

    /** A required field: the cursor has complained already if it is absent. */
    private static <T> T present(@Nullable T part) {
        return Objects.requireNonNull(part);
    }
}
