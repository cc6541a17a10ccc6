package org.beamforge.cuda;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.beamforge.control.SolveStatus;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.model.Beamformer;
import org.beamforge.model.CanonicalProblem;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.solver.ArrayProducts;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.BeamResult;
import org.beamforge.solver.CompressedProblem;
import org.beamforge.solver.StationSubspace;

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

    /** A base station with 600 antennas, two of its users alike, with the engine and without. */
    static void subspace(ArrayProducts arrays, List<String> said) {
        SplittableRandom random = new SplittableRandom(5);
        int m = 600;
        int users = 6;
        ComplexMatrix channels = gaussian(users, m, random);
        System.arraycopy(channels.re(), 0, channels.re(), 4 * m, m);
        System.arraycopy(channels.im(), 0, channels.im(), 4 * m, m);
        CanonicalProblem canonical =
                new CanonicalProblem(
                        channels,
                        gaussian(m, 1, random),
                        gaussian(m, 1, random),
                        gaussian(m, 1, random),
                        0.1,
                        0.1);
        StationSubspace plain = StationSubspace.of(canonical, false);
        StationSubspace engine = StationSubspace.of(canonical, false, Optional.of(arrays));
        int[] set = {0, 2, 4};
        Beamformer[] beams = new Beamformer[2];
        for (int i = 0; i < 2; i++) {
            CompressedProblem compressed = (i == 0 ? plain : engine).problem(set);
            BeamProblem problem = compressed.problem();
            if (problem.dimension() != 5) {
                said.add("fault dimension " + problem.dimension());
            }
            // Beams that are the vectors themselves, so that W does not depend on the basis.
            BeamResult result =
                    new BeamResult(
                            SolveStatus.SOLVED,
                            0,
                            0,
                            problem.channels(),
                            problem.sensing(),
                            3,
                            0,
                            0,
                            0,
                            0);
            beams[i] = compressed.expand(result, 1);
        }
        double worst = 0;
        for (int i = 0; i < m * users; i++) {
            double expected = i % users == 0 || i % users == 2 || i % users == 4 ? 1 : 0;
            double of = expected * channels.re(i % users, i / users);
            worst = Math.max(worst, Math.abs(beams[1].communication().re()[i] - of));
            worst =
                    Math.max(
                            worst,
                            Math.abs(
                                    beams[1].communication().im()[i]
                                            - beams[0].communication().im()[i]));
        }
        for (int i = 0; i < 3 * m; i++) {
            worst = Math.max(worst, Math.abs(beams[1].radar().re()[i] - beams[0].radar().re()[i]));
        }
        if (!(worst < 1e-11)) {
            said.add("fault expansion off by " + worst);
        }
        said.add("subspace compared");
    }

    private static ComplexMatrix gaussian(int rows, int cols, SplittableRandom random) {
        double[] re = new double[rows * cols];
        double[] im = new double[rows * cols];
        for (int i = 0; i < re.length; i++) {
            re[i] = random.nextGaussian();
            im[i] = random.nextGaussian();
        }
        return ComplexMatrix.of(rows, cols, re, im);
    }
}
