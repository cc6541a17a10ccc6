package org.beamforge.cuda;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.mmadmm.LoopStart;

/**
 * Cuts a batch into launches. Problems of a launch share one amount of shared memory per block, so
 * they should be of like size, or small ones would take the place of others.
 */
final class ChunkPlan {
    /** Up to this dimension one warp works on a problem, beyond it four. */
    static final int WARP_DIMENSION = 16;

    /**
     * Up to this dimension one warp works on a start of mm-admm, up to {@link #WARP_DIMENSION} two:
     * with one, shared memory would leave a multiprocessor with 7 to 15 warps.
     */
    static final int ADMM_WARP_DIMENSION = 8;

    /** Bytes of shared memory in front of the state, as in native/cuda/kernels.cu. */
    static final int SHARED_HEAD = 384;

    /** A launch takes no problem whose state is below this share of its largest one. */
    private static final double LIKE_SIZE = 0.75;

    private ChunkPlan() {}

    /** How a launch works on its problems. */
    enum Variant {
        /** One warp per problem. */
        WARP(32),
        /** Two warps per problem. */
        PAIR(64),
        /** Four warps per problem. */
        BLOCK(128),
        /** As BLOCK, with the state in global memory. */
        GLOBAL(128),
        /** As GLOBAL, with W itself in global memory beside the state (mm-admm). */
        FULL(128);

        final int threads;

        Variant(int threads) {
            this.threads = threads;
        }

        /** Whether the state lies in global memory. */
        boolean global() {
            return this == GLOBAL || this == FULL;
        }
    }

    /**
     * What the plan has to know of a member of a batch.
     *
     * @param stateBytes working memory
     * @param pinnedBytes what crosses the border, in pinned memory
     * @param deviceBytes device memory while it is worked on, these included
     */
    record Size(Variant variant, long stateBytes, long pinnedBytes, long deviceBytes) {}

    /**
     * What a launch may take.
     *
     * @param pinnedBytes pinned memory
     * @param deviceBytes device memory
     * @param members at least 1
     */
    record Most(long pinnedBytes, long deviceBytes, int members) {}

    /**
     * One launch.
     *
     * @param members positions in the batch, largest first
     * @param stateBytes working memory per member
     */
    record Chunk(Variant variant, List<Integer> members, long stateBytes) {
        /** Dynamic shared memory per block, bytes. */
        int sharedBytes() {
            long state = variant.global() ? 0 : stateBytes;
            return Math.toIntExact(SHARED_HEAD + state);
        }

        /** The same launch in two halves; none of a single member. */
        List<Chunk> halves() {
            int middle = members.size() / 2;
            if (middle == 0) {
                return List.of();
            }
            return List.of(
                    new Chunk(variant, members.subList(0, middle), stateBytes),
                    new Chunk(variant, members.subList(middle, members.size()), stateBytes));
        }
    }

    /** The variant for a problem, given how much shared memory a block may have. */
    static Variant variant(BeamProblem problem, long sharedLimit) {
        int r = problem.dimension();
        long state = ProblemBatch.workspaceBytes(r, problem.users());
        if (SHARED_HEAD + state > sharedLimit) {
            return Variant.GLOBAL;
        }
        return r <= WARP_DIMENSION ? Variant.WARP : Variant.BLOCK;
    }

    private static long pinnedBytes(BeamProblem problem) {
        int r = problem.dimension();
        int n = problem.users();
        long complexes = ProblemBatch.inputLength(r, n) + ProblemBatch.outputLength(r, n);
        return ProblemBatch.RECORD_BYTES
                + ProblemBatch.RESULT_BYTES
                + complexes * ProblemBatch.COMPLEX_BYTES;
    }

    /** Device memory that a problem takes while it is worked on, bytes. */
    static long deviceBytes(BeamProblem problem, Variant variant) {
        int r = problem.dimension();
        int n = problem.users();
        return pinnedBytes(problem)
                + ProblemBatch.outputLength(r, n) * ProblemBatch.COMPLEX_BYTES
                + (variant == Variant.GLOBAL ? ProblemBatch.workspaceBytes(r, n) : 0);
    }

    /** The variant for a start of mm-admm. */
    static Variant variant(LoopStart start, long sharedLimit) {
        if (AdmmBatch.full(start)) {
            return Variant.FULL;
        }
        if (SHARED_HEAD + AdmmBatch.workspaceBytes(start) > sharedLimit) {
            return Variant.GLOBAL;
        }
        int p = start.problem().dimension();
        return p <= ADMM_WARP_DIMENSION
                ? Variant.WARP
                : p <= WARP_DIMENSION ? Variant.PAIR : Variant.BLOCK;
    }

    private static long pinnedBytes(LoopStart start) {
        long complexes = AdmmBatch.inputLength(start) + AdmmBatch.outputLength(start);
        return AdmmBatch.RECORD_BYTES
                + AdmmBatch.RESULT_BYTES
                + complexes * AdmmBatch.COMPLEX_BYTES;
    }

    /** Device memory that a start of mm-admm takes while it is worked on, bytes. */
    static long deviceBytes(LoopStart start, Variant variant, long sharedLimit) {
        long tiles =
                variant == Variant.FULL && AdmmBatch.carryBytes(start) > sharedLimit
                        ? AdmmBatch.carryTiles(start) * AdmmBatch.carryBytes(start)
                        : 0;
        return pinnedBytes(start)
                + AdmmBatch.carriedLength(start) * AdmmBatch.COMPLEX_BYTES
                + (variant.global() ? AdmmBatch.workspaceBytes(start) : 0)
                + tiles;
    }

    /** Plans a batch for exact-fp. */
    static List<Chunk> of(List<BeamProblem> problems, long sharedLimit, Most most) {
        return plan(
                problems.stream()
                        .map(
                                p -> {
                                    Variant variant = variant(p, sharedLimit);
                                    return new Size(
                                            variant,
                                            ProblemBatch.workspaceBytes(p.dimension(), p.users()),
                                            pinnedBytes(p),
                                            deviceBytes(p, variant));
                                })
                        .toList(),
                most);
    }

    /** Plans a batch for mm-admm. */
    static List<Chunk> ofStarts(List<LoopStart> starts, long sharedLimit, Most most) {
        return plan(
                starts.stream()
                        .map(
                                start -> {
                                    Variant variant = variant(start, sharedLimit);
                                    return new Size(
                                            variant,
                                            AdmmBatch.workspaceBytes(start),
                                            pinnedBytes(start),
                                            deviceBytes(start, variant, sharedLimit));
                                })
                        .toList(),
                most);
    }

    /** Plans a batch. */
    static List<Chunk> plan(List<Size> sizes, Most most) {
        List<Integer> order =
                IntStream.range(0, sizes.size())
                        .boxed()
                        .sorted(
                                Comparator.<Integer>comparingInt(
                                                i -> -sizes.get(i).variant().ordinal())
                                        .thenComparingLong(i -> -sizes.get(i).stateBytes())
                                        .thenComparingLong(i -> -sizes.get(i).deviceBytes()))
                        .toList();
        List<Chunk> chunks = new ArrayList<>();
        int first = 0;
        while (first < order.size()) {
            Size largest = sizes.get(order.get(first));
            Variant variant = largest.variant();
            long bytes = 0;
            long widest = 0;
            long pinned = 0;
            int end = first;
            while (end < order.size() && end - first < most.members()) {
                Size next = sizes.get(order.get(end));
                // In a launch with a global workspace every member takes the room of the largest.
                widest = Math.max(widest, next.deviceBytes());
                long all =
                        variant.global() ? widest * (end - first + 1) : bytes + next.deviceBytes();
                boolean alike =
                        next.variant() == variant
                                && next.stateBytes() >= LIKE_SIZE * largest.stateBytes();
                long crossing = pinned + next.pinnedBytes();
                boolean fits = all <= most.deviceBytes() && crossing <= most.pinnedBytes();
                if (!alike || end > first && !fits) {
                    break;
                }
                bytes = all;
                pinned = crossing;
                end++;
            }
            chunks.add(new Chunk(variant, order.subList(first, end), largest.stateBytes()));
            first = end;
        }
        return chunks;
    }
}
