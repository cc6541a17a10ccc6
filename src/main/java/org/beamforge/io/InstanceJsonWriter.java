package org.beamforge.io;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.beamforge.model.BaseStation;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.DetectionTarget;
import org.beamforge.model.EstimationTarget;
import org.beamforge.model.Instance;
import org.beamforge.model.Positions;

/** Writes isac-instance/1. */
final class InstanceJsonWriter {
    private InstanceJsonWriter() {}

    static void write(Instance instance, OutputStream out) throws IOException {
        try (JsonGenerator json = JsonLayout.generator(out)) {
            json.writeStartObject();
            json.writeStringField("format", InstanceJsonReader.FORMAT);
            json.writeNumberField("antennas", instance.antennas());
            json.writeNumberField("users", instance.users());
            json.writeNumberField("maxPowerW", instance.maxPowerW());
            json.writeNumberField("userNoisePowerW", instance.userNoisePowerW());
            json.writeNumberField("radarNoisePowerW", instance.radarNoisePowerW());
            json.writeNumberField("snapshots", instance.snapshots());
            json.writeNumberField("minRadarSnrDb", instance.minRadarSnrDb());
            json.writeNumberField("maxCrbRad2", instance.maxCrbRad2());
            json.writeArrayFieldStart("baseStations");
            for (BaseStation station : instance.baseStations()) {
                writeStation(station, json);
            }
            json.writeEndArray();
            if (instance.positions().isPresent()) {
                writePositions(instance.positions().get(), json);
            }
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void writeStation(BaseStation station, JsonGenerator json) throws IOException {
        json.writeStartObject();
        writeMatrix("channels", station.channels(), json);
        DetectionTarget detection = station.detectionTarget();
        json.writeObjectFieldStart("detectionTarget");
        json.writeNumberField("angleRad", detection.angleRad());
        json.writeNumberField("pathGain", detection.pathGain());
        json.writeNumberField("rcsPower", detection.rcsPower());
        json.writeEndObject();
        EstimationTarget estimation = station.estimationTarget();
        json.writeObjectFieldStart("estimationTarget");
        json.writeNumberField("angleRad", estimation.angleRad());
        json.writeNumberField("pathGain", estimation.pathGain());
        json.writeObjectFieldStart("rcsAmplitude");
        json.writeNumberField("re", estimation.rcsAmplitude().re());
        json.writeNumberField("im", estimation.rcsAmplitude().im());
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }

    /** A complex matrix as {@code {re: [rows][cols], im: [rows][cols]}}; no columns, empty rows. */
    static void writeMatrix(String name, ComplexMatrix matrix, JsonGenerator json)
            throws IOException {
        json.writeObjectFieldStart(name);
        writePlane("re", matrix, matrix.re(), json);
        writePlane("im", matrix, matrix.im(), json);
        json.writeEndObject();
    }

    private static void writePlane(
            String name, ComplexMatrix matrix, double[] plane, JsonGenerator json)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (int row = 0; row < matrix.rows(); row++) {
            json.writeArray(plane, row * matrix.cols(), matrix.cols());
        }
        json.writeEndArray();
    }

    private static void writePositions(Positions positions, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("positions");
        for (int i = 0; i < 4; i++) {
            List<Positions.Point> group = InstancePositions.groups(positions).get(i);
            json.writeArrayFieldStart(InstancePositions.FIELDS.get(i));
            for (Positions.Point point : group) {
                json.writeArray(new double[] {point.x(), point.y()}, 0, 2);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }
}
