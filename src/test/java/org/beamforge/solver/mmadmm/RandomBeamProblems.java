package org.beamforge.solver.mmadmm;

import java.util.Random;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.kernel.SplitComplex;
import org.beamforge.model.CanonicalProblem;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.UniformLinearArray;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.StationSubspace;
import org.beamforge.solver.dual.SensingFeasibility;

/** Random problems of one base station over the whole range of gains and sensing duties. */
final class RandomBeamProblems {
    private RandomBeamProblems() {}

    /**
     * Channels of gains -20..40 dB; the sensing duties need 1e-6..0.999 of the power budget.
     *
     * @param antennas M >= 2
     */
    static CanonicalProblem canonical(int antennas, int users, Random random) {
        return canonical(antennas, users, fraction(0.999, random), -20, 40, random);
    }

    /** Of the budget, half of them log-uniform from 1e-6, half uniform, up to {@code most}. */
    private static double fraction(double most, Random random) {
        return random.nextBoolean()
                ? most * Math.pow(10, -6 * random.nextDouble())
                : most * Math.max(1e-6, random.nextDouble());
    }

    static CanonicalProblem canonical(
            int antennas, int users, double fraction, double lowDb, double highDb, Random random) {
        double[] re = new double[users * antennas];
        double[] im = new double[users * antennas];
        double centre = lowDb + (highDb - lowDb) * random.nextDouble();
        for (int j = 0; j < users; j++) {
            double gain = centre + 10 * random.nextDouble() - 5;
            double amplitude = Math.pow(10, gain / 20) / Math.sqrt(2);
            for (int i = 0; i < antennas; i++) {
                re[j * antennas + i] = amplitude * random.nextGaussian();
                im[j * antennas + i] = amplitude * random.nextGaussian();
            }
        }
        ComplexMatrix channels = ComplexMatrix.of(users, antennas, re, im);
        double angleD = 0.4 + 2.3 * random.nextDouble();
        double angleE = 0.4 + 2.3 * random.nextDouble();
        ComplexMatrix d = unit(UniformLinearArray.steering(antennas, angleD));
        ComplexMatrix g = unit(UniformLinearArray.steering(antennas, angleE));
        ComplexMatrix e = unit(UniformLinearArray.steeringDerivative(antennas, angleE));
        double ratio = Math.pow(10, 4 * random.nextDouble() - 2);
        CanonicalProblem unitNeed = new CanonicalProblem(channels, d, g, e, ratio, 1);
        BeamProblem probe = StationSubspace.of(unitNeed, false).problem(0).problem();
        double need = SensingFeasibility.of(probe, KernelProvider.plain()).upperBound();
        return new CanonicalProblem(channels, d, g, e, ratio * fraction / need, fraction / need);
    }

    /** All users, in the compressed basis or in antenna space. */
    static BeamProblem all(CanonicalProblem canonical, boolean fullDimension) {
        int[] set = new int[canonical.users()];
        for (int j = 0; j < set.length; j++) {
            set[j] = j;
        }
        return StationSubspace.of(canonical, fullDimension).problem(set).problem();
    }

    /** One compressed problem with M 2..16 and 1..6 users, duties up to 0.999 of the budget. */
    static BeamProblem any(long seed) {
        return any(seed, 0.999);
    }

    static BeamProblem any(long seed, double mostDuty) {
        Random random = new Random(seed);
        int antennas = 2 + random.nextInt(15);
        int users = 1 + random.nextInt(6);
        double fraction = fraction(mostDuty, random);
        return all(canonical(antennas, users, fraction, -20, 40, random), false);
    }

    static SplitComplex gaussian(int length, Random random) {
        SplitComplex z = SplitComplex.allocate(length);
        for (int i = 0; i < length; i++) {
            z.re()[i] = random.nextGaussian();
            z.im()[i] = random.nextGaussian();
        }
        return z;
    }

    static double power(SplitComplex z) {
        double sum = 0;
        for (int i = 0; i < z.length(); i++) {
            sum += z.re()[i] * z.re()[i] + z.im()[i] * z.im()[i];
        }
        return sum;
    }

    /** Columns d, g, e of random directions: [antennas, 3]. */
    static SplitComplex sensing(int antennas, Random random) {
        double angle = 0.4 + 2.3 * random.nextDouble();
        ComplexMatrix[] v = {
            unit(UniformLinearArray.steering(antennas, 0.4 + 2.3 * random.nextDouble())),
            unit(UniformLinearArray.steering(antennas, angle)),
            unit(UniformLinearArray.steeringDerivative(antennas, angle))
        };
        SplitComplex out = SplitComplex.allocate(antennas * 3);
        for (int i = 0; i < antennas; i++) {
            for (int j = 0; j < 3; j++) {
                out.re()[i * 3 + j] = v[j].re()[i];
                out.im()[i * 3 + j] = v[j].im()[i];
            }
        }
        return out;
    }

    private static ComplexMatrix unit(ComplexMatrix v) {
        double norm = Math.sqrt(v.squaredFrobeniusNorm());
        double[] re = new double[v.rows()];
        double[] im = new double[v.rows()];
        for (int i = 0; i < v.rows(); i++) {
            re[i] = v.re()[i] / norm;
            im[i] = v.im()[i] / norm;
        }
        return ComplexMatrix.of(v.rows(), 1, re, im);
    }
}
