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

    /** What an engine without kernels of the JVM multiplies: [H, V]^H X and the expansion. */
    double engineFlops() {
        return expansionFlops() + FLOPS * (n + SENSING) * p() * cols();
    }

    /**
     * All products: expansion, [H, V]^H X, both changes of coordinates, V M Y twice, P Y^H, the
     * Gram matrices Y Y^H of the start and of the trial, A.
     *
     * @param lanes whether with a problem per vector lane, where A is a sum over a triangle
     * @param triangle whether the zeros of H, which is upper triangular, are left out
     */
    double productFlops(boolean lanes, boolean triangle) {
        double h = h();
        double received = triangle ? h * (h + 1) / 2 + (n - h) * h : (double) n * p();
        double thin = 4.0 * SENSING * p();
        double grams = 2 * SENSING * SENSING / 2.0; // Hermitian
        double columns = received + thin + grams + 2 * h * h;
        double gram = lanes ? h * (h + 1) * (3 * n - 2 * h + 2) / 6 : h * h * n;
        double small = 2 * SENSING * h * h + gram;
        return expansionFlops() + FLOPS * (columns * cols() + small);
    }

    /** Evaluations of the scalar function of (59c) per problem and step, on average. */
    private static final double EVALUATIONS = 2.4;

    /**
     * The arithmetic with a problem per vector lane that is not products: the tridiagonal form of A
     * with its Q; per evaluation the solutions for T + 6 columns, 19 scalar products of length p
     * and about 900 flops of 4 x 4 and 3 x 3 systems; sums over rows, rows Y and the moves. What
     * symmetry saves is not counted, nor are logarithms, what is decided per problem, and
     * evaluations in which a lane waits for others.
     */
    double otherFlops() {
        double h = h();
        double tridiagonal = FLOPS * (4.0 / 3) * h * h * h;
        double evaluation = 14 * h * cols() + 10 * h * 2 * SENSING + 19 * FLOPS * p() + 900;
        double sums = (14.0 * n + 22) * cols();
        double solution = 10 * h * cols();
        double moves = 12.0 * p() * cols();
        return tridiagonal + EVALUATIONS * evaluation + sums + solution + moves;
    }

    /**
     * Reads and writes of tensors of the size of W. By the kernels of the JVM, block by block: two
     * iterates are read and a third is written. By an engine: written by the expansion; read twice
     * and written by W += kappa W; read by the projection; three reads and two writes by the
     * extrapolation.
     */
    double memoryBytes(String engine) {
        int passes = engine.equals("java") ? 3 : 10;
        return r > p() ? passes * BYTES * r * cols() : 0;
    }
}
