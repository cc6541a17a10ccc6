package org.beamforge.benchmark;

/**
 * What one iteration of mm-admm must do, counted: real floating-point operations in its products (8
 * per complex multiplication and addition), and bytes of W that go through memory in full
 * dimension.
 */
record Work(int r, int n) {
    private static final int SENSING = 3;
    private static final double FLOPS = 8;
    private static final double BYTES = 16;

    /** Dimension of the coordinates X. */
    int p() {
        return Math.min(r, n + SENSING);
    }

    /** Columns T of W. */
    int cols() {
        return n + r;
    }

    private int h() {
        return Math.min(n, p());
    }

    /** Q dX and Q^H W, in full dimension only. */
    double expansionFlops() {
        return r > p() ? FLOPS * 2 * r * p() * cols() : 0;
    }

    /** All products: expansion, [H, V]^H X, both changes to the eigenvectors, V M Y twice, A. */
    double productFlops() {
        double columns = (double) (n + SENSING) * p() + 2.0 * h() * h() + 2.0 * SENSING * p();
        double small = (double) h() * h() * (n + SENSING) + 0.5 * h() * h() * n;
        return expansionFlops() + FLOPS * (columns * cols() + small);
    }

    /**
     * Reads and writes of tensors of the size of W: written by the expansion; read twice and
     * written by W += kappa W; read by the projection; three reads and two writes by the
     * extrapolation.
     */
    double memoryBytes() {
        return r > p() ? 10 * BYTES * r * cols() : 0;
    }
}
