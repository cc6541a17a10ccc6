package org.beamforge;

/**
 * What is proven about a joint solution.
 *
 * @param upperBound rigorous upper bound on the sum rate over all associations and beamformers,
 *     from single-user global optima, bit/s/Hz
 * @param gap (upperBound - sumRate) / upperBound, 1
 * @param searchBound upper bound over all partitions, bit/s/Hz, provided that the beamforming
 *     values solved are optimal (those of two users and more are best-of-starts stationary points);
 *     if each is within a factor 1 + eps of the optimum, so is this bound
 * @param partitionOptimal whether the search closed and searchBound leaves no more than 2e-6 of the
 *     sum rate to other partitions
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
