package org.beamforge;

/**
 * What is proven about a joint solution.
 *
 * @param upperBound rigorous upper bound on the sum rate over all associations and beamformers,
 *     from single-user global optima, bit/s/Hz
 * @param gap (upperBound - sumRate) / upperBound, 1
 * @param searchBound upper bound over all partitions given the beamforming values (best-of-starts
 *     stationary points for two users and more), bit/s/Hz
 * @param partitionOptimal whether the search closed: no partition is better given these values
 * @param setsEvaluated beamforming values of two users and more that had to be solved
 * @param setsTotal such values there are in all, K (2^N - 1 - N); may be huge
 */
public record Certificate(
        double upperBound,
        double gap,
        double searchBound,
        boolean partitionOptimal,
        long setsEvaluated,
        double setsTotal) {}
