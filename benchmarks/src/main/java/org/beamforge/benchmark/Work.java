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

    /**
     * All products: expansion, [H, V]^H X, both changes of coordinates, V M Y twice, A.
     *
     * @param lanes whether with a problem per vector lane, where F is not turned by itself
     */
    double productFlops(boolean lanes) {
        double columns = (double) (n + SENSING) * p() + 2.0 * h() * h() + 2.0 * SENSING * p();
        double turned = lanes ? 2.0 * SENSING : n + SENSING;
        double small = (double) h() * h() * turned + 0.5 * h() * h() * n;
        return expansionFlops() + FLOPS * (columns * cols() + small);
    }

    /** Evaluations of the scalar function of (59c) per problem and step, on average. */
    private static final double EVALUATIONS = 4;

    /**
     * The arithmetic with a problem per vector lane that is not products: the tridiagonal form of A
     * with its Q; per evaluation the solution of T + 6 columns, 22 scalar products of length p and
     * about 1,000 flops of 4 x 4 and 3 x 3 systems; P Y^H, sums over rows, moments, the solution and
     * the moves. Logarithms and what is decided per problem are not counted.
     */
    double otherFlops() {
        double h = h();
        double tridiagonal = FLOPS * (5.0 / 3) * h * h * h;
        double evaluation = 14 * h * (cols() + 2.0 * SENSING) + 22 * FLOPS * p() + 1_000;
        double crossed = FLOPS * SENSING * p() * cols();
        double sums = 2 * (4.0 * n + 6 * FLOPS) * cols();
        double elements = (double) p() * cols();
        double moves = 6 * (elements + (double) (n + SENSING) * cols()) + 16 * elements;
        return tridiagonal + EVALUATIONS * evaluation + crossed + sums + moves;
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
