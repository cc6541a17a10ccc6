package org.beamforge.solver;

import java.util.Arrays;
import java.util.Optional;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.model.CanonicalProblem;
import org.beamforge.model.ComplexMatrix;
import org.jspecify.annotations.Nullable;

/**
 * Lossless compression of the antenna dimension (docs/architecture.md, "Compression").
 *
 * <p>The canonical problem sees a beamformer only through its inner products with the channels and
 * the three sensing vectors, and through its power; so with Q an orthonormal basis of their span
 * and W = Q X nothing is lost. The basis of all N users is built once, with Gram-Schmidt applied
 * twice on normalised vectors (a Gram matrix would square the condition number and lose the last
 * digits of nearly parallel channels); every subset S then gets a small basis inside it.
 */
public final class StationSubspace {
    /** A unit vector that lies within this distance of the span of the others adds nothing. */
    private static final double DEPENDENT = 1e-13;

    private static final int SENSING = 3;

    private final CanonicalProblem canonical;
    private final int users;
    private final boolean identity;
    private final Basis basis;

    /** What expands to antenna space; null for this class itself. */
    private final @Nullable ArrayProducts arrays;

    /** Coordinates of d, g, e, h_1..h_N in the basis, [3 + N, p], row v is vector v. */
    private final SplitComplex coordinates;

    private StationSubspace(
            CanonicalProblem canonical,
            boolean identity,
            Basis basis,
            SplitComplex coordinates,
            @Nullable ArrayProducts arrays) {
        this.arrays = arrays;
        this.canonical = canonical;
        this.users = canonical.users();
        this.identity = identity;
        this.basis = basis;
        this.coordinates = coordinates;
    }

    /**
     * Builds the basis.
     *
     * @param canonical the problem of one base station
     * @param fullDimension keep all M dimensions (Q = I) instead of compressing
     */
    public static StationSubspace of(CanonicalProblem canonical, boolean fullDimension) {
        return of(canonical, fullDimension, Optional.empty());
    }

    /**
     * Builds the basis.
     *
     * @param engine does the work on large arrays where present
     */
    public static StationSubspace of(
            CanonicalProblem canonical, boolean fullDimension, Optional<ArrayProducts> engine) {
        SplitComplex vectors = stack(canonical);
        int count = SENSING + canonical.users();
        int m = canonical.antennas();
        if (fullDimension) {
            return new StationSubspace(canonical, true, Basis.identity(m), vectors, null);
        }
        if (engine.isPresent() && m >= engine.get().leastAntennas()) {
            ArrayProducts.Span span = engine.get().span(count, m, vectors);
            Basis basis = new Basis(span.size(), m, span.basis());
            return new StationSubspace(canonical, false, basis, span.coordinates(), engine.get());
        }
        Basis basis = Basis.ofRows(vectors, count, m);
        return new StationSubspace(
                canonical, false, basis, basis.coordinates(vectors, count), null);
    }

    public CanonicalProblem canonical() {
        return canonical;
    }

    /** ||h_i||^2 of user i in canonical units: its SNR if all power were beamed at it. */
    public double gain(int user) {
        int m = canonical.antennas();
        double sum = 0;
        for (int j = 0; j < m; j++) {
            double x = canonical.channels().re(user, j);
            double y = canonical.channels().im(user, j);
            sum += x * x + y * y;
        }
        return sum;
    }

    /** The problem of sensing alone, in the span of d, g and e: no users, dimension at most 3. */
    public BeamProblem sensingProblem() {
        if (!identity) {
            return problem().problem();
        }
        int m = canonical.antennas();
        Basis span = Basis.ofRows(coordinates, SENSING, m);
        SplitComplex local = span.coordinates(coordinates, SENSING);
        return new BeamProblem(
                span.size(),
                0,
                transpose(local, 0, SENSING, span.size()),
                SplitComplex.allocate(0),
                canonical.deltaD(),
                canonical.deltaE());
    }

    /** This subspace with both sensing requirements multiplied by {@code factor}. */
    public StationSubspace withRequirementsScaled(double factor) {
        CanonicalProblem scaled =
                new CanonicalProblem(
                        canonical.channels(),
                        canonical.d(),
                        canonical.g(),
                        canonical.e(),
                        canonical.deltaD() * factor,
                        canonical.deltaE() * factor);
        return new StationSubspace(scaled, identity, basis, coordinates, arrays);
    }

    /** The problem of serving the users {@code set} (indices into the N users, ascending). */
    public CompressedProblem problem(int... set) {
        int p = basis.size();
        int n = set.length;
        int[] rows = new int[SENSING + n];
        for (int v = 0; v < SENSING; v++) {
            rows[v] = v;
        }
        for (int j = 0; j < n; j++) {
            rows[SENSING + j] = SENSING + set[j];
        }
        int[] order = gradedOrder(rows);
        SplitComplex chosen = SplitComplex.allocate((SENSING + n) * p);
        for (int v = 0; v < rows.length; v++) {
            System.arraycopy(coordinates.re(), rows[v] * p, chosen.re(), v * p, p);
            System.arraycopy(coordinates.im(), rows[v] * p, chosen.im(), v * p, p);
        }
        Basis inner =
                identity
                        ? Basis.identity(p)
                        : Basis.ofRows(reordered(chosen, order, p), SENSING + n, p);
        SplitComplex local = inner.coordinates(chosen, SENSING + n);
        int r = inner.size();
        BeamProblem problem =
                new BeamProblem(
                        r,
                        n,
                        transpose(local, 0, SENSING, r),
                        transpose(local, SENSING, n, r),
                        canonical.deltaD(),
                        canonical.deltaE());
        return new CompressedProblem(this, set.clone(), inner, problem);
    }

    /**
     * Strongest channel first, sensing vectors last. In such a basis the matrix B of the dual is
     * graded: the large entries that strong users cause stay in the leading block, and Cholesky's
     * method keeps the small eigenvalues of the radar directions accurate.
     */
    private int[] gradedOrder(int[] rows) {
        int p = basis.size();
        double[] norm = new double[rows.length];
        Integer[] order = new Integer[rows.length];
        for (int v = 0; v < rows.length; v++) {
            order[v] = v;
            for (int i = 0; i < p; i++) {
                double x = coordinates.re()[rows[v] * p + i];
                double y = coordinates.im()[rows[v] * p + i];
                norm[v] += x * x + y * y;
            }
            if (v < SENSING) {
                norm[v] = -1;
            }
        }
        Arrays.sort(order, (x, y) -> Double.compare(norm[y], norm[x]));
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }

    private static SplitComplex reordered(SplitComplex vectors, int[] order, int length) {
        SplitComplex out = SplitComplex.allocate(order.length * length);
        for (int v = 0; v < order.length; v++) {
            System.arraycopy(vectors.re(), order[v] * length, out.re(), v * length, length);
            System.arraycopy(vectors.im(), order[v] * length, out.im(), v * length, length);
        }
        return out;
    }

    /** Columns X in coordinates of {@code inner}: [r, c] to antenna space: Q Q_S X, [M, c]. */
    ComplexMatrix expand(Basis inner, SplitComplex x, int cols) {
        SplitComplex outer = inner.combine(x, cols);
        SplitComplex full =
                arrays == null || basis.rows == null || cols == 0
                        ? basis.combine(outer, cols)
                        : arrays.expand(basis.size, basis.length, cols, basis.rows, outer);
        return ComplexMatrix.of(canonical.antennas(), cols, full.re(), full.im());
    }

    private static SplitComplex stack(CanonicalProblem canonical) {
        int m = canonical.antennas();
        SplitComplex vectors = SplitComplex.allocate((SENSING + canonical.users()) * m);
        ComplexMatrix[] sensing = {canonical.d(), canonical.g(), canonical.e()};
        for (int v = 0; v < SENSING; v++) {
            System.arraycopy(sensing[v].re(), 0, vectors.re(), v * m, m);
            System.arraycopy(sensing[v].im(), 0, vectors.im(), v * m, m);
        }
        int length = canonical.users() * m;
        System.arraycopy(canonical.channels().re(), 0, vectors.re(), SENSING * m, length);
        System.arraycopy(canonical.channels().im(), 0, vectors.im(), SENSING * m, length);
        return vectors;
    }

    /** Rows [first, first + count) of [., r] as columns: [r, count]. */
    private static SplitComplex transpose(SplitComplex rows, int first, int count, int r) {
        SplitComplex columns = SplitComplex.allocate(r * count);
        for (int v = 0; v < count; v++) {
            for (int i = 0; i < r; i++) {
                columns.re()[i * count + v] = rows.re()[(first + v) * r + i];
                columns.im()[i * count + v] = rows.im()[(first + v) * r + i];
            }
        }
        return columns;
    }

    /** An orthonormal basis: rows q_j of [size, length]; a null buffer stands for the identity. */
    static final class Basis {
        private final int size;
        private final int length;
        private final @Nullable SplitComplex rows;

        private Basis(int size, int length, @Nullable SplitComplex rows) {
            this.size = size;
            this.length = length;
            this.rows = rows;
        }

        static Basis identity(int length) {
            return new Basis(length, length, null);
        }

        int size() {
            return size;
        }

        /** Orthonormalises the rows of [count, length] in order, dropping dependent ones. */
        static Basis ofRows(SplitComplex vectors, int count, int length) {
            SplitComplex q = SplitComplex.allocate(Math.min(count, length) * length);
            double[] vr = new double[length];
            double[] vi = new double[length];
            int size = 0;
            for (int v = 0; v < count && size < length; v++) {
                System.arraycopy(vectors.re(), v * length, vr, 0, length);
                System.arraycopy(vectors.im(), v * length, vi, 0, length);
                double norm = normalise(vr, vi);
                if (norm == 0) {
                    continue;
                }
                for (int pass = 0; pass < 2; pass++) {
                    for (int j = 0; j < size; j++) {
                        subtractProjection(q, j * length, vr, vi);
                    }
                }
                norm = normalise(vr, vi);
                if (norm > DEPENDENT) {
                    System.arraycopy(vr, 0, q.re(), size * length, length);
                    System.arraycopy(vi, 0, q.im(), size * length, length);
                    // A tiny remainder is noise-ridden after scaling up: clean it once more.
                    if (norm < 1e-4) {
                        reorthogonalise(q, size, length);
                    }
                    size++;
                }
            }
            return new Basis(size, length, q);
        }

        private static void reorthogonalise(SplitComplex q, int row, int length) {
            double[] vr = new double[length];
            double[] vi = new double[length];
            System.arraycopy(q.re(), row * length, vr, 0, length);
            System.arraycopy(q.im(), row * length, vi, 0, length);
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < row; j++) {
                    subtractProjection(q, j * length, vr, vi);
                }
                normalise(vr, vi);
            }
            System.arraycopy(vr, 0, q.re(), row * length, length);
            System.arraycopy(vi, 0, q.im(), row * length, length);
        }

        private static double normalise(double[] vr, double[] vi) {
            double largest = 0;
            for (int i = 0; i < vr.length; i++) {
                largest = Math.max(largest, Math.max(Math.abs(vr[i]), Math.abs(vi[i])));
            }
            if (largest == 0) {
                return 0;
            }
            double sum = 0;
            for (int i = 0; i < vr.length; i++) {
                double x = vr[i] / largest;
                double y = vi[i] / largest;
                sum += x * x + y * y;
            }
            double norm = largest * Math.sqrt(sum);
            for (int i = 0; i < vr.length; i++) {
                vr[i] /= norm;
                vi[i] /= norm;
            }
            return norm;
        }

        private static void subtractProjection(
                SplitComplex q, int offset, double[] vr, double[] vi) {
            double[] qr = q.re();
            double[] qi = q.im();
            double sr = 0;
            double si = 0;
            for (int i = 0; i < vr.length; i++) {
                sr += qr[offset + i] * vr[i] + qi[offset + i] * vi[i];
                si += qr[offset + i] * vi[i] - qi[offset + i] * vr[i];
            }
            for (int i = 0; i < vr.length; i++) {
                vr[i] -= sr * qr[offset + i] - si * qi[offset + i];
                vi[i] -= sr * qi[offset + i] + si * qr[offset + i];
            }
        }

        /** Coordinates q_j^H v of the rows of [count, length]: [count, size]. */
        SplitComplex coordinates(SplitComplex vectors, int count) {
            if (rows == null) {
                return vectors;
            }
            SplitComplex out = SplitComplex.allocate(count * size);
            double[] qr = rows.re();
            double[] qi = rows.im();
            for (int v = 0; v < count; v++) {
                for (int j = 0; j < size; j++) {
                    double sr = 0;
                    double si = 0;
                    int x = v * length;
                    int y = j * length;
                    for (int i = 0; i < length; i++) {
                        double ar = vectors.re()[x + i];
                        double ai = vectors.im()[x + i];
                        sr += qr[y + i] * ar + qi[y + i] * ai;
                        si += qr[y + i] * ai - qi[y + i] * ar;
                    }
                    out.re()[v * size + j] = sr;
                    out.im()[v * size + j] = si;
                }
            }
            return out;
        }

        /** Linear combinations sum_j q_j x_jc for X: [size, cols]: [length, cols]. */
        SplitComplex combine(SplitComplex x, int cols) {
            if (rows == null) {
                return x;
            }
            SplitComplex out = SplitComplex.allocate(length * cols);
            for (int j = 0; j < size; j++) {
                for (int i = 0; i < length; i++) {
                    double ar = rows.re()[j * length + i];
                    double ai = rows.im()[j * length + i];
                    for (int c = 0; c < cols; c++) {
                        double br = x.re()[j * cols + c];
                        double bi = x.im()[j * cols + c];
                        out.re()[i * cols + c] += ar * br - ai * bi;
                        out.im()[i * cols + c] += ar * bi + ai * br;
                    }
                }
            }
            return out;
        }
    }
}
