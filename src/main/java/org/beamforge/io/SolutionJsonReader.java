package org.beamforge.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.beamforge.Certificate;
import org.beamforge.Solution;
import org.beamforge.StationSolution;
import org.beamforge.association.LlmReport;
import org.beamforge.control.IterationRecord;
import org.beamforge.control.SolveStatus;
import org.beamforge.model.Association;
import org.beamforge.model.Beamformer;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** Reads isac-solution/1; fields it does not know are passed over, null reads as NaN. */
final class SolutionJsonReader {
    static final String FORMAT = "isac-solution/1";

    private final JsonCursor in;
    private @Nullable SolveStatus status;
    private int[] association = {};
    private final Map<String, String> texts = new HashMap<>();
    private double sumRate;
    private int iterations;
    private double seconds;
    private @Nullable Certificate certificate;
    private @Nullable LlmReport llm;
    private final List<StationSolution> stations = new ArrayList<>();
    private final List<IterationRecord> trace = new ArrayList<>();

    private SolutionJsonReader(JsonCursor in) {
        this.in = in;
    }

    static Solution read(Path file, long bytes) throws IOException {
        try (JsonCursor cursor = JsonCursor.open(file, bytes)) {
            SolutionJsonReader reader = new SolutionJsonReader(cursor);
            cursor.root(reader.fields());
            return reader.solution();
        }
    }

    private JsonFields fields() {
        return new JsonFields()
                .skipUnknown()
                .required("format", () -> in.formatTag(FORMAT))
                .required("status", () -> status = readStatus())
                .required("sumRate", () -> sumRate = in.numberOrNull())
                .required("association", () -> association = wholes("an array of base stations"))
                .required("iterations", () -> iterations = in.whole(0))
                .required("seconds", () -> seconds = in.numberOrNull())
                .required("solver", () -> texts.put("solver", in.string()))
                .required("backend", () -> texts.put("backend", in.string()))
                .optional("scheme", () -> texts.put("scheme", in.string()))
                .optional("certificate", () -> certificate = readCertificate())
                .optional("llm", () -> llm = readLlm())
                .required(
                        "baseStations",
                        () -> in.array("an array of base stations", k -> stations.add(station())))
                .required(
                        "trace", () -> in.array("an array of records", i -> trace.add(traceRow())));
    }

    private Solution solution() {
        return new Solution(
                Objects.requireNonNull(status),
                sumRate,
                Association.of(stations.size(), association),
                iterations,
                seconds,
                texts.getOrDefault("solver", ""),
                texts.getOrDefault("backend", ""),
                texts.getOrDefault("scheme", ""),
                stations,
                trace,
                Optional.ofNullable(certificate),
                Optional.ofNullable(llm));
    }

    private SolveStatus readStatus() {
        String name = in.string();
        try {
            return SolveStatus.valueOf(name);
        } catch (IllegalArgumentException e) {
            InvalidInputException fault =
                    Faults.fault(
                            in.place(),
                            "one of " + Arrays.toString(SolveStatus.values()),
                            Faults.quote(name));
            fault.initCause(e);
            throw fault;
        }
    }

    private int[] wholes(String expected) {
        List<Integer> values = new ArrayList<>();
        in.array(expected, i -> values.add(in.whole(0)));
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    private Certificate readCertificate() {
        Map<String, Double> numbers = new HashMap<>();
        boolean[] optimal = new boolean[1];
        JsonFields fields = new JsonFields().skipUnknown();
        numberFields(
                fields, numbers, "upperBound", "gap", "searchBound", "setsEvaluated", "setsTotal");
        fields.required("partitionOptimal", () -> optimal[0] = in.bool());
        in.object(fields);
        return new Certificate(
                numbers.get("upperBound"),
                numbers.get("gap"),
                numbers.get("searchBound"),
                optimal[0],
                numbers.get("setsEvaluated").longValue(),
                numbers.get("setsTotal"));
    }

    private LlmReport readLlm() {
        List<LlmReport.Round> rounds = new ArrayList<>();
        boolean[] fallback = new boolean[1];
        in.object(
                new JsonFields()
                        .skipUnknown()
                        .required(
                                "rounds",
                                () -> in.array("an array of rounds", i -> rounds.add(readRound())))
                        .required("fallbackUsed", () -> fallback[0] = in.bool()));
        return new LlmReport(rounds, fallback[0]);
    }

    private LlmReport.Round readRound() {
        Map<String, Double> numbers = new HashMap<>();
        String[] texts = new String[2];
        boolean[] valid = new boolean[1];
        JsonFields fields = new JsonFields().skipUnknown();
        numberFields(fields, numbers, "sumRate", "promptTokens", "completionTokens", "seconds");
        fields.required("model", () -> texts[0] = in.string());
        fields.required("valid", () -> valid[0] = in.bool());
        fields.required("verdict", () -> texts[1] = in.string());
        in.object(fields);
        return new LlmReport.Round(
                texts[0],
                valid[0],
                numbers.get("sumRate"),
                tokens(numbers.get("promptTokens")),
                tokens(numbers.get("completionTokens")),
                numbers.get("seconds"),
                texts[1]);
    }

    /** null stands for a count that the server did not tell. */
    private static int tokens(double count) {
        return Double.isNaN(count) ? -1 : (int) count;
    }

    private void numberFields(JsonFields fields, Map<String, Double> to, String... names) {
        for (String name : names) {
            fields.required(name, () -> to.put(name, in.numberOrNull()));
        }
    }

    private StationSolution station() {
        Map<String, Double> numbers = new HashMap<>();
        int[][] users = new int[1][];
        ComplexMatrix[] beams = new ComplexMatrix[2];
        JsonFields fields = new JsonFields().skipUnknown();
        numberFields(
                fields, numbers, "rate", "radarSnrDb", "detectionProbability", "crbRad2", "powerW");
        fields.required("users", () -> users[0] = wholes("an array of users"));
        fields.required("communication", () -> beams[0] = matrix());
        fields.required("radar", () -> beams[1] = matrix());
        in.object(fields);
        if (beams[0].rows() != beams[1].rows()) {
            throw Faults.fault(
                    in.place() + ".radar.re",
                    beams[0].rows() + " rows",
                    String.valueOf(beams[1].rows()));
        }
        return new StationSolution(
                numbers.get("rate"),
                users[0],
                numbers.get("radarSnrDb"),
                numbers.get("detectionProbability"),
                numbers.get("crbRad2"),
                numbers.get("powerW"),
                new Beamformer(beams[0], beams[1]));
    }

    private ComplexMatrix matrix() {
        double[][][] planes = new double[2][][];
        in.object(
                new JsonFields()
                        .skipUnknown()
                        .required("re", () -> planes[0] = in.rows())
                        .required("im", () -> planes[1] = in.rows()));
        int rows = planes[0].length;
        int cols = rows == 0 ? 0 : planes[0][0].length;
        int imaginaryCols = planes[1].length == 0 ? 0 : planes[1][0].length;
        if (planes[1].length != rows || imaginaryCols != cols) {
            throw Faults.fault(
                    in.place() + ".im",
                    "%d x %d numbers as in re".formatted(rows, cols),
                    "%d x %d".formatted(planes[1].length, imaginaryCols));
        }
        return ComplexMatrix.of(rows, cols, flat(planes[0]), flat(planes[1]));
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    private IterationRecord traceRow() {
        Map<String, Double> numbers = new HashMap<>();
        String[] stage = new String[1];
        int[] index = new int[2];
        boolean[] adapted = new boolean[1];
        JsonFields fields = new JsonFields().skipUnknown();
        numberFields(
                fields,
                numbers,
                "sumRate",
                "bound",
                "primalResidual",
                "dualResidual",
                "violation",
                "rho",
                "seconds");
        fields.required("stage", () -> stage[0] = in.string());
        fields.required("station", () -> index[0] = in.whole(-1));
        fields.required("iteration", () -> index[1] = in.whole(0));
        fields.required("rhoAdapted", () -> adapted[0] = in.bool());
        in.object(fields);
        return new IterationRecord(
                stage[0],
                index[0],
                index[1],
                numbers.get("sumRate"),
                numbers.get("bound"),
                numbers.get("primalResidual"),
                numbers.get("dualResidual"),
                numbers.get("violation"),
                numbers.get("rho"),
                adapted[0],
                numbers.get("seconds"));
    }
}
