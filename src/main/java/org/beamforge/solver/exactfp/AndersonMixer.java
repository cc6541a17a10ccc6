package org.beamforge.solver.exactfp;

/**
 * Anderson acceleration (type II) of a fixed-point iteration x <- T(x), with a short memory and
 * weights on the components. The caller safeguards it. Works in place, without allocation.
 *
 * <p>Anderson's method looks for a root of T(x) - x, also one that an ascent method leaves: near a
 * saddle point of the objective (a user about to be switched off, for example) residuals grow along
 * the iteration and the mixed step points back to where it came from. Such a step is replaced by a
 * stretched plain one, twice as long each time.
 */
public final class AndersonMixer {
    /** Keeps the least-squares problem of the memory solvable when residuals become parallel. */
    public static final double RIDGE = 1e-10;

    /** Components of less than this fraction of the largest weight do not limit the others. */
    public static final double LIGHT = 1e-3;

    /** Sums that run side by side. */
    private static final int BLOCK = 4;

    private final int memory;
    private double[][] dx = new double[0][];
    private double[][] df = new double[0][];
    private double[] lastX = new double[0];
    private double[] lastF = new double[0];

    /** The mixed step. */
    private double[] move = new double[0];

    private final double[][] normal;
    private final double[] gamma;
    private int stored;
    private boolean hasLast;
    private double stretch;

    /**
     * @param memory differences of earlier iterates kept
     */
    public AndersonMixer(int memory) {
        this.memory = memory;
        normal = new double[memory][memory + 1];
        gamma = new double[memory];
    }

    /** Forgets everything and makes room for vectors of {@code length}. */
    public void reset(int length) {
        if (lastX.length < length) {
            dx = new double[memory][length];
            df = new double[memory][length];
            lastX = new double[length];
            lastF = new double[length];
            move = new double[length];
        }
        stored = 0;
        hasLast = false;
        stretch = 1;
    }

    /** Whether the next step will differ from the plain one. */
    public boolean accelerating() {
        return stored > 0;
    }

    /**
     * One step.
     *
     * @param x current point, overwritten by the next one
     * @param f residual T(x) - x
     * @param weight non-negative weight of each component in the least squares
     * @param length components used
     * @param longest largest difference of a component from the plain step
     */
    public void advance(double[] x, double[] f, double[] weight, int length, double longest) {
        if (hasLast) {
            int slot = stored % memory;
            for (int i = 0; i < length; i++) {
                dx[slot][i] = x[i] - lastX[i];
                df[slot][i] = f[i] - lastF[i];
            }
            stored++;
        }
        System.arraycopy(x, 0, lastX, 0, length);
        System.arraycopy(f, 0, lastF, 0, length);
        hasLast = true;
        int used = solve(f, weight, length);
        System.arraycopy(f, 0, move, 0, length);
        for (int k = 0; k < used; k++) {
            subtract(gamma[k], dx[k], df[k], move, length);
        }
        double forward = 0;
        for (int i = 0; i < length; i++) {
            forward += weight[i] * f[i] * move[i];
        }
        boolean backward = used > 0 && forward < 0;
        stretch = backward ? 2 * stretch : 1;
        double share = 1;
        double heaviest = 0;
        for (int i = 0; i < length; i++) {
            heaviest = Math.max(heaviest, weight[i]);
        }
        for (int i = 0; i < length; i++) {
            double extra = (backward ? stretch * f[i] : move[i]) - f[i];
            if (weight[i] > LIGHT * heaviest && Math.abs(extra) > longest) {
                share = Math.min(share, longest / Math.abs(extra));
            }
        }
        // Strong users trade power with each other: cutting their moves one by one would turn the
        // direction, so all are cut alike. The logarithm of a vanishing user may run far, though.
        for (int i = 0; i < length; i++) {
            double extra = (backward ? stretch * f[i] : move[i]) - f[i];
            x[i] += f[i] + Math.max(-longest, Math.min(longest, share * extra));
        }
    }

    /** y -= factor (a + b). */
    private static void subtract(double factor, double[] a, double[] b, double[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] -= factor * (a[i] + b[i]);
        }
    }

    /** min over gamma of ||f - dF gamma||_weight by normal equations; returns the columns used. */
    private int solve(double[] f, double[] weight, int length) {
        int n = Math.min(stored, memory);
        for (int p = 0; p < n; p++) {
            for (int q = 0; q <= p; q += BLOCK) {
                products(p, q, weight, length);
            }
            double sum = 0;
            for (int i = 0; i < length; i++) {
                sum += weight[i] * df[p][i] * f[i];
            }
            normal[p][memory] = sum;
        }
        for (int p = 0; p < n; p++) {
            normal[p][p] = normal[p][p] * (1 + RIDGE) + Double.MIN_NORMAL;
        }
        // Gaussian elimination; the matrix is positive definite, so no pivoting.
        for (int p = 0; p < n; p++) {
            for (int q = p + 1; q < n; q++) {
                double factor = normal[q][p] / normal[p][p];
                for (int k = p; k < n; k++) {
                    normal[q][k] -= factor * normal[p][k];
                }
                normal[q][memory] -= factor * normal[p][memory];
            }
        }
        for (int p = n - 1; p >= 0; p--) {
            double sum = normal[p][memory];
            for (int q = p + 1; q < n; q++) {
                sum -= normal[p][q] * gamma[q];
            }
            gamma[p] = sum / normal[p][p];
            if (!Double.isFinite(gamma[p])) {
                return 0;
            }
        }
        return n;
    }

    /**
     * Entries (p, q), (p, q + 1), .. (p, q + 3) of the normal equations as far as q is at most p.
     * Together, because each sum alone waits for one addition after the other.
     */
    private void products(int p, int q, double[] weight, int length) {
        double[] row = df[p];
        double[] a = df[q];
        double[] b = df[Math.min(p, q + 1)];
        double[] c = df[Math.min(p, q + 2)];
        double[] d = df[Math.min(p, q + 3)];
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        for (int i = 0; i < length; i++) {
            double x = weight[i] * row[i];
            first += x * a[i];
            second += x * b[i];
            third += x * c[i];
            fourth += x * d[i];
        }
        put(p, q, first);
        put(p, Math.min(p, q + 1), second);
        put(p, Math.min(p, q + 2), third);
        put(p, Math.min(p, q + 3), fourth);
    }

    private void put(int p, int q, double value) {
        normal[p][q] = value;
        normal[q][p] = value;
    }
}
