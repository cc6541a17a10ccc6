package org.beamforge.cuda;

import static jcuda.driver.JCudaDriver.cuLaunchKernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUstream;
import org.beamforge.control.SolveStatus;
import org.beamforge.solver.mmadmm.LoopEnd;
import org.beamforge.solver.mmadmm.LoopNumbers;
import org.beamforge.solver.mmadmm.LoopStart;

/**
 * Starts for the kernels of mm-admm, one block each. In compressed dimension the whole loop is one
 * launch; in full dimension an iteration is two, a block per start and then a block per start and
 * tile of columns, and the iterations are enqueued {@link #ROUND} at a time.
 */
final class AdmmLaunch implements Launch {
    /** Iterations enqueued at a time, so that a start that ends early does not wait for long. */
    private static final int ROUND = 32;

    private static final int CARRY_THREADS = 256;

    /** The kernels of one device. */
    record Kernels(
            CUfunction whole,
            CUfunction step,
            CUfunction carry,
            CUfunction carryGlobal,
            long sharedLimit,
            String device) {
        static final String WHOLE = "beamforge_mm_admm";
        static final String STEP = "beamforge_mm_admm_step";
        static final String CARRY = "beamforge_mm_admm_carry";
        static final String CARRY_GLOBAL = "beamforge_mm_admm_carry_global";

        /** The same, with the tiles of W in global memory however small they are; for tests. */
        Kernels withTilesInGlobalMemory() {
            return new Kernels(whole, step, carry, carryGlobal, 0, device);
        }
    }

    private final Kernels kernels;
    private final ChunkPlan.Chunk chunk;
    private final List<LoopStart> starts;
    private final LoopNumbers numbers;
    private final LoopEnd[] ends;
    private final long inputs;
    private final long outputs;
    private final long carried;
    private final int tiles;
    private final long tileBytes;

    /**
     * @param chunk positions in {@code starts} and {@code ends}
     */
    AdmmLaunch(
            Kernels kernels,
            ChunkPlan.Chunk chunk,
            List<LoopStart> starts,
            LoopNumbers numbers,
            LoopEnd[] ends) {
        this.kernels = kernels;
        this.chunk = chunk;
        this.starts = starts;
        this.numbers = numbers;
        this.ends = ends;
        long in = 0;
        long out = 0;
        long most = 0;
        int widest = 0;
        long largestTile = 0;
        for (int i : chunk.members()) {
            in += AdmmBatch.inputLength(starts.get(i));
            out += AdmmBatch.outputLength(starts.get(i));
            most = Math.max(most, AdmmBatch.carriedLength(starts.get(i)));
            widest = Math.max(widest, AdmmBatch.carryTiles(starts.get(i)));
            largestTile = Math.max(largestTile, AdmmBatch.carryBytes(starts.get(i)));
        }
        inputs = in;
        outputs = out;
        carried = most;
        tiles = widest;
        tileBytes = largestTile;
    }

    /** Whether the blocks that carry W find no room for their tiles in shared memory. */
    private boolean globalTiles() {
        return tileBytes > kernels.sharedLimit();
    }

    private int count() {
        return chunk.members().size();
    }

    private boolean full() {
        return chunk.variant() == ChunkPlan.Variant.FULL;
    }

    private LoopStart largest() {
        return starts.get(chunk.members().get(0));
    }

    @Override
    public long inputBytes() {
        return (long) AdmmBatch.RECORD_BYTES * count() + inputs * AdmmBatch.COMPLEX_BYTES;
    }

    @Override
    public long resultBytes() {
        return (long) AdmmBatch.RESULT_BYTES * count() + outputs * AdmmBatch.COMPLEX_BYTES;
    }

    @Override
    public long scratchBytes() {
        long each = carried * AdmmBatch.COMPLEX_BYTES;
        if (chunk.variant().global()) {
            each += chunk.stateBytes();
        }
        if (full() && globalTiles()) {
            each += tiles * tileBytes;
        }
        return count() * each;
    }

    @Override
    public String what() {
        LoopStart start = largest();
        return "%s, %d starts (p %d, n %d, r %d, %d columns) of %d threads, state %d bytes each, on %s"
                .formatted(
                        full() ? Kernels.STEP : Kernels.WHOLE,
                        count(),
                        start.problem().dimension(),
                        start.problem().users(),
                        start.dimension(),
                        start.columns(),
                        chunk.variant().threads,
                        chunk.stateBytes(),
                        kernels.device());
    }

    @Override
    public void pack(ByteBuffer to) {
        ByteBuffer records = to.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer input = to.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        input.position(AdmmBatch.RECORD_BYTES * count());
        long in = 0;
        long out = 0;
        for (int i : chunk.members()) {
            AdmmBatch.putRecord(records, starts.get(i), in, out);
            AdmmBatch.putInput(input, starts.get(i));
            in += AdmmBatch.inputLength(starts.get(i));
            out += AdmmBatch.outputLength(starts.get(i));
        }
    }

    @Override
    public void enqueue(CUdeviceptr base, CUdeviceptr stop, CUstream stream, boolean again) {
        byte[] settings = new byte[AdmmBatch.SETTINGS_BYTES];
        AdmmBatch.putNumbers(ByteBuffer.wrap(settings).order(ByteOrder.LITTLE_ENDIAN), numbers);
        CUdeviceptr input = base.withByteOffset((long) AdmmBatch.RECORD_BYTES * count());
        CUdeviceptr results = base.withByteOffset(inputBytes());
        CUdeviceptr output = results.withByteOffset((long) AdmmBatch.RESULT_BYTES * count());
        CUdeviceptr workspace =
                chunk.variant().global()
                        ? base.withByteOffset(inputBytes() + resultBytes())
                        : new CUdeviceptr();
        if (!full()) {
            launch(
                    kernels.whole(),
                    1,
                    chunk.variant().threads,
                    chunk.sharedBytes(),
                    stream,
                    Pointer.to(
                            Pointer.to(base),
                            Pointer.to(settings),
                            Pointer.to(input),
                            Pointer.to(output),
                            Pointer.to(results),
                            Pointer.to(workspace),
                            Pointer.to(new long[] {chunk.stateBytes()}),
                            Pointer.to(stop)));
            return;
        }
        long carriedAt = chunk.stateBytes() * count();
        long tilesAt = carriedAt + carried * AdmmBatch.COMPLEX_BYTES * count();
        // The last two are those of carryGlobal; carry has the tiles in shared memory.
        Pointer carry =
                Pointer.to(
                        Pointer.to(base),
                        Pointer.to(input),
                        Pointer.to(workspace),
                        Pointer.to(new long[] {chunk.stateBytes()}),
                        Pointer.to(workspace.withByteOffset(carriedAt)),
                        Pointer.to(new long[] {carried}),
                        Pointer.to(
                                globalTiles()
                                        ? workspace.withByteOffset(tilesAt)
                                        : new CUdeviceptr()),
                        Pointer.to(new long[] {tileBytes / AdmmBatch.COMPLEX_BYTES}));
        for (int i = again ? 1 : 0; i <= ROUND; i++) {
            Pointer step =
                    Pointer.to(
                            Pointer.to(base),
                            Pointer.to(settings),
                            Pointer.to(new int[] {i == 0 ? 1 : 0}),
                            Pointer.to(input),
                            Pointer.to(output),
                            Pointer.to(results),
                            Pointer.to(workspace),
                            Pointer.to(new long[] {chunk.stateBytes()}),
                            Pointer.to(stop));
            if (i > 0) {
                carry(stream, carry);
            }
            launch(kernels.step(), 1, chunk.variant().threads, ChunkPlan.SHARED_HEAD, stream, step);
        }
    }

    private void carry(CUstream stream, Pointer parameters) {
        Driver.check(
                cuLaunchKernel(
                        globalTiles() ? kernels.carryGlobal() : kernels.carry(),
                        tiles,
                        count(),
                        1,
                        CARRY_THREADS,
                        1,
                        1,
                        globalTiles() ? 0 : Math.toIntExact(tileBytes),
                        stream,
                        parameters,
                        null),
                "cuLaunchKernel",
                (globalTiles() ? Kernels.CARRY_GLOBAL : Kernels.CARRY) + " after " + what());
    }

    private void launch(
            CUfunction function,
            int rows,
            int threads,
            int shared,
            CUstream stream,
            Pointer parameters) {
        Driver.check(
                cuLaunchKernel(
                        function,
                        count(),
                        rows,
                        1,
                        threads,
                        1,
                        1,
                        shared,
                        stream,
                        parameters,
                        null),
                "cuLaunchKernel",
                what());
    }

    @Override
    public boolean unfinished(ByteBuffer results) {
        return full() && AdmmBatch.running(results, results.position(), count());
    }

    @Override
    public void collect(ByteBuffer from, SolveStatus stopped) {
        ByteBuffer records = from.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer values = from.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        values.position(from.position() + AdmmBatch.RESULT_BYTES * count());
        for (int i : chunk.members()) {
            ends[i] = AdmmBatch.takeEnd(records, values, starts.get(i), stopped);
        }
    }

    @Override
    public List<Launch> halves() {
        return chunk.halves().stream()
                .<Launch>map(half -> new AdmmLaunch(kernels, half, starts, numbers, ends))
                .toList();
    }
}
