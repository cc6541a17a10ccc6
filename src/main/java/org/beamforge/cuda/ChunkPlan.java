package org.beamforge.cuda;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.beamforge.solver.BeamProblem;

/**
 * Cuts a batch into launches. Problems of a launch share one amount of shared memory per block, so
 * they should be of like size, or small ones would take the place of others.
 */
final class ChunkPlan {
    /** Up to this dimension one warp works on a problem, beyond it four. */
    static final int WARP_DIMENSION = 16;

    /** Bytes of shared memory in front of the state, as in native/cuda/kernels.cu. */
    static final int SHARED_HEAD = 384;

    /** A launch takes no problem whose state is below this share of its largest one. */
    private static final double LIKE_SIZE = 0.75;

    private ChunkPlan() {}

    /** How a launch works on its problems. */
    enum Variant {
        /** One warp per problem. */
        WARP(32),
        /** Four warps per problem. */
        BLOCK(128),
        /** As BLOCK, with the state in global memory. */
        GLOBAL(128);

        static final String KERNEL = "beamforge_exact_fp";

        final int threads;

        Variant(int threads) {
            this.threads = threads;
        }
    }

    /**
     * One launch.
     *
     * @param problems positions in the batch, largest first
     * @param stateBytes working memory per problem
     */
    record Chunk(Variant variant, List<Integer> problems, long stateBytes) {
        /** Dynamic shared memory per block, bytes. */
        int sharedBytes() {
            long state = variant == Variant.GLOBAL ? 0 : stateBytes;
            return Math.toIntExact(SHARED_HEAD + state);
        }

        /** The same launch in two halves. */
        List<Chunk> halves() {
            int middle = problems.size() / 2;
            return List.of(
                    new Chunk(variant, problems.subList(0, middle), stateBytes),
                    new Chunk(variant, problems.subList(middle, problems.size()), stateBytes));
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

    /** Device memory that a problem takes while it is worked on, bytes. */
    static long deviceBytes(BeamProblem problem, Variant variant) {
        int r = problem.dimension();
        int n = problem.users();
        long complexes = ProblemBatch.inputLength(r, n) + 2 * ProblemBatch.outputLength(r, n);
        return ProblemBatch.RECORD_BYTES
                + ProblemBatch.RESULT_BYTES
                + complexes * ProblemBatch.COMPLEX_BYTES
                + (variant == Variant.GLOBAL ? ProblemBatch.workspaceBytes(r, n) : 0);
    }

    /**
     * Plans a batch.
     *
     * @param sharedLimit shared memory a block may have, bytes
     * @param memoryLimit device memory a launch may take, bytes
     * @param mostProblems problems per launch, at least 1
     */
    static List<Chunk> of(
            List<BeamProblem> problems, long sharedLimit, long memoryLimit, int mostProblems) {
        long[] state =
                problems.stream()
                        .mapToLong(p -> ProblemBatch.workspaceBytes(p.dimension(), p.users()))
                        .toArray();
        List<Integer> order =
                IntStream.range(0, problems.size())
                        .boxed()
                        .sorted(
                                Comparator.<Integer>comparingInt(
                                                i ->
                                                        -variant(problems.get(i), sharedLimit)
                                                                .ordinal())
                                        .thenComparingLong(i -> -state[i]))
                        .toList();
        List<Chunk> chunks = new ArrayList<>();
        int first = 0;
        while (first < order.size()) {
            int largest = order.get(first);
            Variant variant = variant(problems.get(largest), sharedLimit);
            long bytes = 0;
            int end = first;
            while (end < order.size() && end - first < mostProblems) {
                int next = order.get(end);
                // In a launch with a global workspace every problem takes the room of the largest.
                long own =
                        variant == Variant.GLOBAL
                                ? deviceBytes(problems.get(largest), variant)
                                : deviceBytes(problems.get(next), variant);
                boolean alike =
                        variant(problems.get(next), sharedLimit) == variant
                                && state[next] >= LIKE_SIZE * state[largest];
                if (!alike || end > first && bytes + own > memoryLimit) {
                    break;
                }
                bytes += own;
                end++;
            }
            chunks.add(new Chunk(variant, order.subList(first, end), state[largest]));
            first = end;
        }
        return chunks;
    }
}
