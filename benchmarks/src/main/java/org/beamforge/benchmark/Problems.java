package org.beamforge.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.beamforge.kernel.KernelProvider;
import org.beamforge.model.CanonicalProblem;
import org.beamforge.model.ComplexMatrix;
import org.beamforge.model.UniformLinearArray;
import org.beamforge.solver.BeamProblem;
import org.beamforge.solver.StationSubspace;
import org.beamforge.solver.dual.SensingFeasibility;

/**
 * Random problems of one base station: Rayleigh channels, ||h||^2 of -10..50 dB whatever M is, and
 * sensing duties that need up to 0.7 of the power budget.
 */
public final class Problems {
    private static final double MOST_DUTY = 0.7;

    private Problems() {}

    /**
     * The problem of a seed.
     *
     * @param antennas M >= 2
     * @param users N >= 1
     */
    public static CanonicalProblem canonical(int antennas, int users, long seed) {
        Random random = new Random(seed);
        double centre = -10 + 60 * random.nextDouble();
        double[] re = new double[users * antennas];
        double[] im = new double[users * antennas];
        for (int j = 0; j < users; j++) {
            double gain = centre + 10 * random.nextDouble() - 5;
            double amplitude = Math.pow(10, gain / 20) / Math.sqrt(2.0 * antennas);
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
        double duty = MOST_DUTY * Math.pow(10, -3 * random.nextDouble());
        CanonicalProblem probe = new CanonicalProblem(channels, d, g, e, ratio, 1);
        BeamProblem sensing = StationSubspace.of(probe, false).problem(0).problem();
        double need = SensingFeasibility.of(sensing, KernelProvider.plain()).upperBound();
        return new CanonicalProblem(channels, d, g, e, ratio * duty / need, duty / need);
    }

    /** All users of a canonical problem, in antenna space (r = M) or compressed (r <= N + 3). */
    public static BeamProblem all(CanonicalProblem canonical, boolean fullDimension) {
        int[] set = new int[canonical.users()];
        for (int j = 0; j < set.length; j++) {
            set[j] = j;
        }
        return StationSubspace.of(canonical, fullDimension).problem(set).problem();
    }

    /** Problems of the seeds 1..count. */
    public static List<BeamProblem> list(
            int antennas, int users, boolean fullDimension, int count) {
        List<BeamProblem> problems = new ArrayList<>();
        for (int seed = 1; seed <= count; seed++) {
            problems.add(all(canonical(antennas, users, seed), fullDimension));
        }
        return problems;
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
