package org.beamforge.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beamforge.BackendKind;
import org.beamforge.BackendStatus;
import org.beamforge.Certificate;
import org.beamforge.Solution;
import org.beamforge.SolveSettings;
import org.beamforge.StationSolution;
import org.beamforge.control.Cancellation;
import org.beamforge.control.IterationRecord;
import org.beamforge.control.ProgressListener;
import org.beamforge.control.SolveStatus;
import org.beamforge.model.Association;
import org.beamforge.model.BaseStation;
import org.beamforge.model.Beamformer;
import org.beamforge.model.Complex;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.DetectionTarget;
import org.beamforge.model.EstimationTarget;
import org.beamforge.model.Instance;

/** A library that answers at once, or as a test tells it, and remembers what it was asked. */
class FakeApplication implements Application {
    /** How {@link #solve} answers. */
    interface Solver {
        Solution solve(ProgressListener listener, Cancellation cancellation);
    }

    static final IterationRecord RECORD =
            new IterationRecord(
                    "exact-fp", 1, 25, 12.345, Double.NaN, 3.21e-4, 8.8e-5, 0, 0.1, true, 0.0124);

    Solver solver = (listener, cancellation) -> solution(SolveStatus.SOLVED);
    final List<String> calls = new ArrayList<>();
    Optional<SolveSettings> settings = Optional.empty();
    Optional<ScenarioOptions> scenario = Optional.empty();

    /** K = 2, N = 3, M = 2. */
    static Instance instance() {
        BaseStation station =
                new BaseStation(
                        ComplexMatrix.zeros(3, 2),
                        new DetectionTarget(1, 1, 1),
                        new EstimationTarget(1, 1, new Complex(1, 0)));
        return new Instance(
                2, 3, 2.0, 1, 1, 16, 7, 0.01, List.of(station, station), Optional.empty());
    }

    static Solution solution(SolveStatus status) {
        Beamformer beams = new Beamformer(ComplexMatrix.zeros(2, 3), ComplexMatrix.zeros(2, 0));
        return new Solution(
                status,
                12.5,
                Association.of(2, 0, 1, 1),
                42,
                0.25,
                "exact-fp",
                "java",
                "joint",
                List.of(
                        new StationSolution(8.5, new int[] {0}, 7.5, 0.25, 0.0075, 1.5, beams),
                        new StationSolution(4, new int[] {1, 2}, 7, 0.5, 0.01, 2, beams)),
                List.of(RECORD),
                Optional.of(new Certificate(13, 0.0384615, 12.5, true, 5, 8)),
                Optional.empty());
    }

    @Override
    public Instance load(Path file) {
        calls.add("load " + file);
        return instance();
    }

    @Override
    public Instance generate(ScenarioOptions options, long seed) {
        calls.add("generate " + seed);
        scenario = Optional.of(options);
        return instance();
    }

    @Override
    public void save(Instance instance, Path file) {
        calls.add("save " + file);
    }

    @Override
    public Solution solve(
            Instance instance,
            SolveSettings wanted,
            ProgressListener listener,
            Cancellation cancellation) {
        calls.add("solve");
        settings = Optional.of(wanted);
        return solver.solve(listener, cancellation);
    }

    @Override
    public void writeSolution(Solution solution, Path file) {
        write(file, "solution " + solution.status());
    }

    @Override
    public void writeSolution(Solution solution, OutputStream out) throws IOException {
        out.write("{\"fake\": true}\n".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public TraceFile openTrace(Path file) {
        write(file, "iterations");
        return new TraceFile() {
            @Override
            public void iteration(IterationRecord record) {
                append(file, " " + record.iteration());
            }

            @Override
            public void close() {
                append(file, " closed");
            }
        };
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<BackendStatus> backends() {
        return List.of(
                new BackendStatus(BackendKind.JAVA, true, "CPU, plain kernels", ""),
                new BackendStatus(BackendKind.CUDA, false, "", "libcuda.so.1 not found"));
    }

    @Override
    public String kernels() {
        return "fake-64";
    }
}
