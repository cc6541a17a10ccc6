package org.beamforge.cuda;

import java.util.List;
import java.util.SplittableRandom;
import org.beamforge.kernel.SplitComplex;

/** Gram, basis and expansion against their definitions, sizes not multiples of a tile. */
final class ArraysCheck {
    private ArraysCheck() {}

    static void run(CudaArrays arrays, List<String> said) {
        int shapes = 0;
        for (int[] shape : new int[][] {{1, 5, 3}, {2, 37, 75}, {3, 6, 200}}) {
            check(arrays, shape[0], shape[1], shape[2], said);
            shapes++;
        }
        said.add("checked " + shapes + " shapes");
    }

    /** Vectors [batch, count, length]; the last of each batch is a combination of the first two. */
    private static void check(
            CudaArrays arrays, int batch, int count, int length, List<String> said) {
        SplittableRandom random = new SplittableRandom(count);
        SplitComplex v = SplitComplex.allocate(batch * count * length);
        for (int i = 0; i < v.length(); i++) {
            v.re()[i] = random.nextGaussian();
            v.im()[i] = random.nextGaussian();
        }
        for (int b = 0; b < batch; b++) {
            for (int i = 0; i < length; i++) {
                int first = b * count * length + i;
                int last = first + (count - 1) * length;
                v.re()[last] = 2 * v.re()[first] - v.im()[first + length];
                v.im()[last] = 2 * v.im()[first] + v.re()[first + length];
            }
        }
        String where = "[%d, %d, %d]: ".formatted(batch, count, length);
        SplitComplex gram = arrays.gram(batch, count, length, v);
        CudaArrays.Bases bases = arrays.bases(batch, count, length, v);
        int room = Math.min(count, length);
        int rank = Math.min(count - 1, length);
        for (int b = 0; b < batch; b++) {
            if (bases.sizes()[b] != rank) {
                said.add("fault " + where + "rank " + bases.sizes()[b]);
                return;
            }
        }
        // Every vector is the combination of the basis that its coordinates say.
        SplitComplex used = SplitComplex.allocate(batch * rank * length);
        SplitComplex x = SplitComplex.allocate(batch * rank * count);
        for (int b = 0; b < batch; b++) {
            for (int j = 0; j < rank; j++) {
                for (int i = 0; i < length; i++) {
                    int from = (b * room + j) * length + i;
                    used.re()[(b * rank + j) * length + i] = bases.basis().re()[from];
                    used.im()[(b * rank + j) * length + i] = bases.basis().im()[from];
                }
                for (int c = 0; c < count; c++) {
                    int from = (b * count + c) * count + j;
                    x.re()[(b * rank + j) * count + c] = bases.coordinates().re()[from];
                    x.im()[(b * rank + j) * count + c] = bases.coordinates().im()[from];
                }
            }
        }
        SplitComplex back = arrays.expand(batch, rank, length, count, used, x);
        double expansion = 0;
        double orthogonality = 0;
        double grams = 0;
        for (int b = 0; b < batch; b++) {
            for (int c = 0; c < count; c++) {
                for (int i = 0; i < length; i++) {
                    int at = (b * length + i) * count + c;
                    int of = (b * count + c) * length + i;
                    expansion = Math.max(expansion, Math.abs(back.re()[at] - v.re()[of]));
                    expansion = Math.max(expansion, Math.abs(back.im()[at] - v.im()[of]));
                }
                for (int d = 0; d < count; d++) {
                    double[] want =
                            product(
                                    v,
                                    (b * count + d) * length,
                                    v,
                                    (b * count + c) * length,
                                    length);
                    int at = (b * count + c) * count + d;
                    grams = Math.max(grams, Math.abs(gram.re()[at] - want[0]) / length);
                    grams = Math.max(grams, Math.abs(gram.im()[at] - want[1]) / length);
                }
            }
            for (int j = 0; j < rank; j++) {
                for (int k = 0; k < rank; k++) {
                    double[] got =
                            product(
                                    used,
                                    (b * rank + j) * length,
                                    used,
                                    (b * rank + k) * length,
                                    length);
                    orthogonality = Math.max(orthogonality, Math.abs(got[0] - (j == k ? 1 : 0)));
                    orthogonality = Math.max(orthogonality, Math.abs(got[1]));
                }
            }
        }
        if (!(expansion < 1e-12 && orthogonality < 1e-13 && grams < 1e-13)) {
            said.add(
                    "fault %sexpansion %s, orthogonality %s, Gram %s"
                            .formatted(where, expansion, orthogonality, grams));
        }
    }

    /** a^H b of two rows. */
    private static double[] product(SplitComplex a, int x, SplitComplex b, int y, int length) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < length; i++) {
            re += a.re()[x + i] * b.re()[y + i] + a.im()[x + i] * b.im()[y + i];
            im += a.re()[x + i] * b.im()[y + i] - a.im()[x + i] * b.re()[y + i];
        }
        return new double[] {re, im};
    }
}
