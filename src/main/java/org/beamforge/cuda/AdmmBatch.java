package org.beamforge.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.beamforge.control.SolveStatus;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.solver.mmadmm.LoopEnd;
import org.beamforge.solver.mmadmm.LoopNumbers;
import org.beamforge.solver.mmadmm.LoopStart;

/**
 * The layout in which starts of mm-admm cross the border to the native core; the mirror of {@code
 * native/include/beamforge/admm_problem.h}. Little-endian, complex numbers interleaved.
 */
final class AdmmBatch {
    static final int RECORD_BYTES = 128;
    static final int SETTINGS_BYTES = 80;
    static final int RESULT_BYTES = 112;
    static final int COMPLEX_BYTES = ProblemBatch.COMPLEX_BYTES;

    /** The status word of a start that is still under way. */
    static final int RUNNING = -1;

    private static final int STATUS_AT = RESULT_BYTES - Integer.BYTES;
    private static final int SENSING = 3;
    private static final int MEMORY = 4;
    private static final int SCALARS_BYTES = 2144;
    private static final int TILE = 16;

    // Codes of native/include/beamforge/problem.h.
    private static final int SOLVED = 0;
    private static final int MAX_ITERATIONS = 1;
    private static final int STOPPED = 4;

    private AdmmBatch() {}

    /** Whether W itself is carried. */
    static boolean full(LoopStart start) {
        return start.dimension() > start.problem().dimension();
    }

    /** Complex numbers that a start brings: V, H, X and in full dimension Q. */
    static long inputLength(LoopStart start) {
        long p = start.problem().dimension();
        return p * (SENSING + start.problem().users() + start.columns())
                + (full(start) ? start.dimension() * p : 0);
    }

    /** Complex numbers that come back: X, b and upsilon. */
    static long outputLength(LoopStart start) {
        return (long) start.problem().dimension() * start.columns() + 2L * start.problem().users();
    }

    /** Complex numbers of W, the iterate and the trial in full dimension. */
    static long carriedLength(LoopStart start) {
        return full(start) ? 3L * start.dimension() * start.columns() : 0;
    }

    /** Working memory of one start on the device, bytes; as {@code admmWorkspaceBytes}. */
    static long workspaceBytes(LoopStart start) {
        long p = start.problem().dimension();
        long n = start.problem().users();
        long h = Math.min(p, n);
        long columns = start.columns();
        long wide = Math.max(Math.max(p, n + SENSING) * columns, 2 * h * h);
        long complexes =
                p * (n + SENSING)
                        + p * columns
                        + wide
                        + SENSING * columns
                        + h * h
                        + 3 * SENSING * p
                        + 2 * n
                        + (full(start) ? (n + SENSING) * columns : 0);
        long doubles = 3 * p + n * (14 + 4 * MEMORY);
        doubles += doubles & 1;
        return SCALARS_BYTES + complexes * COMPLEX_BYTES + doubles * Double.BYTES;
    }

    /** Memory of a block that carries W, bytes; as {@code carryLength}. */
    static long carryBytes(LoopStart start) {
        long p = start.problem().dimension();
        return COMPLEX_BYTES * (2 * p * TILE + TILE * p + TILE * TILE);
    }

    /** Blocks that carry the W of one start. */
    static int carryTiles(LoopStart start) {
        return (start.columns() + TILE - 1) / TILE;
    }

    static void putNumbers(ByteBuffer to, LoopNumbers numbers) {
        to.putDouble(numbers.tolerance());
        to.putDouble(numbers.rhoStart());
        to.putDouble(numbers.decay());
        to.putDouble(numbers.floor());
        to.putDouble(numbers.violated());
        to.putDouble(numbers.progress());
        to.putDouble(numbers.haste());
        to.putDouble(numbers.lower());
        to.putDouble(numbers.pull());
        to.putInt(numbers.adaptive() ? 1 : 0);
        to.putInt(numbers.limit());
    }

    /** Writes one record; offsets count complex numbers. */
    static void putRecord(ByteBuffer to, LoopStart start, long input, long output) {
        to.putInt(start.problem().dimension());
        to.putInt(start.problem().users());
        to.putInt(start.columns());
        to.putInt(start.dimension());
        to.putDouble(start.problem().deltaD());
        to.putDouble(start.problem().deltaE());
        for (double z : start.z()) {
            to.putDouble(z);
        }
        to.putDouble(start.rho());
        to.putDouble(start.mu());
        to.putDouble(start.lastViolation());
        to.putDouble(start.mixerRadius());
        to.putInt(start.outer());
        to.putInt(start.inner());
        to.putInt(start.quiet());
        to.putInt(0);
        to.putLong(input);
        to.putLong(output);
    }

    static void putInput(ByteBuffer to, LoopStart start) {
        int p = start.problem().dimension();
        put(to, start.problem().sensing(), p * SENSING);
        put(to, start.problem().channels(), p * start.problem().users());
        put(to, start.x(), p * start.columns());
        if (full(start)) {
            put(to, start.basis(), start.dimension() * p);
        }
    }

    private static void put(ByteBuffer to, SplitComplex z, int length) {
        for (int i = 0; i < length; i++) {
            to.putDouble(z.re()[i]);
            to.putDouble(z.im()[i]);
        }
    }

    /** Marks {@code count} results that start at {@code at} as not there yet. */
    static void markRunning(ByteBuffer results, int at, int count) {
        for (int i = 0; i < count; i++) {
            results.putInt(at + i * RESULT_BYTES + STATUS_AT, RUNNING);
        }
    }

    /** Whether a start among {@code count} results that start at {@code at} is under way. */
    static boolean running(ByteBuffer results, int at, int count) {
        for (int i = 0; i < count; i++) {
            if (results.getInt(at + i * RESULT_BYTES + STATUS_AT) == RUNNING) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads a result.
     *
     * @param results at the record of this start; advanced past it
     * @param outputs at the output of this start; advanced past it
     * @param stopped the status of a start that a request to stop overtook
     */
    static LoopEnd takeEnd(
            ByteBuffer results, ByteBuffer outputs, LoopStart start, SolveStatus stopped) {
        double[] z = new double[4];
        for (int i = 0; i < z.length; i++) {
            z[i] = results.getDouble();
        }
        double rho = results.getDouble();
        double mu = results.getDouble();
        double primal = results.getDouble();
        double stepLength = results.getDouble();
        double violation = results.getDouble();
        double lastViolation = results.getDouble();
        double rate = results.getDouble();
        double mixerRadius = results.getDouble();
        int outer = results.getInt();
        int inner = results.getInt();
        int quiet = results.getInt();
        SolveStatus status = statusOf(results.getInt(), stopped);
        int n = start.problem().users();
        SplitComplex x = take(outputs, start.problem().dimension() * start.columns());
        SplitComplex b = take(outputs, n);
        double[] upsilon = take(outputs, n).re();
        return new LoopEnd(
                status,
                x,
                upsilon,
                b,
                z,
                rho,
                mu,
                primal,
                stepLength,
                violation,
                lastViolation,
                rate,
                mixerRadius,
                outer,
                inner,
                quiet);
    }

    private static SplitComplex take(ByteBuffer from, int length) {
        SplitComplex z = SplitComplex.allocate(length);
        for (int i = 0; i < length; i++) {
            z.re()[i] = from.getDouble();
            z.im()[i] = from.getDouble();
        }
        return z;
    }

    private static SolveStatus statusOf(int code, SolveStatus stopped) {
        return switch (code) {
            case SOLVED -> SolveStatus.SOLVED;
            case MAX_ITERATIONS -> SolveStatus.MAX_ITERATIONS;
            case STOPPED -> stopped;
            default -> throw new IllegalStateException("status " + code + " from the device");
        };
    }

    /** A whole batch for the program of {@code native/cpu}. */
    static byte[] pack(List<LoopStart> starts, LoopNumbers numbers) {
        long inputs = starts.stream().mapToLong(AdmmBatch::inputLength).sum();
        ByteBuffer out =
                ProblemBatch.allocate(
                        2L * Long.BYTES
                                + SETTINGS_BYTES
                                + (long) RECORD_BYTES * starts.size()
                                + inputs * COMPLEX_BYTES);
        out.putLong(starts.size());
        putNumbers(out, numbers);
        long input = 0;
        long output = 0;
        for (LoopStart start : starts) {
            putRecord(out, start, input, output);
            input += inputLength(start);
            output += outputLength(start);
        }
        out.putLong(inputs);
        for (LoopStart start : starts) {
            putInput(out, start);
        }
        return out.array();
    }

    /** The results that the program of {@code native/cpu} wrote. */
    static List<LoopEnd> unpack(byte[] bytes, List<LoopStart> starts) {
        ByteBuffer results = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer outputs = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        outputs.position(RESULT_BYTES * starts.size());
        List<LoopEnd> ends = new ArrayList<>();
        for (LoopStart start : starts) {
            ends.add(takeEnd(results, outputs, start, SolveStatus.CANCELLED));
        }
        if (outputs.hasRemaining()) {
            throw new IllegalStateException(outputs.remaining() + " bytes too many");
        }
        return ends;
    }
}
