package org.beamforge.cuda.check;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.beamforge.kernel.ComplexKernels;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.model.CanonicalProblem;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.UniformLinearArray;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.StationSubspace;
import org.beamforge.solver.dual.SensingFeasibility;
import org.beamforge.solver.dual.SensingNeed;

/** Random beamforming problems that are feasible, for tests and stress runs. */
public final class RandomProblems {
    private RandomProblems() {}

    /**
     * One problem.
     *
     * @param seed the same seed gives the same problem
     * @param users |S|, at least 1
     * @param antennas M, at least 2
     * @param gainDb mean channel gain over noise at full power, dB
     * @param load least power that sensing needs, as a fraction of the budget, 0 < load < 1
     */
    public static BeamProblem of(long seed, int users, int antennas, double gainDb, double load) {
        SplittableRandom random = new SplittableRandom(seed);
        int m = antennas;
        double[] re = new double[users * m];
        double[] im = new double[users * m];
        double scale = Math.sqrt(Math.pow(10, gainDb / 10) / (2.0 * m));
        for (int i = 0; i < users * m; i++) {
            re[i] = scale * random.nextGaussian();
            im[i] = scale * random.nextGaussian();
        }
        double detection = Math.PI * (0.1 + 0.8 * random.nextDouble());
        double estimation = Math.PI * (0.1 + 0.8 * random.nextDouble());
        double deltaD = 0.02 + random.nextDouble();
        double deltaE = 0.02 + random.nextDouble();
        CanonicalProblem canonical =
                new CanonicalProblem(
                        ComplexMatrix.of(users, m, re, im),
                        unit(UniformLinearArray.steering(m, detection)),
                        unit(UniformLinearArray.steering(m, estimation)),
                        unit(UniformLinearArray.steeringDerivative(m, estimation)),
                        deltaD,
                        deltaE);
        StationSubspace subspace = StationSubspace.of(canonical, false);
        ComplexKernels kernels = KernelProvider.plain();
        SensingNeed need = SensingFeasibility.of(subspace.sensingProblem(), kernels);
        int[] all = new int[users];
        for (int i = 0; i < users; i++) {
            all[i] = i;
        }
        return subspace.withRequirementsScaled(load / need.upperBound()).problem(all).problem();
    }

    /**
     * The same problem in more dimensions than its vectors span: they are reflected into all of
     * them, which changes no inner product.
     *
     * @param dimension r, at least that of the problem
     */
    public static BeamProblem embedded(BeamProblem problem, int dimension, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] re = new double[dimension];
        double[] im = new double[dimension];
        double size = 0;
        for (int i = 0; i < dimension; i++) {
            re[i] = random.nextGaussian();
            im[i] = random.nextGaussian();
            size += re[i] * re[i] + im[i] * im[i];
        }
        return new BeamProblem(
                dimension,
                problem.users(),
                reflected(problem.sensing(), problem.dimension(), re, im, size),
                reflected(problem.channels(), problem.dimension(), re, im, size),
                problem.deltaD(),
                problem.deltaE());
    }

    /** (I - 2 v v^H / ||v||^2) [B; 0] for B: [r, .]. */
    private static SplitComplex reflected(
            SplitComplex b, int r, double[] re, double[] im, double size) {
        int cols = b.length() / r;
        SplitComplex out = SplitComplex.allocate(re.length * cols);
        for (int c = 0; c < cols; c++) {
            double sr = 0;
            double si = 0;
            for (int i = 0; i < r; i++) {
                double x = b.re()[i * cols + c];
                double y = b.im()[i * cols + c];
                sr += re[i] * x + im[i] * y;
                si += re[i] * y - im[i] * x;
            }
            sr *= 2 / size;
            si *= 2 / size;
            for (int i = 0; i < re.length; i++) {
                double x = i < r ? b.re()[i * cols + c] : 0;
                double y = i < r ? b.im()[i * cols + c] : 0;
                out.re()[i * cols + c] = x - (re[i] * sr - im[i] * si);
                out.im()[i * cols + c] = y - (re[i] * si + im[i] * sr);
            }
        }
        return out;
    }

    /** {@code count} problems over the ranges that matter: |S| 1..mostUsers, -10..40 dB. */
    public static List<BeamProblem> spread(long seed, int count, int mostUsers, int mostAntennas) {
        SplittableRandom random = new SplittableRandom(seed);
        List<BeamProblem> problems = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            problems.add(
                    of(
                            random.nextLong(),
                            random.nextInt(1, mostUsers + 1),
                            random.nextInt(2, mostAntennas + 1),
                            -10 + 50 * random.nextDouble(),
                            Math.pow(10, -3 * random.nextDouble()) * 0.95));
        }
        return problems;
    }

    private static ComplexMatrix unit(ComplexMatrix vector) {
        double factor = 1 / Math.sqrt(vector.squaredFrobeniusNorm());
        double[] re = vector.re().clone();
        double[] im = vector.im().clone();
        for (int i = 0; i < re.length; i++) {
            re[i] *= factor;
            im[i] *= factor;
        }
        return ComplexMatrix.of(vector.rows(), vector.cols(), re, im);
    }
}
