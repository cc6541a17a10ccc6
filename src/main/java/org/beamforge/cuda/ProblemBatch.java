package org.beamforge.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.beamforge.control.SolveStatus;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.BeamSettings;

/**
 * The layout in which problems and results cross the border to the native core; the mirror of
 * {@code native/include/beamforge/problem.h}. Little-endian, complex numbers interleaved.
 */
final class ProblemBatch {
    static final int RECORD_BYTES = 40;
    static final int SETTINGS_BYTES = 24;
    static final int RESULT_BYTES = 48;
    static final int COMPLEX_BYTES = 16;

    private static final int SENSING = 3;
    private static final int MEMORY = 4;
    private static final int SCALARS_BYTES = 2192;

    // Codes of native/include/beamforge/problem.h.
    private static final int SOLVED = 0;
    private static final int MAX_ITERATIONS = 1;
    private static final int STALLED = 2;
    private static final int NUMERICAL_ERROR = 3;
    private static final int STOPPED = 4;
    private static final int NO_SAFE_POINT = 5;

    private ProblemBatch() {}

    /** Complex numbers that a problem brings: V: [r, 3] and H: [r, n]. */
    static long inputLength(int r, int n) {
        return (long) r * (SENSING + n);
    }

    /** Complex numbers that a result takes: W_c: [r, n] and room for W_r: [r, r]. */
    static long outputLength(int r, int n) {
        return (long) r * (n + r);
    }

    /** Working memory of one problem on the device, bytes; as {@code workspaceBytes}. */
    static long workspaceBytes(int r, int n) {
        long wide = Math.max((long) r * (SENSING + n), 3L * (r + n));
        long side = Math.max(r, n);
        long complexes =
                (long) r * n
                        + (long) r * SENSING
                        + (long) r * r
                        + 2 * side * side
                        + (long) r * (SENSING + n)
                        + wide
                        + 2L * SENSING * (SENSING + n)
                        + 2L * n * n
                        + 2L * SENSING * n;
        long doubles = 2L * r + 7L * n + (8 + 2 * MEMORY) * 2L * n + 12L * n;
        doubles += doubles & 1;
        return SCALARS_BYTES + complexes * COMPLEX_BYTES + doubles * Double.BYTES;
    }

    /** A little-endian buffer on the heap. */
    static ByteBuffer allocate(long bytes) {
        return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    static void putSettings(ByteBuffer to, BeamSettings settings) {
        to.putDouble(settings.tolerance());
        to.putLong(settings.seed());
        to.putInt(settings.starts());
        to.putInt(settings.maxIterations());
    }

    /** Writes one record; offsets count complex numbers. */
    static void putRecord(ByteBuffer to, BeamProblem problem, long input, long output) {
        to.putInt(problem.dimension());
        to.putInt(problem.users());
        to.putDouble(problem.deltaD());
        to.putDouble(problem.deltaE());
        to.putLong(input);
        to.putLong(output);
    }

    static void putInput(ByteBuffer to, BeamProblem problem) {
        put(to, problem.sensing(), problem.dimension() * SENSING);
        put(to, problem.channels(), problem.dimension() * problem.users());
    }

    private static void put(ByteBuffer to, SplitComplex z, int length) {
        for (int i = 0; i < length; i++) {
            to.putDouble(z.re()[i]);
            to.putDouble(z.im()[i]);
        }
    }

    /**
     * Reads a result.
     *
     * @param results at the record of this problem; advanced past it
     * @param outputs at the output of this problem; advanced past it
     * @param stopped the status of a problem that a request to stop overtook
     */
    static BeamResult takeResult(
            ByteBuffer results, ByteBuffer outputs, BeamProblem problem, SolveStatus stopped) {
        double rate = results.getDouble();
        double bound = results.getDouble();
        double residual = results.getDouble();
        int status = results.getInt();
        int columns = results.getInt();
        int outer = results.getInt();
        int newton = results.getInt();
        int rescues = results.getInt();
        results.getInt();
        int r = problem.dimension();
        int n = problem.users();
        if (status == NO_SAFE_POINT) {
            throw new ArithmeticException(
                    "no covariance meets the sensing constraints (deltaD %s, deltaE %s)"
                            .formatted(problem.deltaD(), problem.deltaE()));
        }
        SplitComplex communication = SplitComplex.allocate(r * n);
        for (int i = 0; i < r * n; i++) {
            communication.re()[i] = outputs.getDouble();
            communication.im()[i] = outputs.getDouble();
        }
        SplitComplex radar = SplitComplex.allocate(r * columns);
        int start = outputs.position();
        for (int i = 0; i < r; i++) {
            for (int c = 0; c < columns; c++) {
                int at = start + (i * r + c) * COMPLEX_BYTES;
                radar.re()[i * columns + c] = outputs.getDouble(at);
                radar.im()[i * columns + c] = outputs.getDouble(at + Double.BYTES);
            }
        }
        outputs.position(start + r * r * COMPLEX_BYTES);
        return new BeamResult(
                statusOf(status, stopped),
                rate,
                bound,
                communication,
                radar,
                columns,
                outer,
                newton,
                rescues,
                residual);
    }

    private static SolveStatus statusOf(int code, SolveStatus stopped) {
        return switch (code) {
            case SOLVED -> SolveStatus.SOLVED;
            case MAX_ITERATIONS -> SolveStatus.MAX_ITERATIONS;
            case STALLED -> SolveStatus.STALLED;
            case NUMERICAL_ERROR -> SolveStatus.NUMERICAL_ERROR;
            case STOPPED -> stopped;
            default -> throw new IllegalStateException("status " + code + " from the device");
        };
    }

    /** A whole batch for the program of {@code native/cpu}, see docs/cuda.md. */
    static byte[] pack(List<BeamProblem> problems, BeamSettings settings) {
        long inputs = 0;
        for (BeamProblem problem : problems) {
            inputs += inputLength(problem.dimension(), problem.users());
        }
        ByteBuffer out =
                allocate(
                        2L * Long.BYTES
                                + SETTINGS_BYTES
                                + (long) RECORD_BYTES * problems.size()
                                + inputs * COMPLEX_BYTES);
        out.putLong(problems.size());
        putSettings(out, settings);
        long input = 0;
        long output = 0;
        for (BeamProblem problem : problems) {
            putRecord(out, problem, input, output);
            input += inputLength(problem.dimension(), problem.users());
            output += outputLength(problem.dimension(), problem.users());
        }
        out.putLong(inputs);
        for (BeamProblem problem : problems) {
            putInput(out, problem);
        }
        return out.array();
    }

    /** The results that the program of {@code native/cpu} wrote. */
    static List<BeamResult> unpack(byte[] bytes, List<BeamProblem> problems) {
        ByteBuffer results = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer outputs = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        outputs.position(RESULT_BYTES * problems.size());
        List<BeamResult> unpacked = new ArrayList<>();
        for (BeamProblem problem : problems) {
            unpacked.add(takeResult(results, outputs, problem, SolveStatus.CANCELLED));
        }
        if (outputs.hasRemaining()) {
            throw new IllegalStateException(outputs.remaining() + " bytes too many");
        }
        return unpacked;
    }
}
