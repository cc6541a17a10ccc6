package org.beamforge.benchmark;

/** Names of measurements. */
final class Ids {
    // [rows, inner, cols] of the products measured alone: r, p, N + r at N = 10.

    static final int[] COMPRESSED_24 = {13, 13, 23};
    static final int[] FULL_24 = {24, 13, 34};
    static final int[] FULL_64 = {64, 13, 74};

    private Ids() {}

    static String mmAdmm(String dimension, String engine, int m, int n, int batch) {
        return "mm-admm/%s/%s/M=%d/N=%d/B=%d".formatted(dimension, engine, m, n, batch);
    }

    static String compression(int m, int n) {
        return "compression/M=%d/N=%d".formatted(m, n);
    }

    static String product(String engine, int rows, int inner, int cols, int batch) {
        return "product/%s/%dx%dx%d/B=%d".formatted(engine, rows, inner, cols, batch);
    }

    static String interiorPoint(int m, int n, int threads) {
        return "interior-point/M=%d/N=%d/threads=%d".formatted(m, n, threads);
    }

    static String joptimizer(int m, int n) {
        return "joptimizer/M=%d/N=%d".formatted(m, n);
    }

    static String cvxopt(int m, int n) {
        return "cvxopt/M=%d/N=%d".formatted(m, n);
    }

    static String exactFp(int users, int starts) {
        return "exact-fp/S=%d/starts=%d".formatted(users, starts);
    }

    static String target(String solver, int m, int n) {
        return "target/%s/M=%d/N=%d".formatted(solver, m, n);
    }
}
