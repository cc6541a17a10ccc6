package org.beamforge.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.ejml.data.ZMatrixRMaj;

/** A matrix at an offset of a longer buffer whose rest must not be written. */
final class Guarded {
    private static final double GUARD = 12345.678;
    private static final int BEHIND = 9;

    final SplitComplex buffer;
    final int offset;
    private final int length;
    private final double[] re;
    private final double[] im;

    private Guarded(double[] re, double[] im, int offset) {
        this.re = re;
        this.im = im;
        this.offset = offset;
        this.length = re.length;
        buffer = SplitComplex.allocate(offset + length + BEHIND);
        Arrays.fill(buffer.re(), GUARD);
        Arrays.fill(buffer.im(), -GUARD);
        System.arraycopy(re, 0, buffer.re(), offset, length);
        System.arraycopy(im, 0, buffer.im(), offset, length);
    }

    static Guarded random(int length, int offset, Random random) {
        double[] re = random.doubles(length, -1, 1).toArray();
        double[] im = random.doubles(length, -1, 1).toArray();
        return new Guarded(re, im, offset);
    }

    /** The lower triangle with NaN above it: whoever reads there is found out. */
    static Guarded lowerOf(ZMatrixRMaj matrix, int offset) {
        int n = matrix.numRows;
        double[] re = new double[n * n];
        double[] im = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                re[i * n + j] = j <= i ? matrix.getReal(i, j) : Double.NaN;
                im[i * n + j] = j <= i ? matrix.getImag(i, j) : Double.NaN;
            }
        }
        return new Guarded(re, im, offset);
    }

    ZMatrixRMaj before(int rows, int columns) {
        return matrix(rows, columns, re, im, 0);
    }

    ZMatrixRMaj now(int rows, int columns) {
        return matrix(rows, columns, buffer.re(), buffer.im(), offset);
    }

    ZMatrixRMaj lowerNow(int n) {
        ZMatrixRMaj lower = now(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                lower.set(i, j, 0, 0);
            }
        }
        return lower;
    }

    private static ZMatrixRMaj matrix(int rows, int columns, double[] re, double[] im, int from) {
        ZMatrixRMaj result = new ZMatrixRMaj(rows, columns);
        for (int i = 0; i < rows * columns; i++) {
            result.data[2 * i] = re[from + i];
            result.data[2 * i + 1] = im[from + i];
        }
        return result;
    }

    void assertUntouched() {
        assertThat(Arrays.copyOfRange(buffer.re(), offset, offset + length)).containsExactly(re);
        assertThat(Arrays.copyOfRange(buffer.im(), offset, offset + length)).containsExactly(im);
        assertGuardsUntouched();
    }

    void assertGuardsUntouched() {
        for (int i = 0; i < buffer.length(); i++) {
            if (i < offset || i >= offset + length) {
                assertThat(buffer.re()[i]).as("guard re[%d]", i - offset).isEqualTo(GUARD);
                assertThat(buffer.im()[i]).as("guard im[%d]", i - offset).isEqualTo(-GUARD);
            }
        }
    }

    void assertUpperTriangleUntouched(int n) {
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                assertThat(buffer.re()[offset + i * n + j]).as("re[%d,%d]", i, j).isNaN();
                assertThat(buffer.im()[offset + i * n + j]).as("im[%d,%d]", i, j).isNaN();
            }
        }
    }
}
